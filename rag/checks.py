"""Is this file there, small enough to open, and what its name says? Asked before anything is parsed."""

from __future__ import annotations

import codecs
import io
import os
import zipfile
from collections.abc import Collection
from pathlib import Path

from rag.pages import File
from runtime.errors import FileBroken, FileEmpty, FileEncrypted, FileMissing, FileTooBig, KindNotRead, NotThatKind

MB = 1_000_000
UNPACKED_MB = 500
"""What a file that is a zip may unpack to, however large a file may be."""
UNPACKED_TIMES = 20
"""What it may unpack to, in times the largest file."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Opens the container that Office wraps an encrypted file in; an old .doc has it too."""
MARKUP = (".xml", ".xhtml", ".html", ".htm", ".opf", ".ncx")
OTHER_KINDS = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", OLE)
"""How files begin that are certainly not text."""


def load(path: Path, max_mb: float, known: Collection[str]) -> File:
    """The file's bytes, if it can be one that is read here. A file that is too big is not opened.

    Raises:
        FileMissing: nothing is there, or a folder is.
        FileEmpty: it holds nothing, or only white space.
        FileTooBig: it has more than `max_mb` million bytes.
        KindNotRead: its suffix is not among `known`.
        FileBroken: the system does not let it be read.
    """
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises for a name that is too long
        raise FileMissing(path)
    size = path.stat().st_size
    if size == 0:
        raise FileEmpty(path)
    if size > max_mb * MB:
        raise FileTooBig(path, size / MB, max_mb)
    if path.suffix.lower() not in known:
        raise KindNotRead(path, known)
    return File(path, contents(path), max_mb)


def contents(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except PermissionError as error:
        raise FileBroken(path, "its permissions do not allow it") from error
    except OSError as error:
        raise FileBroken(path, f"the disk says {error.strerror!r}") from error
    if not data or data.isspace():
        raise FileEmpty(path)
    return data


def encoding_of(file: File) -> str:
    """Python's name for the encoding of a text: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises:
        NotThatKind: the bytes are no text in any of them.
    """
    data = file.data
    if data.startswith(OTHER_KINDS):
        raise NotThatKind(file.path, file.path.suffix)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return tried(file, "utf-16")
    if b"\0" in data:
        raise NotThatKind(file.path, file.path.suffix)
    try:
        return tried(file, "utf-8-sig")
    except NotThatKind:
        if data.translate(None, LEGACY_CONTROLS) != data:
            raise
        return tried(file, "cp1252")


LEGACY_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r\f")


def tried(file: File, encoding: str) -> str:
    try:
        file.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotThatKind(file.path, file.path.suffix) from error
    return encoding


def check_zip(file: File, inside: str) -> None:
    """
    Raises:
        FileEncrypted: it asks for a password.
        NotThatKind: it is no zip, or one without the part `inside`, which files of its kind have.
        FileBroken: it would unpack to far more than a document has.
    """
    if file.data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in file.data:
        raise FileEncrypted(file.path)
    parts = parts_of(file)
    if inside not in {part.filename for part in parts}:
        raise NotThatKind(file.path, file.path.suffix)
    if any(part.flag_bits & 1 for part in parts):
        raise FileEncrypted(file.path)
    check_unpacked(file, parts)


def parts_of(file: File) -> list[zipfile.ZipInfo]:
    if not file.data.startswith(b"PK"):
        raise NotThatKind(file.path, file.path.suffix)
    try:
        return zipfile.ZipFile(io.BytesIO(file.data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise FileBroken(file.path, "it is a zip file that is damaged or cut short") from error


def check_unpacked(file: File, parts: list[zipfile.ZipInfo]) -> None:
    """All parts together, and the text alone: parsing takes many times the memory of what it reads."""
    total = sum(part.file_size for part in parts) / MB
    text = max((part.file_size for part in parts if part.filename.lower().endswith(MARKUP)), default=0) / MB
    if total > min(UNPACKED_MB, UNPACKED_TIMES * file.max_mb) or text > file.max_mb:
        raise FileBroken(file.path, f"it would unpack to {total:,.0f} MB, far more than a document has")
