"""Several ways to cut the same documents → which of them lets questions find their evidence best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.chunks import split
from rag.cut import Cut, length_of
from rag.embeddings import Encoder, Progress, Vectors, embed
from rag.evaluate import DEPTH, ndcg_of, rank_of
from rag.flat import flat
from rag.index import DocumentIndex
from rag.pages import Document
from rag.questions import Evidence, Question
from rag.retriever import Retriever
from rag.scores import hit, reciprocal
from runtime.progress import counted
from runtime.records import Passage


@dataclass(frozen=True, slots=True)
class Tried:
    """A cut, and what came of it."""

    cut: Cut
    passages: int
    ranks: tuple[int | None, ...]
    """For each question, where the first passage with its evidence came, from 1; None where not among the first ten."""

    def hit(self, k: int) -> float:
        return float(np.mean([hit(rank, k) for rank in self.ranks]))

    @property
    def mrr(self) -> float:
        return float(np.mean([reciprocal(rank, DEPTH) for rank in self.ranks]))

    @property
    def ndcg(self) -> float:
        return float(np.mean([ndcg_of(rank) for rank in self.ranks]))


def cuts(sizes: Iterable[int], overlaps: Iterable[int], units: Iterable[str], modes: Iterable[str]) -> list[Cut]:
    """All together that are possible: an overlap must be smaller than its size.

    >>> [(cut.size, cut.overlap) for cut in cuts([200, 900], [0, 200], ["tokens"], ["auto"])]
    [(200, 0), (900, 0), (900, 200)]
    """
    sizes, overlaps, units = list(sizes), list(overlaps), list(units)
    return [
        Cut(size, overlap, unit, mode)
        for mode in modes
        for unit in units
        for size in sizes
        for overlap in overlaps
        if 0 <= overlap < size
    ]


def tried(
    documents: Sequence[Document],
    asked: Sequence[tuple[Question, Evidence]],
    wanted: Sequence[Cut],
    encoder: Encoder,
    progress: Progress | None = None,
) -> list[Tried]:
    """Each of `wanted`, tried. A passage that several have in common is embedded once; `progress` is told how many are,
    and what it raises stops the work. Nothing is written.

    Raises:
        SettingsError: a cut counts tokens, and the encoder cannot, or sees fewer.
    """
    passages = {cut: cut_all(documents, cut, encoder) for cut in wanted}
    texts = list(dict.fromkeys(passage.text for every in passages.values() for one in every for passage in one))
    rows = {text: row for row, text in enumerate(texts)}
    vectors = embed(encoder, texts, progress)
    questions = remembered(encoder, [question.text for question, _ in asked])
    found = []
    for cut in counted(wanted, "setting"):
        indexes = [indexed(one, vectors[[rows[passage.text] for passage in one]]) for one in passages[cut] if one]
        retriever = Retriever(indexes, questions)
        ranks = [rank_of(evidence, retriever.search(question.text, DEPTH)) for question, evidence in asked]
        found.append(Tried(cut, sum(map(len, passages[cut])), tuple(ranks)))
    return found


def cut_all(documents: Sequence[Document], cut: Cut, encoder: Encoder) -> list[list[Passage]]:
    length = length_of(cut, encoder)
    return [split(document, f"document-{place}", cut, length) for place, document in enumerate(documents)]


def indexed(passages: Sequence[Passage], vectors: Vectors) -> DocumentIndex:
    """An index in memory."""
    return DocumentIndex(tuple(passages), flat(vectors.shape[1], vectors), Path())


def remembered(encoder: Encoder, texts: Sequence[str]) -> Encoder:
    """An encoder that has these texts' vectors already."""
    from runtime.runners.remembering import Remembering

    known = Remembering(encoder, most=max(len(texts), 1) + 1000)
    known(list(texts))
    return known


def best_of(found: Sequence[Tried]) -> Tried:
    """By nDCG, then MRR; of equals, the one with fewer passages."""
    return max(found, key=lambda one: (round(one.ndcg, 4), round(one.mrr, 4), -one.passages))


def ahead(one: Tried, other: Tried) -> tuple[float, float]:
    """By how much nDCG is better with `one`, and two standard errors of that: less than these may be chance."""
    gains = [ndcg_of(a) - ndcg_of(b) for a, b in zip(one.ranks, other.ranks, strict=True)]
    error = float(np.std(gains, ddof=1)) / len(gains) ** 0.5 if len(gains) > 1 else float("inf")
    return float(np.mean(gains)), 2 * error
