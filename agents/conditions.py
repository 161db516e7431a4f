"""'If it is in French, …' → the tool whose result tells, and what its result must be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.clauses import Clause
from agents.plans import Node, Offer, When
from agents.sound_arguments import MOMENT, seconds
from runtime.records import Json
from runtime.runners.language_codes import known_languages
from tools.object_words import COCO, class_meant
from tools.outcomes import Outcome

NOT = re.compile(r"\b(?:not|no|never|different)\b|n['’]t\b|^(?:un|in)(?=safe|suitable)", re.I)

OR_NOT = re.compile(r"\b(?:yes or no|or not)\b", re.I)


@dataclass(frozen=True, slots=True)
class Decider:
    """What decides a condition."""

    offer: Offer
    outcome: Outcome
    value: Json
    negated: bool


def told_by(condition: Clause, offers: Iterable[Offer]) -> Decider | None:
    """The first outcome that the condition speaks of, tool after tool; None where none of them tells."""
    for offer in offers:
        for outcome in offer.outcomes:
            values = (_value(match, outcome) for match in re.finditer(outcome.said, condition.masked, re.I))
            if (value := next((value for value in values if value is not None), None)) is not None:
                return Decider(offer, outcome, value, bool(NOT.search(OR_NOT.sub("", condition.masked))))
    return None


def _value(match: re.Match[str], outcome: Outcome) -> Json:
    """What the result must be, None where the words tell no value."""
    said = match.groupdict().get("value")
    if said is None:
        return outcome.value
    if outcome.reads == "language":
        return next((one.code for one in known_languages() if one.name.casefold() == said.casefold()), None)
    if outcome.reads == "thing":
        return class_meant(said, COCO) or None
    if outcome.reads == "duration":
        found = re.fullmatch(MOMENT, said.strip(), re.I)
        return seconds(found[0]) if found else None
    return said.strip().lower()


def whens(decider: Decider, nodes: Sequence[Node], found: Iterable[int], denied: bool) -> dict[str, When]:
    """What the nodes `found` decide: file → what must come out of its own test; '' → out of the last one."""
    told: dict[str, When] = {}
    for place in found:
        node, outcome = nodes[place], decider.outcome
        if node.offer is decider.offer:
            when = When(place, outcome.field, outcome.how, decider.value, decider.negated != denied)
            told |= {str(node.values.get(node.offer.single, "")): when, "": when}
    return told


def known_conditions(offers: Iterable[Offer]) -> str:
    """What can be tested, for people."""
    telling = ", ".join(offer.name for offer in offers if offer.outcomes)
    return f"what a condition can be about is told by {telling}" if telling else "no tool here tells of conditions"
