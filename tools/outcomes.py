"""What a request may make depend on a tool's result: 'if it is in French, translate it'. Declared beside the tool."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.records import Json

SUMMARY = ""
"""The field of what a result says in words, to people."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One field of a result, or `SUMMARY`, and how people speak of it after 'if'."""

    field: str
    said: str
    """Regular expression that, found in a condition, names this outcome; its group `value`, if any, is the value."""
    value: Json = None
    """The value meant where `said` has no such group."""
    how: str = "is"
    """`is`, `has` (a list of results has this label, or words hold these), `over` or `under` (a number)."""
    reads: str = "word"
    """What the group holds: a `word`, a `name` as it is spelled, a `thing` that detectors know, a `language` (its code)
    or a `duration` (s)."""
