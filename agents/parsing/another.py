"""'A clip of a fox and another one of an owl, 4 seconds each': one order for each thing that is to be seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.parsing.clauses import Clause
from agents.parsing.named_scenes import is_maker
from agents.plans import Offer
from agents.readers.studio_figures import CLIPS, IMAGES
from runtime.regex import regex

MEDIUM = rf"(?:[\w-]+ ){{0,2}}?(?:{CLIPS}|{IMAGES})"
OF = r"(?:of|showing|with)"
LEAD = regex(
    rf"^(?P<lead>.{{0,80}}?\b)(?:(?:an?|one|the first) (?P<one>{MEDIUM})|(?:two|three|four|\d)"
    rf" (?P<many>{MEDIUM})(?:,? please)?\s*"
    rf"[:,–-]\s*(?:the first|one|an?)(?: one)?) {OF} ",
    re.I,
)
NEXT = regex(
    rf"\s*(?:,\s*(?:and\s+)?|\s(?:and|plus|then)\s+)(?:another|an?other|one more|one|the (?:second|third|other"
    rf"|next)|an? (?:second|third|"
    rf"fourth))(?: one| {MEDIUM})? {OF} ",
    re.I,
)
"""What goes before each further one."""
FIRST = regex(
    rf"^(?P<lead>.{{0,40}}?)\b(?:two|three|four|\d) (?P<many>{MEDIUM})\b(?P<how>[^:]{{0,60}}?)(?:,? (?:please|pls))?"
    rf"\s*[:,–-]\s*(?:(?:the )?(?:first|1st)(?: (?:one|{MEDIUM}))?|1\))(?:,| {OF}|:| is)?\s+(?=\w)",
    re.I,
)
"""How a list of several begins that are counted: 'two clips of 4 seconds each: first a fox, second an owl'."""
FURTHER = regex(
    rf"(?:\s*[,;.]\s+(?:and |then ){{0,2}}|\s+and (?:then )?)"
    rf"(?:(?:the )?(?:second|third|fourth|2nd|3rd|4th|other|last|next)(?: (?:one|{MEDIUM}))?|[234]\))"
    rf"(?:,| {OF}|:| is)?\s+(?=\w)",
    re.I,
)


INTO = regex(
    r"^(?P<lead>(?:turn|make|change|convert|transform|redo|render|edit) .{1,80}? (?P<into>(?:in)?to|as) )an? ", re.I
)
INTO_NEXT = regex(
    r"\s*(?:,|\band\b|\bplus\b)[\s,]*(?:(?:and|also|then|separately|once(?: more)?|another time|besides)"
    r" )*(?:(?:in)?to|as) (?=an? )",
    re.I,
)
"""'Turn it into a watercolour, and separately into a woodcut'"""


def each_of(clause: Clause, offer: Offer) -> Sequence[Clause]:
    """The clause once for each picture or clip that it orders; the clause alone where that is one."""
    if "change" in offer.roles():
        return _each_change(clause)
    if not is_maker(offer) or clause.files or clause.quotes or "listed_scenes" in offer.roles():
        return (clause,)
    lead, parts = _several(clause.text)
    if len(parts) < 2:
        return (clause,)
    last, tail = (*re.split(r"(?=[,.;]\s)", parts[-1], maxsplit=1), "")[:2]
    texts = [f"{lead}{part}{tail}" for part in (*parts[:-1], last)]
    return tuple(replace(clause, text=text, masked=text) for text in texts)


def _several(said: str) -> tuple[str, list[str]]:
    """What is ordered once and meant each time, and what is to be seen each time; nothing where it is one thing."""
    for first, further in ((LEAD, NEXT), (FIRST, FURTHER)):
        led = first.match(said)
        parts = further.split(said[led.end() :]) if led else []
        if led and len(parts) > 1:
            kind = re.sub(r"s$", "", led["many"]) if led["many"] else led["one"]
            return f"{led['lead']}a {kind}{led.groupdict().get('how') or ''} of ", parts
    return "", []


def _each_change(clause: Clause) -> Sequence[Clause]:
    found = [(INTO.match(said), INTO_NEXT.split(said)) for said in (clause.text, clause.masked)]
    (led, parts), (_, masked) = found
    if led is None or clause.quotes or len(parts) < 2 or len(parts) != len(masked):
        return (clause,)
    leads = [match["lead"] if match else "" for match, _ in found]
    pairs = zip(parts[1:], masked[1:], strict=True)
    others = (replace(clause, text=leads[0] + text, masked=leads[1] + spoken) for text, spoken in pairs)
    return (replace(clause, text=parts[0], masked=masked[0]), *others)
