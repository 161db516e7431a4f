"""The file of a lock: what is held fast of each checkpoint, as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from runtime.errors import SettingsError
from runtime.toml_lines import replace_file, table

TOP = "# What `atelier models lock` found on this machine. Nothing else is loaded while this file is in use.\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is held fast of one checkpoint."""

    id: str
    asked: str = ""
    """The revision that the catalog asks for, where it asks for one; main else."""
    revision: str = ""
    """The commit, of what is downloaded."""
    version: str = ""
    """The version of the package, of what comes in one."""
    sha256: str = ""
    """The digest of its configuration and weights, of a folder of one's own."""

    def said(self) -> str:
        """In a few words: `revision 3f2a…`, `version 0.1.1`, `content 9c01…`."""
        if self.version:
            return f"version {self.version}"
        return f"revision {self.revision}" if self.revision else f"content {self.sha256[:12]}…"


def write_entries(path: Path, entries: Iterable[Entry]) -> None:
    """
    Raises:
        SettingsError: it cannot be written there.
    """
    tables = [table("checkpoint", {name: value for name, value in asdict(e).items() if value}) for e in entries]
    try:
        replace_file(path, "\n".join([TOP, *tables]))
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}. Name another with --file.") from error


def read_entries(path: Path) -> tuple[Entry, ...]:
    """What is held fast, by a lock file. It is read again only where it has changed.

    Raises:
        SettingsError: it is not there, or is no lock file.
    """
    try:
        found = path.stat()
        return _entries(path, found.st_mtime_ns, found.st_size, found.st_ino)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}. Check the path.") from error


@lru_cache(maxsize=16)
def _entries(path: Path, mtime_ns: int, size: int, inode: int) -> tuple[Entry, ...]:
    """All but `path` say when it must be read again."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("checkpoint", [])
        return tuple(_entry(table) for table in tables)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{path} is no lock file: {error}. Write it anew with: atelier models lock") from error


def _entry(values: dict[str, Any]) -> Entry:
    """
    Raises:
        TypeError: a field is unknown, is not a text, or nothing is held fast.
    """
    entry = Entry(**values)
    if not all(isinstance(value, str) for value in values.values()):
        raise TypeError(f"{values} has something other than texts")
    if [bool(entry.revision), bool(entry.version), bool(entry.sha256)].count(True) != 1:
        raise TypeError(f"{entry.id!r} has not one of revision, version and sha256")
    return entry
