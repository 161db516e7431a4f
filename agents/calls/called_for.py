"""What was made, called by the name it was ordered by: 'write a teaser for …, then check the teaser'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agents.plans import Node
from runtime.regex import regex

ORDERED = ("prompt", "picture_prompt", "change")
"""Roles of the arguments that say what is to be made."""
PHRASE = regex(
    r"(?:\b(?:an?|one|two|three|four|five|some|another|\d+)\s+|^(?:(?:please|write|draft|compose|tell|make)\s+)+"
    r"(?:(?:me|us|up)\s+)?(?!(?:each|every|all|both|the|this|that|these|it|them|my|our)\b))(?P<thing>(?:[\w'’-]+,?\s+){0,4}?[\w'’-]+)(?=\s+(?:for|to|about|on|of|from|in|with|based|that"
    r"|which|who|by|as|at|under|between|without|using|inviting|asking|telling|saying|out|against|after|like|and|so)\b"
    r"|[^\w\s'’-]|\s*$)",
    re.I,
)
"""A thing that is ordered, up to what is said of it."""
LONGEST = 300
"""So much of an order is read: the thing is named in its beginning."""


def called_for(words: Iterable[str], places: Sequence[int], nodes: Sequence[Node]) -> int | None:
    """The newest of these calls that was to make a thing of such a name.

    >>> from agents.plans import Offer
    >>> write = Offer("generate_text", "", {"say": {"role": "prompt"}}, makes="text/plain")
    >>> nodes = [Node(write, "", {"say": f"Write {thing}"}) for thing in ("a sad poem about rain", "two short blurbs")]
    >>> called_for(["poem"], (0, 1), nodes), called_for(["blurb"], (0, 1), nodes), called_for(["rain"], (0, 1), nodes)
    (0, 1, None)
    """
    said = {_one(word) for word in words}
    return next((place for place in reversed(places) if said and not said.isdisjoint(_things(nodes[place]))), None)


def _things(node: Node) -> set[str]:
    """The names of the things that a call is to make."""
    roles = node.offer.roles()
    orders = (str(node.values.get(roles[role], ""))[:LONGEST] for role in ORDERED if role in roles)
    found = (PHRASE.search(order) or re.match(r"(?P<thing>.*)", order) for order in orders)
    return {_one(match["thing"].split()[-1]) for match in found if match and match["thing"].strip()}


def _one(word: str) -> str:
    """
    >>> _one("Stories"), _one("blurbs"), _one("press")
    ('story', 'blurb', 'press')
    """
    small = word.lower()
    if small.endswith("ies"):
        return f"{small[:-3]}y"
    return small if small.endswith("ss") else small.removesuffix("s")
