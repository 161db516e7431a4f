"""`atelier eval …`: how well documents answer questions, measured. Thin, as app/cli.py is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.evaluating import Evaluation
    from rag.questions import Question

evaluation = typer.Typer(help="Measure: how well passages are found, and how well answers hold.", no_args_is_help=True)


@evaluation.callback()
def of() -> None:
    """Measure: how well passages are found, and how well answers hold."""


@evaluation.command()
def rag(
    questions: Annotated[Path | None, typer.Option("--questions", help="JSON lines; see below.")] = None,
    file: Annotated[list[Path] | None, typer.Option("--file", "-f", help="A document. May be given again.")] = None,
    session: Annotated[str, typer.Option("--session", "-s", help="Look in the files of this session instead.")] = "",
    collection: Annotated[str, typer.Option("--collection", "-c", help="Look in this collection too, or alone.")] = "",
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=100, help="Passages that count as found.")] = 10,
    plot: Annotated[Path | None, typer.Option(help="Write a picture of the figures, PNG.")] = None,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="Make a set of questions from the documents instead, for a start.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Where --synthetic writes it. Nothing is written over.")] = None,
    count: Annotated[int, typer.Option(min=1, help="How many questions --synthetic makes, at most.")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed, other questions of --synthetic.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not show what is going on.")] = False,
) -> None:
    """Ask the questions of a file, and say how well their evidence is found and answered.

    A line of the file: {"question": "How long is the warranty?", "answer": "15 years", "source": "handbook.pdf",
    "page": 1, "quote": "…"}. Only the question must be there; an answer of null says that the documents do not tell.

    Questions that --synthetic makes use the documents' own words: figures from them are far too good, and only good
    for comparing.
    """
    from app.evaluating import evaluate, fields, workplace
    from app.output import as_json

    if synthetic:
        print(_made(file or [], out, count, seed))
        return
    asked = _read(questions)
    from app.cli import served, show, watched
    from app.run import fan

    if plot:
        _can_draw(plot)
    service = served()
    with watched(quiet, steps=False) as listeners, workplace(service, file or [], session, collection) as at:
        done = evaluate(service, at, asked, k, fan(listeners))
    if plot:
        _draw(plot, done, f"{len(asked)} questions of {questions.name if questions else ''}")
    if json:
        print(as_json(fields(done)))
        return
    from app.eval_shown import notices, table_of

    show(table_of(done))
    print(*notices(done), *([f"Drew {plot}"] if plot else []), sep="\n")


def _read(path: Path | None) -> tuple[Question, ...]:
    from rag.questions import read_questions
    from runtime.errors import BadArgument

    if path is None:
        raise BadArgument("Give questions with --questions q.jsonl, or have some made with --synthetic --out q.jsonl.")
    return read_questions(path)


def _made(files: list[Path], out: Path | None, count: int, seed: int) -> str:
    from app.cli import settings
    from app.eval_files import question_lines, read_all, write_new
    from rag.synthetic import synthetic
    from runtime.errors import BadArgument

    if not files or out is None:
        raise BadArgument("--synthetic wants the documents and a new file: --file handbook.pdf --out q.jsonl")
    made = synthetic(list(read_all(files, settings().max_file_mb).values()), count, seed)
    if not made:
        raise BadArgument("These documents have no sentence with a name, a number or a date to ask about.")
    write_new(out, question_lines(made))
    return f"Wrote {len(made)} questions to {out}. They use the documents' own words: good for comparing, no more."


def _can_draw(path: Path) -> None:
    from app.eval_files import check_place
    from runtime.errors import need

    need("PIL.Image", "vision")
    check_place(path)


def _draw(path: Path, done: Evaluation, title: str) -> None:
    from app.eval_files import written
    from app.eval_plot import png

    with written(path):
        path.write_bytes(png(done, title))
