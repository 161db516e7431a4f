"""'And the page after that': what was asked of one page before, asked of the next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.readers.spoken_numbers import ANY_NUMBER, figure
from runtime.regex import regex

PAGES = regex(
    rf"\b(?:pages?|pp?\.)\s*{ANY_NUMBER}\b(?:\s*(?:-|–|to|and|through|until)\s*(?:page\s+)?{ANY_NUMBER}\b)?", re.I
)
LEAD = (
    r"(?:(?:and|but|now|then|next|ok(?:ay)?|good|great|thanks|thank you|please|can (?:you|i)|could (?:you|i)|also|"
    r"show|read|give|see|get|have|go on with|turn to|let['’]s|what['’]s on|what is on|what about"
    r"|i['’]d like|i want|i need|"
    r"to|me|the)[\s,.!:–-]+){0,12}"
)
THAT = r"(?:(?:that|this|it|those|these|them|the last)(?: ones?)?)"
TURNED = regex(
    rf"^{LEAD}(?:(?:(?P<next>next|following)|(?P<back>previous|preceding))\s+(?:(?P<many>{ANY_NUMBER})\s+)?(?:pages?|ones?)"
    rf"|(?:(?P<several>{ANY_NUMBER})\s+)?(?:pages?|ones?)\s+(?:right\s+|just\s+)?"
    rf"(?:(?P<after>after|behind|following)|(?P<before>before))\s+{THAT}"
    rf"|(?:one more|another) page)(?:[\s,]+(?:too|as well|please|pls|now|of (?:it|that)))*\W*$",
    re.I,
)
"""How a page beside the one that was asked for is called."""
LONGEST = 200
"""Characters of a request that is looked at: it says no more than this."""


def turned(request: str, earlier: Sequence[str]) -> str:
    """With what was asked of a page before, of the page that is meant now.

    >>> turned("and the page after that, please", ["Show me page 3 of a.pdf"]), turned("one more page", ["Read a.pdf"])
    ('Show me page 4 of a.pdf', 'one more page')
    >>> turned("the two pages before that", ["read pages 5 to 7 of a.pdf aloud"])
    'read pages 3 to 4 of a.pdf aloud'
    """
    match = TURNED.match(request) if earlier and len(request) <= LONGEST else None
    pages = PAGES.search(earlier[-1]) if match else None
    if not (match and pages):
        return request
    first, last = figure(pages[1]), figure(pages[2] or pages[1])
    many = figure(match["many"] or match["several"] or "1")
    back = match["back"] or match["before"]
    first, last = (first - many, first - 1) if back else (last + 1, last + many)
    named = f"page {first}" if first == last else f"pages {first} to {last}"
    return earlier[-1][: pages.start()] + named + earlier[-1][pages.end() :] if first > 0 else request
