"""'Since 1 March, and just the notes': a clause that says nothing but how the search before it is to be done."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agents.calls.filling import extras
from agents.parsing.clauses import Clause
from agents.plans import Node
from agents.readers.looking_arguments import without_options
from runtime.records import Json
from runtime.regex import regex

NOTHING_MORE = regex(
    r"(?:\W|\b(?:only|just|and|but|also|please|pls|thanks|thank you|then|that['’]s all|passages?|results?|hits?|ones?|"
    r"show|give|list|me|it should be|they should be|those|the)\b)*",
    re.I,
)


def said_more(clause: Clause, last: Node) -> Mapping[str, Json]:
    """What a clause tells of the search before it; empty where it says more than that, or nothing.

    >>> from agents.plans import Offer
    >>> search = Offer("recall", "", {"query": {"role": "query"}, "kind": {"role": "memory_kind"}})
    >>> [dict(said_more(Clause(one, one), Node(search, "", {}))) for one in ("just the notes", "read my notes")]
    [{'kind': 'note'}, {}]
    """
    if (
        "query" not in last.offer.roles()
        or clause.files
        or clause.quotes
        or clause.condition
        or clause.each is not None
    ):
        return {}
    return extras(clause, last.offer) if NOTHING_MORE.fullmatch(without_options(clause.text)) else {}
