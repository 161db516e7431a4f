"""Names put together from labelled words: B- begins one and I- goes on, E- ends one, S- is one of a single word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BEGINS, ENDS, INSIDE = ("B", "S", "U"), ("E", "L", "S", "U"), "I"
"""BIOES writes E and S where BILOU writes L and U."""


@dataclass(frozen=True, slots=True)
class Labelled:
    label: str
    score: float
    """0 to 1."""
    start: int
    """In characters of the text …"""
    end: int
    """… and the first that does not belong."""


def parts(label: str) -> tuple[str, str]:
    """The mark before a label, and the label. Without a mark a word goes on with what the one before began.

    >>> parts("B-PER"), parts("I-PER"), parts("NOUN")
    (('B', 'PER'), ('I', 'PER'), ('I', 'NOUN'))
    """
    mark, dash, rest = label.partition("-")
    return (mark, rest) if dash and mark in (*BEGINS, *ENDS, INSIDE) else (INSIDE, label)


def entities(words: Iterable[Labelled]) -> Iterator[Labelled]:
    """The names among a text's words; their score is the words' average.

    >>> words = [Labelled("B-PER", 0.9, 0, 4), Labelled("I-PER", 0.7, 5, 9), Labelled("O", 0.9, 10, 14)]
    >>> [(found.label, round(found.score, 1), found.start, found.end) for found in entities(words)]
    [('PER', 0.8, 0, 9)]
    """
    together: list[Labelled] = []
    for word in words:
        if together and not _goes_on(together[-1], word):
            yield from _joined(together)
            together = []
        together.append(word)
    yield from _joined(together)


def _goes_on(before: Labelled, word: Labelled) -> bool:
    (last, label), (mark, same) = parts(before.label), parts(word.label)
    return label == same and last not in ENDS and mark not in BEGINS


def _joined(words: list[Labelled]) -> Iterator[Labelled]:
    """One name, or nothing where the words are outside of any."""
    if words and words[0].label.upper() != "O":
        score = sum(word.score for word in words) / len(words)
        yield Labelled(parts(words[0].label)[1], score, words[0].start, words[-1].end)
