"""Orders that only name what is to be seen, and what names a scene for an order that shows nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from agents.choosing.cues import cue_in
from agents.choosing.places import LEARNED_WELL, LIKELY, SURE, Place, lacks
from agents.choosing.unserved import unserved
from agents.parsing.clauses import Clause
from agents.parsing.named_scenes import (
    draws_it,
    headed,
    is_maker,
    joined_scene,
    named_order,
    names_scene,
    shows_nothing,
    shows_one,
)
from agents.plans import Offer


def shown(place: Place, offers: Sequence[Offer], behind: Sequence[Clause], here: Collection[str]) -> Place:
    """With a tool that makes pictures or clips, where it only names what is to be seen in them."""
    clause, offer = place.clause, place.offer
    cued = offer and cue_in(clause, offer) and not lacks(offer, here, ())
    if not offers or place.confirmed or cued or unserved(clause)[1] >= 0:
        return place
    learned, best = place.scored.learned, offers[place.scored.ranked()[0]]
    against = offer is None or is_maker(offer) or not is_maker(offers[int(learned.argmax())])
    surely = against and learned.max() >= (LEARNED_WELL if headed(clause) else LIKELY)
    made = named_order(clause, behind, offers, bool(here))
    if surely and not (shows_one(clause, offer) if offer else is_maker(best)):
        return replace(place, shown=True) if offer and offer is made else place
    return replace(place, offer=made, confidence=SURE, doubt=None, shown=True) if made else place


def also_made(place: Place, makers: Sequence[Offer | None]) -> Place | None:
    """With the tool of the order before, where it only names what to make in the other case."""
    made, clause = makers[-1] if makers else None, place.clause
    if not (clause.condition and made and is_maker(made) and names_scene(clause)) or cue_in(clause, made):
        return None
    return replace(place, offer=made, confidence=SURE, doubt=None, shown=True)


def one_scene(before: Place, place: Place, offers: Sequence[Offer], here: Collection[str]) -> Place | None:
    """An order that shows nothing, and what names a scene beside it, as one: 'An old barn. Draw it twice.'"""
    if before.clause.condition or place.clause.condition or before.clause.files or place.clause.files:
        return None
    cued = place.offer and cue_in(place.clause, place.offer) and not is_maker(place.offer)
    draws = None if cued or "picture" in here else draws_it(place.clause, place.offer, offers)
    if draws and names_scene(before.clause) and unserved(before.clause)[1] < 0:
        return replace(place, clause=joined_scene(place.clause, before.clause), offer=draws, doubt=None)
    if before.offer and shows_nothing(before.clause, before.offer) and names_scene(place.clause):
        return replace(before, clause=joined_scene(before.clause, place.clause))
    return None


def shows_no_more(before: Place, place: Place) -> bool:
    """Whether an order for pictures only says how those are that were ordered: 'each with the seeds 1 to 4'."""
    return bool(before.offer and is_maker(before.offer) and shows_nothing(place.clause, place.offer))
