"""The SQLite file that the cache of results is in. It stays within its bound; who used what last goes last."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from runtime import cache_tables as tables

FULL_TO = 0.9
"""A file over its bound is emptied to this part of it."""
LEAST = 1 << 14
"""Bytes that are forgotten at once at least: a few pages."""


class CacheFile:
    """One connection, for one thread at a time. Every method may raise `sqlite3.Error` and `OSError`."""

    def __init__(self, path: Path, most: int) -> None:
        self.path = path
        self._most = most
        self._db: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    def read(self, keys: Sequence[str]) -> dict[str, bytes]:
        if not self._exists():
            return {}
        return tables.read(self._open(), keys)

    def write(self, values: Mapping[str, bytes], uses: Mapping[str, int]) -> None:
        """Add or replace `values`, note `uses` (when each key was used last), then make room."""
        db = self._open()
        with writing(db):
            tables.note(db, uses)
            tables.forget(db, values)
            for key, value in values.items():
                tables.add(db, key, value)
        if tables.in_use(db) > self._most:
            self._make_room(db)
        tables.give_back(db, self._most)

    def note(self, uses: Mapping[str, int]) -> None:
        """Note when each key was used last; not where that would mean to wait for another process."""
        if not uses or not self._exists():
            return
        db = self._open()
        db.execute("PRAGMA busy_timeout=0").fetchall()
        try:
            with suppress(sqlite3.OperationalError), writing(db):
                tables.note(db, uses)
        finally:
            db.execute(f"PRAGMA busy_timeout={int(tables.WAIT_S * 1000)}").fetchall()

    def forget(self, keys: Iterable[str]) -> None:
        db = self._open()
        with writing(db):
            tables.forget(db, keys)

    def clear(self) -> int:
        """Remove everything, from the disk too; returns how many there were."""
        if not self._exists():
            return 0
        db = self._open()
        with writing(db):
            count = tables.clear(db)
        tables.give_back(db, 0)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return count

    def size(self) -> tuple[int, int]:
        """How many entries there are, and how many bytes of the file they take."""
        if not self._exists():
            return 0, 0
        return tables.size(self._open())

    def close(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            db.close()

    def set_aside(self) -> Path | None:
        """Rename a broken file, so that a new one can begin; None where another process did so first."""
        self.close()
        with locked(self.path, fcntl.LOCK_EX):
            if self._identity is None or self._identity != identity(self.path):
                return None
            for beside in ("-wal", "-shm"):  # the new file must not meet them
                Path(f"{self.path}{beside}").unlink(missing_ok=True)
            return self.path.replace(f"{self.path}.broken")

    def _make_room(self, db: sqlite3.Connection) -> None:
        """Forget the least recently used, half of what is over at a time: lengths say little about pages set free."""
        while (over := tables.in_use(db) - int(FULL_TO * self._most)) > 0:
            with writing(db):
                if not tables.forget_oldest(db, max(over // 2, LEAST)):
                    return

    def _exists(self) -> bool:
        return self._db is not None or self.path.exists()

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path, fcntl.LOCK_SH):
                with suppress(FileExistsError):
                    self.path.touch(0o600, exist_ok=False)  # results may be private; what lies beside it follows
                self._identity = identity(self.path)
                self._db = tables.connected(self.path)
        return self._db


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction: all or nothing. Waits for that of another process."""
    with db:
        db.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def locked(path: Path, how: int) -> Iterator[None]:
    """While someone opens the file nobody renames it: SQLite opens what lies beside it by name, a moment later.

    A file of its own is locked. To close the database's, once locked, would undo SQLite's locks in this process.
    """
    handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
