"""Every step of every agent, and the conversations they add up to. Nothing crosses from one tenant to another."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import PurePath
from typing import Any, Literal, get_args
from uuid import uuid4

from sqlalchemy import RowMapping, func, insert, select, update

from memory.database import clean, engine_for, now, prepare, runs, steps
from memory.processes import alive, this_process
from runtime.errors import AtelierError, UnknownRun
from runtime.records import Answer, Citation, Event, Json, Request

Status = Literal["done", "failed", "stopped"]

ADD_STEP = insert(steps)


@dataclass(frozen=True, slots=True)
class Run:
    """One request and what became of it."""

    id: str
    session: str
    parent: str
    """The run that this one is part of or goes on from; empty for most."""
    request: str
    """What was asked, in words."""
    files: tuple[str, ...]
    """File names given with it, without their folders."""
    status: str
    """`running`, `done`, `failed`, `stopped`, or `interrupted` where its process died."""
    answer: Mapping[str, Json] | None
    """The answer's fields as plain values; None where there is none."""
    started_at: str
    """ISO 8601, UTC, as is `finished_at`."""
    finished_at: str


@dataclass(frozen=True, slots=True)
class RecordedStep:
    id: int
    parent: int | None
    """The step that started what this one is part of."""
    at: str
    """ISO 8601, UTC."""
    event: Event


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation."""

    request: str
    answer: str
    citations: tuple[Citation, ...] = ()


class History:
    """Threads and processes may share it. `url` is SQLAlchemy's; a SQLite file is created with its folders.

    Runs that a dead process of this machine left open are marked `interrupted`.

    Raises:
        SettingsError: the database cannot be opened, or a newer version of Atelier wrote it.
        MissingExtra: PostgreSQL's driver is not installed.
    """

    def __init__(self, url: str) -> None:
        self.engine = engine_for(url)
        self._writing = threading.Lock()  # SQLite's own waiting is in long naps
        prepare(self.engine)
        self._mark_interrupted()

    def close(self) -> None:
        self.engine.dispose()

    def start(self, session: str, tenant: str, request: Request, parent: str = "") -> str:
        """Open a run; returns its id."""
        run = uuid4().hex
        asked = {"text": request.text, "files": [path.name for path in request.files], "language": request.language}
        row = {"id": run, "tenant": tenant, "session": session, "parent": parent, "request": dumps(asked)}
        row |= {"status": "running", "host": socket.gethostname(), "process": this_process(), "started_at": now()}
        with self._writing, self.engine.begin() as connection:
            connection.execute(insert(runs), row)
        return run

    def add(self, run: str, event: Event, parent_step: int | None = None) -> int:
        """Write down a step and commit it; returns its id."""
        with self._writing, self.engine.begin() as connection:
            key = connection.execute(ADD_STEP, row_of(run, event, parent_step)).inserted_primary_key
        return int(key[0]) if key else 0

    def finish(self, run: str, answer: Answer | None, status: Status) -> None:
        """
        Raises:
            AtelierError: there is no such run, or no such status.
        """
        if status not in get_args(Status):
            raise AtelierError(f"A run cannot finish as {status!r}. Use one of: {', '.join(get_args(Status))}.")
        values = {"status": status, "finished_at": now(), "answer": None if answer is None else dumps(answer)}
        with self._writing, self.engine.begin() as connection:
            found = connection.execute(update(runs).where(runs.c.id == run).values(values)).rowcount
        if not found:
            raise AtelierError(f"No run {run!r} in the history. Use the id that start() returned.")

    def runs(self, session: str, tenant: str) -> tuple[Run, ...]:
        """Oldest first."""
        query = select(runs).where(runs.c.tenant == tenant, runs.c.session == session).order_by(runs.c.number)
        return tuple(run_of(row) for row in self._rows(query))

    def steps(self, run: str, tenant: str) -> tuple[RecordedStep, ...]:
        """In the order they happened."""
        query = select(steps).join(runs).where(runs.c.tenant == tenant, runs.c.id == run).order_by(steps.c.id)
        return tuple(step_of(row) for row in self._rows(query))

    def all_runs(self, tenant: str) -> tuple[Run, ...]:
        """Of every session, oldest first."""
        return tuple(
            run_of(row) for row in self._rows(select(runs).where(runs.c.tenant == tenant).order_by(runs.c.number))
        )

    def find(self, given: str, tenant: str) -> Run:
        """The run of that id, of an id that begins so, or the `last` one.

        Raises:
            UnknownRun: there is none, or more than one.
        """
        mine = select(runs).where(runs.c.tenant == tenant).order_by(runs.c.number.desc())
        begins = mine if given == "last" else mine.where(runs.c.id.startswith(given.lower() or "-", autoescape=True))
        rows = self._rows(begins.limit(1 if given == "last" else 5))
        if len(rows) == 1:
            return run_of(rows[0])
        raise UnknownRun(given, [row["id"] for row in rows])

    def seconds_of(self, tool: str, tenant: str, latest: int = 20) -> float | None:
        """Mean seconds of a tool's latest calls that came to a result; None where there was none."""
        ended = (runs.c.tenant == tenant, steps.c.kind == "tool-end", steps.c.tool == tool, steps.c.error == "")
        query = select(steps.c.seconds).join(runs).where(*ended).order_by(steps.c.id.desc()).limit(latest)
        seconds = [float(row["seconds"]) for row in self._rows(query)]
        return sum(seconds) / len(seconds) if seconds else None

    def sessions(self, tenant: str) -> tuple[str, ...]:
        """The one used last first."""
        query = select(runs.c.session).where(runs.c.tenant == tenant).group_by(runs.c.session)
        return tuple(row["session"] for row in self._rows(query.order_by(func.max(runs.c.number).desc())))

    def latest_session(self, tenant: str) -> str:
        """Empty where there is none."""
        return next(iter(self.sessions(tenant)), "")

    def turns(self, session: str, tenant: str, limit: int) -> tuple[Turn, ...]:
        """The last `limit` exchanges that came to an answer, oldest first."""
        query = select(runs).where(runs.c.tenant == tenant, runs.c.session == session, runs.c.status == "done")
        rows = self._rows(query.where(runs.c.answer.is_not(None)).order_by(runs.c.number.desc()).limit(limit))
        return tuple(turn_of(row) for row in reversed(rows))

    def _rows(self, query: Any) -> list[RowMapping]:
        with self.engine.connect() as connection:
            return list(connection.execute(query).mappings())

    def _mark_interrupted(self) -> None:
        mine = (runs.c.status == "running", runs.c.host == socket.gethostname())
        rows = self._rows(select(runs.c.id, runs.c.process).where(*mine))
        dead = [row["id"] for row in rows if not alive(row["process"])]
        if dead:
            end = {"status": "interrupted", "finished_at": now()}
            with self._writing, self.engine.begin() as connection:
                connection.execute(update(runs).where(*mine, runs.c.id.in_(dead)).values(end))


