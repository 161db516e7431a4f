"""What the memory commands list, write out and read in, of one tenant."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from app.memory_shown import when
from app.output import as_json
from app.sessions import sessions_folder
from memory.artifacts import Artifacts
from memory.database import notes
from memory.exchange import exported, take_in
from memory.history import History
from memory.notes import Note, note_of
from runtime.errors import BadArgument, FileBroken, UnknownSession
from runtime.records import Json
from runtime.settings import Settings


def session_rows(history: History, settings: Settings) -> list[dict[str, Json]]:
    """Every session of the tenant: how many runs, notes and files, and when its last run began."""
    began: dict[str, list[str]] = {}
    for run in history.all_runs(settings.tenant):
        began.setdefault(run.session, []).append(run.started_at)
    counts = counted_notes(history, settings.tenant)
    folder = sessions_folder(settings)
    names = [
        *history.sessions(settings.tenant),
        *sorted((path.name for path in folder.glob("*")), reverse=True),
        *counts,
    ]
    return [
        {
            "session": name,
            "runs": len(began.get(name, ())),
            "notes": counts.get(name, 0),
            "files": len(Artifacts(folder / name).names()) if (folder / name).is_dir() else 0,
            "last": when(began[name][-1]) if name in began else "",
        }
        for name in dict.fromkeys(names)
    ]


def counted_notes(history: History, tenant: str) -> dict[str, int]:
    held = (notes.c.tenant == tenant, notes.c.superseded_at == "")
    with history.engine.connect() as connection:
        rows = connection.execute(select(notes.c.session, func.count()).where(*held).group_by(notes.c.session))
        return {session: count for session, count in rows}


def notes_of(history: History, settings: Settings, session: str, past: bool) -> list[tuple[str, Note]]:
    """Sessions and notes, oldest first; of one session where it is named."""
    query = select(notes).where(notes.c.tenant == settings.tenant).order_by(notes.c.id)
    query = query if past else query.where(notes.c.superseded_at == "")
    query = query.where(notes.c.session == session) if session else query
    with history.engine.connect() as connection:
        return [(row["session"], note_of(row)) for row in connection.execute(query).mappings()]


def export_to(history: History, settings: Settings, run: str, session: str, to: Path) -> str:
    """
    Raises:
        BadArgument: not exactly one of run and session is given, or the file is there already.
        UnknownRun, UnknownSession: there is none such.
        FileBroken: the file cannot be written.
    """
    if bool(run) == bool(session):
        raise BadArgument("Say which: atelier memory export RUN --to FILE, or --session SESSION in place of RUN.")
    kept = [history.find(run, settings.tenant)] if run else history.runs(session, settings.tenant)
    told = exported(history, settings.tenant, kept, session)
    if not kept and not told["notes"]:
        raise UnknownSession(session, history.sessions(settings.tenant))
    try:
        with to.open("x", encoding="utf-8") as file:
            file.write(as_json(told) + "\n")
    except FileExistsError as error:
        raise BadArgument(
            f"{to} is there already, and nothing is written over. Give another name with --to."
        ) from error
    except OSError as error:
        raise FileBroken(to, f"it cannot be written ({error.strerror})") from error
    return f"Wrote {len(kept)} run(s) and {len(told['notes'])} note(s) to {to}. Files are named in it, not contained."


def import_from(history: History, settings: Settings, file: Path) -> str:
    """
    Raises:
        NotAnExport: it is none, or one of its runs is here already.
    """
    came = take_in(history, settings.tenant, file)
    for session in came.sessions:
        (sessions_folder(settings) / session).mkdir(parents=True, exist_ok=True)
    return (
        f"Read in {came.runs} run(s), {came.steps} step(s) and {came.notes} note(s) of {', '.join(came.sessions)}. "
        "Their files did not come along."
    )
