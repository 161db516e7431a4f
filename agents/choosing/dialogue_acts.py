"""Whether a clause asks for something, adds a detail to what is asked, or only tells something; learned from examples.

'The archive sent us the scan. Run OCR on it, please. The language is deu.' tells, asks and details. The names are
those of dialogue acts as ISO 24617-2 groups them (request and question; qualification; inform), made coarser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.choosing.wordings import load_wordings
from agents.parsing.clauses import Clause
from agents.parsing.openings import IMPERATIVE, STATES
from runtime.regex import regex

SHIPPED = Path(__file__).parent / "dialogue_acts.safetensors"
ASKED, DETAIL, TOLD = "asked", "detail", "told"
SHAPES = {
    "order": IMPERATIVE,
    "question": regex(r"\?\W*$|^(?:what|which|who|whose|when|where|why|how|is|are|do|does|did|can|could)\b", re.I),
    "wish": regex(
        r"^(?:i|we)(?:(?:['’]d| would)? (?:like|love|need|want|wish|prefer)|(?:['’]m| am|['’]re| are) (?:after"
        r"|looking for))\b",
        re.I,
    ),
    "states": STATES,
}
FIRST, LAST, ALONE = "first", "last", "alone"


@dataclass(frozen=True, slots=True)
class Act:
    """How likely a clause does each; 0 to 1, together one."""

    asked: float = 1.0
    detail: float = 0.0
    told: float = 0.0


def acts(clauses: Sequence[Clause], kinds: Sequence[Sequence[str]], vectors: Any) -> list[Act]:
    """What each clause of one request does. `kinds` are those of the files meant, `vectors` (N, D) their meaning."""
    if not clauses:
        return []
    found, many = load_wordings(SHIPPED), len(clauses)
    own = [tuple(of) if clause.files else () for clause, of in zip(clauses, kinds, strict=True)]
    marks = [
        (*of, *places(n, many), *shape(clause.masked)) for n, (clause, of) in enumerate(zip(clauses, own, strict=True))
    ]
    chances = found.chances([clause.masked for clause in clauses], marks, vectors)
    columns = [found.classes.index(name) for name in (ASKED, DETAIL, TOLD)]
    return [Act(*map(float, row[columns])) for row in chances]


def shape(said: str) -> tuple[str, ...]:
    """How it is built: an order, a question, a wish, a statement; several may hold.

    >>> shape("Enlarge the picture"), shape("A customer sent us the two"), shape("is it French?")
    (('order',), ('states',), ('question',))
    """
    return tuple(name for name, pattern in SHAPES.items() if pattern.search(said))


def states(said: str) -> bool:
    """Whether it is built as a statement alone."""
    return shape(said) == ("states",)


def places(n: int, many: int) -> tuple[str, ...]:
    """Where the nth of so many stands, from 0.

    >>> places(0, 2), places(1, 2), places(0, 1)
    (('first',), ('last',), ('first', 'last', 'alone'))
    """
    said = {FIRST: n == 0, LAST: n == many - 1, ALONE: many == 1}
    return tuple(name for name, holds in said.items() if holds)
