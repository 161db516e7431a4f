"""The memory as one JSON file, and back. Files of a session are named in it; their bytes never are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Connection, insert, select

from memory.database import clean, notes, now, runs, steps
from memory.exchange_schema import EXPORT, VERSION
from memory.history import History, Run
from runtime.errors import NotAnExport
from runtime.records import Json

MOST_MB = 256
RUN_COLUMNS = ("id", "session", "parent", "status", "started_at", "finished_at")
STEP_COLUMNS = tuple(column.name for column in steps.columns if column.name not in ("run", "arguments"))
NOTE_COLUMNS = ("session", "key", "by", "confidence", "created_at", "run", "superseded_at")


@dataclass(frozen=True, slots=True)
class Imported:
    runs: int
    steps: int
    notes: int
    sessions: tuple[str, ...]


def exported(history: History, tenant: str, kept: Sequence[Run], session: str = "") -> dict[str, Json]:
    """These runs with their steps; the notes of `session` where one is named, else those that were written in them."""
    ids = [run.id for run in kept]
    chosen = notes.c.session == session if session else notes.c.run.in_(ids)
    with history.engine.connect() as connection:
        written = select(notes).where(notes.c.tenant == tenant, chosen).order_by(notes.c.id)
        told = [note_fields(row) for row in connection.execute(written).mappings()]
        mine = select(runs).where(runs.c.tenant == tenant, runs.c.id.in_(ids)).order_by(runs.c.number)
        asked = [run_fields(connection, row) for row in connection.execute(mine).mappings().all()]
    return {"atelier_memory": VERSION, "exported_at": now(), "runs": asked, "notes": told}


def run_fields(connection: Connection, row: Any) -> dict[str, Json]:
    told = {name: row[name] for name in RUN_COLUMNS} | {"request": json.loads(row["request"])}
    told["answer"] = json.loads(row["answer"]) if row["answer"] else None
    below = select(steps).where(steps.c.run == row["id"]).order_by(steps.c.id)
    told["steps"] = [step_fields(step) for step in connection.execute(below).mappings()]
    return told


def step_fields(row: Any) -> dict[str, Json]:
    return {name: row[name] for name in STEP_COLUMNS} | {"arguments": json.loads(row["arguments"])}


def note_fields(row: Any) -> dict[str, Json]:
    told = {name: row[name] for name in NOTE_COLUMNS}
    return told | {"value": json.loads(row["value"]), "sources": json.loads(row["sources"])}


def read_export(path: Path) -> dict[str, Any]:
    """What an export holds, found to be one.

    Raises:
        NotAnExport: it is none, or another version's, or too big, or says something that cannot be.
    """
    if not path.is_file():
        raise NotAnExport(path, "there is no such file")
    if path.stat().st_size > MOST_MB * 1e6:
        raise NotAnExport(path, f"it has more than {MOST_MB} MB")
    try:
        told = json.loads(path.read_bytes(), parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise NotAnExport(path, "it is not JSON, or too deep") from error
    if isinstance(told, dict) and isinstance(told.get("atelier_memory"), int) and told["atelier_memory"] > VERSION:
        raise NotAnExport(path, f"a newer version of Atelier wrote it (form {told['atelier_memory']})")
    for flaw in flaws(told):
        raise NotAnExport(path, flaw)
    return dict(told)


def no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def flaws(told: Any) -> Iterator[str]:
    """What does not fit: first the form, then what a form cannot say."""
    from jsonschema import Draft202012Validator

    try:
        found = next(Draft202012Validator(EXPORT).iter_errors(told), None)
    except RecursionError:
        yield "it is too deep"
        return
    if found is not None:
        yield f"{'/'.join(map(str, found.absolute_path)) or 'the whole'} is not as it must be"
        return
    ids = [run["id"] for run in told["runs"]]
    if len(set(ids)) < len(ids):
        yield "a run is in it twice"
    for run in told["runs"]:
        earlier: set[int] = set()
        for step in run["steps"]:
            if step["id"] in earlier or step["parent"] not in earlier | {None}:
                yield f"a step of the run {run['id'][:8]} stands under none that came before it"
            earlier.add(step["id"])


def take_in(history: History, tenant: str, path: Path) -> Imported:
    """Write an export into the history, as this tenant's, all of it or nothing.

    Raises:
        NotAnExport: it is none, or one of its runs is in the history already.
    """
    told = read_export(path)
    with history.engine.begin() as connection:
        known = [run["id"] for run in told["runs"] if is_known(connection, run["id"])]
        if known:
            raise NotAnExport(path, f"the run {known[0][:8]} is in the history already")
        for run in told["runs"]:
            write_run(connection, tenant, run)
        if told["notes"]:
            connection.execute(insert(notes), [note_row(tenant, note) for note in told["notes"]])
    sessions = dict.fromkeys(each["session"] for each in (*told["runs"], *told["notes"]))
    count = sum(len(run["steps"]) for run in told["runs"])
    return Imported(len(told["runs"]), count, len(told["notes"]), tuple(sessions))


def is_known(connection: Connection, run: str) -> bool:
    return connection.execute(select(runs.c.id).where(runs.c.id == run)).first() is not None


def write_run(connection: Connection, tenant: str, run: dict[str, Any]) -> None:
    row: dict[str, Any] = {name: clean(run[name]) for name in RUN_COLUMNS} | {"request": json.dumps(run["request"])}
    row |= {"tenant": tenant, "answer": None if run["answer"] is None else json.dumps(run["answer"])}
    row |= {"host": "", "process": "", "status": "interrupted" if run["status"] == "running" else run["status"]}
    connection.execute(insert(runs), row)
    ids: dict[int | None, int | None] = {None: None}
    for step in run["steps"]:
        fields = {name: clean(v) if isinstance(v := step[name], str) else v for name in STEP_COLUMNS if name != "id"}
        fields |= {"run": run["id"], "parent": ids[step["parent"]], "arguments": json.dumps(step["arguments"])}
        key = connection.execute(insert(steps), fields).inserted_primary_key
        ids[step["id"]] = int(key[0]) if key else None


def note_row(tenant: str, note: dict[str, Any]) -> dict[str, Any]:
    row = {name: clean(v) if isinstance(v := note[name], str) else v for name in NOTE_COLUMNS}
    return row | {"tenant": tenant, "value": json.dumps(note["value"]), "sources": json.dumps(note["sources"])}
