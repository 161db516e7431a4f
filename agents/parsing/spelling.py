"""Slips of the keyboard in the words by which tools are found: 'langauge', 'simlar', 'whats'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from runtime.regex import regex
from runtime.runners.sentence_embedding import package_folder

APART = {
    "whats": "what's", "wheres": "where's", "whos": "who's", "hows": "how's", "thats": "that's", "theres": "there's",
    "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "doesnt": "doesn't", "dont": "don't", "cant": "can't",
    "wich": "which", "wether": "whether", "pls": "please", "plz": "please", "thx": "thanks", "u": "you", "teh": "the",
}  # fmt: skip
WORD = regex(r"⟦[^⟧]*⟧|(?<![\w/-])[A-Za-z]+(?:['’][a-z]+)?(?![\w/])")
"""Whole words; no part of a checkpoint's id."""
ESCAPE = regex(r"\\.")
"""Of a cue, which is a regular expression: `\\bdoing` speaks of doing."""
SHORTEST = 5
"""Letters; shorter words have too many neighbours."""


class Speller:
    """Puts right what is one slip away from a word that tools are asked for with, and is no word itself."""

    def __init__(self, phrases: Iterable[str]) -> None:
        plain = (ESCAPE.sub(" ", phrase) for phrase in phrases)
        words = {word.lower() for phrase in plain for word in re.findall(r"[A-Za-z]{4,}", phrase)}
        self._words = frozenset(words)
        self._near: dict[str, str] = {}
        for word in sorted(words):
            for slip in _slips(word):
                self._near.setdefault(slip, word)

    def __call__(self, text: str) -> str:
        """
        >>> Speller(["which language is it?"])("Whats the langauge of ⟦F0⟧?")
        "What's the language of ⟦F0⟧?"
        """
        return WORD.sub(lambda match: self._right(match[0]), text)

    def _right(self, word: str) -> str:
        low = word.lower()
        right = APART.get(low) or self._meant(low)
        return (right.capitalize() if word[0].isupper() else right) if right else word

    def _meant(self, word: str) -> str:
        if len(word) < SHORTEST or not word.isalpha() or word in self._words:
            return ""
        found = next((self._near[slip] for slip in _slips(word) if slip in self._near), "")
        shared = next((n for n, (a, b) in enumerate(zip(found, word, strict=False)) if a != b), len(word))
        inflected = shared >= max(5, len(word) - 3)
        return found if _slipped(word, found) and not inflected and not is_word(word) else ""


ENDING = regex(r"(?:ings?|ed|er|s)$")


def is_word(word: str) -> bool:
    """Whether it is known, or a form of a known word: 'barking' of 'bark', 'blinks' of 'blink', 'baking' of 'bake'.

    >>> is_word("blinks"), is_word("barking"), is_word("langauge")
    (True, True, False)
    """
    stem = ENDING.sub("", word)
    forms = (word, stem, f"{stem}e") if len(stem) > 3 and stem != word else (word,)
    return not known().isdisjoint(forms)


VOWELS = frozenset("aeiou")
SOUNDED = 7
"""Letters from which on a word with a wrong vowel, or one letter too many, is a slip: 'seperate', not 'broth'."""


def _slipped(said: str, meant: str) -> bool:
    """Whether one is the other with a letter left out, doubled or swapped with the next, or a vowel misheard.

    >>> [_slipped(*pair) for pair in (("genrate", "generate"), ("chnage", "change"), ("seperate", "separate"))]
    [True, True, True]
    >>> [_slipped(*pair) for pair in (("stork", "store"), ("mending", "meaning"), ("pears", "pairs"))]
    [False, False, False]
    """
    if not meant or said[0] != meant[0]:
        return False
    if len(said) > len(meant):
        return len(said) >= SOUNDED or any(a == b for a, b in pairwise(said))
    if len(said) < len(meant):
        return True
    other = [(a, b) for a, b in zip(said, meant, strict=True) if a != b]
    swapped = len(other) == 2 and other[0] == other[1][::-1]
    return swapped or (len(said) >= SOUNDED and len(other) == 1 and set(other[0]) <= VOWELS)


def _slips(word: str) -> Iterator[str]:
    """The word, and the word with any one letter left out: two words one slip apart share one of these."""
    yield word
    if len(word) >= SHORTEST:
        yield from (word[:place] + word[place + 1 :] for place in range(1, len(word)))


@cache
def known() -> frozenset[str]:
    """Whole words of the embedded encoder's vocabulary."""
    lines = (package_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha())
