"""'Seconds 5 to 15 of a and 1:00 to 1:20 of b, as one video': pieces that are wanted as one are joined when cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.calls.fanning import fanned
from agents.parsing.clauses import Clause
from agents.plans import Offer
from agents.readers.split_stretches import taken_out
from agents.readers.spoken_times import timed
from runtime.regex import regex

ONE = r"(?:one|1|a single|the same|a)"
WHOLE = r"(?:video|clip|film|movie|file|mp4|cut|reel|compilation|montage|supercut|whole)"
JOINED = regex(
    r"^(?:please\s+)?(?:join|splice|merge|combine|concatenate|glue|stitch|string)\b"
    rf"|\b(?:as|in|into|to|to (?:make|form)|for|makes?|making)\s+(?:just\s+|only\s+)?{ONE}\s+"
    rf"(?:single |long |short |new |continuous |common |joint |joined |little )*{WHOLE}\b(?! each| apiece)"
    r"|\b(?:back to back|(?:one|straight) after (?:the other|another)|one behind the other|in a row|"
    r"put together|glued together|stuck together|spliced together|stitched together|strung together|"
    r"(?:all )?(?:joined|combined|merged|concatenated)(?: together| up)?(?! (?:by|with)))\b",
    re.I,
)
"""How several pieces are asked for as one."""
EACH_OWN = regex(r"\b(?:as|in|into) (?:one|a|its own|their own) \w+ and\b|\beach\b|\bseparate", re.I)


def joiner(clause: Clause, offer: Offer, offers: Sequence[Offer]) -> Offer | None:
    """The tool that makes one of the pieces which `offer` cuts out, where a clause asks for that.

    >>> cut = Offer("cut", "", {"from": {"role": "start"}, "to": {"role": "end"}}, makes="video/mp4")
    >>> join = Offer("join", "", {"videos": {"role": "videos"}}, makes="video/mp4")
    >>> asked = "I need 0:05 to 0:15 and 1:00 to 1:20 ", "as one video", "as one clip and 2:00 to 2:30 as another"
    >>> [joiner(Clause("", asked[0] + more), cut, [cut, join]) is join for more in asked[1:]]
    [True, False]
    """
    if not {"start", "end"} <= offer.roles().keys() or not (
        JOINED.search(clause.masked) or taken_out(timed(clause.masked))
    ):
        return None
    if EACH_OWN.search(clause.masked):
        return None
    able = (other for other in offers if "videos" in other.roles() and other.made_kind == offer.made_kind)
    return next(able, None)


def cutter(clause: Clause, offer: Offer, offers: Sequence[Offer]) -> Offer | None:
    """The tool that first cuts out the pieces which a clause lists and `offer` is to join.

    'Join the first 10 s of a.mp4 and the last part of b.mp4, from 40 s on.'
    """
    if "videos" not in offer.roles():
        return None
    cutting = (one for one in offers if {"start", "end"} <= one.roles().keys() and one.made_kind == offer.made_kind)
    return next((one for one in cutting if len(fanned(clause, one)) > 1), None)
