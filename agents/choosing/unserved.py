"""What people ask for that no tool here does, by the words in elsewhere.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import yaml

from agents.choosing.cues import any_of, compiled
from agents.parsing.clauses import Clause

EVEN_ASKED = ("places nearby", "checks against the web")
"""What nothing at hand tells either: other questions may well be about what a document says of such things."""


@cache
def _elsewhere() -> dict[str, tuple[str, ...]]:
    table = yaml.safe_load((Path(__file__).parent / "elsewhere.yaml").read_text(encoding="utf-8"))
    return {name: tuple(cues) for name, cues in table.items()}


@cache
def _all_elsewhere() -> tuple[str, ...]:
    return tuple(cue for cues in _elsewhere().values() for cue in cues)


def unserved(clause: Clause) -> tuple[str, int]:
    """The capability that a clause asks for and no tool here has, and where that is said; ('', -1) where there is none.

    >>> unserved(Clause("send it to my manager", "send it to my manager"))
    ('actions outside', 0)
    """
    about_what_is_quoted = bool(clause.quotes) and not clause.files
    if not clause.is_question or about_what_is_quoted:
        return found_in(clause.masked)
    name, _ = found_in(clause.masked)
    return (name, 0) if name in EVEN_ASKED else ("", -1)


@lru_cache(maxsize=1 << 10)
def found_in(said: str) -> tuple[str, int]:
    """The same, of the words. Remembered, since a clause is asked about more than once."""
    if not any_of(_all_elsewhere())(said.lower()):
        return "", -1
    found = ((match.start(), name) for name, cues in _elsewhere().items() for match in _matches(cues, said))
    start, name = min(found, key=lambda one: one[0])
    return name, start


def _matches(cues: tuple[str, ...], said: str) -> Iterator[re.Match[str]]:
    return filter(None, (pattern.search(said) for pattern in compiled(cues)))
