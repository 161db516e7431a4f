"""Where a clause of a request goes: the tool that serves it, or none, and what is known of that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from agents.choosing.cues import called, cue_in
from agents.choosing.dialogue_acts import Act
from agents.choosing.scoring import Scored
from agents.choosing.unserved import unserved
from agents.parsing.clauses import Clause
from agents.parsing.openings import IMPERATIVE
from agents.plans import FILE_ROLES, Doubt, Offer

SURE = 0.2
"""Least confidence that places a clause which only its meaning speaks for; under that a person is asked."""
LEARNED_WELL = 0.9
"""From here on it also speaks against what no tool does."""
ADDS, ASKS, TELLS = 0.8, 0.3, 0.08
"""Likely enough to be a detail of the clause before; too unlikely to ask; likely enough to tell, of a statement."""
LIKELY = 0.6
"""What is learned of asking speaks for a tool as plainly as a cue from here on."""
SHORT = 6
ASKING = Act()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause went."""

    clause: Clause
    scored: Scored
    offer: Offer | None = None
    confidence: float = 0.0
    doubt: Doubt | None = None
    act: Act = ASKING
    aside: bool = False
    confirmed: bool = False
    """Whether it was in doubt, and a person said yes."""
    shown: bool = False
    """Whether it only names what is to be seen in a picture or clip."""

    @property
    def refused_outright(self) -> bool:
        """Whether it names work that no tool does: what only adds to that asks for nothing."""
        return self.offer is None and self.doubt is None and unserved(self.clause)[1] >= 0


def joined(one: Clause, other: Clause) -> Clause:
    """What one says, and behind it what the other does."""
    text, masked = f"{one.text.rstrip(' ?!.')}. {other.text}", f"{one.masked.rstrip(' ?!.')}. {other.masked}"
    files = tuple(dict.fromkeys((*one.files, *other.files)))
    return replace(one, text=text, masked=masked, quotes=one.quotes + other.quotes, files=files)


def asks_outright(clause: Clause, offer: Offer) -> bool:
    """Whether words of the clause speak for the tool, or its being a question; not its meaning alone."""
    return bool(clause.is_question or cue_in(clause, offer) or called(clause, offer))


def lacks(offer: Offer, here: Collection[str], before: Iterable[Offer | None]) -> bool:
    """Whether a tool needs a file, and none at hand, nor what the tools before it make, is of a kind that it takes."""
    return (
        needs_file(offer)
        and not any(map(offer.takes, here))
        and not any(one and offer.takes_what(one) for one in before)
    )


def needs_file(offer: Offer) -> bool:
    return not offer.roles().keys().isdisjoint(FILE_ROLES)


def fragment(clause: Clause) -> bool:
    """Whether it is but a few words without a verb that asks: 'Seed 42', 'old wall, ugly hole'."""
    said = clause.text
    return len(said.split()) <= SHORT and not (IMPERATIVE.match(said) or clause.is_question or clause.files)
