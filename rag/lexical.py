"""Which passages have the question's words? BM25, with English stems."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# numpy itself, not bm25s: the scores are the same, a query takes half the time (0.04 against 0.09 ms over 1,400
# passages), and bm25s imports scipy, 0.15 s that every first question would wait for.

K1, B = 1.5, 0.75
SECTION_WEIGHT = 0.5
"""Of a heading's score beside its text's; on Cranfield's titles it brings 0.016 nDCG@10."""
WORD = re.compile(r"\w+")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
STOP_WORDS = frozenset(
    "a an and are as at be but by do does for from had has have how i if in into is it its may my no not of on or our "
    "should so such than that the their them then there these they this to was we were what when where which who will "
    "with would you your".split()
)


OWN = threading.local()


class BM25:
    """Scores of `texts` for a question. Okapi BM25 with the idf that is never negative."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.count = len(texts)
        self.vocabulary: dict[str, int] = {}
        counts = [Counter(terms(text)) for text in texts]
        self.texts, self.starts, self.weights = self.postings(counts)

    def postings(self, counts: Sequence[Counter[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
        """For every term in turn: the texts that have it (P,), where its run begins (T + 1,), its weights (P,)."""
        ids = self.vocabulary
        term = np.array([ids.setdefault(word, len(ids)) for count in counts for word in count], np.int64)
        text = np.repeat(np.arange(len(counts)), [len(count) for count in counts])
        times = np.array([n for count in counts for n in count.values()], np.float32)
        lengths = np.array([count.total() for count in counts], np.float32)
        having = np.bincount(term, minlength=len(ids))
        idf = np.log1p((len(counts) - having + 0.5) / (having + 0.5)).astype(np.float32)
        norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9))
        order = np.argsort(term, kind="stable")
        weights = idf[term] * times * (K1 + 1) / (times + norm[text])
        return text[order], np.concatenate([[0], np.cumsum(having)]), weights[order]

    def __call__(self, words: Sequence[str]) -> NDArray[np.float32]:
        """(N,): one score a text, 0 where it has none of `words`, which are stems as `terms` gives them."""
        scores = np.zeros(self.count, np.float32)
        for word in words:
            row = self.vocabulary.get(word)
            if row is not None:
                run = slice(self.starts[row], self.starts[row + 1])
                scores[self.texts[run]] += self.weights[run]
        return scores


def terms(text: str) -> list[str]:
    """Stems of its words, common words left out; pairs of letters where a script has no spaces.

    >>> terms("The employees' leave policies: 12 hours")
    ['employe', 'leav', 'polici', '12', 'hour']
    >>> terms("有給休暇")
    ['有給', '給休', '休暇']
    """
    words = WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return [stem for word in words for stem in stems_of(word)]


@lru_cache(maxsize=100_000)
def stems_of(word: str) -> tuple[str, ...]:
    if word in STOP_WORDS:
        return ()
    return tuple(stemmer().stemWords(list(parts_of(word)) if WIDE.search(word) else [word]))


def parts_of(word: str) -> Iterator[str]:
    for run in WIDE.findall(word):
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
    yield from WIDE.sub(" ", word).split()


def stemmer() -> Any:
    """One a thread: it must not be shared."""
    if not hasattr(OWN, "stemmer"):
        import Stemmer  # type: ignore[import-not-found]  # a compiled module without stubs

        OWN.stemmer = Stemmer.Stemmer("english")
    return OWN.stemmer
