"""'What are the date and the total?': one clause that asks a tool, which answers one question at a time, several."""

from __future__ import annotations

import re
from dataclasses import replace

from agents.parsing.clauses import Clause
from agents.plans import Offer
from runtime.regex import regex

HEAD = regex(
    r"\b(?:need|want|like|love|give(?: me| us)?|tell (?:me|us)|get(?: me| us)?|find(?: me| us)?|"
    r"read(?: me| us)?(?: out)?|list|note|(?:what|which|who)(?:['’]s| is| are| was| were))"
    r"\s+(?:both )?(?=(?:the|its|their|his|her)\s)",
    re.I,
)
"""What stands before the things that are asked for."""
NEXT = regex(r"\s*,\s+(?:and\s+)?(?=(?:the|its|their|his|her)\s)|\s+(?:and|plus|as well as)\s+(?=(?:the|its|their)\s)")
ONE = regex(r"(?:the|its|their|his|her) (?!(?:first|last|other|former|latter)\b(?! \w))[^,;:]{2,60}", re.I)
QUESTIONS = regex(
    r"\s*,?\s+and\s+(?=(?:(?:by|on|in|at|for|to|from|since|until|till|with|of) )?"
    r"(?:what|which|who|whom|whose|when|where|why|how)\b(?!\W*$))",
    re.I,
)
"""Between two whole questions."""
MANY = {"are": "is", "were": "was"}


def each_asked(clause: Clause, offer: Offer) -> list[Clause]:
    """The clause once for each thing that it asks of a scan.

    >>> scan = Offer("ask_scan", "", {"image": {"role": "picture"}, "question": {"role": "asked"}})
    >>> [one.text for one in each_asked(Clause("What are the date, the place and its total on a-1?", ""), scan)]
    ['What is the date?', 'What is the place?', 'What is its total on a-1?']
    """
    if not {"asked", "picture"} <= offer.roles().keys():
        return [clause]
    asked = QUESTIONS.split(clause.text) if clause.is_question else [clause.text]
    parts = [part for one in asked for part in _things(one)]
    return [replace(clause, text=part) for part in parts] if len(parts) > 1 else [clause]


def _things(said: str) -> list[str]:
    head = HEAD.search(said)
    things = NEXT.split(said[head.end() :]) if head else []
    if head is None or len(things) < 2 or not all(map(ONE.fullmatch, things)):
        return [said]
    before = re.sub(r"\b(?:are|were)(?=\s+$)", lambda be: MANY[be[0].lower()], said[: head.end()])
    end = "?" if said.rstrip().endswith("?") else ""
    return [f"{before}{thing.rstrip(' ?.')}{end}" for thing in things]
