"""Which sentences stand for a document: the most central ones, none that repeats another."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.documents import Document
from rag.sentences import sentences as split

SHORTEST, LONGEST = 6, 60
"""Words in a sentence that can stand for a text: headings and run-on lists cannot."""

ITSELF = re.compile(
    r"\bthis (?:handbook|document|paper|report|guide|manual|policy|article|study|letter|agreement|contract|book|note|"
    r"memo|page)\b",
    re.I,
)
POINTS_BACK = re.compile(
    r"^(?:it|they|he|she|this|that|these|those|such|both|either|neither|here|there|then|so|but|and|or|however|otherwise|"
    r"instead|also)\b|\bsuch an?\b",
    re.I,
)


def candidates_of(document: Document) -> list[tuple[int | None, str]]:
    """Sentences that can stand for the document, with their pages; every sentence where none is long enough."""
    every = [(page.number, sentence) for page in document.pages for sentence in split(page.text)]
    fit = [
        (page, s)
        for page, s in every
        if SHORTEST <= len(s.split()) <= LONGEST and s.rstrip("\"'”’)")[-1:] in ".!?。！？"
    ]
    return fit or [(page, s) for page, s in every if s.strip()]


def centrality(vectors: NDArray[np.float32], threshold: float = 0.1, damping: float = 0.85) -> NDArray[np.float64]:
    """How central each sentence is: PageRank over the graph of cosines above `threshold`.

    `vectors` is (N, D), unit length; returns (N,), summing to one. Source: LexRank, Erkan and Radev 2004,
    continuous variant, section 3.3.

    >>> centrality(np.eye(2, dtype=np.float32)).round(2).tolist()
    [0.5, 0.5]
    """
    weights = np.clip(vectors @ vectors.T, 0.0, 1.0).astype(np.float64)
    weights[weights < threshold] = 0.0
    np.fill_diagonal(weights, 0.0)
    count = len(weights)
    totals = weights.sum(axis=1, keepdims=True)
    step = np.divide(weights, totals, out=np.full_like(weights, 1.0 / count), where=totals > 0)
    ranks = np.full(count, 1.0 / count)
    for _ in range(100):
        ranks, before = (1.0 - damping) / count + damping * (ranks @ step), ranks
        if np.abs(ranks - before).sum() < 1e-9:
            break
    return ranks


def weights(sentences: Sequence[str]) -> NDArray[np.float64]:
    """What each sentence's centrality is multiplied with: (N,), 1 for a plain one.

    More for the opening of a long text and for what speaks of the text itself ('this handbook …'), less for what
    begins by pointing to a sentence that would be missing ('They …'). After Edmundson 1969, whose cues and locations
    these are; the sizes were chosen by reading the summaries they give.
    """
    places = np.arange(len(sentences))
    opening = 2.0 * min(1.0, len(sentences) / 100) * np.exp(-places / 8)
    itself = 0.5 * np.array([bool(ITSELF.search(sentence)) for sentence in sentences])
    pointing = np.array([0.7 if POINTS_BACK.search(sentence) else 1.0 for sentence in sentences])
    return np.asarray(pointing * (1.0 + opening + itself), np.float64)


def pick(vectors: NDArray[np.float32], ranks: NDArray[np.float64], count: int, alike: float = 0.75) -> list[int]:
    """Positions of the `count` most central sentences, in order, passing over those that repeat one already chosen."""
    chosen: list[int] = []
    for position in np.argsort(-ranks, kind="stable").tolist():
        if len(chosen) < count and all(vectors[position] @ vectors[other] < alike for other in chosen):
            chosen.append(position)
    return sorted(chosen)
