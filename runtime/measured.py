"""What loading and calling models really took on this machine: sizes in place of guesses, seconds for plans."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from runtime.catalog import Checkpoint
from runtime.choosing import Gigabytes
from runtime.devices import Placement

SCHEMA = """
CREATE TABLE IF NOT EXISTS sizes (model TEXT, device TEXT, gigabytes REAL, PRIMARY KEY (model, device));
CREATE TABLE IF NOT EXISTS seconds (model TEXT, what TEXT, mean REAL, count INTEGER, PRIMARY KEY (model, what));
"""
LATEST = 50
"""A mean forgets: each new one counts as one of so many."""


class Measured:
    """Kept in one small SQLite file. Where it cannot be written, what was measured holds for this process only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._sizes: dict[str, dict[str, float]] = {}
        self._seconds: dict[tuple[str, str], tuple[float, int]] = {}
        self._read()

    def size(self, checkpoint: Checkpoint, placement: Placement) -> Gigabytes | None:
        """GB by device that it took when it was last loaded there; None where it never was."""
        return self._sizes.get(name(checkpoint, placement))

    def keep_size(self, checkpoint: Checkpoint, placement: Placement, memory: Gigabytes) -> None:
        model = name(checkpoint, placement)
        if not memory or self._sizes.get(model) == dict(memory):
            return
        with self._lock:
            self._sizes[model] = dict(memory)
            self._write("INSERT OR REPLACE INTO sizes VALUES (?, ?, ?)", [(model, d, gb) for d, gb in memory.items()])

    def seconds(self, checkpoint: Checkpoint, placement: Placement, what: str) -> float | None:
        """Mean seconds of `what`: `load`, or `input` for one input of a call; None where it was never measured."""
        mean, count = self._seconds.get((name(checkpoint, placement), what), (0.0, 0))
        return mean if count else None

    def keep_seconds(self, checkpoint: Checkpoint, placement: Placement, what: str, each: float) -> None:
        """Each of them took so many seconds. The file hears of it when the count has doubled, so seldom."""
        key = (name(checkpoint, placement), what)
        with self._lock:
            mean, count = self._seconds.get(key, (0.0, 0))
            mean += (each - mean) / min(count + 1, LATEST)
            self._seconds[key] = mean, count + 1
            if (count + 1).bit_count() == 1:
                self._write("INSERT OR REPLACE INTO seconds VALUES (?, ?, ?, ?)", [(*key, mean, count + 1)])

    def _read(self) -> None:
        if not self._path.is_file():
            return
        try:
            with closing(sqlite3.connect(self._path)) as database:
                for model, device, gigabytes in database.execute("SELECT * FROM sizes"):
                    self._sizes.setdefault(model, {})[device] = gigabytes
                for model, what, mean, count in database.execute("SELECT * FROM seconds"):
                    self._seconds[model, what] = mean, count
        except sqlite3.Error:
            return  # what cannot be read is measured anew

    def _write(self, statement: str, rows: list[tuple[object, ...]]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=1.0)) as database, database:
                database.executescript(SCHEMA)
                database.executemany(statement, rows)
        except (sqlite3.Error, OSError):
            return  # a measure is worth no failed run


def name(checkpoint: Checkpoint, placement: Placement) -> str:
    """What is measured as one: the same weights, for the same task, at the same place."""
    at = (placement.device.name, placement.device.dtype, placement.rung)
    return "|".join((checkpoint.id, checkpoint.revision, checkpoint.task, *at))
