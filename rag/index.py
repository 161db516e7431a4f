"""A document's passages and their vectors, built once for the same bytes, model and cut."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.chunks import split
from rag.cut import USUAL, Cut, length_of
from rag.embeddings import Encoder, Progress, Vectors, embed
from rag.pages import Document
from rag.store import FORMAT, Damaged, clear, load, locked, save
from runtime.records import Passage


@dataclass(frozen=True, slots=True)
class DocumentIndex:
    passages: tuple[Passage, ...]
    vectors: Any
    """A faiss index, one row a passage."""
    folder: Path

    @property
    def source(self) -> str:
        return self.passages[0].source

    @property
    def words(self) -> None:
        """Made when they are needed: a document has few passages."""

    @classmethod
    def open_or_build(
        cls,
        document: Document,
        source: str,
        encoder: Encoder,
        home: Path,
        cut: Cut = USUAL,
        progress: Progress | None = None,
    ) -> DocumentIndex:
        """The index of `document`, from `home` where it was built before. `source` is its artifact name in this
        session; `progress` is called while passages are embedded, and what it raises stops the build.

        Raises:
            IndexMismatch: the folder holds another model's vectors.
            SettingsError: `cut` counts tokens, and the encoder cannot, or sees fewer.
        """
        folder = home / "index" / key_of(document, encoder, cut)
        try:
            return cls(*load(folder, encoder, source, document.title), folder)
        except Damaged:
            with locked(folder, progress):
                passages = split(document, source, cut, length_of(cut, encoder))
                return cls(*built(folder, passages, encoder, progress, document.sha256), folder)

    def search(self, question: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` nearest passages to a (D,) unit vector: cosines, best first, and positions."""
        import faiss

        faiss.omp_set_num_threads(1)  # for one question, waking the others takes longer: 9 against 0.5 ms over 10,000
        scores, rows = self.vectors.search(question[None, :], min(k, len(self.passages)))
        return scores[0], rows[0]


def key_of(document: Document, encoder: Encoder, cut: Cut) -> str:
    """The media type is in it because the same bytes read as `.txt` and as `.csv` are cut differently; what could not
    be read, because another day it may."""
    unread = [page.number for page in document.pages if page.unread]
    parts = [document.sha256, document.media_type, unread, encoder.name, *astuple(cut), FORMAT]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def built(
    folder: Path, passages: list[Passage], encoder: Encoder, progress: Progress | None, document: str = ""
) -> tuple[tuple[Passage, ...], Any]:
    """Under the lock: what another process has finished meanwhile is used, what one left behind is cleared away."""
    names = passages[0].source, passages[0].title
    try:
        return load(folder, encoder, *names)
    except Damaged:
        clear(folder)
    save(folder, passages, embed(encoder, [passage.text for passage in passages], progress), encoder, document)
    return load(folder, encoder, *names)
