"""What is only told in a request, and asks for nothing: 'The archive sent us the scan.'"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.choosing.cues import called, cue_in
from agents.choosing.dialogue_acts import states
from agents.choosing.places import ASKS, LIKELY, TELLS, Place, fragment
from agents.choosing.unserved import unserved
from agents.parsing.clauses import EXCLAIMS, TELL_ME
from agents.parsing.openings import IMPERATIVE
from agents.plans import Offer
from runtime.regex import regex

STATEMENT = regex(
    r"^(?:i(?!['’]d|['’]m (?:after|looking for)\b| (?:only |just |really |also )*(?:need|want|would|wish|am"
    r" (?:looking|after)))|we|my|our|it|this|"
    r"that|there|here|he|she|they|you|the|sorry|hope|no worries|not sure)(?:['’]\w+)?\b(?!.*\?\s*$)",
    re.I,
)
"""How what is told, and asks for nothing, starts: 'I read it twice.'"""


WISH = regex(r"^(?:\w+ ){1,3}(?:wants?|needs?|asked|would like|is (?:asking|waiting) for)\b", re.I)
"""How somebody else's wish is told."""
SEEKING = regex(r"(?:i['’]m|i am|we['’]re|we are) (?:after|looking for|trying to find|searching for)\b", re.I)
FOR_USE = regex(
    r"(?:i|we)(?:['’]ll| will)? (?:only |just |really )?(?:need|want|use) "
    r"(?:it|them|this|these|that|those|the \w+) (?:for|by|in|on|at)\b"
    r"|(?:and )?save (?:it|them|that|this|the (?:result|video|clip|picture|photo|recording|file|whole thing)s?)"
    r"(?: (?:again|back|afterwards|for me|for us|please|somewhere|too))*\W*$"
    r"|(?:just )?(?:give|show|send|hand|return|get) (?:me|us|it|them)?(?: back)? ?(?:the )?"
    r"(?:text|results?|output|it|them|answer|file)\W*$"
    r"|(?:just )?(?:save|store|export) (?:it|them|this|the \w+) (?:again|back|afterwards)\W*$",
    re.I,
)
"""How a person tells what the result is for, or that they want to have it; neither is work of its own."""


def told(place: Place, offers: Sequence[Offer]) -> bool:
    """Whether a clause tells, rather than asks for anything."""
    clause, offer = place.clause, place.offer
    if place.shown or (clause.condition and place.act.told < LIKELY) or TELL_ME.match(clause.text):
        return False
    if clause.text.endswith("!") and EXCLAIMS.match(clause.text):
        return True
    act, learned = place.act, float(place.scored.learned[offers.index(offer)]) if offer else 0.0
    meant = bool(offer and (cue_in(clause, offer) or learned >= LIKELY))
    if offer and IMPERATIVE.match(clause.text) and cue_in(clause, offer) and not FOR_USE.match(clause.text):
        return False  # whatever it sounds like
    if FOR_USE.match(clause.text) or (
        act.asked < ASKS and not (act.detail > act.told and meant and not states(clause.masked))
    ):
        return True
    if states(clause.masked) and act.told > (LIKELY / 2 if meant else TELLS):
        return True
    telling = STATEMENT.match(clause.text) or STATEMENT.match(clause.masked) or fragment(clause)
    if not telling or unserved(clause)[1] >= 0:
        return False
    return not (offer and (meant or called(clause, offer)))


def without_asides(places: Sequence[Place], offers: Sequence[Offer]) -> list[Place]:
    """Statements that no cue speaks for, beside something that is asked for, ask for nothing."""
    asked = [place for place in places if (place.offer or place.act.asked > ASKS) and not told(place, offers)]
    return [
        replace(place, offer=None, doubt=None, aside=True)
        if asked and (told(place, offers) or _leads_to(place, places[at + 1 :]))
        else place
        for at, place in enumerate(places)
    ]


def _leads_to(place: Place, others: Sequence[Place]) -> bool:
    """Whether the order or question follows that a statement leads up to: 'my bill is in there. What …?'"""
    clause, later = place.clause, [other for other in others if not other.aside][:1]
    if (
        IMPERATIVE.match(clause.text)
        or clause.is_question
        or not (STATEMENT.match(clause.text) or WISH.search(clause.text))
    ):
        return False
    files = {*clause.files}
    return any(one.offer is place.offer and files <= {*(one.clause.files or files)} for one in later)


SOMEWHERE = regex(
    r"(?:somewhere|some place|at some point)\b.{0,120}?\b(?:there(?:['’]s| is| are| was| were)|it|they|he|she|is|are|"
    r"talks?|mentions?|says?|speaks?)\b",
    re.I,
)
"""How it is told that something is to be found, before the order to find it."""


def seeks(place: Place) -> bool:
    """Whether a clause only tells what somebody is after: 'I'm looking for a train in snow. Show me the best 5.'"""
    clause = place.clause
    somewhere = not clause.is_question and SOMEWHERE.match(clause.text)
    return bool(somewhere or (place.offer is None and SEEKING.match(clause.text)))


def details(place: Place) -> bool:
    """Whether a statement that no cue speaks for only adds to what comes: 'She speaks Polish, so subtitle it.'"""
    cued = place.offer is not None and cue_in(place.clause, place.offer)
    return bool(STATEMENT.match(place.clause.text)) and place.act.asked < ASKS and not cued
