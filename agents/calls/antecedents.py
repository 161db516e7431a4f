"""'If there is a car, paint a hedge where it stands': the thing that is painted over is the one spoken of before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agents.parsing.clauses import Clause
from agents.plans import Node, Offer, When
from agents.readers.background_arguments import colour_told
from agents.readers.matter import PICTURE
from runtime.regex import regex

ONE = r"(?:it|he|she|they|that|this|those|these|them|him|her)"
WAYS = (
    (regex(rf"\bwhere(?:ver)? {ONE} (?P<be>is|are|was|were|stands?|sits?|hangs?|lies|used to be)\b", re.I),
     "where the {thing} {be}"),
    (regex(r"\bin (?:its|his|her|their) (?:place|stead)\b|\binstead(?: of (?:it|that|them|him|her)\b|$)", re.I),
     "in place of the {thing}"),
    (regex(r"\bover (?:it|them|that|him|her)(?=\W*$|\s*[,.;]|\s+(?:and|but|with|in)\b)", re.I),
     "over the {thing}"),
    (regex(r"^(?P<be>replace|swap|exchange|repaint|inpaint|paint over|cover) (?:it|them|that|him|her)\b", re.I),
     "{be} the {thing}"),
)  # fmt: skip
"""How something is pointed at that is to be painted over, and how it is called by its name instead."""
ASKED_FOR = regex(
    r"\b(?:(?:is|are) there|shows?|contains?|has|have|sees?|includes?) (?:an?|any|some) (?P<thing>[\w'’-]+(?:"
    r" (?!in\b|on\b|at\b|of\b|there\b)[\w'’-]+){0,2})",
    re.I,
)
ANSWERS = ("yes", "no")
BEHIND = (
    r"(?:in|on|at|of|by|near|beside|behind|next|under|over|above|below|between|from|to|with|here|there|is|are|was|were|"
    r"has|had|have|looks?|seems?|does|do|did|isn['’]t|could|should|must|can|will|really|just|simply|always|still|that|"
    r"which|who|(?:stand|hang|sit|lie|spoil|ruin)s?|stood|\w+(?:s|ed)(?= (?:me|us|it|the|my|our"
    r"|everything|everybody|everyone|people|nobody|[\w-]+-\d+)\b))"
)
NAMED = (
    rf"(?P<thing>(?!{PICTURE}\b|{BEHIND}\b)[\w'’-]+(?: (?!{BEHIND}\b)[\w'’-]+){{0,2}}?)"
    rf"(?=\s*(?:$|[,.;:!?–-])| {BEHIND}\b)"
)
SPOKEN_OF = (
    regex(rf"\b(?:there(?:['’]s| is| are| was| stands?| hangs?)|theres) (?:an?|some|this|that|my) {NAMED}", re.I),
    regex(
        r"\b(?:hate|dislike|loathe|(?:n['’]t|not|cannot|dont) (?:like|want|need|stand|care for)"
        r"|(?:sick|tired) of|bothered by|"
        rf"annoyed by|see|notice|spot|got|has|have|shows?|mind|know) (?:the|that|this|those|these|an?|my|our) {NAMED}",
        re.I,
    ),
    regex(rf"^(?:\w+,? )??(?:the|that|this|those|these|my|our|his|her|an?) {NAMED}", re.I),
)
"""How a thing is told of before something is painted over it: 'the bucket on the dock bores me'."""


THAT_COLOUR = regex(
    r"(?<=\bput )(?:that|it|this)(?: colou?r)?(?= (?:behind|under|in(?:to)? the back))"
    r"|(?<=\buse )(?:that|it|this)(?: colou?r)?\b"
    r"|\b(?:that|this|the same|said|our|the|my) (?:very )?(?:house |brand |company )?colou?r\b"
    r"|(?<= (?:with|onto) )(?:that|it|this)(?=\W*$)",
    re.I,
)
"""How a colour is pointed at that was told before: 'put that behind the vases'."""
PARTED = regex(r": |,? so (?:please |can you |could you )?(?=(?:paint|put|place|draw|add|replace|swap|cover)\b)", re.I)
"""Between what is told of a thing and what is to be done with it."""


def with_thing(
    clause: Clause, offer: Offer, nodes: Sequence[Node], tests: Mapping[str, When], before: Sequence[Clause] = ()
) -> Clause:
    """The clause with the name of what it points at, where that is to be painted over."""
    if "background" in offer.roles():
        return _with_colour(clause, before)
    if "painted_over" not in offer.roles():
        return clause
    found = next(((pattern, said) for pattern, said in WAYS if pattern.search(clause.masked)), None)
    thing = (_thing(nodes, tests) or _told_of(clause, before)) if found else ""
    if not (found and thing):
        return clause
    pattern, said = found

    def named(match: re.Match[str]) -> str:
        return said.format(thing=thing, be=match.groupdict().get("be", ""))

    asked, masked = (_parted(said)[1] for said in (clause.text, clause.masked))
    return replace(clause, text=pattern.sub(named, asked), masked=pattern.sub(named, masked))


def _parted(said: str) -> tuple[str, str]:
    """
    >>> _parted("the bin in yard-1 is in the way: paint a tub over it"), _parted("paint a tub over it: red, round")
    (('the bin in yard-1 is in the way', 'paint a tub over it'), ('', 'paint a tub over it: red, round'))
    """
    head, *asked = PARTED.split(said, maxsplit=1)
    told = asked and any(pattern.search(asked[0]) for pattern, _ in WAYS)
    return (head, asked[0]) if told else ("", said)


def _with_colour(clause: Clause, before: Sequence[Clause]) -> Clause:
    """The clause with the colour that was told before it, where that is to be put behind things."""
    colour = colour_told(before[0].text) if before and not colour_told(clause.text) else None
    if not colour or not THAT_COLOUR.search(clause.text):
        return clause
    text, masked = (THAT_COLOUR.sub(colour, said, count=1) for said in (clause.text, clause.masked))
    return replace(clause, text=text, masked=masked)


def _told_of(clause: Clause, before: Sequence[Clause]) -> str:
    """What was spoken of last: before a colon of the clause itself, or in the clause that was said right before it."""
    said = (_parted(clause.text)[0], *(one.text for one in before[:1]))
    found = (match["thing"] for one in said for pattern in SPOKEN_OF if (match := pattern.search(one)))
    return next(found, "")


def _thing(nodes: Sequence[Node], tests: Mapping[str, When]) -> str:
    """What the condition is about, else what was last looked for or asked about."""
    values = [str(test.value) for test in tests.values() if test.how == "has" and test.value not in ANSWERS]
    if values:
        return values[0]
    for node in reversed(nodes):
        sought = node.values.get("things")
        if isinstance(sought, list) and len(sought) == 1:
            return str(sought[0])
        if match := ASKED_FOR.search(str(node.values.get("question", ""))):
            return match["thing"]
    return ""
