"""What is said, piece by piece with its times → a page of whole sentences, each with the moment it begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rag.hyphens import joined
from rag.pages import Page, clean

PAUSE_S = 2.0
"""Silence after which something new is said, full stop or not."""
LONGEST = 400
"""Characters after which a line ends with the piece it is in: some speech has no full stops."""
SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+|(?<=[。！？])[」』）”’》]*")
ENDED = re.compile(r"[.!?…。！？][\"'”’»)」』）》]*$")
NAMED = re.compile(r"(-\s|[^\W\d_][^:.!?]{0,40}:\s|>>)")
"""How a line begins that somebody else says: `- No.`, `Ann: No.`"""


class Spoken(NamedTuple):
    start_s: float
    end_s: float
    text: str


Hear = Callable[[Path], Sequence[Spoken]]
"""A recording → what is said in it, in order. What it raises ends the reading."""


def page_of_speech(spoken: Iterable[Spoken]) -> Page:
    """One page without a number: a sentence a line, and when each begins. A second sentence in a piece has the time of
    that piece."""
    groups = list(sentences_of(spoken))
    texts = [joined([piece.text for piece in group]) for group in groups]
    return Page(None, "\n".join(texts), seconds=tuple(group[0].start_s for group in groups))


def sentences_of(spoken: Iterable[Spoken]) -> Iterator[list[Spoken]]:
    group: list[Spoken] = []
    for piece in (part for one in spoken for part in parts_of(one)):
        if group and begins(group, piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def parts_of(one: Spoken) -> Iterator[Spoken]:
    """A piece, cut where a sentence ends in it."""
    start, text = 0, " ".join(clean(one.text).split())
    for gap in SENTENCE.finditer(text):
        yield one._replace(text=text[start : gap.end()].strip())
        start = gap.end()
    if text[start:]:
        yield one._replace(text=text[start:])


def begins(group: Sequence[Spoken], piece: Spoken) -> bool:
    """Does `piece` begin a line of its own?"""
    last = group[-1]
    long = sum(len(one.text) for one in group) > LONGEST
    return bool(long or ENDED.search(last.text) or piece.start_s - last.end_s > PAUSE_S or NAMED.match(piece.text))
