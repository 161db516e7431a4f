"""The checkpoints that a person added: `models.toml` in the home folder, changed one checkpoint at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from runtime.catalog import OWN, load_catalog, merged
from runtime.catalog_lines import FIELDS, HEADER, Checkpoint, lines_in
from runtime.errors import SettingsError
from runtime.toml_lines import replace_file, table

TOP = "# Checkpoints of your own, in the form of the catalog. See: atelier models add, atelier models remove\n\n"
Change = Callable[[Sequence[str], Sequence[Checkpoint]], Sequence[str]]
"""From the texts of all checkpoints, and what they say, to the texts that shall stand there."""


def own_lines(home: Path) -> tuple[Checkpoint, ...]:
    """What a person added, the newest first.

    Raises:
        SettingsError: the file is wrong; the sentence names the line.
    """
    path = home / OWN
    return tuple(lines_in(_text(path), path, own=True))


def add_line(home: Path, line: Checkpoint) -> None:
    """Put `line` before the others, in the place of what was there for the same checkpoint and task.

    Raises:
        SettingsError: the file is wrong, or cannot be written.
    """
    shown = {name: getattr(line, name) for name, field in FIELDS.items() if getattr(line, name) != field.default}

    def put(texts: Sequence[str], lines: Sequence[Checkpoint]) -> Sequence[str]:
        kept = [text for text, old in zip(texts, lines, strict=True) if (old.id, old.task) != (line.id, line.task)]
        return [table("checkpoint", shown) + "\n", *kept]

    _change(home, put)


def remove_lines(home: Path, id: str, task: str = "") -> None:
    """Take out what is there for checkpoint `id`: for one `task`, or for all.

    Raises:
        SettingsError: the file is wrong, or cannot be written.
    """

    def take_out(texts: Sequence[str], lines: Sequence[Checkpoint]) -> Sequence[str]:
        return [text for text, line in zip(texts, lines, strict=True) if line.id != id or task not in ("", line.task)]

    _change(home, take_out)


def _change(home: Path, change: Change) -> None:
    """What a person wrote between the checkpoints stays; nothing is written that could not be read again."""
    path = home / OWN
    try:
        with _alone(home):
            text = _text(path) or TOP
            lines, (top, *texts) = lines_in(text, path, own=True), _split(text)
            if len(lines) != len(texts):
                raise SettingsError(f"{path} is not written line by line, so that it must be changed by hand.")
            text = "".join([top, *change(texts, lines)])
            merged(load_catalog(), lines_in(text, path, own=True), str(path))
            replace_file(path, text)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror}. Choose another folder with ATELIER_HOME."
        ) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from error


def _split(text: str) -> list[str]:
    """What stands above the first checkpoint, then the text of each, with the remarks right above it."""
    lines = text.splitlines(keepends=True)
    starts = [_above(lines, n) for n, line in enumerate(lines) if HEADER.match(line)]
    return ["".join(lines[start:end]) for start, end in pairwise([0, *starts, len(lines)])]


def _above(lines: Sequence[str], n: int) -> int:
    while n > 0 and lines[n - 1].lstrip().startswith("#"):
        n -= 1
    return n


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process at a time; let go of by closing, and where a process is killed."""
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
