"""Which areas of a picture are wanted, read from a clause."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers.matter import PICTURE, first_list, listed, matter
from runtime.regex import regex
from tools.object_words import COCO

AREAS = r"(?:areas?|regions?|parts?|pixels?|masks?|mattes?|segments?|zones?)"
PLAINLY = r"(?:pixel|area|separate|single|colou?r|white|black|binary|alpha|soft|clean|semantic|instance|panoptic)"
BELONGING = regex(
    rf"(?:\b(?:which|what)(?: of (?:it|them|these|those))?(?: {AREAS}(?: (?:in|of) it)?)?"
    rf"|\b(?:{AREAS}|ones?|everything|anything|all)(?: of it)? (?:that|which)|\bwhatever)"
    r"(?:['’]s| is| are| shows?| belongs? to| counts? as| holds?)(?: (?:covered|filled|taken up) (?:by|with))?\s+"
    rf"(?!it\b|there\b)(.+?)(?=\s*[.?!](?:\s|$)|\s*$|,?\s+(?:(?:and|or)\s+)?(?:(?:which|what"
    rf"|whatever)\b|the (?:{AREAS}|ones) (?:that|which)\b))"
    rf"|\b{AREAS} (?:covered|filled|taken up) (?:by|with)\s+(.+)$",
    re.I,
)
"""What a part is told to be, one after another: 'which pixels are floor and which are wall'."""
AREA = (
    regex(rf"\b(?:which|what) (?:{AREAS}|is|are)\b.*?\b(?:is|are|belongs? to)\s+(?!it\b)(.+)$", re.I),
    regex(
        r"\b(?:how much|(?:what|which|the) (?:share|percentage|percent|portion|fraction|proportion)s?)\b"
        r".*?\b(?:is|are|shows?)\s+(?:(?:covered|taken up|filled|made up) (?:by|with|of)\s+)?(?!there\b)(.+)$",
        re.I,
    ),
    regex(rf"\b(?:an?|the)\s+((?!{PLAINLY}\b)\w+)(?:['’]s)? (?:mask|matte)\b", re.I),
    regex(r"\b(?:get|give me|want|need)\s+(.+?) as (?:an? )?[\w -]*mask", re.I),
    regex(rf"\b(?:{AREAS}|outlines?|segmentation) of\s+(.+?)(?: for .*)?$", re.I),
    regex(rf"\b(?:{AREAS}|outlines?) (?:for|from)\s+(.+)$", re.I),
    regex(rf"\b(?:into|among|between)\s+(.+?)(?:\s+{AREAS})?$", re.I),
    regex(r"\b(?:only|just)(?: really)? (?:need|want|care about|care for|interested in)\s+(.+)$", re.I),
    regex(r"\b(?:need|want|care about|interested in) (?:only|just)\s+(.+)$", re.I),
    regex(r":\s*([^:]+)$", re.I),
    regex(r"(?:,\s*|\b(?:only|just) )(?:the )?([^,]+?)(?: only)?$(?<=only)", re.I),
    regex(
        r"\b(?:give|colou?r|paint|tint|mask|segment)\s+(?!in\b|each\b|me\b|the (?:areas|regions|parts))(.+?)\s+"
        r"(?:its|their|an? (?:mask|area|colou?r)|each in|separately|individually)\b",
        re.I,
    ),
    regex(r"\b(?:restricted|limited|confined) to\s+(.+)$", re.I),
    regex(r"(?:,|\bbut)\s*(?:only|just) (?:for )?(.+)$", re.I),
    regex(r"\bwhat(?:'s| is) (.+)$", re.I),
    regex(
        r"\b(?:segment|mask(?: off| out)?|delineate|tint|outline)\s+(?!(?:map|for|on|into|by|each|with"
        r"|in|off|out)\b)(.+)$",
        re.I,
    ),
)
"""What goes before and behind the classes whose areas are wanted, the surer words first."""
NO_CLASS = regex(
    rf"(?:.*\W)?(?:{AREAS}|{PICTURE}|class(?:es)?|{PLAINLY}|labelled|its|.*'s)|(?:by|these|this)\b.*", re.I
)


OF_AREA = regex(
    rf"^(?:(?:{AREAS}|outlines?|shapes?|extents?) of|(?:one|an?other(?: one)?|(?:an? )?second) (?:for"
    rf"|of)) (?:the |an? |any |every |each )?",
    re.I,
)


def area_things(clause: Clause) -> list[str] | None:
    """The classes whose areas are wanted.

    >>> area_things(Clause("split the photo into road, pavement and sky areas", ""))
    ['road', 'pavement', 'sky']
    >>> area_things(Clause("make a mask for each area of this photo", "")) is None
    True
    """
    said = matter(clause)
    told = [thing for match in BELONGING.finditer(said) for thing in listed(match[1] or match[2])]
    found = (OF_AREA.sub("", re.sub(rf" {AREAS}$", "", thing)) for thing in told or first_list(AREA, said) or ())
    return [_one(thing) for thing in found if not NO_CLASS.fullmatch(thing)] or None


def _one(thing: str) -> str:
    """
    >>> _one("cars"), _one("buses"), _one("glass"), _one("hills")
    ('car', 'bus', 'glass', 'hills')
    """
    return next((name for name in COCO if thing.lower() in (f"{name}s", f"{name}es")), thing)
