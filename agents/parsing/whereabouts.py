"""'When does it end? It's in contract.pdf.': what only says where to look belongs to what is asked beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.parsing.clauses import SPOKEN, Clause
from runtime.regex import regex

FILE = f"(?:{'|'.join(sorted({*SPOKEN.values()}, key=len, reverse=True))})"
NAMED_SO = r"(?:table|file|text|document|letter|data|recording|picture|video|name|source|one|answer|info|original)"
ONLY_WHERE = regex(
    rf"(?:(?:(?:it|this|that|they|all|(?:the |my |our )?{NAMED_SO})(?:['’](?:s|re)| is| are)?\s+)?"
    r"(?:(?:should|must|might|may|could|can) be\s+)?(?:(?:all|probably|maybe|somewhere|written|stated|found)\s+)*"
    rf"|here(?:['’]s| is| are)(?: [\w'’-]+){{1,4}}\s*[:,]?\s*)"
    rf"(?:(?:in|from|inside|called)\s+)?{FILE}(?:(?:\s*,|\s+or|\s+and)(?:\s+in)?\s+{FILE})*\W*",
    re.I,
)


def located(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses without those that only say where to look: that is told with the one before, else the one behind.

    >>> asked, where = Clause("who pays?", "who pays?"), Clause("It's in a-1", "It's in the document", (), ("a-1",))
    >>> [(one.text, one.files) for one in located([asked, where])], len(located([where]))
    ([('who pays?', ('a-1',))], 1)
    """
    done: list[Clause] = []
    waiting: tuple[str, ...] = ()
    for clause in clauses:
        where = bool(clause.files) and len(clauses) > 1 and not clause.told and ONLY_WHERE.fullmatch(clause.masked)
        if where and not done:
            waiting = clause.files
        elif where and not clause.condition and set(done[-1].files) <= set(clause.files):
            done[-1] = replace(done[-1], files=clause.files)
        else:
            done.append(replace(clause, files=clause.files or waiting))
            waiting = ()
    return tuple(done) or tuple(clauses)
