"""`atelier memory forget`: which of its options is meant, a question first, then the deed and its proof."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.doomed import Doomed
    from app.dooming import Dooming

DAYS = re.compile(r"([0-9]+(?:\.[0-9]+)?)([dhw])")
UNITS = {"h": 1 / 24, "d": 1.0, "w": 7.0}


def forget(
    session: Annotated[str, typer.Option("--session", "-s", help="A whole session; or where the other one is.")] = "",
    artifact: Annotated[str, typer.Option(help="A file of --session, what was made from it and said about it.")] = "",
    note: Annotated[str, typer.Option(metavar="KEY", help="The notes of that key in --session.")] = "",
    run: Annotated[str, typer.Option(help="A run, with the notes it wrote and the files it made.")] = "",
    older_than: Annotated[str, typer.Option(help="All that is older, such as 30d, 12h or 8w.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Forget in every store: history, files, notes, indexes, results of models, mirrors. It cannot be undone."""
    from dataclasses import asdict

    from app.cli import settings
    from app.dooming import Dooming
    from app.forgetting import Forgetter, forgotten_text
    from app.output import as_json
    from app.service import Service
    from memory.history import History

    given = settings()
    history = History(given.history_at)
    doomed = meant(Dooming(history, given), session, artifact, note, run, older_than)
    if not doomed:
        print("There is nothing so old.")
        return
    if not yes:
        typer.confirm(question(doomed), abort=True, err=True)
    done = Forgetter(history, given, lambda: Service(given).pool).forget(doomed)
    history.close()
    print(as_json(asdict(done)) if json else forgotten_text(done))
    raise typer.Exit(0 if done.gone else 1)


def meant(dooming: Dooming, session: str, artifact: str, note: str, run: str, older_than: str) -> Doomed:
    """
    Raises:
        BadArgument: the options do not say one thing.
        NothingToForget, UnknownRun, RunUnderWay: as Dooming.
    """
    from runtime.errors import BadArgument

    chosen = [bool(artifact), bool(note), bool(run), bool(older_than)]
    if sum(chosen) > 1 or not (any(chosen) or session) or (session and (run or older_than)):
        raise BadArgument("Say one thing: --session S, --artifact NAME --session S, --note KEY --session S, --run RUN, "
                          "or --older-than 30d.")  # fmt: skip
    if (artifact or note) and not session:
        raise BadArgument("Say of which session too, with --session. See them with: atelier memory sessions")
    if run:
        return dooming.run(run)
    if older_than:
        return dooming.older(days(older_than))
    if artifact:
        return dooming.artifact(artifact, session)
    return dooming.note(note, session) if note else dooming.session(session)


def days(text: str) -> float:
    """
    >>> days("30d"), days("12h"), days("2w")
    (30.0, 0.5, 14.0)

    Raises:
        BadArgument: it is no length of time.
    """
    from runtime.errors import BadArgument

    match = DAYS.fullmatch(text.strip().lower())
    if not match or float(match[1]) > 1e6:
        raise BadArgument(f"--older-than {text!r} is no length of time. Write it as 30d, 12h or 8w.")
    return float(match[1]) * UNITS[match[2]]


def question(doomed: Doomed) -> str:
    from app.live import short

    counts = f"{len(doomed.runs)} runs, {len(doomed.notes)} notes, {len(doomed.artifacts)} files"
    rows = [f"This forgets {doomed.what}: {counts}; and all kept results of models, which do not say what they are of."]
    rows += [f"  run {run.id[:8]}: {short(run.request, 70)}" for run in doomed.runs[:10]]
    rows += [f"  file {artifact.name}: {short(artifact.title, 70)}" for _, artifact in doomed.artifacts[:10]]
    return "\n".join([*rows, "It cannot be undone. Go on?"])
