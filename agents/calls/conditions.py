"""'If it is in French, …' → the tool whose result tells, and what its result must be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.parsing.clauses import Clause
from agents.plans import Node, Offer, When
from agents.readers.sound_arguments import MOMENT, seconds
from runtime.records import Json
from runtime.regex import regex
from runtime.runners.language_codes import known_languages
from tools.object_words import COCO, class_meant
from tools.outcomes import SUMMARY, Outcome

NOT = regex(r"\b(?:not|no|never|different)\b|n['’]t\b|^(?:un|in)(?=safe|suitable)", re.I)

OR_NOT = regex(r"\b(?:yes or no|or not)\b", re.I)
VALUE = r"(?P<value>QTEXT|[\w'’-]+(?: [\w'’-]+){0,2}?)"
IN_RESULT = (
    regex(
        rf"^(?:an?|the|any|some) {VALUE} (?:turns? up|comes? up|appears?|shows? up|is (?:mentioned|named|found|listed|"
        r"in (?:it|there|the \w+)|there|among (?:it|them)|part of it))\b",
        re.I,
    ),
    regex(
        r"\b(?:it|th(?:at|is|ey)|there|one|answer|result|text|caption|description|summary|status|verdict|list|he|she)"
        r"(?:['’]s|['’]re| (?:says?|mentions?|names?|contains?|includes?|shows?|reads?|holds?|has|have|is|are|was|were|"
        r"comes? (?:out|back)(?: as| with)?|turns out(?: to be)?|speaks? of)"
        r"| (?:does|do|did)(?:n['’]t| not) (?:say|mention|name|contain|include|show|hold|speak of))(?: (?:not|n['’]t))?"
        rf"(?: (?:about|an?|the|any|some|anything about))* {VALUE}(?: (?:in it|at all|anywhere))?$",
        re.I,
    ),
)
"""How a condition speaks of what a result says, in up to three words: 'if a cat turns up in it', 'if it's expired'."""
AMONG = regex(
    r"^(?:not )?(?:(?:an?|the|any|some) )?(?P<value>QTEXT|[\w'’&. -]+?) "
    r"(?:(?:is|are|was|were|be)(?: not|n['’]t)? (?:also )?"
    r"(?:(?:one of|among|part of|(?:named |mentioned |listed |found )?(?:in|on)) "
    r"(?:them|those|these|it|the(?:m| \w+))\b"
    r"|(?:mentioned|named|listed|found|there)\b)"
    r"|(?:does(?: not|n['’]t) )?(?:appears?|turns? up|comes? up|occurs?|features?)\b)",
    re.I,
)
ONE_OF = regex(r"\b(?:one of|among|part of) (?:them|those|these|it|the)\b", re.I)
"""How a condition speaks of any list of findings; names may also be 'mentioned', or 'in it'."""
ONE_THERE = regex(
    r"^(?:there (?:is|are|was|were)(?: not|n['’]t)? (?:one|any|some|such)\b|"
    r"(?:you|it) (?:finds?|sees?|spots?) (?:one|any|some|it|them)|"
    r"(?:one|any|it|they) (?:is|are) (?:there|found|in it|in there))\b",
    re.I,
)
SAYS = regex(r"\b(?:says?|mentions?|names|reads|speaks? of)\b", re.I)
"""Speaks of the words of a result for sure, not of what another tool would find out."""
SAYS_NOT = regex(r"\b(?:says?|reads) not $", re.I)
MEASURED = regex(r"\d|\b(?:more|less|longer|shorter|bigger|smaller|than|least|most|over|under|above|below)\b")


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
            for match in re.finditer(outcome.said, condition.masked, re.I):
                if (value := _value(match, outcome)) is not None:
                    return Decider(offer, outcome, value, _denied(condition, match.groupdict().get("value") or ""))
    return None


def labelled(condition: Clause, nodes: Sequence[Node]) -> Decider | None:
    """A label that an earlier call sorts under, and the condition names: 'if it's frogs'."""
    for node in reversed(nodes):
        role = node.offer.roles().get("labels", "")
        for label in map(str, node.values.get(role) or ()):
            if re.search(rf"\b{re.escape(label)}\b", condition.text, re.I):
                return Decider(node.offer, _of_label(node), label, _denied(condition))
    return None


