"""A clause without what says how: no settings, no files, no courtesy. What is left says what is to be made."""

from __future__ import annotations

import re
from functools import lru_cache

from agents.parsing.clauses import Clause
from agents.readers.studio_arguments import SETTINGS
from agents.readers.studio_figures import CLIPS, IMAGES, Setting
from agents.readers.studio_files import BESIDES, CHANGED_BY
from agents.readers.studio_lengths import LENGTHS
from agents.readers.studio_limits import NEGATIVE, unbound
from runtime.regex import regex

COURTESY = regex(
    r",?\s*\b(?:please|pls|plz|kindly|thanks|thank you|lol|for (?:me|us)|if you (?:please|would|will|can)"
    r"|would you)(?=\s*(?:[,.;:?!]|$))"
    r"|^(?:please|kindly|pls)\s+",
    re.I,
)
PURPOSE = regex(
    r",?\s+\bfor (?:(?:my|our)(?: (?!to\b)[\w'’-]+){1,4}|the [^,.:;]*\b(?:calendar|leaflet|menu|website|site|newsletter"
    r"|brochure|screen|"
    r"page|class|slides?|blog|waiting room|team|client|shop)|(?:choose|me to \w+))(?=\s*(?:[,.;:?!]|$))",
    re.I,
)
INVENTED = regex(
    r",?\s*\b(?:(?:all |and )?(?:created|made up|made|invented|generated|produced) )?from scratch(?: of course)?\b"
    r"|,\s*(?:made up|generated|invented|you make it new)(?: of course)?(?=\s*(?:[,.;:?!]|$))"
    r"|\s+be (?:generated|made|created|drawn|painted|produced|filmed)(?=\s*(?:[,.;:?!]|$))",
    re.I,
)
UNNAMED_SOUND = regex(
    r",?\s*\b(?:(?:and )?with|using|that has|which has) (?:the|our|my|its|that|this)\b[^,.;:]{1,40}? (?:as|for) "
    r"(?:its |the )?(?:sound(?:track)?|music|audio)\b"
    r"|,?\s*\b(?:(?:with|and|but) )*(?:no|without(?: any)?) (?:sound|audio|music)\b",
    re.I,
)
"""A sound that has no name: what was made earlier; or that there is to be none."""
SCREEN = regex(rf",?\s*\b(?:as|into|in) (?:an? )?(?:[\w-]+ ){{0,2}}?{CLIPS}(?=\s*(?:[,.;:?!]|$))", re.I)
"""'…, as a clip': that something moves is no part of what moves."""
THIS_PICTURE = regex(
    rf"\s*\b(?:in|on|of|from) (?:the|this|that|my|our) (?:[\w-]+ ){{0,2}}?(?:{IMAGES}|still|result)\b"
    r"|\s*\b(?:in|on|of|from) (?:it|this|there)(?=\s*(?:[,.;:?!]|$|\b(?:should|must|become|with|for|to|into)\b))",
    re.I,
)


BARE_WORDS = (
    r"\b(?:negative\b.{,9}|with the (?:words?|text|title|caption|letters|slogan)|(?:saying|that says|named|called))"
)
"""What goes before a quote that is not all that is to be seen."""


def shown_quotes(clause: Clause) -> list[str]:
    """The quotes that say what is to be seen."""
    return [quote for quote in clause.quotes if not re.search(rf"{BARE_WORDS}\W*{re.escape(quote)}", clause.text, re.I)]


@lru_cache(maxsize=64)
def plain(clause: Clause, besides: tuple[Setting, ...] = BESIDES) -> str:
    """The clause without the settings and files that it names.

    >>> plain(Clause("draw a red boat, golden light, without people, 512x512, seed 42, in 20 steps", ""))
    'draw a red boat, golden light'
    """
    said = unbound(clause, besides)
    for pattern in (*LENGTHS, *SETTINGS):
        said = pattern.sub("", said)
    for pattern in (UNNAMED_SOUND, NEGATIVE, COURTESY, INVENTED, COURTESY):
        said = pattern.sub("", said)
    return tidy(said)


def tidy(said: str) -> str:
    """
    >>> tidy("  a boat , at sea,, ")
    'a boat, at sea'
    >>> tidy("a boat at sea, and with")
    'a boat at sea'
    """
    said = re.sub(r"\s+", " ", said)
    said = re.sub(r"\s+([,.;:?!])", r"\1", said)
    said = re.sub(r"([,;:])(?:\s*[,;])+", r"\1", said).strip(" ,;.?!–-")
    return re.sub(r"(?:\s+(?:and|with|but|plus))+$", "", said).rstrip(" ,;")


def bare(clause: Clause, stands_for: str = "it") -> str:
    """The clause without the settings, and without the files that it works on.

    >>> bare(Clause("make the sea in bay-1 blue, seed 3", "", files=("bay-1",)))
    'make the sea blue'
    >>> bare(Clause("make bay-1 look old", "", files=("bay-1",)))
    'make it look old'
    """
    said = plain(clause, CHANGED_BY)
    names = "|".join(map(re.escape, clause.files))
    if not names:
        return said
    called = rf"(?:(?:the|my|our|this|a) )?(?:[\w'’-]+ )?(?:{IMAGES}|still|file) "
    own = rf"(?:{called}|(?:the|my|our|this) )?(?:{names})\b(?:['’]s)?"
    said = re.sub(rf"\s*\b(?:out of|in|into|from|of|on|within|inside)\s+{own}", "", said, flags=re.I)
    return tidy(re.sub(rf"\s*\b{own}", f" {stands_for}", said, flags=re.I))
