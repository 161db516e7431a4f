"""Which notes an agent is shown: those nearest to what is asked, as many as a number of tokens holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from memory.notes import Note, Notes, standing

MOST = 32
"""Notes that are looked at; more than any budget holds."""


def relevant(notes: Notes, request: str, encoder: Callable[[], Any], tokens: int) -> tuple[str, ...]:
    """Lines for a prompt, the nearest to `request` first, at most `tokens` together. Values that differ are one line.

    `encoder` is only asked for where there are notes.
    """
    if not tokens or not notes:
        return ()
    encode = encoder()
    lines: list[str] = []
    for line in told(notes, [note for note, _ in notes.search(request, encode, MOST)]):
        cost = counted(encode, line)
        if cost <= tokens:
            lines.append(line)
            tokens -= cost
    return tuple(lines)


def told(notes: Notes, found: Sequence[Note]) -> list[str]:
    """A line for each key among `found`, in their order, with every value that holds under it."""
    return [standing(notes.read(key) or found) for key in dict.fromkeys(note.key for note in found)]


def counted(encoder: Any, text: str) -> int:
    """Tokens of `text`; about four characters each where the encoder does not count."""
    count = getattr(encoder, "token_count", None)
    return int(count(text)) if count else len(text) // 4 + 1
