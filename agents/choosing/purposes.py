"""'Who is named in a.ogg? Transcribe it and list the persons in the transcript': a question that the orders answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.calls.references import made_in
from agents.choosing.cues import cue_in
from agents.choosing.places import LIKELY, Place, joined
from agents.parsing.clauses import Clause
from agents.parsing.openings import IMPERATIVE
from agents.plans import Offer

LEANS = 0.2
"""From here on a question that no cue speaks for leans to the tool that most was learned of for it."""
LOOKS_UP = frozenset(("question", "query", "asked"))
"""Roles of what is asked: tools that have one are told it by the question."""


def without_purposes(places: Sequence[Place], offers: Sequence[Offer]) -> list[Place]:
    """The places, where a question only says what the orders behind it are for, with those alone."""
    done = list(places)
    for at, place in enumerate(places):
        ordered = _answered(place, places[at + 1 :], offers)
        if ordered is None:
            continue
        n = at + 1 + ordered
        if LOOKS_UP.isdisjoint((places[n].offer or offers[0]).roles()):
            done[at] = replace(place, offer=None, doubt=None, aside=True)
            done[at + 1] = replace(done[at + 1], clause=_about(done[at + 1], place))
        else:
            done[n] = replace(done[n], clause=joined(place.clause, done[n].clause))
            done[at] = replace(place, offer=None, doubt=None, aside=True)
    return done


def _answered(place: Place, behind: Sequence[Place], offers: Sequence[Offer]) -> int | None:
    """Which of the orders behind it answers a question."""
    clause, offer = place.clause, place.offer
    if not (behind and clause.is_question and clause.text.rstrip().endswith("?")) or clause.condition or clause.quotes:
        return None
    leans = offers[int(place.scored.learned.argmax())]
    if float(place.scored.learned.max()) < LEANS:
        return None
    for n, other in enumerate(behind):
        if other.offer is not leans or other.clause.condition or not _orders(other, leans, offers):
            continue
        if offer is not leans and not (offer and cue_in(clause, offer)):
            return n
        if offer is leans and n and made_in(other.clause.masked) and LOOKS_UP.isdisjoint(leans.roles()):
            return n
    return None


def _orders(place: Place, offer: Offer, offers: Sequence[Offer]) -> bool:
    """Whether it is plainly the tool's work that is ordered, and no question of its own."""
    if place.clause.is_question:
        return False
    ordered = IMPERATIVE.match(place.clause.text) and place.act.asked >= LIKELY
    cued = place.scored.cued[offers.index(offer)]
    return bool(cued and (ordered or not LOOKS_UP.isdisjoint(offer.roles())))


def _about(place: Place, asked: Place) -> Clause:
    return replace(place.clause, files=place.clause.files or asked.clause.files)
