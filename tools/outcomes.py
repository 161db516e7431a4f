"""What a request may make depend on a tool's result: 'if it is in French, translate it'. Declared beside the tool."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.records import Json


@dataclass(frozen=True, slots=True)
class Outcome:
    """One field of a result, and how people speak of it after 'if'."""

    field: str
    said: str
    """Regular expression that, found in a condition, names this outcome; its group `value`, if any, is the value."""
    value: Json = None
    """The value meant where `said` has no such group."""
    how: str = "is"
    """`is`, `has` (a list of results, one of which has this label), `over` or `under` (a number)."""
    reads: str = "word"
    """What the group holds: a `word`, a `thing` that detectors know, a `language` (its code) or a `duration` (s)."""
