"""Texts too long for a model, cut at the ends of sentences into pieces that fit; joined, they are the text again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

Count = Callable[[Sequence[str]], list[int]]
"""How many tokens each text has."""
Ways = tuple[Callable[[str], list[str]], ...]

END = re.compile(r"[.!?…؟۔]+[\"'”’»)\]]*\s+|[。！？｡]+[」』”’）》]*\s*|[।॥]+\s*|\s*\n\s*")
"""Where a sentence may end, in Latin, Cyrillic, Greek, Arabic, Chinese, Japanese and Indian scripts; or a line."""
WORD = re.compile(r"\S*\s+|\S+")
TOKENS_OF_A_CHARACTER = 8
"""More than any tokenizer makes of one; UTF-8 has at most 4 bytes."""
LONG_TOKEN = 20
"""Characters that hardly a token has: a text with more of them for each token is not even tried whole."""


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with the white space behind it. An abbreviation may end one: `Dr. `.

    >>> sentences("He came. She left! 今日は休みです。明日は？ नमस्ते। ठीक है।")
    ['He came. ', 'She left! ', '今日は休みです。', '明日は？ ', 'नमस्ते। ', 'ठीक है।']
    """
    ends = [match.end() for match in END.finditer(text)]
    cuts = [0, *(end for end in ends if end < len(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def pieces(text: str, count: Count, most: int, even: bool = False) -> list[str]:
    """`text` in pieces of at most `most` tokens, white space around them aside; none is blank.

    Each has as many sentences as fit. A sentence that alone does not fit is cut between words, a word between
    characters. `even` makes the pieces about equally long instead of filling one after the other.
    """
    if not text.strip():
        return []
    if len(text) <= most * LONG_TOKEN and _counts([text], count)[0] <= most:
        return [text]
    ways: Ways = (sentences, WORD.findall, partial(_sliced, size=max(1, most // TOKENS_OF_A_CHARACTER)))
    parts = list(_small(text, count, most, ways))
    room = most
    while True:
        joined = _joined(parts, room, even)
        over = max(_counts(joined, count)) - most
        if over <= 0 or room == 1:
            return [piece for piece in joined if piece.strip()]
        room = max(1, room - over)  # what joins may have a token more than its parts


def _counts(texts: Sequence[str], count: Count) -> list[int]:
    return count([text.strip() for text in texts])


def _sliced(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _small(text: str, count: Count, most: int, ways: Ways) -> Iterator[tuple[str, int]]:
    """The parts of `text` and their tokens, each cut in the first of the `ways` that makes it fit."""
    parts = ways[0](text)
    for part, tokens in zip(parts, _counts(parts, count), strict=True):
        if tokens <= most or len(ways) == 1:
            yield part, tokens
        else:
            yield from _small(part, count, most, ways[1:])


def _joined(parts: Sequence[tuple[str, int]], room: int, even: bool) -> list[str]:
    total = sum(tokens for _, tokens in parts)
    enough = -(-total // -(-total // room)) if even else room
    joined, held = [""], 0
    for part, tokens in parts:
        if held and (held + tokens > room or held >= enough):
            joined.append("")
            held = 0
        joined[-1] += part
        held += tokens
    return joined
