"""The versions of a collection: which documents each has. The newest is the live one; each is written whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.stores import Facts
from runtime.errors import BadArgument, CollectionDamaged

NAME = re.compile(r"([0-9]{6,9})\.json")


@dataclass(frozen=True, slots=True)
class Held:
    """One document of a version."""

    source: str
    """Its path, absolute, or its address on the web."""
    name: str
    """What agents call it, less the `@` and the collection: `handbook-1`."""
    title: str
    """What people call it."""
    key: str
    """The folder of its passages and vectors, under `index`."""
    sha256: str
    """Of its bytes."""
    media_type: str
    cut: str
    """What else its key depends on: the model, and how text is cut."""
    passages: int
    given: str = ""
    """The folder, glob, file or address by which it was found."""
    size: int = 0
    """Bytes of the file; 0 for an address."""
    mtime_ns: int = 0
    added_at: str = ""
    """ISO 8601, UTC: when this content of it came in."""
    unread: str = ""
    """What of it could not be read; empty where all was."""

    @property
    def mark(self) -> str:
        """What the store knows its content by."""
        return self.key[:24]


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    """From 1."""
    at: str
    """ISO 8601, UTC."""
    what: str
    """What made it, in words: `added 3, removed 1`."""
    model: str
    dimension: int
    store: str
    """Kind and id of the store that has its vectors, as `chroma/1f0c…`."""
    documents: tuple[Held, ...] = ()

    @property
    def kind(self) -> str:
        """Of store: `chroma`."""
        return self.store.partition("/")[0]

    @property
    def contents(self) -> dict[str, Held]:
        """Mark → the first document of that content: copies of a file are held once."""
        return {held.mark: held for held in reversed(self.documents)}

    @property
    def passages(self) -> int:
        return sum(held.passages for held in self.contents.values())

    def facts(self, collection: str) -> Facts:
        return Facts(collection, self.model, self.dimension)


class Versions:
    """Those of one collection, on the disk."""

    def __init__(self, folder: Path, collection: str) -> None:
        self._folder, self._collection = folder / "versions", collection

    def numbers(self) -> tuple[int, ...]:
        """Oldest first."""
        names = (NAME.fullmatch(path.name) for path in self._folder.glob("*.json"))
        return tuple(sorted(int(match[1]) for match in names if match))

    def live(self) -> Version | None:
        numbers = self.numbers()
        return self.read(numbers[-1]) if numbers else None

    def stamp(self) -> tuple[int, int]:
        """What changes when the live version does."""
        number = max(self.numbers(), default=0)
        return number, self._path(number).stat().st_mtime_ns if number else 0

    def read(self, number: int) -> Version:
        """
        Raises:
            BadArgument: there is no such version.
            CollectionDamaged: it is not what was written.
        """
        if number not in self.numbers():
            raise BadArgument(
                f"The collection {self._collection} has no version {number}. "
                f"See them with: atelier index versions --collection {self._collection}"
            )
        try:
            told = json.loads(self._path(number).read_text("utf-8"))
            return version_of(told)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CollectionDamaged(self._collection, f"version {number}") from error

    def write(self, version: Version) -> None:
        """With this it is there, and the live one where its number is the highest."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f"{version.number}.part"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(version), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path(version.number))

    def drop_broken(self) -> None:
        """Let go of manifests that are not what was written: the newest whole one is the live one then."""
        for number in self.numbers():
            try:
                self.read(number)
            except CollectionDamaged:
                self.remove([number])

    def remove(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._path(number).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}.json"


def version_of(told: dict[str, Any]) -> Version:
    known = {field.name for field in fields(Held)}
    held = [{name: value for name, value in one.items() if name in known} for one in told["documents"]]
    return Version(**told | {"documents": tuple(Held(**one) for one in held)})


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
