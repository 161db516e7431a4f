"""Names in a text, and whether they stand in its translation as they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rag.sentences import sentences

KEPT = ("PER", "PERSON", "ORG", "ORGANIZATION", "MISC")
"""Labels of names that stay as they are; those of places change: Germany, Allemagne."""
LIKELY = 0.8
CAPITALS = "capitals"
LARGE = r"[^\W\d_a-zß-öø-ÿ][\w'’-]*"
RUN = re.compile(rf"\b{LARGE}(?:\s+(?:(?:de|van|von|der|da|di|la|le|bin|al)\s+)?{LARGE})+")
"""Two words or more that are written large: Anna Berg, Vincent van Gogh."""
ODD = re.compile(
    r"\b(?:[A-Z]?[a-z]+[A-Z]\w*|[A-Z]{2,}[\w-]*\d\w*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)\b|https?://[^\s,;)]+", re.ASCII
)
"""OpenAI, GPT-4, addresses: written as no word of a language is."""
OPENERS = frozenset(
    "a all an and any as at but by each every for from he her his how if in it its my no on our she so some that the "
    "their these they this those to we what when where which who why with you your dear".split()
)
"""Words that are large only because a sentence begins with them."""


@dataclass(frozen=True, slots=True)
class Names:
    found: tuple[str, ...]
    by: str
    """The checkpoint that found them, or `capitals`."""


def labelled(found: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Of what a model found, the names that a translation leaves as they are, each once."""
    sure = (one for one in found if one["score"] >= LIKELY and str(one["label"]).upper() in KEPT)
    return tuple(dict.fromkeys(str(one["text"]) for one in sure))


def by_capitals(text: str, language: str) -> tuple[str, ...]:
    """The same where no model is here. In German, where every noun is large, only what is written oddly.

    >>> by_capitals("Yesterday Anna Berg met Bob. Our New Plan\\nThe Ministry of Water paid OpenAI.", "en")
    ('Anna Berg', 'OpenAI')
    """
    found: dict[str, None] = {}
    for sentence in sentences(text):
        runs = () if language == "de" or is_heading(sentence) else RUN.finditer(sentence)
        for match in runs:
            words, opens = match[0].split(), not any(map(str.isalnum, sentence[: match.start()]))
            name = words[1:] if words[0].lower() in OPENERS or (opens and len(words) > 2) else words
            if len(name) > 1:
                found[" ".join(name)] = None
        found |= dict.fromkeys(match[0] for match in ODD.finditer(sentence))
    return tuple(found)


def is_heading(sentence: str) -> bool:
    """
    >>> is_heading("Annual Leave and Pay"), is_heading("Anna Berg met Bob Jones in Oslo.")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]{4,}", sentence)
    return sentence.rstrip()[-1:] not in (*".!?。！？",) and all(word[0].isupper() for word in words)


def survives(names: Names, translation: str) -> tuple[list[str], bool]:
    """The names that do not stand in it, and whether that can be told: another script writes them otherwise.

    >>> survives(Names(("Anna Berg", "OpenAI"), "capitals"), "Anna Berg travaille ici.")
    (['OpenAI'], True)
    >>> survives(Names(("Anna Berg",), "capitals"), "アンナは働く")
    ([], False)
    """
    letters = [letter for letter in translation if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin * 2 < len(letters):
        return [], False
    flat = " ".join(translation.split())
    return [name for name in names.found if " ".join(name.split()) not in flat], True
