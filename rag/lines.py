"""Passages → the lines an answer can be: sentences, list items, rows of tables, with what they are read with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.sentences import sentences
from runtime.records import Passage


class Line(NamedTuple):
    """A sentence, a list item or a row of a table."""

    text: str
    passage: Passage
    rank: int
    """Of the passage, 0 for the best."""
    around: tuple[str, ...]
    """What it is read with: the heading above, and the sentence before or the line that leads its list in."""
    announces: bool
    """Is it a heading, a question or the opening of a list, which never answers on its own?"""


ITEM = re.compile(r"^\s*(?:[•◦▪‣·*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
NUMBERING = re.compile(r"^[#\s]*(?:\d+[.)]?)*\s*")
CLOSED = re.compile(r"[.!?:;,…。！？]\s*$|[:|]|\d")


def lines_of(passages: Sequence[Passage]) -> list[Line]:
    """Every line once, where it stands first: passages share text. What only announces others is left out."""
    found: dict[str, Line] = {}
    for rank, passage in enumerate(passages):
        for line in lines_in(passage, rank):
            found.setdefault(line.text, line)
    return [line for line in found.values() if not line.announces] or list(found.values())


def lines_in(passage: Passage, rank: int) -> Iterator[Line]:
    heading, lead, before = passage.section, "", ""
    for sentence in sentences(passage.text):
        text = ITEM.sub("", sentence, count=1) or sentence
        item = text != sentence
        title = is_heading(sentence)
        around = tuple(filter(None, (heading, lead if item else before)))
        yield Line(text, passage, rank, around, title or text.endswith(("?", ":")))
        if title:
            heading, lead, before = text, "", ""
        else:
            lead = lead if item else text * text.endswith(":")
            before = text


def is_heading(text: str) -> bool:
    """
    >>> is_heading("3.2 Annual leave"), is_heading("12 hours off."), is_heading("• Dental care")
    (True, False, False)
    """
    title = NUMBERING.sub("", text, count=1)
    return 0 < len(title.split()) <= 8 and not CLOSED.search(title) and not (title == text and ITEM.match(text))
