"""Where the right passages came in lists, and how near answers came → figures.

MRR is Voorhees's (TREC-8, 1999), nDCG Järvelin and Kekäläinen's (2002), exact match and F1 are those of SQuAD
(Rajpurkar et al., 2016).
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Sequence

import numpy as np

ARTICLES = re.compile(r"\b(?:a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’…–—")


def hit(rank: int | None, k: int) -> float:
    """1 if the first right one, `rank` from 1, is among the `k` best."""
    return float(rank is not None and rank <= k)


def reciprocal(rank: int | None, k: int = 10) -> float:
    """
    >>> reciprocal(2), reciprocal(11), reciprocal(None)
    (0.5, 0.0, 0.0)
    """
    return 1 / rank if rank is not None and rank <= k else 0.0


def ndcg(gains: Sequence[float], ideal: Sequence[float], k: int = 10) -> float:
    """Of the `gains` of what came, in its order, over those of all there is, best first; 0 to 1.

    >>> round(ndcg([0, 1], [1]), 4), ndcg([], [])
    (0.6309, 0.0)
    """
    best = gained(sorted(ideal, reverse=True), k)
    return gained(gains, k) / best if best else 0.0


def gained(gains: Sequence[float], k: int) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:k]))


def normal(text: str) -> list[str]:
    """As SQuAD's evaluation compares answers: small letters, no punctuation, no articles.

    >>> normal("The Eiffel-Tower, 1889")
    ['eiffeltower', '1889']
    """
    return ARTICLES.sub(" ", text.lower().translate(PUNCTUATION)).split()


def exact(given: str, answers: Sequence[str]) -> float:
    return float(any(normal(given) == normal(answer) for answer in answers))


def f1(given: str, answers: Sequence[str]) -> float:
    """Of the words that an answer and the best of the known ones share.

    >>> round(f1("in twelve long hours", ["twelve hours"]), 4)
    0.6667
    """
    return max((overlap(normal(given), normal(answer)) for answer in answers), default=0.0)


def overlap(given: Sequence[str], answer: Sequence[str]) -> float:
    common = (Counter(given) & Counter(answer)).total()
    return 2 * common / (len(given) + len(answer)) if common else float(list(given) == list(answer))


def mean(values: Sequence[float]) -> float | None:
    """None of nothing."""
    return float(np.mean(values)) if values else None


def percentile(values: Sequence[float], percent: float) -> float | None:
    return float(np.percentile(values, percent)) if values else None
