"""The live passages of a collection in the shape of an index, for the retriever: all of them, or some documents'."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embeddings import Vectors
from rag.lexical import BM25
from rag.manifests import Held
from rag.store import passages_in
from rag.stores import VectorStore
from runtime.errors import CollectionDamaged
from runtime.records import Passage


class CollectionIndex:
    """What the store finds that is not of this version, because a newer one is being written, is passed over."""

    def __init__(
        self,
        source: str,
        held: Sequence[Held],
        passages: tuple[Passage, ...],
        store: VectorStore,
        words: tuple[BM25, BM25] | None = None,
        whole: bool = True,
    ) -> None:
        """`held` are documents of different contents, `passages` theirs in that order; `words` are of these passages.

        Where it is not the `whole` version, the store is asked for these documents only.
        """
        self.source, self.passages, self.words = source, passages, words
        self._store, self._held, self._whole = store, tuple(held), whole
        ends = np.cumsum([0, *(each.passages for each in held)])
        self._starts = {each.mark: int(start) for each, start in zip(held, ends, strict=False)}

    def search(self, question: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` nearest passages to a (D,) unit vector: cosines, best first, and positions."""
        k = min(k, len(self.passages))
        asked, where = k, None if self._whole else list(self._starts)
        while True:
            found = self._store.search(question, asked, where)
            rows = np.array([self._row(id) for id in found.ids], np.int64)
            ours = rows >= 0
            if ours.sum() >= k or len(found.ids) < asked:
                return found.cosines[ours][:k], rows[ours][:k]
            asked *= 2

    def only(self, marks: Sequence[str]) -> CollectionIndex:
        """The same of these documents alone."""
        held = [each for each in self._held if each.mark in marks]
        parts = (self.passages[self._starts[each.mark] :][: each.passages] for each in held)
        passages = tuple(passage for part in parts for passage in part)
        return CollectionIndex(self.source, held, passages, self._store, whole=False)

    def _row(self, id: str) -> int:
        """Where a passage is among ours; -1 for one that is not."""
        mark, _, position = id.rpartition("-")
        start = self._starts.get(mark)
        return -1 if start is None else start + int(position)


def id_of(mark: str, position: int) -> str:
    """What the store knows a passage by."""
    return f"{mark}-{position}"


def read_passages(home: Path, collection: str, contents: Mapping[str, Held]) -> tuple[Passage, ...]:
    """Those of the documents given by their marks, in that order, under the names they have in the collection.

    Raises:
        CollectionDamaged: they are not on the disk any more.
    """
    found: list[Passage] = []
    for held in contents.values():
        try:
            own = list(passages_in(home / "index" / held.key, f"{held.name}@{collection}", held.title))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CollectionDamaged(collection, held.title) from error
        if len(own) != held.passages:
            raise CollectionDamaged(collection, held.title)
        found += own
    return tuple(found)


def save_words(folder: Path, passages: Sequence[Passage]) -> None:
    """The words' side of a search, so that the first question after a start does not wait for it."""
    texts = BM25([passage.text for passage in passages])
    for name, one in (("texts", texts), ("sections", BM25([passage.section for passage in passages]))):
        arrays = {part: getattr(one, part) for part in ("texts", "starts", "weights")}
        for part, array in arrays.items():
            np.save(folder / f"{name}-{part}.npy", array, allow_pickle=False)
        (folder / f"{name}.json").write_text(json.dumps(list(one.vocabulary), ensure_ascii=False), "utf-8")


def load_words(folder: Path, count: int) -> tuple[BM25, BM25] | None:
    """What `save_words` wrote, for so many passages; None where it is not there or not whole."""
    try:
        return _words(folder, "texts", count), _words(folder, "sections", count)
    except (OSError, ValueError):
        return None


def _words(folder: Path, name: str, count: int) -> BM25:
    texts, starts, weights = (
        np.load(folder / f"{name}-{part}.npy", allow_pickle=False) for part in ("texts", "starts", "weights")
    )
    stems = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return BM25.of({stem: row for row, stem in enumerate(stems)}, texts, starts, weights, count)
