"""'If there is a car, paint a hedge where it stands': the thing that is painted over is the one looked for before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agents.clauses import Clause
from agents.plans import Node, Offer, When

ONE = r"(?:it|he|she|they|that|this|those|these|them|him|her)"
WAYS = (
    (re.compile(rf"\bwhere(?:ver)? {ONE} (?P<be>is|are|was|were|stands?|sits?|hangs?|lies|used to be)\b", re.I),
     "where the {thing} {be}"),
    (re.compile(r"\bin (?:its|his|her|their) (?:place|stead)\b|\binstead(?: of (?:it|that|them|him|her)\b|$)", re.I),
     "in place of the {thing}"),
    (re.compile(r"\bover (?:it|them|that|him|her)(?=\W*$|\s*[,.;]|\s+(?:and|but)\b)", re.I), "over the {thing}"),
    (re.compile(r"^(?P<be>replace|swap|exchange|repaint|inpaint|paint over|cover) (?:it|them|that|him|her)\b", re.I),
     "{be} the {thing}"),
)  # fmt: skip
"""How something is pointed at that is to be painted over, and how it is called by its name instead."""
ASKED_FOR = re.compile(
    r"\b(?:(?:is|are) there|shows?|contains?|has|have|sees?|includes?) (?:an?|any|some) (?P<thing>[\w'’-]+(?:"
    r" (?!in\b|on\b|at\b|of\b|there\b)[\w'’-]+){0,2})",
    re.I,
)
ANSWERS = ("yes", "no")


def with_thing(clause: Clause, offer: Offer, nodes: Sequence[Node], tests: Mapping[str, When]) -> Clause:
    """The clause with the name of what it points at, where that is to be painted over."""
    if "painted_over" not in offer.roles():
        return clause
    found = next(((pattern, said) for pattern, said in WAYS if pattern.search(clause.masked)), None)
    thing = _thing(nodes, tests) if found else ""
    if not (found and thing):
        return clause
    pattern, said = found

    def named(match: re.Match[str]) -> str:
        return said.format(thing=thing, be=match.groupdict().get("be", ""))

    return replace(clause, text=pattern.sub(named, clause.text), masked=pattern.sub(named, clause.masked))


def _thing(nodes: Sequence[Node], tests: Mapping[str, When]) -> str:
    """What the condition is about, else what was last looked for or asked about."""
    values = [str(test.value) for test in tests.values() if test.how == "has" and test.value not in ANSWERS]
    if values:
        return values[0]
    for node in reversed(nodes):
        sought = node.values.get("things")
        if isinstance(sought, list) and len(sought) == 1:
            return str(sought[0])
        if match := ASKED_FOR.search(str(node.values.get("question", ""))):
            return match["thing"]
    return ""
