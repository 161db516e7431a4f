"""What is said about another clause: details behind it ('Top 3 is enough'), and before ('The slide is at 12.5 s.')."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from agents.calls.filling import extras
from agents.calls.references import IT
from agents.choosing.cues import cue_in
from agents.choosing.places import ADDS, SHORT, Place, asks_outright, fragment, joined
from agents.choosing.telling import details, seeks, told
from agents.choosing.unserved import unserved
from agents.parsing.openings import IMPERATIVE
from agents.plans import Offer
from agents.readers.studio_limits import of_checks
from agents.readers.when_series import when_series
from runtime.regex import regex

BACK = 2
"""Of so many clauses before, a plain detail may add to any; another remark only to the last."""
QUOTE_ALONE = regex(r"[\W_]*(?:QTEXT[\W_]*)+")
HANDING = regex(r"(?:give|send|hand|return|save|export|deliver)\b(?: (?:me|us|it|them))? ?(?:as|the|an?)\b", re.I)
"""How a person says in what form they want what was asked."""
LIMITS = regex(r"(?:and |but )?(?:only|just)\b(?!.*\?)", re.I)
"""How a clause begins that may only narrow what was asked: 'Only notes, from 1 September on'."""


def adds(place: Place, before: Place) -> bool:
    """Whether a clause may only say more of the one before it; no order does that is another's, and comes then."""
    if place.clause.then and place.offer not in (None, before.offer) and IMPERATIVE.match(place.clause.text):
        return False
    if place.clause.then and place.offer and IT.search(place.clause.masked):
        return place.act.detail >= ADDS
    if LIMITS.match(place.clause.text) and place.act.detail > place.act.asked:
        return True
    outright = place.offer and asks_outright(place.clause, place.offer)
    return fragment(place.clause) or not outright or place.act.detail >= ADDS


def added(placed: list[Place], place: Place, offers: Sequence[Offer]) -> bool:
    """Whether a clause says more of one of those before, which it then joins."""
    asked = (n for n in reversed(range(len(placed))) if not told(placed[n], offers))
    for n in islice(asked, BACK if place.act.detail > place.act.told else 1):
        if one := remark(placed[n], place):
            placed[n] = one
            return True
    return False


def remark(before: Place, place: Place) -> Place | None:
    """The clause before with what this one says about it, where that is all it says: 'Top 3 is enough.'"""
    if before.offer is None and unserved(before.clause)[1] == 0 and _is_detail(place):
        return replace(before, clause=joined(before.clause, place.clause))
    condition = place.clause.condition if place.clause.condition != before.clause.condition else None
    if before.offer is None or unserved(place.clause)[1] >= 0 or (condition and not of_checks(condition.text)):
        return None
    both, known = joined(before.clause, place.clause), extras(before.clause, before.offer)
    said = extras(place.clause, before.offer)
    more = said.keys() - known.keys() or (said and said.items() <= known.items() and place.offer is None)
    turned = place.offer in (None, before.offer) and "start" in before.offer.roles()  # 'drop that, keep the rest'
    quoted = bool(QUOTE_ALONE.fullmatch(place.clause.masked)) and not before.clause.quotes
    worked_on = quoted and not before.clause.files and "text" in before.offer.roles()
    if not more and not worked_on and not (turned and extras(both, before.offer) != known):
        return None
    return replace(before, clause=both)


def _is_detail(place: Place) -> bool:
    return fragment(place.clause) or place.act.detail >= ADDS or bool(HANDING.match(place.clause.text))


def gone_on(before: Place, place: Place) -> Place | None:
    """Both as one, where a clause asks on for moments of a video: 'when does he run, when is he resting?'"""
    judges = [one for one in (before, place) if one.offer and {"labels", "step"} <= one.offer.roles().keys()]
    others = [one for one in (before, place) if one.offer and one not in judges]
    cued = any(one.offer and cue_in(one.clause, one.offer) for one in others)
    if not judges or cued or place.clause.condition or (place.clause.files and before.clause.files):
        return None
    asks = all(len(when_series(one.clause.masked)) > 0 for one in (before, place))
    return replace(judges[0], clause=joined(before.clause, place.clause)) if asks else None


def leading(places: Sequence[Place], offers: Sequence[Offer]) -> list[Place]:
    """With details that are told before what they are about: 'The slide is at 12.5 s. Grab that frame.'"""
    done: list[Place] = []
    for place in places:
        before = done[-1] if done else None
        leads = before and (told(before, offers) or details(before) or seeks(before))
        if before and leads and (led := _led(before, place)):
            done[-1] = led
        else:
            done.append(place)
    return done


def _led(before: Place, place: Place) -> Place | None:
    """The clause with what the one before it says about it."""
    if place.offer is None or before.clause.condition or place.clause.condition:
        return None
    both = joined(place.clause, before.clause)
    led = extras(before.clause, place.offer)
    led |= extras(both, place.offer) if led else {}
    more = led.keys() - extras(place.clause, place.offer).keys()
    quoted = before.clause.quotes and not place.clause.quotes and "text" in place.offer.roles()
    sought = seeks(before) and "query" in place.offer.roles() and len(place.clause.text.split()) <= SHORT
    return replace(place, clause=both) if more or quoted or sought else None
