"""'What language is this? "Hyvää päivää!"': a quote that stands alone joins the question beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.parsing.clauses import Clause
from runtime.regex import regex

QUOTE_ALONE = regex(r"[\W_]*QTEXT[\W_]*(?:(?:(?:and|or|plus|versus|vs)[\W_]+)?QTEXT[\W_]*)*", re.I)
"""Nothing but what is quoted."""
SHORT = 14
"""Words of a question that may be asked of what is quoted beside it."""


def with_quotes_beside(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses with each quote that stands alone put to the question before it, else to the one behind.

    >>> asked, said = Clause("which language?", "which language?"), Clause('"Moi!"', "QTEXT", ("Moi!",))
    >>> [[one.text for one in with_quotes_beside(both)] for both in ((asked, said), (said, asked))]
    [['which language? "Moi!"'], ['which language? "Moi!"']]
    """
    done: list[Clause] = []
    waiting: Clause | None = None
    for clause in clauses:
        alone = bool(clause.quotes) and not clause.condition and QUOTE_ALONE.fullmatch(clause.masked)
        if waiting and not alone and _asks_of_quotes(clause):
            clause, waiting = _with(clause, waiting), None
        elif waiting:
            done.append(waiting)
            waiting = None
        if alone and done and _asks_of_quotes(done[-1]):
            done[-1] = _with(done[-1], clause)
        elif alone:
            waiting = clause
        else:
            done.append(clause)
    return (*done, waiting) if waiting else tuple(done)


def _asks_of_quotes(clause: Clause) -> bool:
    """Whether it is a short question that names nothing which it is asked of."""
    return clause.is_question and not (clause.quotes or clause.files) and len(clause.text.split()) <= SHORT


def _with(asked: Clause, quoted: Clause) -> Clause:
    text, masked = f"{asked.text} {quoted.text}", f"{asked.masked} {quoted.masked}"
    return replace(asked, text=text, masked=masked, quotes=quoted.quotes)
