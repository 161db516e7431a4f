"""What the mirrors have still to take in, on disk: runs in the order they began, and what they must forget."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memory.mirror_material import Gone
from memory.processes import alive, this_process

TABLES = """
CREATE TABLE IF NOT EXISTS waiting (
    number INTEGER PRIMARY KEY AUTOINCREMENT, mirror TEXT NOT NULL, run TEXT NOT NULL, session TEXT NOT NULL,
    process TEXT NOT NULL, ended INTEGER NOT NULL, UNIQUE (mirror, run));
CREATE TABLE IF NOT EXISTS forgotten (
    number INTEGER PRIMARY KEY AUTOINCREMENT, mirror TEXT NOT NULL, session TEXT NOT NULL, artifact TEXT NOT NULL,
    note TEXT NOT NULL, at TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0);
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run that a mirror does not have yet."""

    number: int
    run: str
    session: str


class MirrorQueue:
    """One file a tenant. Threads and processes may share it; what was put in is there after kill -9."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        self._one = threading.Lock()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):  # a commit is safe from kill -9 and costs no flush
            self._connection.execute(f"PRAGMA {pragma}").close()
        self._connection.executescript(TABLES).close()

    def close(self) -> None:
        with self._one:
            self._connection.close()

    def begin(self, run: str, session: str, mirrors: Collection[str], ended: bool = False) -> None:
        """Put a run in for each of `mirrors`. It waits until it has ended, or its process has."""
        rows = [(mirror, run, session, this_process(), ended) for mirror in mirrors]
        add = "INSERT OR IGNORE INTO waiting (mirror, run, session, process, ended) VALUES (?, ?, ?, ?, ?)"
        with self._writing() as connection:
            connection.executemany(add, rows).close()

    def end(self, run: str) -> None:
        with self._writing() as connection:
            connection.execute("UPDATE waiting SET ended = 1 WHERE run = ?", (run,)).close()

    def ready(self, mirror: str, limit: int = 20) -> tuple[Waiting, ...]:
        """Runs that have ended, oldest first."""
        found = self._rows("SELECT number, run, session, process, ended FROM waiting WHERE mirror = ? ORDER BY number",
                           mirror)  # fmt: skip
        over = (row for row in found if row[4] or not alive(row[3]))
        return tuple(Waiting(*row[:3]) for row, _ in zip(over, range(limit), strict=False))

    def done(self, mirror: str, waiting: Waiting) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM waiting WHERE mirror = ? AND number = ?", (mirror, waiting.number)).close()

    def left(self, mirror: str) -> int:
        """How many runs wait, those under way with them."""
        return int(self._rows("SELECT count(*) FROM waiting WHERE mirror = ?", mirror)[0][0])

    def forget(self, gone: Gone, mirrors: Collection[str]) -> None:
        """From now on no mirror takes this in; each has still to let go of what it has."""
        rows = [(mirror, gone.session, gone.artifact, gone.note, gone.at) for mirror in mirrors]
        add = "INSERT INTO forgotten (mirror, session, artifact, note, at) VALUES (?, ?, ?, ?, ?)"
        with self._writing() as connection:
            connection.executemany(add, rows).close()

    def to_forget(self, mirror: str) -> tuple[tuple[int, Gone], ...]:
        """What a mirror has still to let go of, in order, each with its number."""
        found = self._rows("SELECT number, session, artifact, note, at FROM forgotten WHERE mirror = ? AND gone = 0"
                           " ORDER BY number", mirror)  # fmt: skip
        return tuple((row[0], Gone(*row[1:])) for row in found)

    def forgot(self, number: int) -> None:
        with self._writing() as connection:
            connection.execute("UPDATE forgotten SET gone = 1 WHERE number = ?", (number,)).close()

    def forgotten(self, mirror: str) -> tuple[Gone, ...]:
        """All that a mirror must never take in again."""
        found = self._rows("SELECT session, artifact, note, at FROM forgotten WHERE mirror = ?", mirror)
        return tuple(Gone(*row) for row in found)

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._one:
            cursor = self._connection.execute(query, values)
            try:
                return cursor.fetchall()
            finally:
                cursor.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._one:
            self._connection.execute("BEGIN IMMEDIATE").close()
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK").close()
                raise
            self._connection.execute("COMMIT").close()
