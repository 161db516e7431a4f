"""What is to be done to a picture as a whole, in the words of a clause."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers.studio_figures import IMAGES
from agents.readers.studio_plain import PURPOSE, bare, tidy
from runtime.regex import regex

LED = regex(
    r"^(?:(?:(?:i|we)(?:['’]d| would| should)? (?:like|want|wish|need)(?: to (?:have|see))?|(?:can|could"
    r"|would) (?:you|u|we)|"
    r"would it be possible to|is it possible to|please|kindly)\s+)+",
    re.I,
)
PICTURE = rf"(?:it|this|that|(?:(?:the|this|that|my|our) )?(?:[\w-]+ ){{0,2}}?{IMAGES})"
EDITING = regex(
    r"^(?:edit|change|alter|modify|retouch|(?:use )?(?:img2img|image[- ]to[- ]image|instruct ?pix2pix)(?: on)?"
    rf"|apply|restyle)\b(?: {PICTURE})?"
    r"\s*(?::|,(?= as\b)|->|→|\b(?:so that|so|such that|and|to)\b)\s*"
    r"|^(?:edit|change|alter|modify|retouch) [^,:]{2,40}? (?:so that|such that|so(?= it\b)) ",
    re.I,
)
"""'Edit it:', 'change the photo so that'."""
WHY = regex(
    r"(?<=\w),?\s+so(?: that)? (?:I|we|you|they|he|she|people|every(?:one|body)|(?:the|my|our|his|her|their) [\w-]+) "
    r"(?:can|could|may|might|will|gets?|sees?|knows?)\b[^,.;:?!]*(?=\s*(?:[,.;:?!]|$))",
    re.I,
)
"""What it is good for, behind what is to be done: 'turn it into an evening so that the bride can imagine it'."""
PASSIVELY = regex(
    r"^(?:can|could|might|may) (?=(?:it|this|the|that|my|our)\b)(?:[^,:]{2,40}? be (?=\w+ed\b|made\b))?"
    r"|^(?:it|the|this|that|my|our)\b[^,:]{0,40}? (?:is to be|should be|to be) (?=\w+ed\b)",
    re.I,
)
"""'Could the photo be', before 'turned into a drawing'."""
AS_BUILT = regex(r",?\s*\b(?:and )?keep(?:ing)? (?:the|its) (?:composition|framing|layout|outlines?|structure)$", re.I)


NAMED_FIRST = regex(r"^it(?:(?:,| and|, and) it)*\s*[:,–-]+\s*(?=\w)", re.I)
"""Files that are named before what is to be done with them."""
PROMPT = regex(r"^.*[.,:]\s+(?<!negative )prompt\s*(?:[:=]|is\b)\s*|^prompt\s*(?:[:=]|is\b)\s*", re.I)


def change(clause: Clause) -> str:
    """What is to be done to a picture, which has no name where that is read.

    >>> change(Clause("edit photo-1: make it winter", "", files=("photo-1",)))
    'make it winter'
    >>> change(Clause("make the sky in photo-1 purple, seed 3", "", files=("photo-1",)))
    'make the sky purple'
    >>> change(Clause("I'd like photo-1 in the manner of a woodcut", "", files=("photo-1",)))
    'in the manner of a woodcut'
    >>> change(Clause("change photo-1 so that we can see the stars", "", files=("photo-1",)))
    'we can see the stars'
    """
    if clause.quotes:
        return clause.quotes[0]
    said = LED.sub("", tidy(PURPOSE.sub("", bare(clause))))
    said = NAMED_FIRST.sub("", PROMPT.sub("", said))
    led = PASSIVELY.sub("", AS_BUILT.sub("", WHY.sub("", EDITING.sub("", said))))
    return (
        tidy(re.sub(r"^(?:(?:can|could|might|may) )?it (?:be |but )?(?=(?:as|in|by|like|at)\b)|^(?:->|:)\s*", "", led))
        or said
    )
