"""What a person gives: a document is read, a recording is looked into; whatever cannot be used is refused here."""

from __future__ import annotations

from pathlib import Path

from memory.artifacts import type_of
from rag.documents import KINDS, Document, read
from runtime.errors import FileEmpty, FileTooBig, KindNotRead
from runtime.records import kind_of


def taken(path: Path, max_mb: float) -> Document | None:
    """The document in a file; None where it is a recording that can be heard.

    Raises:
        FileProblem: it is missing, empty, too big, broken, or of a kind that nothing here works on.
        MissingExtra: it is a recording, and what reads sound is not installed.
    """
    kind = kind_of(type_of(path))
    if kind == "document" or not path.is_file():
        return read(path, max_mb=max_mb)
    megabytes = path.stat().st_size / 1e6
    if not megabytes:
        raise FileEmpty(path)
    if megabytes > max_mb:
        raise FileTooBig(path, megabytes, max_mb)
    if kind == "picture":
        raise KindNotRead(path, [*KINDS, "and recordings, such as .wav and .mp3"])
    from runtime.sound.files import probe

    probe(path)
    return None
