"""'Have it transcribed' → 'transcribe it': an order that is said as what somebody wants to have done."""

from __future__ import annotations

import re

from agents.parsing.openings import VERBS
from runtime.regex import regex

IRREGULAR = {
    "blown": "blow", "cut": "cut", "drawn": "draw", "given": "give", "made": "make", "put": "put", "read": "read",
    "said": "say", "shrunk": "shrink", "split": "split", "spoken": "speak", "sung": "sing", "written": "write",
}  # fmt: skip
THING = r"(?:it|this|that|them|these|those|both|all of (?:it|them)|⟦F\d+⟧(?:(?:,| and|, and) ⟦F\d+⟧){0,9})"
CALLED = r"(?:the|this|that|these|those|my|our|its) (?:[\w-]+ )?[\w-]+"
PARTICIPLE = rf"(?:[a-z]{{3,}}ed|{'|'.join(IRREGULAR)})"
CAUSED = regex(
    rf"(?:have|get)\s+(?P<what>{THING}|{CALLED})\s+(?:then\s+|also\s+)?(?P<verb>{PARTICIPLE})\b(?P<rest>.*)$",
    re.I | re.S,
)
TELLS_WHICH = regex(r"(?:named|called|recorded|dated|entitled|labell?ed|filed|based|used|attached|included)", re.I)
"""Participles that say which file it is, rather than what to do with it: 'get the file called …'."""


def verb_of(said: str) -> str:
    """
    >>> verb_of("translating"), verb_of("trimmed"), verb_of("cleaning"), verb_of("spoken"), verb_of("bored")
    ('translate', 'trim', 'clean', 'speak', '')
    """
    if known := IRREGULAR.get(said.lower()):
        return known
    stem = re.sub(r"(?:ing|ed)$", "", said.lower())
    undoubled = stem[:-1] if stem[-2:-1] == stem[-1:] else stem
    own = (stem + "e", stem, undoubled, stem[:-1] + "y")
    return next((verb for verb in own if re.fullmatch(VERBS, verb)), "")


MINDING = regex(r"mind (?P<verb>[a-z]+ing)\b(?P<rest>.*)$", re.I | re.S)
"""What is left of 'would you mind telling me'."""


def active(said: str) -> str:
    """
    >>> active("Have it spoken by a calm voice"), active("get both transcribed"), active("get the file called x")
    ('speak it by a calm voice', 'transcribe both', 'get the file called x')
    >>> active("mind telling me how long it is?")
    'tell me how long it is?'
    """
    if (minding := MINDING.match(said)) and (verb := verb_of(minding["verb"])):
        return f"{verb}{minding['rest']}"
    found = CAUSED.match(said)
    verb = verb_of(found["verb"]) if found and not TELLS_WHICH.fullmatch(found["verb"]) else ""
    return f"{verb} {found['what']}{found['rest']}" if found and verb else said
