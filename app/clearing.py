"""Prepared content that nothing needs any more: no session's document, and no version of any collection."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from memory.artifacts import Artifacts
from rag.manifests import Held, Versions
from runtime.errors import AtelierError


@contextmanager
def using_content(home: Path) -> Iterator[None]:
    """While inside, no content is cleared away: what is being embedded is not in any version yet."""
    with locked(home, fcntl.LOCK_SH):
        yield


def clear(home: Path, keys: Collection[str]) -> int:
    """Delete the content with these keys that nothing needs. Returns how many; 0 also where somebody is indexing."""
    try:
        with locked(home, fcntl.LOCK_EX | fcntl.LOCK_NB):
            needed = {held.key for held in held_anywhere(home)}
            documents = set(kept_documents(home))
            doomed = [key for key in keys if key not in needed and document_of(home, key) not in documents]
            for key in doomed:
                shutil.rmtree(home / "index" / key, ignore_errors=True)
            return len(doomed)
    except BlockingIOError:
        return 0


def held_anywhere(home: Path, but: Path | None = None) -> Iterator[Held]:
    """Every document of every version that is kept, of all tenants; not of the collections in the folder `but`."""
    for folder in (home / "collections").glob("*/*"):
        if folder.is_dir() and folder.parent != but:
            yield from held_in(Versions(folder, folder.name))


def held_in(versions: Versions) -> Iterator[Held]:
    for number in versions.numbers():
        try:
            yield from versions.read(number).documents
        except AtelierError:
            continue


def kept_documents(home: Path, tenant: str = "*") -> Iterator[str]:
    """The sha256 of whatever any session has: of the tenant with this folder, or of anybody."""
    for folder in (home / "sessions").glob(f"{tenant}/*"):
        if folder.is_dir():
            yield from (artifact.sha256 for artifact in Artifacts(folder).list())


def document_of(home: Path, key: str) -> str:
    """The sha256 of what a content was made of; empty where it does not say."""
    import json

    try:
        return str(json.loads((home / "index" / key / "meta.json").read_text("utf-8")).get("document", ""))
    except (OSError, ValueError, AttributeError):
        return ""


@contextmanager
def locked(home: Path, how: int) -> Iterator[None]:
    """
    Raises:
        BlockingIOError: it may not wait, and another holds it.
    """
    path = home / "collections" / "content.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle.fileno(), how)
        yield
