"""Where words begin and end in a text, in any script, whatever pieces a tokenizer makes of them."""

from __future__ import annotations

import re
import unicodedata

UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
"""Letters of scripts without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, Kana and Han."""


def joins(text: str, place: int) -> bool:
    """Whether the characters before and at `place` belong to one word.

    >>> [joins("Zoë's car", place) for place in (1, 2, 3, 4, 5, 7)]
    [True, True, False, False, False, True]
    >>> joins("東京", 1)
    False
    """
    return 0 < place < len(text) and _is_part(text[place - 1]) and _is_part(text[place])


def _is_part(character: str) -> bool:
    """A letter, a digit, or what hangs on one: a mark, or a joiner that is not seen."""
    if UNSPACED.match(character):
        return False
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end` without the white space inside them: some tokenizers count it to the word behind it.

    >>> trimmed("in Paris", 2, 8)
    (3, 8)
    """
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, end - len(piece) + len(piece.rstrip()))


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end`, moved outwards to where words begin and end.

    >>> whole_words("He lives in Oslo.", 13, 15)
    (12, 16)
    """
    while joins(text, start):
        start -= 1
    while joins(text, end):
        end += 1
    return start, end
