"""What has to go so that something is forgotten, and what tells whether a run had to do with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from memory.history import Run
from memory.notes import Note
from runtime.errors import RunUnderWay
from runtime.records import Artifact


@dataclass(frozen=True, slots=True)
class Doomed:
    what: str
    """In words, for a person."""
    runs: tuple[Run, ...] = ()
    notes: tuple[tuple[int, Note], ...] = ()
    """Ids and notes, those that were superseded too."""
    artifacts: tuple[tuple[str, Artifact], ...] = ()
    """Sessions and artifacts."""
    sessions: tuple[str, ...] = ()
    """Those that go as a whole, with their folders."""
    proofs: tuple[str, ...] = ()
    """Words of which a search must find nothing afterwards."""
    within: str = ""
    """The session in which it must find nothing; empty for everywhere."""
    said: frozenset[int] = frozenset()
    """`runs_of_words` of the documents among the artifacts."""
    aged: bool = False
    """Whether it goes only because it is old: then what a collection has stays in it."""

    def __bool__(self) -> bool:
        return bool(self.runs or self.notes or self.artifacts or self.sessions)


def title_of(file: Artifact) -> str:
    """What the person who gave the file calls it; empty where an agent made it."""
    return file.provenance.original if file.made_by == "user" else ""


def about(file: Artifact, spoken: Sequence[str]) -> bool:
    """Whether any text names the file, by its artifact name or by what people call it."""
    named = re.compile(rf"(?<![a-z0-9-]){re.escape(file.name)}(?![a-z0-9-])")
    original = title_of(file)
    return any(named.search(text) or (original and original in text) for text in spoken)


def still(kept: Sequence[Run]) -> None:
    """
    Raises:
        RunUnderWay: one of them has not ended.
    """
    for run in kept:
        if run.status == "running":
            raise RunUnderWay(run.id, run.session)


def joined(what: str, gone: Sequence[Doomed]) -> Doomed:
    said = frozenset().union(*(each.said for each in gone))
    runs = tuple({run.id: run for each in gone for run in each.runs}.values())
    written = tuple({id: note for each in gone for id, note in each.notes}.items())
    files = tuple({(s, file.name): (s, file) for each in gone for s, file in each.artifacts}.values())
    whole = tuple(name for each in gone for name in each.sessions)
    proofs = tuple(word for each in gone for word in each.proofs)
    return Doomed(what, runs, written, files, whole, proofs, said=said, aged=True)


def files_in(folder: Path) -> list[Path]:
    return [folder, *folder.glob("*")] if folder.is_dir() else []


def touched_at(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="microseconds")
