"""How long a summary is to be: in sentences and words for people, in tokens for models."""

from __future__ import annotations

import math
from dataclasses import dataclass

from runtime.errors import BadInput

TOKENS_A_WORD = 1.35
"""Of English prose, by the vocabularies of BART, PEGASUS and T5."""
WORDS = (5, 2000)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How long the summary is to be; None where nobody says."""

    sentences: int | None
    min_words: int | None
    max_words: int | None


def checked(wanted: Wanted) -> Wanted:
    if wanted.sentences is not None and not 1 <= wanted.sentences <= 20:
        raise BadInput(
            f"sentences={wanted.sentences} is outside 1 to 20. Call summarize again with a number in that range."
        )
    for name in ("min_words", "max_words"):
        words = getattr(wanted, name)
        if words is not None and not WORDS[0] <= words <= WORDS[1]:
            raise BadInput(f"{name}={words} is outside {WORDS[0]} to {WORDS[1]}. Call summarize(..., {name}=60) again.")
    if (wanted.min_words or 0) > (wanted.max_words or WORDS[1]):
        raise BadInput(f"min_words={wanted.min_words} is more than max_words={wanted.max_words}. Swap the two.")
    return wanted


def fitting(places: list[int], words: list[int], ranks: list[float], most: int) -> list[int]:
    """The most central of `places` that have `most` words together, in their order; one at least.

    >>> fitting([0, 4, 7], [5, 9, 9, 9, 8, 9, 9, 6], [3, 0, 0, 0, 1, 0, 0, 2], 12)
    [0, 7]
    """
    kept: list[int] = []
    for place in sorted(places, key=lambda place: -ranks[place]):
        if not kept or sum(words[other] for other in (*kept, place)) <= most:
            kept.append(place)
    return sorted(kept)


def lengths(wanted: Wanted) -> dict[str, int]:
    """For the runner, in tokens; what is left out is left to it.

    >>> lengths(Wanted(None, 20, 100)), lengths(Wanted(2, None, None))
    ({'min_new_tokens': 27, 'max_new_tokens': 135}, {'max_new_tokens': 100})
    """
    tokens = {}
    if wanted.min_words:
        tokens["min_new_tokens"] = math.ceil(wanted.min_words * TOKENS_A_WORD)
    if wanted.max_words:
        tokens["max_new_tokens"] = math.ceil(wanted.max_words * TOKENS_A_WORD)
    elif wanted.sentences:
        tokens["max_new_tokens"] = max(50 * wanted.sentences, tokens.get("min_new_tokens", 0))
    return tokens


def within(sentences: list[str], wanted: Wanted) -> list[str]:
    """As many of `sentences`, from the first on, as are wanted; one at least.

    >>> within(["One two three.", "Four five.", "Six."], Wanted(None, None, 5))
    ['One two three.', 'Four five.']
    """
    kept: list[str] = []
    for sentence in sentences[: wanted.sentences]:
        if kept and wanted.max_words and len(" ".join([*kept, sentence]).split()) > wanted.max_words:
            break
        kept.append(sentence)
    return kept
