"""What a person gives: a document is read, a recording, a video or a picture looked into; the useless is refused."""

from __future__ import annotations

from pathlib import Path

from memory.artifacts import type_of
from rag.documents import Document, read
from runtime.errors import FileEmpty, FileTooBig, NoPictures, NoSound
from runtime.records import kind_of


def taken(path: Path, max_mb: float) -> Document | None:
    """The document in a file; None where it is a recording that can be heard, or a picture or a video that can be seen.

    Raises:
        FileProblem: it is missing, empty, too big, broken, or of a kind that nothing here works on.
        MissingExtra: it is a recording, a video or a picture, and what reads those is not installed.
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
        from runtime import pictures

        pictures.probe(path)
        return None
    probe_moving(path) if kind == "video" else probe_sound(path)
    return None


def probe_moving(path: Path) -> None:
    """What is named like a video may be sound alone, as browsers record it: then that has to be heard.

    Raises:
        FileProblem: it can be neither seen nor heard.
    """
    from runtime import video

    try:
        video.probe(path)
    except NoPictures as error:
        try:
            probe_sound(path)
        except NoSound:
            raise error from None


def probe_sound(path: Path) -> None:
    from runtime.sound.files import probe

    probe(path)
