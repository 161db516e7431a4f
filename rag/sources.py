"""What a person gives to be indexed, folders, globs, files and addresses → the documents that are meant."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.documents import is_recording
from rag.kinds import KINDS
from rag.manifests import Held
from runtime.errors import AtelierError, BadArgument, FileMissing

WEB = ("http://", "https://")
MAGIC = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Source:
    """One document to look at."""

    place: str
    """Its path, absolute, or its address."""
    title: str
    """Within the folder that was given: `hr/leave.md`."""
    given: str
    """What it was found by."""

    @property
    def is_web(self) -> bool:
        return self.place.startswith(WEB)


@dataclass(frozen=True, slots=True)
class Failure:
    source: str
    why: str
    """One sentence."""


@dataclass(slots=True)
class Found:
    sources: dict[str, Source] = field(default_factory=dict)
    """By their places."""
    passed_over: int = 0
    """Files in folders and globs of kinds that are not read."""
    failures: list[Failure] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    """Folders and globs that were looked through: what they had and have no more is gone."""


def find(given: Sequence[str]) -> Found:
    """Everything that is meant. What of it is not there is among the failures.

    Raises:
        BadArgument: nothing is given.
    """
    if not any(text.strip() for text in given):
        raise BadArgument(
            "Nothing was given to index. Name a folder, a file, a glob or an address: atelier index add ."
        )
    found = Found()
    for text in given:
        try:
            for source in looked_up(text.strip(), found):
                found.sources.setdefault(source.place, source)
        except (AtelierError, OSError) as error:
            found.failures.append(Failure(text, str(error)))
    return found


def looked_up(given: str, found: Found) -> Iterator[Source]:
    """
    Raises:
        FileMissing: there is nothing there.
    """
    if given.startswith(WEB):
        yield Source(given, given, given)
        return
    path = Path(os.path.abspath(Path(given).expanduser()))  # noqa: PTH100  # links stay as the person wrote them
    if path.is_file():
        yield Source(str(path), path.name, str(path))
    elif path.is_dir():
        found.scopes.append(str(path))
        yield from readable(walked(path), path, str(path), found)
    elif MAGIC & set(given):
        base = base_of(path)
        if not base.is_dir():
            raise FileMissing(base)
        found.scopes.append(str(path))
        paths = sorted(each for each in base.glob(str(path.relative_to(base))) if each.is_file())
        seen = (each for each in paths if not hidden(each, base))
        yield from readable(seen, base, str(path), found, recordings=True)
    else:
        raise FileMissing(path)


def walked(folder: Path) -> Iterator[Path]:
    """Its files, in order, those of folders within it too; not what is hidden, and no link to another folder."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(here) / name for name in sorted(files) if not name.startswith("."))


def hidden(path: Path, base: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(base).parts)


def readable(paths: Iterable[Path], base: Path, given: str, found: Found, recordings: bool = False) -> Iterator[Source]:
    """Those that can be read. `recordings` are taken in where a glob asks for them, not with everything in a folder: to
    write one down takes minutes."""
    for path in paths:
        if path.suffix.lower() in KINDS or (recordings and is_recording(path)):
            yield Source(str(path), path.relative_to(base).as_posix(), given)
        else:
            found.passed_over += 1


def base_of(pattern: Path) -> Path:
    """The folder that a glob begins in.

    >>> base_of(Path("/data/**/*.md"))
    PosixPath('/data')
    """
    parts = []
    for part in pattern.parts[:-1]:
        if MAGIC & set(part):
            break
        parts.append(part)
    return Path(*parts)


def gone(known: Iterable[Held], found: Found) -> list[Held]:
    """What the folders and globs had when they were last looked through, and have no more."""
    return [held for held in known if held.source not in found.sources and within(held, found.scopes)]


def within(held: Held, scopes: Sequence[str]) -> bool:
    if held.source.startswith(WEB) or Path(held.source).is_file():
        return False
    return any(held.given == scope or Path(held.source).is_relative_to(scope) for scope in scopes)
