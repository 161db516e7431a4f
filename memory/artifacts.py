"""Files by the names agents use for them, each with where it came from.

`handbook-1.pdf` is a file and `handbook-1.json` its record. An empty record only holds the number: its writer died, is
still at it, or the artifact was forgotten.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import mimetypes
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from runtime.errors import (
    ArtifactError,
    BadInput,
    FileBroken,
    FileEmpty,
    FileMissing,
    OutsideWorkspace,
    UnknownArtifact,
)
from runtime.records import Artifact, Provenance

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9]+")
SUFFIX = re.compile(r"[a-z0-9]{1,8}")
LONGEST_NAME, LONGEST_KIND = 100, 40
BLOCK = 1 << 20

KINDS = {
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/epub+zip": ".epub",
    "application/yaml": ".yaml",
    "application/jsonl": ".jsonl",
    "image/webp": ".webp",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "video/x-matroska": ".mkv",
    "application/x-subrip": ".srt",
}
"""Media types that Python's table lacks or names otherwise."""


def media_types() -> mimetypes.MimeTypes:
    """Python's own table and ours, not the machine's: a file has the same type everywhere."""
    table = mimetypes.MimeTypes()
    for kind, suffix in KINDS.items():
        table.add_type(kind, suffix)
    return table


TYPES = media_types()


def looks_like_name(text: str) -> bool:
    """Whether `text` could be an artifact's name: a kind, a hyphen and a number.

    >>> [looks_like_name(text) for text in ("handbook-1", "depth-map-2", "handbook", "../handbook-1", "handbook-１")]
    [True, True, False, False, False]
    """
    return isinstance(text, str) and len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


