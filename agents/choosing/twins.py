"""Tools that do the same to texts and to pictures: 'moderate these' means the one that takes what is at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from agents.choosing.cues import called
from agents.choosing.scoring import Scored
from agents.parsing.clauses import Clause
from agents.plans import Offer
from runtime.regex import regex

TEXTUAL = regex(
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


HEARD = regex(
    r"\b(?:sound\w*|nois\w+|audio|hear\w*|listen\w*|voices?|music|songs?|speech|speak\w*|spoken|says?|said|talk\w*|"
    r"loud\w*|quiet\w*|tone|instruments?|recordings?)\b",
    re.I,
)
"""Says that it is the sound of a video that is judged."""
AS_GOOD = 0.3
"""What may be lacking to the tool that looks at a video, where that is all that speaks for listening to it."""


def looked_at(scored: Scored, offer: Offer, offers: Sequence[Offer], kinds: Collection[str]) -> Offer | None:
    """The tool that looks at videos and is called alike, where nothing says that their sound is meant.

    `match_sound` and `match_video` begin alike.
    """
    roles = offer.roles().keys()
    if set(kinds) != {"video"} or "video" in roles or not offer.takes("sound") or HEARD.search(scored.clause.masked):
        return None
    least = scored.total[offers.index(offer)] - AS_GOOD
    near = (offers[n] for n in scored.ranked() if scored.total[n] >= least)
    return next((one for one in near if "video" in one.roles() and _first(one) == _first(offer)), None)


def _open(clause: Clause, offer: Offer) -> bool:
    """Whether it works on texts, and nothing says that it is those that are meant."""
    on_texts = offer.takes("document")
    return on_texts and not (clause.quotes or called(clause, offer) or TEXTUAL.search(clause.masked))


def _first(offer: Offer) -> str:
    return offer.name.split("_")[0]
