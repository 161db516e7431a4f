"""Which tool serves each clause: the best fitting one, none, or one that a person has to confirm first."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from agents.clauses import Clause
from agents.filling import extras
from agents.openings import IMPERATIVE
from agents.plans import FILE_ROLES, Doubt, Offer, Situation, Why
from agents.references import speaks_of, without_references
from agents.scoring import Scored, Scorer, called, compiled, cue_in
from runtime.records import kind_of

ENOUGH = 0.52
"""Lowest score that places a clause. Fitted on tests/data/requests.jsonl: the highest that loses none of them."""
SURE = 0.2
"""Least confidence that places a clause which only its meaning speaks for; under that a person is asked."""
PERHAPS = 0.42
"""Lowest score that is worth a question."""
NEXT = 4
"""Of so many of the best tools one may be taken for what comes next."""
SHORT = 6
LEARNED_WELL = 0.9
"""From here on it also speaks against what no tool does."""
LIKELY = 0.6
"""What is learned of asking speaks for a tool as plainly as a cue from here on."""
STATEMENT = re.compile(
    r"^(?:i(?!['’]d| (?:only |just |really |also )*(?:need|want|would|wish|am (?:looking|after)))|we|my|our|it|this|"
    r"that|there|here|he|she|they|you|the|sorry|hope|no worries|not sure)(?:['’]\w+)?\b(?!.*\?\s*$)",
    re.I,
)
"""How what is told, and asks for nothing, starts: 'I read it twice.'"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause went."""

    clause: Clause
    scored: Scored
    offer: Offer | None = None
    confidence: float = 0.0
    doubt: Doubt | None = None
    aside: bool = False
    confirmed: bool = False
    """Whether it was in doubt, and a person said yes."""


class Placer:
    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self.offers = scorer.offers

    def places(
        self, clauses: Sequence[Clause], kinds: Sequence[Sequence[str]], situation: Situation, accepted: Sequence[str]
    ) -> list[Place]:
        """A place for each clause; remarks that only give an argument to the clause before have joined it."""
        placed: list[Place] = []
        here = {situation.kind(name) for name in situation.names}
        for clause, scored in zip(clauses, self._scored(clauses, kinds, situation), strict=True):
            makers = [place.offer for place in placed if place.offer]
            found = scored[bool(makers or situation.made or clause.told)]
            place = self._place(clause, self._on_made(found, makers), accepted)
            place = self._doubted(place, here, makers, accepted)
            if (
                placed
                and (fragment(clause) or not (place.offer and asks_outright(clause, place.offer)))
                and (told := self._remark(placed[-1], place))
            ):
                placed[-1] = told
            else:
                placed.append(place)
        return self._without_asides(self._feeding(placed, situation))

    def _feeding(self, places: Sequence[Place], situation: Situation) -> list[Place]:
        """With another tool for a clause, nearly as fit, where nothing else makes what the next one is to work on.

        'Get the picture at 0:42 out of the video and draw a box round every car in it.'
        """
        done, here = list(places), {situation.kind(name) for name in situation.names}
        for at, place in enumerate(places[1:], 1):
            offer, before = place.offer, done[at - 1]
            if offer is None or before.offer is None or not lacks(offer, here, [one.offer for one in done[:at]]):
                continue
            fit = (n for n in before.scored.ranked()[1:NEXT] if before.scored.total[n] >= ENOUGH)
            other = next((self.offers[n] for n in fit if offer.takes_what(self.offers[n])), None)
            done[at - 1] = replace(before, offer=other) if other else before
        return done

    def why(self, place: Place) -> Why:
        assert place.offer is not None
        best = [self.offers[n] for n in place.scored.ranked() if self.offers[n] is not place.offer][:1]
        score = float(place.scored.total[self.offers.index(best[0])]) if best else 0.0
        return self._scorer.why(place.scored, place.offer, best[0] if best else None, score)

    def refusal(self, place: Place) -> str:
        """Why no tool is used, and which come nearest."""
        known, _ = unserved(place.clause)
        what = f"No tool here does {known} yet" if known else f"I found no tool for “{place.clause.text}”"
        nearest = ", ".join(self.offers[place_].name for place_ in place.scored.ranked()[:3])
        return f"{what}; the nearest are {nearest}. See all with: atelier tools"

    def _scored(
        self, clauses: Sequence[Clause], kinds: Sequence[Sequence[str]], situation: Situation
    ) -> list[tuple[Scored, Scored]]:
        """Each clause as it is, and with what it may refer to taken for a file: 'translate the summary'."""
        plain = [without_references(clause, self.offers, situation) for clause in clauses]
        other = [place for place, clause in enumerate(plain) if clause != clauses[place]]
        both = self._scorer.scored([*clauses, *(plain[n] for n in other)], [*kinds, *(kinds[n] for n in other)])
        masked = dict(zip(other, both[len(clauses) :], strict=True))
        return [(scored, masked.get(place, scored)) for place, scored in enumerate(both[: len(clauses)])]

    def _on_made(self, scored: Scored, makers: Sequence[Offer]) -> Scored:
        """A clause that points at what the one before makes, scored for files of that kind."""
        clause, made = scored.clause, makers[-1].makes if makers else ""
        if not made or clause.files or not speaks_of(clause, kind_of(made)):
            return scored
        return self._scorer.rescored(scored, [kind_of(made)])

    def _place(self, clause: Clause, scored: Scored, accepted: Sequence[str]) -> Place:
        if not self.offers:
            return Place(clause, scored)
        best = scored.ranked()[0]
        offer, score = self.offers[best], float(scored.total[best])
        if score < PERHAPS or (scored.learned[best] < LEARNED_WELL and self._better_elsewhere(clause, offer)):
            return Place(clause, scored)
        outright = asks_outright(clause, offer)
        sure = confidence(score, scored.margin, outright)
        if score >= ENOUGH and (outright or sure >= SURE):
            return Place(clause, scored, offer, sure)
        if offer.name in accepted:
            return Place(clause, scored, offer, 1.0, confirmed=True)
        return Place(clause, scored, doubt=Doubt(clause.text, offer.name, offer.gist, sure))

    def _doubted(self, place: Place, here: Collection[str], makers: Sequence[Offer], accepted: Sequence[str]) -> Place:
        """In doubt, where only what was learned speaks for a tool, not surely, and it has nothing to work on.

        Then the next tool that has something is asked about.
        """
        clause, offer, scored = place.clause, place.offer, place.scored
        if offer is None or place.confirmed or asks_outright(clause, offer) or not here:
            return place
        if scored.learned.max() >= LEARNED_WELL or not lacks(offer, here, makers):
            return place
        fit = (n for n in scored.ranked()[1:NEXT] if scored.total[n] >= PERHAPS)
        other = next((self.offers[n] for n in fit if not lacks(self.offers[n], here, makers)), offer)
        if other.name in accepted:
            return replace(place, offer=other, confidence=1.0, confirmed=True)
        doubt = Doubt(clause.text, other.name, other.gist, round(place.confidence / 2, 3))
        return replace(place, offer=None, confidence=0.0, doubt=doubt)

    @staticmethod
    def _better_elsewhere(clause: Clause, offer: Offer) -> bool:
        """Whether the clause names something no tool does: as what to do, or with no cue of `offer` beside it."""
        _, start = unserved(clause)
        return not called(clause, offer) and (start == 0 or (start > 0 and not cue_in(clause, offer)))

    @staticmethod
    def _remark(before: Place, place: Place) -> Place | None:
        """The clause before with what this one says about it, where that is all it says: 'Top 3 is enough.'"""
        if before.offer is None or unserved(place.clause)[1] >= 0 or place.clause.condition:
            return None
        told = extras(place.clause, before.offer)
        if not told.keys() - extras(before.clause, before.offer).keys():
            return None
        one, other = before.clause, place.clause
        text, masked = f"{one.text.rstrip(' ?!.')}. {other.text}", f"{one.masked.rstrip(' ?!.')}. {other.masked}"
        return replace(before, clause=replace(one, text=text, masked=masked, quotes=one.quotes + other.quotes))

    def _without_asides(self, places: Sequence[Place]) -> list[Place]:
        """Statements that no cue speaks for, beside something that is asked for, ask for nothing."""
        asked = [place for place in places if place.offer and not self._told(place)]
        return [
            replace(place, offer=None, doubt=None, aside=True)
            if asked and (self._told(place) or self._leads_to(place, places[at + 1 :]))
            else place
            for at, place in enumerate(places)
        ]

    @staticmethod
    def _leads_to(place: Place, others: Sequence[Place]) -> bool:
        """Whether the order or question follows that a statement leads up to: 'my bill is in there. What …?'"""
        states = STATEMENT.match(place.clause.text) and not place.clause.is_question
        return bool(states) and any(other.offer is place.offer for other in others[:1])

    def _told(self, place: Place) -> bool:
        clause, offer = place.clause, place.offer
        states = STATEMENT.match(clause.text) or STATEMENT.match(clause.masked) or fragment(clause)
        if not states or unserved(clause)[1] >= 0:
            return False
        if offer is None:
            return True
        learned = float(place.scored.learned[self.offers.index(offer)])
        return not (cue_in(clause, offer) or called(clause, offer) or learned >= LIKELY)


