"""How many pictures are to be made, from which seeds, and in how many tries, read from a clause."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers.studio_figures import BEFORE, COUNT, IMAGES, SEVERAL, figure, setting

ITEM = r"\d+\b(?!\s*(?:x|×|by|px|pixels?|steps?|frames?|wide|high)\b)"
EVERY = r"(?: (?:apiece|each|for (?:all|each|every(?: one)?)(?: (?:of (?:them|these|those)|scene|prompt))?))?"
SEEDS = setting(
    r"seed",
    rf"{BEFORE}(?:(?:for|under|over|across|each of) (?:the )?)?(?:seeds|seed (?:sweep|range|series)(?: of"
    r"| from)?)\s*:?\s*"
    rf"({ITEM}(?:\s*(?:,\s*and|,|and|to|through|-|–|\s)\s*{ITEM})+){EVERY}",
)
SEED_COUNT = setting(
    r"seeds",
    rf"{BEFORE}(?:(?:for|under|over|across|each of) (?:the )?)?{COUNT} (?:different |random |various |other )?seeds\b"
    rf"{EVERY}",
)
SEED = setting(
    r"seed",
    rf"{BEFORE}(?:(?:all|each|under) (?:with |from )?){{0,3}}(?:the )?(?:same )?seed(?: number| no\.?)?\s*"
    r"(?:(?:of|is|being|held|kept|fixed|constant|at|to|for (?:all|each|every one)(?: of (?:them|these))?|[=:,#])\s*)*"
    rf"(\d+)\b{EVERY}"
    rf"|[,;.]?\s*\b(?:and )?(?:(?:the|starting (?:at|from|with)) )*first (?:one|of them|of these)?\s*(?:is|being"
    rf"|should be"
    rf"|must be|[:=])\s*(\d+)\b(?!\s*(?:x|×|seconds?|s|steps|frames)\b)",
)
KINDS_OF = r"(?:(?!and\b|or\b|of\b|in\b|on\b|for\b|with\b|steps?\b)[^\W\d][\w'’-]* ){0,3}?"
BEHIND_COUNTED = r"(?=\s*(?:[,.;:?!]|$)|\s+(?:of|to|for|from|as|so|that|showing|on|with|in)\b)"
VERSIONS = setting(
    rf"version|varia|alternative|option|candidate|takes on|{SEVERAL}|of (?:them|it|these|those)|count|ones",
    rf"{BEFORE}(?:(?:make|count) )?{COUNT} {KINDS_OF}"
    rf"(?:versions?|variants?|variations?|alternatives?|options|candidates|takes\b(?= on\b))(?: {IMAGES})?\b"
    rf"(?: of (?:it|them)\b)?(?: to (?:pick|choose|select)(?: from)?\b)?"
    rf"|\b{COUNT} (?:different |alternative )?(?={KINDS_OF}{SEVERAL}\b{BEHIND_COUNTED})"
    rf"|,?\s*\b{COUNT} of (?:them|it|these|those)(?: all)?\b|,?\s*\bcount\s*[:=]?\s*{COUNT}\b"
    rf"|(?:^|[,;.]\s*|\b(?:want|like|need|give me|make|have)\s+){COUNT} (?:different|separate) ones\b",
)
AT_MOST = r"(?:at (?:the )?(?:very )?most|up to|no more than|not more than|a maximum of|max(?:imum)?(?: of)?)"
TRIED = r"(?:tries|try|attempts?|takes?|retries)"
TRIES = setting(
    rf"{TRIED}|times",
    rf"{BEFORE}(?:after )?(?:(?:try|make|attempt|do|draw|film|render)(?: it| them| again)*,? {AT_MOST} {COUNT} times"
    rf"|(?:try|make|attempt|do|draw|film|render)(?: it| them| again)*,? {COUNT} times (?:at most|max(?:imum)?|tops)"
    rf"|(?:try (?:it )?)?{AT_MOST} {COUNT} {TRIED})\b"
    rf"|{BEFORE}{COUNT} {TRIED} (?:at most|max(?:imum)?|tops|only)\b"
    rf"|{BEFORE}(?:only|just) {COUNT} {TRIED}\b"
    rf"|{BEFORE}(?:try|make|attempt|draw|film|render)(?: it| them)? (twice) (?:at (?:the )?most|max(?:imum)?|tops)"
    rf"|(?:try|make|attempt|do|draw|film|render)(?: it| them)? again {COUNT} times\b"
    rf"|[,.;]\s*{COUNT} {TRIED}(?=\s*(?:[,.;?!]|$))",
)
HOW_MANY = (TRIES, SEEDS, SEED_COUNT, SEED, VERSIONS)
"""No part of a prompt."""


def seeds(clause: Clause) -> list[int] | None:
    """
    >>> seeds(Clause("", "draw a boat with seeds 1 to 4")), seeds(Clause("", "seeds 7, 8 and 12"))
    ([1, 2, 3, 4], [7, 8, 12])
    >>> seeds(Clause("", "a boat under seeds 10 20 30, 768 by 432")), seeds(Clause("", "seeds 0-2"))
    ([10, 20, 30], [0, 1, 2])
    """
    match = SEEDS.search(clause.masked)
    if not match:
        return None
    found = [int(said) for said in re.findall(r"\d+", match[1])]
    through = len(found) == 2 and re.search(r"to|through|-|–", match[1]) and found[0] < found[1]
    return list(range(found[0], found[1] + 1)) if through else found


def versions(clause: Clause) -> int | None:
    """How many, where it is more than one and no seeds are named: a series of seeds is a series of versions.

    >>> versions(Clause("", "seven little owl drawings to choose from")), versions(Clause("", "one picture of an owl"))
    (7, None)
    >>> versions(Clause("", "an owl from four different seeds")), versions(Clause("", "logo options, nine of them"))
    (4, 9)
    """
    if len(seeds(clause) or ()) > 1:
        return None
    said = next((read(clause) for read in (figure(SEED_COUNT), figure(VERSIONS)) if read(clause)), None)
    return int(said) if said and said > 1 else None