def slug(text: str) -> str:
    """`text` as the kind in a name: ASCII letters, digits and hyphens, a letter first, at most 40.

    >>> slug("Häuser & Straßen"), slug("文档"), slug("2024 plan")
    ('hauser-strassen', 'file', 'file-2024-plan')
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode().lower()
    kind = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_KIND].strip("-")
    return kind if kind[:1].isalpha() else f"file-{kind}".rstrip("-")


class Artifacts:
    """The workspace of one session: a folder. Threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.resolve()

    def import_file(self, path: Path) -> Artifact:
        """Copy a person's file in. The same bytes under the same file name are the same artifact.

        Raises:
            FileMissing: there is no file at `path`.
            FileEmpty: it has no bytes.
            FileBroken: it may not be read.
        """
        original = printable(path.name)
        with given(path) as file, self._one_import_at_a_time():
            known = self._imported(slug(path.stem), original, sha256(file))
            if known is not None:
                return known
            file.seek(0)
            return self._save(blocks(file), path.stem, type_of(path), Provenance("user", original=original))

    def save_text(self, text: str, kind: str, provenance: Provenance) -> Artifact:
        """Save `text` as UTF-8, lone surrogates as question marks.

        Raises:
            UnknownArtifact: a source in `provenance` does not exist.
        """
        return self.save_bytes(text.encode("utf-8", "replace"), kind, "text/plain", provenance)

    def save_bytes(self, data: bytes, kind: str, media_type: str, provenance: Provenance) -> Artifact:
        """Save `data` under the next free number of `kind`.

        Raises:
            UnknownArtifact: a source in `provenance` does not exist.
        """
        return self._save((data,), kind, media_type, provenance)

    def get(self, name: str) -> Artifact:
        """
        Raises:
            OutsideWorkspace: `name` cannot be an artifact's.
            UnknownArtifact: there is none of that name, or its file is gone.
            ArtifactError: its file was replaced by a link or a device.
        """
        artifact = self._load(name)
        if artifact is None:
            raise UnknownArtifact(name, self.names())
        return artifact

    def text(self, name: str) -> str:
        """The text of an artifact that is text or JSON, without a byte order mark.

        Raises:
            BadInput: it is of another kind, or not UTF-8.
            ArtifactError: as `get`.
        """
        artifact = self.get(name)
        kind = artifact.media_type
        if not kind.startswith("text/") and kind != "application/json":
            raise BadInput(f"{name} is {kind}, not plain text. {reader(name, kind)}")
        try:
            with opened(artifact.path) as file:
                return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadInput(f"{name} is not UTF-8. Call read_file({name!r}), which finds out its encoding.") from error

    def list(self) -> tuple[Artifact, ...]:
        """Every artifact that can be had, oldest first."""
        names = (path.stem for path in self.folder.glob("*.json") if looks_like_name(path.stem))
        found = (artifact for name in names if (artifact := self._served(name)))
        return tuple(sorted(found, key=lambda artifact: (artifact.created_at, artifact.name)))

    def names(self) -> tuple[str, ...]:
        return tuple(artifact.name for artifact in self.list())

    def verify(self, name: str) -> bool:
        """Whether the file still has the bytes that were saved.

        Raises:
            ArtifactError: as `get`.
        """
        artifact = self.get(name)
        with opened(artifact.path) as file:
            return sha256(file) == artifact.sha256

    def forget(self, name: str) -> None:
        """Delete the file and what is known of it. Its number is not given out again.

        Raises:
            OutsideWorkspace, UnknownArtifact: as `get`.
        """
        if not self._record(name):
            raise UnknownArtifact(name, self.names())
        self._write_record(name, b"")
        for path in self.folder.glob(f"{name}.*"):
            if path != self._record_path(name):
                path.unlink(missing_ok=True)

    def _save(self, data: Iterable[bytes], kind: str, media_type: str, provenance: Provenance) -> Artifact:
        for source in provenance.sources:
            if "@" not in source:  # a document of a collection, `handbook-1@main`, is not of this workspace
                self.get(source)
        media_type = media_type.partition(";")[0].strip().lower()
        suffix = suffix_of(media_type, provenance.original)
        name = self._claim(slug(kind))
        path = self._data_path(name, suffix)
        digest = write_new(path, data)
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        artifact = Artifact(name, path, media_type, digest, provenance, now)
        self._write_record(name, as_json(artifact, suffix))
        return artifact

    def _claim(self, kind: str) -> str:
        """A name nobody else has: the next number whose empty record could be created."""
        taken = re.compile(rf"{kind}-([0-9]{{1,9}})\.")
        number = max((int(match[1]) for path in self.folder.iterdir() if (match := taken.match(path.name))), default=0)
        while True:
            number += 1
            try:
                os.close(os.open(self._record_path(f"{kind}-{number}"), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            except FileExistsError:
                continue
            return f"{kind}-{number}"

    def _write_record(self, name: str, data: bytes) -> None:
        draft = self.folder / f".{uuid4().hex}"
        write_new(draft, (data,))
        draft.replace(self._record_path(name))

    def _record(self, name: str) -> bytes:
        """The record's bytes; empty where there is none, or the name was only claimed."""
        if not looks_like_name(name):
            raise OutsideWorkspace(str(name)[:LONGEST_NAME])
        try:
            with opened(self._record_path(name)) as file:
                return file.read()
        except FileNotFoundError:
            return b""

    def _load(self, name: str) -> Artifact | None:
        try:
            record = json.loads(self._record(name))
            path = self._data_path(name, record["suffix"])
            opened(path).close()
            return from_json(name, path, record)
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _served(self, name: str) -> Artifact | None:
        try:
            return self._load(name)
        except (ArtifactError, OSError):
            return None

    def _imported(self, kind: str, original: str, digest: str) -> Artifact | None:
        names = (path.stem for path in self.folder.glob(f"{kind}-*.json") if looks_like_name(path.stem))
        for artifact in filter(None, map(self._served, names)):
            same = artifact.made_by == "user" and artifact.provenance.original == original
            if same and artifact.sha256 == digest and self.verify(artifact.name):
                return artifact
        return None

    @contextmanager
    def _one_import_at_a_time(self) -> Iterator[None]:
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)  # let go of by closing, and by kill -9
            yield
        finally:
            os.close(folder)

    def _record_path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _data_path(self, name: str, suffix: str) -> Path:
        if not SUFFIX.fullmatch(suffix):
            raise ValueError(f"{suffix!r} is not a file suffix")
        return self.folder / (f"{name}.data.json" if suffix == "json" else f"{name}.{suffix}")


@contextmanager
def given(path: Path) -> Iterator[BinaryIO]:
    """A person's file, open; errors as a person reads them."""
    if not path.is_file():
        raise FileMissing(path)
    try:
        file = path.open("rb")
    except OSError as error:
        raise FileBroken(path, error.strerror or "it may not be opened") from error
    with file:
        if not os.fstat(file.fileno()).st_size:
            raise FileEmpty(path)
        yield file


def opened(path: Path) -> BinaryIO:
    """A file of the workspace, open for reading; links are not followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise ArtifactError(f"{path.name} is a link. Delete it and make the artifact again.") from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ArtifactError(f"{path.name} is not a file. Delete it and make the artifact again.")
    return os.fdopen(handle, "rb")


def write_new(path: Path, data: Iterable[bytes]) -> str:
    """Write a file that was not there, down to the disk; returns its sha256 in hex. Nothing stays after an error."""
    digest = hashlib.sha256()
    with path.open("xb") as file:
        try:
            for block in data:
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return digest.hexdigest()


def blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for block in blocks(file):
        digest.update(block)
    return digest.hexdigest()


def printable(name: str) -> str:
    """A file name that can be shown: composed, no control characters, no marks that turn text round.

    >>> printable("report\\u202efdp.exe")
    'report_fdp.exe'
    """
    joiners = "\u200c\u200d"  # Persian and Indic words need them
    composed = unicodedata.normalize("NFC", name)
    return "".join(c if c.isprintable() or c in joiners else "_" for c in composed)


def type_of(path: Path) -> str:
    """
    >>> type_of(Path("notes.MD")), type_of(Path("table.csv.gz")), type_of(Path("unknown"))
    ('text/markdown', 'application/octet-stream', 'application/octet-stream')
    """
    media_type, packed = TYPES.guess_type(f"file{path.suffix.lower()}")
    return media_type if media_type and not packed else "application/octet-stream"


def suffix_of(media_type: str, original: str = "") -> str:
    """The original's suffix where it is plain, else the media type's, else `bin`.

    >>> suffix_of("application/pdf", "Report.PDF"), suffix_of("text/plain"), suffix_of("odd/kind", "x.y/../z")
    ('pdf', 'txt', 'bin')
    """
    known = TYPES.guess_extension(media_type) or ""
    candidates = (Path(original).suffix[1:].lower(), known[1:], "bin")
    return next(suffix for suffix in candidates if SUFFIX.fullmatch(suffix))


def reader(name: str, media_type: str) -> str:
    """What an agent should call instead of reading the file as text."""
    if media_type == "application/pdf" or "document" in media_type:
        return f"Call read_file({name!r})."
    return "Give the name of a document; call list_artifacts() to see them."


def as_json(artifact: Artifact, suffix: str) -> bytes:
    made = {field.name: getattr(artifact.provenance, field.name) for field in fields(Provenance)}
    record = {
        "name": artifact.name,
        "suffix": suffix,
        "media_type": artifact.media_type,
        "sha256": artifact.sha256,
        "created_at": artifact.created_at,
        "provenance": made | {"parameters": dict(artifact.provenance.parameters)},
    }
    return json.dumps(record, indent=1).encode()


def from_json(name: str, path: Path, record: dict[str, Any]) -> Artifact:
    known = {field.name for field in fields(Provenance)}
    made = {key: value for key, value in record["provenance"].items() if key in known}
    provenance = Provenance(**made | {"sources": tuple(made.get("sources", ()))})
    return Artifact(name, path, record["media_type"], record["sha256"], provenance, record["created_at"])
