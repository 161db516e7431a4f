"""A template with {} belongs to the labels it is put round: what gives it joins the clause that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.parsing.clauses import Clause
from agents.readers.label_arguments import labels

LISTED = 2
"""Labels that have to be there to choose from."""


def with_templates(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """
    >>> asked = Clause("Is it moss or lichen?", "Is it moss or lichen?")
    >>> told = Clause('The template is "a photo of {}"', "The template is QTEXT", ("a photo of {}",))
    >>> [clause.quotes for clause in with_templates([asked, told])]
    [('a photo of {}',)]
    """
    done: list[Clause] = []
    led: Clause | None = None
    for at, clause in enumerate(clauses):
        told = any("{}" in quote for quote in clause.quotes) and not _lists(clause)
        if told and done and _lists(done[-1]):
            done[-1] = _joined(done[-1], clause)
        elif told and at + 1 < len(clauses) and _lists(clauses[at + 1]):
            led = clause
        else:
            done.append(_joined(clause, led) if led else clause)
            led = None
    return tuple(done)


def _lists(clause: Clause) -> bool:
    return len(labels(clause)) >= LISTED


def _joined(one: Clause, other: Clause) -> Clause:
    text, masked = (f"{a.rstrip(' .?!')}? {b}" for a, b in ((one.text, other.text), (one.masked, other.masked)))
    files = tuple(dict.fromkeys((*one.files, *other.files)))
    return replace(one, text=text, masked=masked, quotes=one.quotes + other.quotes, files=files)
