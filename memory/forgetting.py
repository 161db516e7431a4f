"""Taking rows out of the history for good: not only unlinked, but no longer among the file's bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.exc import DBAPIError

from memory.database import note_vectors, notes, runs, steps
from memory.history import History
from memory.mirror_material import texts

MANY = 500
"""Ids in one statement; databases bound it."""


def erase_runs(history: History, tenant: str, ids: Sequence[str]) -> dict[str, int]:
    """Take these runs of the tenant out, with their steps. Returns how many rows went, by table."""
    went = {"runs": 0, "steps": 0}
    with history.engine.begin() as connection:
        for some in portions(ids):
            mine = select(runs.c.id).where(runs.c.tenant == tenant, runs.c.id.in_(some))
            went["steps"] += connection.execute(delete(steps).where(steps.c.run.in_(mine))).rowcount
            went["runs"] += connection.execute(delete(runs).where(runs.c.id.in_(mine))).rowcount
    return went


def erase_notes(history: History, tenant: str, ids: Sequence[int]) -> int:
    """Take these notes of the tenant out, with their vectors. Returns how many notes went."""
    went = 0
    with history.engine.begin() as connection:
        for some in portions(ids):
            mine = select(notes.c.id).where(notes.c.tenant == tenant, notes.c.id.in_(some))
            connection.execute(delete(note_vectors).where(note_vectors.c.note.in_(mine)))
            went += connection.execute(delete(notes).where(notes.c.id.in_(mine))).rowcount
    return went


def squeeze(engine: Engine) -> str:
    """Write a SQLite file anew, without what was deleted, its log as well. Returns what stood in the way, if anything.

    Other databases give freed space out again by themselves, in their own time.
    """
    if engine.dialect.name != "sqlite":
        return f"{engine.dialect.name} overwrites what was deleted in its own time; hasten it with VACUUM FULL."
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    except DBAPIError as error:
        return f"The history could not be written anew ({error.orig}); close what else uses it and forget once more."
    return "Another program reads the history; its log is emptied when that ends." if busy else ""


def texts_of(history: History, tenant: str, run: str) -> Iterator[str]:
    """Everything that was said in a run: the request, file names, the answer, and each step."""
    found = history.find(run, tenant)
    yield from texts([found.request, found.files, found.answer])
    for step in history.steps(run, tenant):
        yield from texts([step.event.arguments, step.event.text, step.event.error])


def holds(history: History, tenant: str, words: str, session: str = "") -> int:
    """In how many runs, steps and notes of the tenant `words` stand; in one session where it is named."""
    asked = (runs.c.request, runs.c.answer, runs.c.session, runs.c.id)
    stepped = (steps.c.text, steps.c.arguments, steps.c.error)
    written = (notes.c.key, notes.c.value, notes.c.session)
    searched = ((runs, runs, asked), (steps.join(runs), runs, stepped), (notes, notes, written))
    with history.engine.connect() as connection:
        count = 0
        for table, owner, columns in searched:
            mine = (owner.c.tenant == tenant, *([owner.c.session == session] if session else []))
            query = select(func.count()).select_from(table).where(*mine, says(columns, words))
            count += int(connection.execute(query).scalar() or 0)
        return count


def says(columns: Iterable[Any], words: str) -> Any:
    spelt = {words, json_inside(words)}
    return or_(*(column.contains(each, autoescape=True) for column in columns for each in spelt))


def json_inside(words: str) -> str:
    """Words as they stand inside of JSON."""
    return json.dumps(words)[1:-1]


def portions(ids: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(ids), MANY):
        yield list(ids[start : start + MANY])
