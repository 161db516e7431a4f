"""Clauses that only say which files are meant, 'check a.jpg and b.jpg', join the one beside them that names none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.clauses import SPOKEN, Clause

FILE = rf"(?:{'|'.join(SPOKEN.values())})"
ONLY_FILES = re.compile(
    r"(?:(?:so|now|please|just|and|then|also) )*"
    r"(?:(?:check|look (?:at|in|into|through)|see|try|take|go (?:through|by)|have a look (?:at|in)|i mean|that is|"
    r"in|on|for|of|files?|pictures?|photos?)(?: (?:them|these|those))?[:,]? )?"
    rf"(?:both |all )?{FILE}(?:(?: ?, ?| and | ?, ?and | or |[ +&]+){FILE})*"
    r"(?:,? (?:please|for (?:that|it|this)|thanks|both|all))*",
    re.I,
)
"""Nothing but files, and how they are pointed out."""


def with_files_told(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """
    >>> asked, told = Clause("what colour is it?", "what colour is it?"), Clause("check a-1", "check the picture")
    >>> with_files_told([asked, replace(told, files=("a-1",))])[0].files
    ('a-1',)
    """
    done: list[Clause] = []
    told: tuple[str, ...] = ()
    for at, clause in enumerate(clauses):
        bare = clause.files and not clause.condition and ONLY_FILES.fullmatch(clause.masked.strip(" .?!"))
        if bare and done and not done[-1].files:
            done[-1] = replace(done[-1], files=clause.files)
        elif bare and at + 1 < len(clauses) and not clauses[at + 1].files:
            told = clause.files
        else:
            done.append(replace(clause, files=told) if told else clause)
            told = ()
    return tuple(done)
