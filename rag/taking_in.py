"""One source → a document of a collection: read, cut and embedded, as far as that was not done before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from pathlib import Path

from memory.artifacts import slug
from rag.collection_names import file_name
from rag.cut import Cut
from rag.embeddings import Encoder
from rag.index import DocumentIndex, key_of
from rag.kinds import KINDS
from rag.manifests import Held, now
from rag.pages import Document
from rag.sources import Source
from rag.store import read_vectors
from runtime.cancel import check
from runtime.errors import AtelierError, FileBroken, Stopped

Read = Callable[[Source], Document]
Embedded = Callable[[Source, int, int], None]
"""Told of passages embedded: of which document, how many, of how many."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the work is done with."""

    home: Path
    encoder: Encoder
    cut: Cut
    read: Read
    embedded: Embedded = lambda source, done, total: None


class NotRead(Exception):
    """A source that stays out; its text says why."""


def as_it_was(held: Held, source: Source, desk: Desk) -> bool:
    """Whether nothing tells that it changed: neither its size and date, nor how it would be cut and embedded."""
    if source.is_web or held.cut != cut_mark(held.media_type, desk):
        return False
    return (held.size, held.mtime_ns) == stamp(source)


def fits(held: Held, desk: Desk) -> bool:
    """Whether what was made of it is whole, and would be made so again."""
    return held.cut == cut_mark(held.media_type, desk) and intact(held, desk)


def intact(held: Held, desk: Desk) -> bool:
    folder = desk.home / "index" / held.key
    try:
        with (folder / "passages.jsonl").open("rb") as lines:
            return bool(sum(1 for _ in lines) == held.passages == read_vectors(folder).ntotal)
    except (OSError, RuntimeError):
        return False


def taken_in(source: Source, before: Held | None, desk: Desk, names: Set[str]) -> Held:
    """The document as it is now. `before` is what it was, if it was there; `names` are taken.

    Raises:
        NotRead: it cannot be read.
        Stopped: the run's time is up, or it was cancelled.
        OSError: nothing can be written any more.
    """
    name = before.name if before else free_name(source, names)
    seen = (0, 0) if source.is_web else stamp(source)
    held = known_bytes(source, name, desk) or indexed(source, name, desk)
    added_at = before.added_at if before and before.key == held.key else held.added_at
    return replace(held, size=seen[0], mtime_ns=seen[1], added_at=added_at)


def known_bytes(source: Source, name: str, desk: Desk) -> Held | None:
    """It without being read, where the same bytes were embedded before."""
    kind = KINDS.get(Path(source.place).suffix.lower())
    if source.is_web or kind is None:
        return None
    try:
        with Path(source.place).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        document = Document(source.title, (), kind.media_type, digest)
        key = key_of(document, desk.encoder, desk.cut)
        meta = json.loads((desk.home / "index" / key / "meta.json").read_text("utf-8"))
        held = held_of(source, name, document, key, int(meta["passages"]), desk)
        return held if intact(held, desk) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def indexed(source: Source, name: str, desk: Desk) -> Held:
    document = read(source, desk)

    def progress(done: int, total: int) -> None:
        check()
        desk.embedded(source, done, total)

    try:
        index = DocumentIndex.open_or_build(document, name, desk.encoder, desk.home, desk.cut, progress)
    except AtelierError as error:
        if isinstance(error, Stopped):
            raise
        raise NotRead(str(error)) from error
    return held_of(source, name, document, index.folder.name, len(index.passages), desk)


def read(source: Source, desk: Desk) -> Document:
    try:
        return desk.read(source)
    except Stopped:
        raise
    except AtelierError as error:
        raise NotRead(str(error)) from error
    except Exception as error:  # one file must not end the work on all others, whatever a library makes of it
        what = f"its reader broke on it ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
        raise NotRead(str(FileBroken(Path(source.place), what))) from error


def held_of(source: Source, name: str, document: Document, key: str, passages: int, desk: Desk) -> Held:
    return Held(
        source=source.place,
        name=name,
        title=source.title,
        key=key,
        sha256=document.sha256,
        media_type=document.media_type,
        cut=cut_mark(document.media_type, desk),
        passages=passages,
        given=source.given,
        added_at=now(),
        unread=document.unread,
    )


def cut_mark(media_type: str, desk: Desk) -> str:
    """What the key of a document depends on beside its bytes: the key of an empty one of its kind."""
    return key_of(Document("", (), media_type, ""), desk.encoder, desk.cut)[:16]


def stamp(source: Source) -> tuple[int, int]:
    """Size and time of change; zeros where it is gone by now."""
    try:
        found = Path(source.place).stat()
        return found.st_size, found.st_mtime_ns
    except OSError:
        return 0, 0


def free_name(source: Source, names: Set[str]) -> str:
    """
    >>> free_name(Source("/data/hr/Leave rules.md", "hr/Leave rules.md", "/data"), {"leave-rules-1"})
    'leave-rules-2'
    """
    kind = slug(file_name(source.title).rpartition(".")[0] or file_name(source.title))
    number = 1
    while f"{kind}-{number}" in names:
        number += 1
    return f"{kind}-{number}"
