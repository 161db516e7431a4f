"""Keeps what deterministic model calls gave, by content, on disk, within a bound. Trouble with it stops no call."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from runtime.cache_file import FULL_TO, CacheFile
from runtime.cache_tables import LONGEST, code_of
from runtime.keys import key_of
from runtime.packing import pack, unpack

__all__ = ["MISSING", "Cache", "CacheStats", "key_of"]

T = TypeVar("T")

MISSING: Final = object()
"""Stands where nothing is kept: None may be a result."""
MOST_USES = 2000
"""Uses are written with the next results, or when so many have come together."""
BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT)
"""What SQLite says of a broken file. No constraint is hurt in a sound one."""


@dataclass(frozen=True, slots=True)
class CacheStats:
    entries: int
    bytes: int
    """What they take in the file."""
    hits: int
    """Of this process, as are the misses."""
    misses: int


def ignore(trouble: str) -> None:
    pass


class Cache:
    """Several threads and processes may use one file at once. It is made when the first result is put.

    A broken file is renamed to `….broken`, and a new one begun. After any other trouble (no space, no permission,
    locked too long) this process finds and keeps nothing any more. Of both, `on_trouble` is told, once each.
    """

    def __init__(self, path: Path, max_gb: float, on_trouble: Callable[[str], None] = ignore) -> None:
        self._path = path.expanduser().absolute()
        self._most = int(max_gb * 1e9)
        self._on_trouble = on_trouble
        self._hits = self._misses = 0
        self._off = False
        self._inherited: list[CacheFile] = []
        self._begin()

    def get(self, keys: Sequence[str]) -> list[Any]:
        """The result for each key, or `MISSING`. Every one is the caller's own; what cannot be read is removed."""
        nothing: dict[str, bytes] = {}
        packed = self._do(lambda file: file.read(keys), nothing) if keys else nothing
        values = [unpacked(packed[key]) if key in packed else MISSING for key in keys]
        found = [key for key, value in zip(keys, values, strict=True) if value is not MISSING]
        self._count(found, len(keys) - len(found))
        if damaged := packed.keys() - found:
            self._do(lambda file: file.forget(damaged), None)
        return values

    def put(self, pairs: Sequence[tuple[str, Any]]) -> None:
        """Keep results by their keys, all or none. Where there is more than the bound, the least recently used go.

        Not kept are values that `pack` refuses, those larger than a tenth of the bound, and the first ones where not
        all would fit.
        """
        values = {} if self._off else self._fitting((key, self._packed(value)) for key, value in reversed(pairs))
        if values:
            self._do(lambda file: file.write(values, self._take_uses()), None)

    def clear(self) -> int:
        """Remove all, from the disk too; returns how many there were."""
        return self._do(lambda file: file.clear(), 0)

    def stats(self) -> CacheStats:
        entries, size = self._do(lambda file: file.size(), (0, 0))
        return CacheStats(entries, size, self._hits, self._misses)

    def close(self) -> None:
        """Afterwards nothing is found or kept."""
        self._do(lambda file: file.note(self._take_uses()), None)
        with self._lock:
            self._off = True
            self._file.close()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._file = CacheFile(self._path, self._most)
        self._uses: dict[str, int] = {}

    def _packed(self, value: Any) -> bytes | None:
        with suppress(ValueError):
            packed = pack(value)
            if len(packed) <= min(self._most // 10, LONGEST):
                return packed
        return None

    def _fitting(self, newest_first: Iterable[tuple[str, bytes | None]]) -> dict[str, bytes]:
        """As many as are left when room has been made, the newest last."""
        room = int(FULL_TO * self._most)
        kept: dict[str, bytes] = {}
        for key, value in newest_first:
            if value is None or key in kept:
                continue
            room -= len(value)
            if room < 0:
                break
            kept[key] = value
        return dict(reversed(kept.items()))

    def _count(self, found: Sequence[str], missed: int) -> None:
        with self._lock:
            self._hits += len(found)
            self._misses += missed
            self._uses.update(dict.fromkeys(found, time.time_ns()))
            many = len(self._uses) >= MOST_USES
        if many:
            self._do(lambda file: file.note(self._take_uses()), None)

    def _take_uses(self) -> dict[str, int]:
        uses, self._uses = self._uses, {}
        return uses

    def _do(self, work: Callable[[CacheFile], T], otherwise: T) -> T:
        """What `work` returns; `otherwise` where the file cannot be used."""
        if self._process != os.getpid():
            self._inherited.append(self._file)  # never closed: a connection of SQLite does not survive a fork
            self._begin()
        told: list[str] = []
        with self._lock:
            result = otherwise if self._off else self._guarded(work, otherwise, told)
        for trouble in told:
            self._on_trouble(trouble)
        return result

    def _guarded(self, work: Callable[[CacheFile], T], otherwise: T, told: list[str]) -> T:
        try:
            try:
                return work(self._file)
            except sqlite3.DatabaseError as error:
                if code_of(error) not in BROKEN:
                    raise
                self._set_aside(error, told)
                return work(self._file)
        except (sqlite3.Error, OSError) as error:
            self._off = True
            with suppress(sqlite3.Error):
                self._file.close()
            told.append(
                f"Results of models are not kept from now on: {self._path} cannot be used ({error}). "
                "Make room, or see who may write there and who has it locked; then start again."
            )
            return otherwise

    def _set_aside(self, error: Exception, told: list[str]) -> None:
        aside = self._file.set_aside()
        if aside is not None:
            told.append(f"The kept results in {self._path} are broken ({error}). A new file was begun; delete {aside}.")


def unpacked(data: bytes) -> Any:
    try:
        return unpack(data)
    except ValueError:
        return MISSING
