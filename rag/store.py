"""Indexes as folders on disk: written whole or not at all, by one process at a time."""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from rag.embeddings import Encoder, Progress, Vectors
from rag.flat import flat
from runtime.cancel import check
from runtime.errors import IndexMismatch
from runtime.records import Passage

FORMAT = 2
"""Raise it when what is stored, or how text is read and cut, changes."""
KEPT = ("text", "page", "section", "line", "seconds")
"""What is stored of a passage; the rest is the session's."""


class Damaged(Exception):
    """What is on disk is not a whole index; it is built anew."""


class Stored(NamedTuple):
    passages: tuple[Passage, ...]
    vectors: Any
    """A faiss index, one row a passage."""


def load(folder: Path, encoder: Encoder, source: str, title: str) -> Stored:
    """
    Raises:
        IndexMismatch: another model made it.
        Damaged: it is not there, or not whole.
    """
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        check_model(folder, meta, encoder)
        stored = Stored(tuple(passages_in(folder, source, title)), read_vectors(folder))
        whole = meta["passages"] == len(stored.passages) == stored.vectors.ntotal
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, MemoryError) as error:  # the last two are faiss's
        raise Damaged(folder) from error
    if not whole or stored.vectors.d != encoder.dimension:
        raise Damaged(folder)
    return stored


def check_model(folder: Path, meta: dict[str, Any], encoder: Encoder) -> None:
    stored = f"{meta['model']} ({meta['dimension']} numbers a passage)"
    wanted = f"{encoder.name} ({encoder.dimension} numbers a passage)"
    if stored != wanted:
        raise IndexMismatch(folder, stored, wanted)


def passages_in(folder: Path, source: str, title: str) -> Iterator[Passage]:
    """`source` and `title` are the session's: the same bytes may have other names in another."""
    with (folder / "passages.jsonl").open(encoding="utf-8") as lines:
        for position, line in enumerate(lines):
            row = json.loads(line)
            at = row["line"], row["seconds"]
            yield Passage(row["text"], source, title, row["page"], row["section"], position, 0.0, *at)


def save(folder: Path, passages: Sequence[Passage], vectors: Vectors, encoder: Encoder, document: str = "") -> None:
    """Everything into a folder beside it, which then takes its name: half an index never has it.

    `document` is the sha256 of what the passages are from: by it an index is found when that is forgotten.
    """
    unfinished = Path(tempfile.mkdtemp(".part", f"{folder.name}.", folder.parent))
    try:
        fill(unfinished, passages, vectors, encoder, document)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def fill(folder: Path, passages: Sequence[Passage], vectors: Vectors, encoder: Encoder, document: str) -> None:
    rows = ({name: getattr(passage, name) for name in KEPT} for passage in passages)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "passages.jsonl").write_text(lines, "utf-8")
    write_vectors(folder, vectors)
    meta = {"format": FORMAT, "model": encoder.name, "dimension": encoder.dimension, "passages": len(passages)}
    meta["document"] = document
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", "utf-8")


def write_vectors(folder: Path, vectors: Vectors) -> None:
    import faiss

    faiss.write_index(flat(vectors.shape[1], vectors), str(folder / "vectors.faiss"))


def read_vectors(folder: Path) -> Any:
    import faiss

    return faiss.read_index(str(folder / "vectors.faiss"))


def clear(folder: Path) -> None:
    """A damaged index, and what builds that were killed left beside it."""
    for leftover in (folder, *folder.parent.glob(f"{folder.name}.*.part")):
        shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def locked(folder: Path, progress: Progress | None, wait_s: float = 0.05) -> Iterator[None]:
    """One process at a time. A killed one lets go of the lock by itself; `progress` is told 0 of 0 while another
    builds, and can stop the waiting, as the run's deadline does."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as handle:
        while not taken(handle.fileno()):
            check()
            if progress:
                progress(0, 0)
            time.sleep(wait_s)
        yield


def taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
