"""`atelier memory …`: what is remembered, shown, taken along, and forgotten. Thin, as app/cli.py is."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.memory_forget_cli import forget

if TYPE_CHECKING:
    from memory.history import History

memory = typer.Typer(help="What is remembered: sessions, runs and their steps, notes. Show, replay, export, forget.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
OfSession = Annotated[str, typer.Option("--session", "-s", help="Only of this session.")]
RunId = Annotated[str, typer.Argument(metavar="RUN", help="A run's id, how it begins, or the word last.")]


@memory.command()
def sessions(json: AsJson = False) -> None:
    """List the sessions, the one used last first."""
    from app.memory_lists import session_rows
    from app.output import as_json

    rows = session_rows(*_kept())
    if json:
        print(as_json(rows))
        return
    columns = ["session", "runs", "notes", "files", "last"]
    _table(columns, [[str(row[name]) for name in columns] for row in rows])


@memory.command()
def runs(session: OfSession = "", json: AsJson = False) -> None:
    """List the runs, oldest first: what was asked, when, and how it ended."""
    from app.memory_shown import run_fields, run_rows
    from app.output import as_json

    history, given = _kept()
    found = history.runs(session, given.tenant) if session else history.all_runs(given.tenant)
    if json:
        print(as_json([run_fields(run) for run in found]))
        return
    _table(["run", "session", "status", "began", "took", "asked"], run_rows(found))


@memory.command()
def show(
    run: RunId,
    full: Annotated[bool, typer.Option("--full", help="Plans, code, what agents saw, errors, tokens, times.")] = False,
    json: AsJson = False,
) -> None:
    """Show a run: one line a step, under what started it."""
    from app.memory_shown import run_fields, shown_run, step_fields
    from app.output import as_json

    history, given = _kept()
    found = history.find(run, given.tenant)
    steps = history.steps(found.id, given.tenant)
    if json:
        print(as_json(run_fields(found) | {"steps": [step_fields(step) for step in steps]}))
        return
    print(shown_run(found, steps, full))


@memory.command()
def replay(
    run: RunId,
    speed: Annotated[float, typer.Option(help="2 is twice as fast as it was.", min=0.01)] = 1.0,
) -> None:
    """Print a run again as it went, with its pauses. Nothing is run."""
    from app.memory_shown import head
    from app.replaying import played
    from rag.pages import clean

    history, given = _kept()
    found = history.find(run, given.tenant)
    print(clean("\n".join(head(found))))
    played(history.steps(found.id, given.tenant), speed, lambda row: print(row, flush=True))


@memory.command()
def code(run: RunId) -> None:
    """Print all Python that the agents of a run ran, as one script."""
    from app.memory_code import script

    history, given = _kept()
    found = history.find(run, given.tenant)
    print(script(found, history.steps(found.id, given.tenant)), end="")


@memory.command()
def notes(
    session: OfSession = "",
    past: Annotated[bool, typer.Option("--past", help="Also those that were superseded.")] = False,
    json: AsJson = False,
) -> None:
    """List the notes: what agents wrote down, who, in which run, from which files."""
    from app.memory_lists import notes_of
    from app.memory_shown import note_fields, note_line
    from app.output import as_json

    found = notes_of(*_kept(), session, past)
    if json:
        print(as_json([note_fields(of, note) for of, note in found]))
        return
    print("\n".join(f"{of}  {note_line(note)}" for of, note in found) or "Nothing was written down.")


@memory.command()
def export(
    to: Annotated[Path, typer.Option("--to", help="The file to write. One that is there is not written over.")],
    run: Annotated[str, typer.Argument(metavar="[RUN]", help="A run; or give --session.")] = "",
    session: OfSession = "",
) -> None:
    """Write a run or a session as JSON. Files are named in it, not contained."""
    from app.memory_lists import export_to

    print(export_to(*_kept(), run, session, to))


@memory.command("import")
def import_(file: Annotated[Path, typer.Argument(help="What atelier memory export wrote.")]) -> None:
    """Read an export in, as your own. All of it, or nothing where anything in it is not as it must be."""
    from app.memory_lists import import_from

    print(import_from(*_kept(), file))


memory.command()(forget)


def _kept() -> tuple[History, Any]:
    """The history and the settings."""
    from app.cli import settings
    from memory.history import History

    given = settings()
    return History(given.history_at), given


def _table(columns: list[str], rows: list[list[str]]) -> None:
    from rich.markup import escape

    from app.cli import show as put
    from app.output import table

    plain = [[escape(cell) for cell in row] for row in rows]  # what people asked is no markup
    put(table("", columns, plain)) if rows else print("Nothing yet.")


if importlib.util.find_spec("app.memory_graph_cli"):
    importlib.import_module("app.memory_graph_cli").add_to(memory)
