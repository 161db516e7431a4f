"""'Could x.png come to life? The tail sways.': what is to move, told behind the order that brings it to life."""

from __future__ import annotations

import re
from dataclasses import replace

from agents.choosing.places import Place, joined
from agents.parsing.clauses import Clause
from agents.parsing.openings import IMPERATIVE
from agents.readers.studio_figures import CLIPS, IMAGES
from agents.readers.studio_plain import plain
from agents.readers.studio_wording import WORDINGS
from runtime.regex import regex

TOLD = 0.93
"""From here on it is told of the world, 'the show opens on Friday', and not of what is to be seen."""
OTHERWISE = regex(
    rf"\b(?:i|we|you|me|my|our|us|it|this|that|these|those|them|same|please|thanks|{CLIPS}|{IMAGES})\b", re.I
)
"""Words of somebody who talks, or of the clip and the picture: no scene has them."""


def motion_told(before: Place, place: Place) -> Place | None:
    """The order that brings a picture to life, and says not how, with what is told behind it to move."""
    if before.offer is None or "motion" not in before.offer.roles() or WORDINGS["motion"](before.clause):
        return None
    if place.act.told >= TOLD or not _moves(place.clause):
        return None
    one, other = before.clause, place.clause
    text, masked = (f"{a.rstrip(' .?!')}: {b}" for a, b in ((one.text, other.text), (one.masked, other.masked)))
    return replace(before, clause=replace(joined(one, other), text=text, masked=masked))


def _moves(clause: Clause) -> bool:
    """Whether it names what moves: three words at least, no order, no question, no settings alone.

    >>> _moves(Clause("The tail sways and steam rises", "")), _moves(Clause("Five seconds, and a little gif", ""))
    (True, False)
    """
    if clause.files or clause.quotes or clause.condition or clause.is_question:
        return False
    said = plain(clause)
    return len(said.split()) > 2 and not (IMPERATIVE.match(said) or OTHERWISE.search(said))
