"""Words, their stems, and which of them carry a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
COMMON = frozenset(
    "a about after all also am an and any are aren't as at be because been being both but by called can can't could "
    "did didn't do does doesn't doing don't during each far for from get gets give given had has have having he her "
    "his how i i'm if in into is isn't it its just kind long many may me might more most much must my name near need "
    "no not of often old on one only or other our out over shall she should so some such take than that the their "
    "them then there these they this those through to type under up us was wasn't we were what when where which who "
    "whom whose why will with would you your".split()
)
"""Words that say little about what is asked."""


def words(text: str) -> list[str]:
    """
    >>> words("The employee’s 2.5 days don't lapse")
    ['the', 'employee', '2.5', 'days', "don't", 'lapse']
    """
    return [word.lower().replace("’", "'").removesuffix("'s") for word in WORD.findall(text)]


def stems(found: list[str]) -> list[str]:
    import Stemmer  # type: ignore[import-not-found]  # a compiled module without stubs

    out: list[str] = Stemmer.Stemmer("english").stemWords(found)
    return out


def content(found: list[str]) -> list[str]:
    """Stems of the words that carry a question, each once."""
    return list(dict.fromkeys(stems([word for word in found if word not in COMMON])))


def names(question: str) -> set[str]:
    """Stems of a question's numbers and of its words written large, the first aside.

    >>> sorted(names("May Ann's team use room 114?"))
    ['114', 'ann']
    """
    found = enumerate(WORD.findall(question))
    return set(content(words(" ".join(word for at, word in found if word[0].isdigit() or (at and word[0].isupper())))))


def longest_run(question: Sequence[str], line: Sequence[str]) -> int:
    """The most words in a row that both have.

    >>> longest_run("who may use the red gate".split(), "use the gate or the red gate".split())
    3
    """
    best, last = 0, [0] * (len(line) + 1)
    for word in question:
        last = [0, *(last[at] + 1 if word == other else 0 for at, other in enumerate(line))]
        best = max(best, *last)
    return best
