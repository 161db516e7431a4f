"""A document's passages and their vectors, built once for the same bytes, model and cut."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.chunks import split
from rag.embeddings import Encoder, Progress, Vectors, embed
from rag.pages import Document
from rag.store import FORMAT, Damaged, clear, load, locked, save
from runtime.records import Passage


@dataclass(frozen=True, slots=True)
class DocumentIndex:
    passages: tuple[Passage, ...]
    vectors: Any
    """faiss.IndexFlatIP, one row a passage."""
    folder: Path

    @property
    def source(self) -> str:
        return self.passages[0].source

    @classmethod
    def open_or_build(
        cls,
        document: Document,
        source: str,
        encoder: Encoder,
        home: Path,
        size: int = 900,
        overlap: int = 150,
        progress: Progress | None = None,
    ) -> DocumentIndex:
        """The index of `document`, from `home` where it was built before. `source` is its artifact name in this
        session; `progress` is called while passages are embedded, and what it raises stops the build.

        Raises:
            IndexMismatch: the folder holds another model's vectors.
            SettingsError: `overlap` is not smaller than `size`.
        """
        folder = home / "index" / key_of(document, encoder, size, overlap)
        try:
            return cls(*load(folder, encoder, source, document.title), folder)
        except Damaged:
            with locked(folder, progress):
                passages = split(document, source, size, overlap)
                return cls(*built(folder, passages, encoder, progress, document.sha256), folder)

    def search(self, question: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` nearest passages to a (D,) unit vector: cosines, best first, and positions."""
        import faiss

        faiss.omp_set_num_threads(1)  # for one question, waking the others takes longer: 9 against 0.5 ms over 10,000
        scores, rows = self.vectors.search(question[None, :], min(k, len(self.passages)))
        return scores[0], rows[0]


def key_of(document: Document, encoder: Encoder, size: int, overlap: int) -> str:
    """The media type is in it because the same bytes read as `.txt` and as `.csv` are cut differently."""
    parts = [document.sha256, document.media_type, encoder.name, size, overlap, FORMAT]
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
