"""How a sheet of pictures is laid out, read from a clause: how many stand side by side, and what is under each."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers.arguments import NUMBER, figure
from agents.readers.finding_arguments import COLUMNS
from agents.readers.finding_arguments import columns as counted_columns
from agents.readers.matter import POLITE, without_names
from runtime.records import Json
from runtime.regex import regex

NO_LINE = r"(?!(?:with|by|the|as|you|we|I|that|which|of|from|for|in|on|under|below|it|each|every|them)\b)"
UNDER = (
    regex(
        r"\b(?:captioned|labell?ed|named|titled|called|(?:captions?|titles?|labels?|names)"
        r"(?: are| (?:should|must|shall|will|are to) (?:read|say|be)| read| say|\s*[=:]))\s+"
        rf"{NO_LINE}([^:;]+)$",
        re.I,
    ),
    regex(rf"\bwith (?:the )?(?:captions?|labels?|titles?|names|words)\s+{NO_LINE}([^:;]+)$", re.I),
    regex(r"\b(?:write|print)\s+([^:;]+?)\s+(?:under|below|beneath|above|over)\b", re.I),
)
"""What goes before and behind the captions of a sheet."""
ORDINAL = regex(
    r"^(?:the )?(?:(?:first|second|third|fourth|fifth|last|other)(?: one)?\s+)?(?:(?:is|being) )?"
    r"(?:(?:called|named)\s+)?",
    re.I,
)
"""'the first called winter, the second summer'"""
BESIDE = r"(?:(?:next to|beside) (?:each other|one another)|side by side|abreast|wide|to (?:each|the) line)"
ROWS = regex(
    rf"\b(?<!those )(?<!these )(?<!the ){NUMBER} {BESIDE}\b|\bcolumns?\b[^\d,;.]{{0,20}}?\b(?:be|are|is"
    rf"|of|to|at|=|:)\s*{NUMBER}\b"
    r"|(?<![\w.])(\d)\s*(?:x|×|by)\s*\d (?:grid|sheet|layout|table)\b|\bgrid of (\d)\s*(?:x|×|by)\s*\d\b",
    re.I,
)
"""How many stand next to each other, where no columns are counted outright."""


def columns(clause: Clause) -> int | None:
    """
    >>> columns(Clause("", "put them on a sheet, 3 next to each other")), columns(Clause("", "in two columns"))
    (3, 2)
    >>> columns(Clause("", "put those two next to each other on a sheet")) is None
    True
    """
    match = ROWS.search(clause.masked)
    said = next(filter(None, match.groups())) if match else ""
    return counted_columns(clause) or (figure(said) if said else None)


def captions(clause: Clause) -> Json:
    """What is written under the pictures of a sheet.

    >>> captions(Clause("one sheet of them, captioned Before, During and After", ""))
    ['Before', 'During', 'After']
    >>> captions(Clause("side by side, the first called winter and the second summer", ""))
    ['winter', 'summer']
    """
    if len(clause.quotes) > 1:
        return list(clause.quotes)
    said = ROWS.sub("", COLUMNS.sub("", POLITE.sub("", without_names(clause))))
    match = next((match for pattern in UNDER if (match := pattern.search(said))), None)
    listed = re.split(r"\s*(?:,|\band\b)\s*", match[1]) if match else []
    lines = [ORDINAL.sub("", line.strip(" .?!")) for line in listed]
    return [line for line in lines if line] if len(lines) > 1 else None
