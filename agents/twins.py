"""Tools that do the same to texts and to pictures: 'moderate these' means the one that takes what is at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from agents.clauses import Clause
from agents.cues import called
from agents.plans import Offer
from agents.scoring import Scored

TEXTUAL = re.compile(
    r"\b(?:texts?|words?|sentences?|lines?|letters?|captions?|documents?|transcripts?|lyrics|said|spoken|written|"
    r"printed|says?|reads?|passages?|paragraphs?)\b",
    re.I,
)
"""Says that it is the text in a picture, or the words of a recording, that is worked on."""
NEAR = 0.9
"""What the twin may lack at most."""


def twin_of(
    offer: Offer, scored: Scored, offers: Sequence[Offer], here: Collection[str], makers: Iterable[Offer | None]
) -> Offer | None:
    """The best tool for the files at hand, where `offer` takes none of them and is called alike.

    `moderate` and `moderate_pictures`, `embed_texts` and `embed_pictures` begin alike.
    """
    clause = scored.clause
    if (
        not here
        or any(map(offer.takes, here))
        or any(one and offer.takes_what(one) for one in makers)
        or not _open(clause, offer)
    ):
        return None
    least = scored.total[offers.index(offer)] - NEAR
    near = (offers[n] for n in scored.ranked() if scored.total[n] >= least and any(map(offers[n].takes, here)))
    best = next(near, None)
    return best if best and _first(best) == _first(offer) else None


def _open(clause: Clause, offer: Offer) -> bool:
    """Whether it works on texts, and nothing says that it is those that are meant."""
    on_texts = offer.takes("document")
    return on_texts and not (clause.quotes or called(clause, offer) or TEXTUAL.search(clause.masked))


def _first(offer: Offer) -> str:
    return offer.name.split("_")[0]
