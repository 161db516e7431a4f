"""Clauses that only say which files are meant, 'check a.jpg and b.jpg', join the one beside them that names none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.parsing.clauses import SPOKEN, Clause
from agents.readers.matter import PICTURE
from runtime.regex import regex

FILE = rf"(?:{'|'.join(SPOKEN.values())})"
FILES = (
    rf"(?:both |all )?{FILE}(?:(?: ?, ?| and | ?, ?and | or |[ +&]+){FILE})*"
    r"(?:,? (?:please|for (?:that|it|this)|thanks|both|all))*"
)
ONLY_FILES = regex(
    r"(?:(?:so|now|please|just|and|then|also) )*"
    r"(?:(?:check|look (?:at|in|into|through)|see|try|take|go (?:through|by)|have a look (?:at|in)|i mean|that is|"
    rf"in|on|for|of|files?|pictures?|photos?)(?: (?:them|these|those))?[:,]? )?{FILES}",
    re.I,
)
"""Nothing but files, and how they are pointed out."""
HEADED = regex(
    r"(?:an?|two|three|four|five|six|some|several|my|our|the|these|\d+) (?:[\w-]+ ){0,2}?"
    rf"(?:{PICTURE}|clips?|videos?|recordings?|files?|letters?|documents?)(?: [\w-]+){{0,8}}: {FILES}",
    re.I,
)
"""The same under a heading, before a question: 'three snaps of the gate: a.jpg, b.jpg, c.jpg.'"""


def with_files_told(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """
    >>> asked, told = Clause("what colour is it?", "what colour is it?"), Clause("check a-1", "check the picture")
    >>> with_files_told([asked, replace(told, files=("a-1",))])[0].files
    ('a-1',)
    """
    done: list[Clause] = []
    told: tuple[str, ...] = ()
    for at, clause in enumerate(clauses):
        said, behind = clause.masked.strip(" .?!"), clauses[at + 1 :]
        headed = behind and behind[0].is_question and HEADED.fullmatch(said)
        bare = clause.files and not clause.condition and (headed or ONLY_FILES.fullmatch(said))
        if bare and done and not (headed or done[-1].files):
            done[-1] = replace(done[-1], files=clause.files)
        elif bare and behind and not behind[0].files:
            told = clause.files
        else:
            done.append(replace(clause, files=told) if told else clause)
            told = ()
    return tuple(done)