def listed(condition: Clause, nodes: Sequence[Node]) -> Decider | None:
    """What the newest list of findings must hold: 'if a siren is among them'."""
    if sought := _sought(condition, nodes):
        return sought
    found = AMONG.search(condition.masked)
    outcomes = ((node, outcome) for node in reversed(nodes) for outcome in node.offer.outcomes if outcome.how == "has")
    node, outcome = next(outcomes, (None, None)) if found else (None, None)
    if found and not node and ONE_OF.search(condition.masked) and nodes and not nodes[-1].offer.makes:
        node, outcome = nodes[-1], Outcome(SUMMARY, "", how="has")
    if not (found and node and outcome) or not (outcome.reads == "name" or ONE_OF.search(condition.masked)):
        return None
    value = condition.quotes[0] if found["value"] == "QTEXT" and condition.quotes else _value(found, outcome)
    return Decider(node.offer, outcome, value, _denied(condition)) if value else None


def _sought(condition: Clause, nodes: Sequence[Node]) -> Decider | None:
    """What the call before looked for: 'look for a cat; if there is one, …'."""
    last = nodes[-1] if nodes and ONE_THERE.search(condition.masked) else None
    things = last.values.get("things") if last else None
    outcome = next((one for one in last.offer.outcomes if one.how == "has"), None) if last else None
    if not (last and outcome and isinstance(things, list) and len(things) == 1):
        return None
    return Decider(last.offer, outcome, things[0], _denied(condition))


def _of_label(node: Node) -> Outcome:
    return Outcome("labels", "", how="has") if "pictures" in node.offer.roles() else Outcome("label", "")


def told_in(condition: Clause, nodes: Sequence[Node]) -> Decider | None:
    """What the newest result that is words must say, by a condition that speaks of it: 'if a cat turns up in it'."""
    found = next(filter(None, (pattern.search(condition.masked) for pattern in IN_RESULT)), None)
    telling = [node for node in nodes if node.offer.made_kind in ("", "document")]
    if found is None or not telling or MEASURED.search(condition.masked):
        return None
    value = condition.quotes[0] if found["value"] == "QTEXT" and condition.quotes else found["value"]
    before = condition.masked[: found.start("value")]
    if SAYS_NOT.search(before):
        return Decider(telling[-1].offer, Outcome(SUMMARY, "", how="has"), f"not {value.lower()}", False)
    return Decider(telling[-1].offer, Outcome(SUMMARY, "", how="has"), value.lower(), bool(NOT.search(before)))


def _denied(condition: Clause, value: str = "") -> bool:
    """Whether a condition says 'not', apart from the value it names: 'the answer is no' denies nothing."""
    return bool(
        NOT.search(OR_NOT.sub("", condition.masked.replace(value, "", 1) if value == "no" else condition.masked))
    )


def _value(match: re.Match[str], outcome: Outcome) -> Json:
    """What the result must be, None where the words tell no value."""
    said = match.groupdict().get("value")
    if said is None:
        return outcome.value
    if outcome.reads == "language":
        return next((one.code for one in known_languages() if one.name.casefold() == said.casefold()), None)
    if outcome.reads == "thing":
        return class_meant(said, COCO) or None
    if outcome.reads == "name":
        return " ".join(said.split()).strip(" .")
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


def elsewhen(when: When | None, tests: Iterable[When]) -> bool:
    """Whether something is done where the same test came out otherwise than these: it may never have been done.

    >>> day, night = When(0, "label", "is", "day"), When(0, "label", "is", "night")
    >>> elsewhen(day, [night]), elsewhen(day, [day]), elsewhen(day, [])
    (True, False, False)
    """
    same = [test for test in tests if when and (test.node, test.field) == (when.node, when.field)]
    return bool(same) and when not in same


def known_conditions(offers: Iterable[Offer]) -> str:
    """What can be tested, for people."""
    telling = ", ".join(offer.name for offer in offers if offer.outcomes)
    return f"what a condition can be about is told by {telling}" if telling else "no tool here tells of conditions"
