"""The log of consents: lines that are only ever added, each with the hash of the one before.

Who may write in the folder can write a whole new log: what the hashes show is a line that was changed, taken out or
put in, and, by the hash that is kept beside the log, lines that are missing at its end.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from runtime.errors import LogChanged
from runtime.records import Json


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    """1 for the first line."""
    at: str
    """ISO 8601, UTC."""
    event: str
    """`key-added key-removed granted withdrawn used refused`."""
    facts: Mapping[str, Json]
    hash: str
    """sha256, in hex, of the line without it."""


class AuditLog:
    """Threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self._path, self._head = path, path.with_suffix(".head")

    def entries(self) -> tuple[Entry, ...]:
        """Every line, oldest first, found to be as it was written.

        Raises:
            LogChanged: one is not.
        """
        if not self._path.exists() and not self._head.exists():
            return ()
        with self._opened() as file:
            return self._read(file)

    def add(self, event: str, **facts: Json) -> Entry:
        """Write a line, down to the disk.

        Raises:
            LogChanged: the log is not as it was written; nothing is added then.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._opened() as file:
            known = self._read(file)
            line = {"n": len(known) + 1, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event}
            line |= {"facts": facts, "before": known[-1].hash if known else ""}
            line["hash"] = digest(line)
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
            self._keep_head(str(line["hash"]))
        return entry_of(line)

    def _read(self, file: BinaryIO) -> tuple[Entry, ...]:
        """What is there; a last line that was cut off while it was written goes, and the file stands at the end."""
        file.seek(0)
        data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            file.truncate(len(whole))
            file.seek(len(whole))
        found: list[Entry] = []
        for number, line in enumerate(whole.splitlines(), 1):
            found.append(self._entry(line, number, found[-1].hash if found else ""))
        self._check_end(found)
        return tuple(found)

    def _entry(self, line: bytes, number: int, before: str) -> Entry:
        try:
            row = json.loads(line)
            told, real = row["hash"], digest({name: value for name, value in row.items() if name != "hash"})
            if told != real:
                raise LogChanged(self._path, number, "it was changed since it was written")
            if (row["n"], row["before"]) != (number, before):
                raise LogChanged(self._path, number, "lines before it were taken out or put in")
            return entry_of(row)
        except (ValueError, KeyError, TypeError) as error:
            raise LogChanged(self._path, number, "it is not a line of the log") from error

    def _check_end(self, found: list[Entry]) -> None:
        """The hash that is kept is the last line's, or the one's before it where a process ended in between."""
        kept = self._head.read_text(encoding="ascii", errors="replace") if self._head.exists() else ""
        if kept not in [*(entry.hash for entry in found[-2:]), *([""] if len(found) < 2 else [])]:
            raise LogChanged(self._path, len(found) + 1, "lines are missing at the end")

    def _keep_head(self, last: str) -> None:
        draft = self._head.with_suffix(".new")
        draft.write_text(last, encoding="ascii")
        draft.replace(self._head)

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        """The log, for one process at a time, the position at its end."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go of by closing, and by kill -9
            yield file


def digest(line: Mapping[str, Json]) -> str:
    plain = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def entry_of(row: Mapping[str, Json]) -> Entry:
    return Entry(row["n"], row["at"], row["event"], row["facts"], row["hash"])
