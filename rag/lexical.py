"""Which passages have the question's words? BM25, with English stems."""

from __future__ import annotations

import re
import threading
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from memory.allocator import give_back

# numpy itself, not bm25s: the scores are the same, a query takes half the time (0.04 against 0.09 ms over 1,400
# passages), and bm25s imports scipy, 0.15 s that every first question would wait for.

K1, B = 1.5, 0.75
SECTION_WEIGHT = 0.5
"""Of a heading's score beside its text's; on Cranfield's titles it brings 0.016 nDCG@10."""
ENGLISH, FEW = 0.1, 20
WORD = re.compile(r"\w+")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
STOP_WORDS = frozenset(
    "a an and are as at be but by do does for from had has have how i if in into is it its may my no not of on or our "
    "should so such than that the their them then there these they this to was we were what when where which who will "
    "with would you your".split()
)


OWN = threading.local()
Rows = NDArray[np.int32]


class BM25:
    """Scores of `texts` for a question. Okapi BM25 with the idf that is never negative."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.count = len(texts)
        self.vocabulary: dict[str, int] = {}
        self.texts, self.starts, self.weights = self.postings(texts)
        give_back()

    @classmethod
    def of(
        cls,
        vocabulary: dict[str, int],
        texts: Rows,
        starts: NDArray[np.int64],
        weights: NDArray[np.float32],
        count: int,
    ) -> BM25:
        """What was made before, from its parts; `count` is how many texts there are.

        Raises:
            ValueError: the parts do not fit each other.
        """
        made = cls.__new__(cls)
        made.count, made.vocabulary, made.texts, made.starts, made.weights = count, vocabulary, texts, starts, weights
        if len(starts) != len(vocabulary) + 1 or not len(texts) == len(weights) == starts[-1]:
            raise ValueError("not the parts of one BM25")
        return made

    def postings(self, texts: Sequence[str]) -> tuple[Rows, NDArray[np.int64], NDArray[np.float32]]:
        """For every term in turn: the texts that have it (P,), where its run begins (T + 1,), its weights (P,).

        One text is counted after the other: all counts at once take ten times the memory of what is kept of them.
        """
        ids, term, times = self.vocabulary, array("i"), array("f")
        distinct, lengths = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.float32)
        for row, text in enumerate(texts):
            count = Counter(terms(text))
            term.extend(ids.setdefault(word, len(ids)) for word in count)
            times.extend(count.values())
            distinct[row], lengths[row] = len(count), count.total()
        terms_at, times_at = np.array(term, np.int32), np.array(times, np.float32)
        having = np.bincount(terms_at, minlength=len(ids))
        idf = np.log1p((len(texts) - having + 0.5) / (having + 0.5)).astype(np.float32)
        norm = (K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9))).astype(np.float32)
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), distinct)
        weights = idf[terms_at] * times_at * np.float32(K1 + 1) / (times_at + norm[rows])
        order = np.argsort(terms_at, kind="stable")
        return rows[order], np.concatenate([[0], np.cumsum(having)]), weights[order]

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


def is_english(texts: Sequence[str]) -> bool:
    """Whether as many of the words are English function words as in English prose, where they are a third; in other
    languages they are about one in fifty. Texts of very few words count as English.

    >>> is_english(["The crew meets at the pier, and we leave at nine in the morning."] * 2)
    True
    >>> is_english(["La tripulación se reúne en el muelle y salimos a las nueve de la mañana."] * 2)
    False
    """
    words = [word for text in texts for word in WORD.findall(text.casefold())]
    common = sum(word in STOP_WORDS for word in words)
    return len(words) < FEW or common >= ENGLISH * len(words)


@lru_cache(maxsize=4096)  # of the words of any language, these are nine of ten that are met
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