def asks_outright(clause: Clause, offer: Offer) -> bool:
    """Whether words of the clause speak for the tool, or its being a question; not its meaning alone."""
    return bool(clause.is_question or cue_in(clause, offer) or called(clause, offer))


def lacks(offer: Offer, here: Collection[str], before: Iterable[Offer | None]) -> bool:
    """Whether a tool needs a file, and none at hand, nor what the tools before it make, is of a kind that it takes."""
    needs = not offer.roles().keys().isdisjoint(FILE_ROLES)
    return needs and not any(map(offer.takes, here)) and not any(one and offer.takes_what(one) for one in before)


def fragment(clause: Clause) -> bool:
    """Whether it is but a few words without a verb that asks: 'Seed 42', 'old wall, ugly hole'."""
    said = clause.text
    return len(said.split()) <= SHORT and not (IMPERATIVE.match(said) or clause.is_question or clause.files)


def confidence(score: float, margin: float, outright: bool) -> float:
    """How likely the best tool is the right one, 0 to 1.

    Fitted by logistic regression on the one-part requests of tests/data and on 48 that no tool here serves.
    """
    return round(1 / (1 + math.exp(-(3.54 * score + 3.12 * margin + 1.62 * outright - 3.66))), 3)


@cache
def _elsewhere() -> dict[str, tuple[str, ...]]:
    table = yaml.safe_load((Path(__file__).parent / "elsewhere.yaml").read_text(encoding="utf-8"))
    return {name: tuple(cues) for name, cues in table.items()}


def unserved(clause: Clause) -> tuple[str, int]:
    """The capability that a clause asks for and no tool here has, and where that is said; ('', -1) where there is none.

    >>> unserved(Clause("send it to my manager", "send it to my manager"))
    ('actions outside', 0)
    """
    about_what_is_quoted = bool(clause.quotes) and not clause.files
    if not clause.is_question or about_what_is_quoted:
        for name, cues in _elsewhere().items():
            for pattern in compiled(cues):
                if match := pattern.search(clause.masked):
                    return name, match.start()
    return "", -1