def row_of(run: str, event: Event, parent_step: int | None) -> dict[str, Any]:
    return {
        "run": run,
        "parent": parent_step,
        "at": now(),
        "kind": event.kind,
        "agent": clean(event.agent),
        "caller": clean(event.parent),
        "tool": clean(event.tool),
        "arguments": dumps(event.arguments),
        "text": clean(event.text),
        "error": clean(event.error),
        "seconds": float(event.seconds),
        "input_tokens": int(event.input_tokens),
        "output_tokens": int(event.output_tokens),
        "fraction": None if event.fraction is None else float(event.fraction),
    }


def run_of(row: RowMapping) -> Run:
    asked = json.loads(row["request"])
    answer = json.loads(row["answer"]) if row["answer"] else None
    return Run(
        row["id"],
        row["session"],
        row["parent"],
        asked["text"],
        tuple(asked["files"]),
        row["status"],
        answer,
        row["started_at"],
        row["finished_at"],
    )


def step_of(row: RowMapping) -> RecordedStep:
    happened = Event(
        row["kind"],
        row["agent"],
        row["caller"],
        row["tool"],
        json.loads(row["arguments"]),
        row["text"],
        row["error"],
        row["seconds"],
        row["input_tokens"],
        row["output_tokens"],
        row["fraction"],
    )
    return RecordedStep(row["id"], row["parent"], row["at"], happened)


def turn_of(row: RowMapping) -> Turn:
    answer = json.loads(row["answer"])
    return Turn(
        json.loads(row["request"])["text"],
        answer["text"],
        tuple(Citation(**citation) for citation in answer["citations"]),
    )


def dumps(value: Json) -> str:
    """JSON of plain values, records and paths, the last by their file names; anything else as its `repr`, cut short."""
    return json.dumps(value, default=plain, skipkeys=True)


def plain(value: Any) -> Json:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    return value.name if isinstance(value, PurePath) else repr(value)[:200]
