"""One thing that is said in a request: what sentences are cut into, and clauses are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that is said."""

    text: str
    condition: str = ""
    """What was said after 'if'; with 'not' before it after 'unless'; `SO` and `NOT_SO` point back."""
    each: str | None = None
    """What was said after 'for each': `mp3`, `review file`; empty for 'each of them', None where it was not said."""
    then: bool = False
    """Whether it is to be done after the one before, not beside it."""
    on_result: bool = False
    """Whether it works on what the one before makes: 'read it aloud after translating it'."""
