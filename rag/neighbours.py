"""What stands right before and after a passage, without what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from runtime.records import Passage

LEAST = 8
"""Characters that count as shared; fewer may be equal by chance."""


class Around(NamedTuple):
    before: str
    """Of the passage before it, what is not in this one too."""
    after: str


def around(passages: Iterable[Passage], shown: Sequence[Passage]) -> dict[tuple[str, int], Around]:
    """By source and position of each passage in `shown`: what stands around it in `passages`.

    Empty where nothing does, or where it is shown itself.
    """
    wanted = {(p.source, p.position + step) for p in shown for step in (-1, 1)} - {key(p) for p in shown}
    near = {key(passage): passage for passage in passages if key(passage) in wanted}
    return {key(passage): beside(passage, near) for passage in shown}


def key(passage: Passage) -> tuple[str, int]:
    return passage.source, passage.position


def beside(passage: Passage, near: Mapping[tuple[str, int], Passage]) -> Around:
    before = near.get((passage.source, passage.position - 1))
    after = near.get((passage.source, passage.position + 1))
    return Around(
        before.text[: len(before.text) - shared(before.text, passage.text)].rstrip() if before else "",
        after.text[shared(passage.text, after.text) :].lstrip() if after else "",
    )


def shared(first: str, second: str) -> int:
    """How many characters at the end of `first` are the beginning of `second`.

    >>> shared("One rule. Another rule.", "Another rule. A third.")
    13
    >>> shared("An end.", ". A start")
    0
    """
    sizes = range(min(len(first), len(second)), LEAST - 1, -1)
    return next((size for size in sizes if first.endswith(second[:size])), 0)
