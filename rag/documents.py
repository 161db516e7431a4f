"""A file → its text with pages, lines or times, and headings, or one sentence about why not."""

from __future__ import annotations

import hashlib
from pathlib import Path

from memory.artifacts import type_of
from rag.checks import load
from rag.kinds import KINDS
from rag.pages import Document, File, Heading, Page
from rag.speech import Hear, page_of_speech
from runtime.errors import FileEmpty
from runtime.records import kind_of

__all__ = ["KINDS", "Document", "Heading", "Page", "is_recording", "read"]


def read(path: Path, *, max_mb: float = 100.0, title: str = "", hear: Hear | None = None) -> Document:
    """The text of a file. `title` is the name a person knows it by, where the path has another; `hear` writes down what
    is said in a recording, which is read then too.

    What can be asked without parsing is asked first, cheapest first.

    Raises:
        FileMissing, FileEmpty, FileTooBig, KindNotRead: see `rag.checks.load`.
        NotThatKind: the bytes are not what the name says.
        FileEncrypted, NoTextLayer, FileBroken, TooMuchInside: it cannot be opened, has pictures of text only, is
            damaged, or holds more than can be worked on.
        MissingExtra: the package that reads its kind is not installed.
        CheckpointError: it is a recording, and no model is here that hears it.
    """
    if hear and is_recording(path):
        return heard(path, max_mb, title, hear)
    file = load(path, max_mb, KINDS)
    kind = KINDS[path.suffix.lower()]
    pages = kind.read(file)
    if not any(page.text.strip() for page in pages):
        raise FileEmpty(path)
    return Document(title or path.name, pages, kind.media_type, digest(file))


def is_recording(path: Path) -> bool:
    """Whether its name says that it can be listened to."""
    return kind_of(type_of(path)) in ("sound", "video")


def heard(path: Path, max_mb: float, title: str, hear: Hear) -> Document:
    """What is said in a recording, each sentence with its time."""
    file = load(path, max_mb, [path.suffix.lower()])
    page = page_of_speech(hear(path))
    if not page.text.strip():
        raise FileEmpty(path)
    return Document(title or path.name, (page,), type_of(path), digest(file))


def digest(file: File) -> str:
    return hashlib.sha256(file.data).hexdigest()
