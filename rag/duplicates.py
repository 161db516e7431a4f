"""Passages that say the same, nearly word for word, become one with all its places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.wording import words
from runtime.records import Passage

ALIKE = 0.8
"""Share of runs of words that two texts must have in common (Jaccard; Broder 1997, "On the resemblance …")."""
RUN = 3
"""Words in a run."""
DENYING = frozenset("no not never nor none nobody nothing neither cannot without except unless".split())


@dataclass(frozen=True, slots=True)
class Merged:
    passage: Passage
    also: tuple[Passage, ...] = ()
    """Others with nearly the same text, best first."""


def merged(passages: Sequence[Passage]) -> list[Merged]:
    """Each text once, at the place of its best passage, with the others behind it. `passages` come best first.

    Texts that differ in a number or in a `not` are not the same, however much else they share: they may contradict
    each other, and whoever reads them must see both.
    """
    marks = [Fingerprint.of(passage.text) for passage in passages]
    groups: dict[int, list[Passage]] = {}
    for place, passage in enumerate(passages):
        first = next((kept for kept in groups if marks[kept].same_as(marks[place])), place)
        groups.setdefault(first, []).append(passage)
    return [Merged(best, tuple(others)) for best, *others in groups.values()]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two texts are compared by."""

    runs: frozenset[tuple[str, ...]]
    decisive: Counter[str]
    """Numbers and denials."""

    @classmethod
    def of(cls, text: str) -> Fingerprint:
        found = words(text)
        runs = frozenset(zip(*(found[start:] for start in range(RUN)), strict=False)) or frozenset([tuple(found)])
        return cls(runs, Counter(word for word in found if decides(word)))

    def same_as(self, other: Fingerprint) -> bool:
        shared, either = len(self.runs & other.runs), len(self.runs | other.runs)
        return shared >= ALIKE * either and self.decisive == other.decisive


def decides(word: str) -> bool:
    """
    >>> decides("12.5"), decides("not"), decides("don't"), decides("hours")
    (True, True, True, False)
    """
    return word[0].isdigit() or word in DENYING or word.endswith("n't")
