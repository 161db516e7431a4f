"""'Translate it to French and to Italian': one clause that is to be done once for each of what it lists."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from agents.calls.several_asked import each_asked
from agents.parsing.another import each_of
from agents.parsing.clauses import Clause
from agents.plans import Offer
from agents.readers.several_stretches import parted
from agents.readers.spoken_arguments import language_names
from runtime.regex import regex

PREPOSITION = r"(?:into|in|to)"


@cache
def _several() -> re.Pattern[str]:
    names = language_names()
    again = r"(?:(?:also|once(?: more)?)\s+)?"
    more = rf"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+as well as\s+){again}(?:{PREPOSITION}\s+)?(?:{names})\b"
    return regex(rf"\b{PREPOSITION}\s+(?:both\s+)?(?:{names})\b(?:{more})+", re.I)


def fanned(clause: Clause, offer: Offer) -> list[Clause]:
    """The clause once for each language that it names, where the tool takes one.

    >>> translate = Offer("translate", "", {"to": {"role": "target"}})
    >>> [one.text for one in fanned(Clause("put it into French, German and Thai, please", ""), translate)]
    ['put it into French, please', 'put it into German, please', 'put it into Thai, please']
    """
    match = _several().search(clause.text) if "target" in offer.roles() else None
    if match is None:
        asked = (one for other in each_asked(clause, offer) for one in each_of(other, offer))
        return [one for other in asked for one in parted(other, offer)]
    listed = re.split(
        rf"\s*(?:,|\band\b|\bas well as\b|\balso\b|\bonce(?: more)?\b|\b{PREPOSITION}\b|\bboth\b)\s*",
        match[0],
        flags=re.I,
    )
    before, behind = clause.text[: match.start()], clause.text[match.end() :]
    word = match[0].split()[0]
    return [replace(clause, text=f"{before}{word} {name}{behind}") for name in filter(None, listed)]
