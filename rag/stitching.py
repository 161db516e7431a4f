"""Passages → the pages they were cut from: what neighbours share is put there once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rag.pages import Page
from runtime.records import Passage

LEAST = 12
"""Characters that two passages must share for it to be no accident."""


def pages_of(passages: Sequence[Passage]) -> tuple[Page, ...]:
    """The pages of one document's `passages`, which come in their order. Blank lines are not brought back."""
    pages = []
    for number, group in groupby(passages, key=lambda passage: passage.page):
        own = list(group)
        text = own[0].text
        for passage in own[1:]:
            text = joined(text, passage.text)
        pages.append(Page(number, text))
    return tuple(pages)


def joined(first: str, second: str) -> str:
    """
    >>> joined("Ask first. Then go home.", "Then go home. Sleep well.")
    'Ask first. Then go home. Sleep well.'
    >>> joined("Ask first.", "Go home.")
    'Ask first.\\nGo home.'
    """
    for size in range(min(len(first), len(second)), LEAST - 1, -1):
        if first.endswith(second[:size]):
            return first + second[size:]
    return f"{first}\n{second}"
