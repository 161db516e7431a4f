"""'I've drawn a mask, m.png, for p.png. Where it is white I'd like a crown': which file the mask is, told beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from agents.parsing.clauses import SPOKEN, Clause
from runtime.regex import regex

SPOT = r"(?:part|area|bit|region|patch|spot|pixel|blob|shape)s?"
WISHED = (
    r"(?:(?:i|we)(?:['’]d| would)? (?:like|want|need|love)(?: you to)?|there should be|(?:please )?"
    r"(?:paint|put|draw|place|add|set)(?: in)?)"
)
IN_WHITE = regex(
    r"(?:(?:where(?:ver)?|in the places? where) (?:it|that|the mask|M) ?(?:is|['’]s) white|(?:(?:in|into|inside|on) )?"
    rf"(?:the |its )?white {SPOT}(?: (?:of|in|on) (?:M|the mask|it))?(?:,? (?:is|are|marks?|shows?|says) where)?),?"
    rf"(?: {WISHED})+ (?P<what>.+?)(?: (?:to be )?(?:painted|put|drawn|filled|placed)(?: in)?)?(?: there)?",
    re.I,
)
"""What is wished where the mask, M, is white."""


ORDERS = regex(
    r"\b(?:paint|put|draw|place|add|set|replace|fill|make|want|like|need|love|swap|change|turn|inpaint|repaint"
    r"|there should be|use)\b",
    re.I,
)
"""Words of an order or a wish: a clause that has none only tells."""


def with_masks_told(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses, where one only tells which file the mask is, or where it is white, with the mask named in the order.

    >>> told = Clause("m-1 is the mask for p-1", "the picture is the mask for the picture", (), ("m-1", "p-1"))
    >>> asked = Clause("Where it is white I want a pond", "Where it is white I want a pond")
    >>> [one.text for one in with_masks_told([told, asked])]
    ['paint a pond inside the mask m-1 of p-1']
    """
    done: list[Clause] = []
    told: tuple[str, str] | None = None
    for clause, behind in zip_longest(clauses, clauses[1:]):
        names = _mask_of(clause) if "mask" in clause.text or "white" in clause.text else None
        if told:
            clause, told = _named(clause, told) or _with(clause, told, _inside(clause, told)), None
        elif names and behind and not ORDERS.search(clause.masked) and (of := _worked_on(names, behind)):
            told = (names[0], of)
            continue
        elif names and names[1]:
            clause = _named(clause, names) or clause
        done.append(clause)
    return tuple(done)


def _worked_on(names: tuple[str, str], behind: Clause) -> str:
    """The picture that the next clause orders something for; empty where it does not."""
    mask, of = names
    others = [name for name in behind.files if name != mask]
    if behind.condition or behind.text.rstrip().endswith("?") or not ORDERS.search(behind.masked) or len(others) > 1:
        return ""
    return (others[0] if others else of) if not others or of in ("", others[0]) else ""


def _mask_of(clause: Clause) -> tuple[str, str] | None:
    """The file that is called a mask, and the other; the other is empty where there is none."""
    if not 0 < len(clause.files) < 3:
        return None
    for mask in clause.files:
        name = re.escape(mask)
        said = (
            rf"\b{name},? (?:is|['’]s) (?:the|a|my|its) mask\b|\b{name} as (?:a|the|its) mask\b"
            rf"|\bmask(?: (?:for|of|over|on|to) \S+?)?,?(?: (?:it['’]s|it is|that['’]s|called|named|is|in))?,? {name}\b"
            rf"|\bwhite {SPOT} (?:of|in|on) {name}\b|\bwhere(?:ver)? {name} is white"
        )
        if re.search(said, clause.text, re.I):
            return mask, next((other for other in clause.files if other != mask), "")
    return None


def _inside(clause: Clause, names: tuple[str, str]) -> str:
    said = re.sub(rf",? (?:in|into|of|on|over) {re.escape(names[1])}(?=\W*$)", "", clause.text)
    return f"{said}, inside the mask {{}} of {{}}"


def _named(clause: Clause, names: tuple[str, str]) -> Clause | None:
    """The order for what is wished where the mask is white; None where nothing is."""
    mask, of = names
    said = re.sub(rf"\b{re.escape(mask)}\b", "M", clause.text)
    said = re.sub(rf",? (?:in|into|of|on|over) {re.escape(of)}(?=\W*$)", "", said).strip(" .!")
    wished = IN_WHITE.fullmatch(said.rpartition(": ")[2])
    return _with(clause, names, f"paint {wished['what']} inside the mask {{}} of {{}}") if wished else None


def _with(clause: Clause, names: tuple[str, str], said: str) -> Clause:
    shown = SPOKEN["picture"]
    return replace(clause, text=said.format(*names), masked=said.format(shown, shown), files=names)
