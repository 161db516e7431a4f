"""The cues that tools declare, found in a clause: words that all but name a tool, as regular expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, reduce

from agents.parsing.clauses import Clause
from agents.plans import Offer

CAPITAL = re.compile(r"\\.|[A-Z]", re.S)
"""A capital letter in a pattern, or what is escaped there, which is left as it is."""
PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.S)
"""What a pattern is made of, as far as its brackets and bars go: an escape, a set, a bracket, a bar, other signs."""


def cue_in(clause: Clause, offer: Offer) -> str:
    """The words of a clause in which a cue of the tool stands; empty where none does."""
    return cue_found(_said(clause), offer) if offer.cues else ""


def tools_cued(clauses: Iterable[Clause], offers: Sequence[Offer]) -> list[list[bool]]:
    """For each tool, in which clauses a cue of it stands: tool after tool, so that its pattern stays at hand."""
    said = [_said(clause).lower() for clause in clauses]
    none = [False] * len(said)
    return [list(map(bool, map(any_of(offer.cues), said))) if offer.cues else none for offer in offers]


def _said(clause: Clause) -> str:
    each = f" on each {clause.each.removesuffix('s')}" if clause.each else ""
    return f"{clause.masked.rstrip(' ?.')}{each}" if each else clause.masked


@lru_cache(maxsize=1 << 12)
def cue_found(said: str, offer: Offer) -> str:
    """The same, of the words. Remembered, since a clause is asked about more than once."""
    small = said.lower()
    match = any_of(offer.cues)(small)
    return (said if len(small) == len(said) else small)[match.start() : match.end()] if match else ""


Look = Callable[[str], re.Match[str] | None]


@cache
def any_of(cues: tuple[str, ...]) -> Look:
    """Finds one of them in text in small letters: in half the time that `re.I` takes.

    What several begin with is looked for once for all of these, and what stands at the beginning only there.
    """
    each = [part for cue in cues for part in alternatives(_in_small_letters(cue))]
    starts = [part.removeprefix("^") for part in each if part.startswith("^")]
    words = [part.removeprefix(r"\b") for part in each if part.startswith(r"\b")]
    others = [part for part in each if not part.startswith(("^", r"\b"))]
    looks: list[Look] = []
    if words:
        looks.append(re.compile(rf"\b(?:{'|'.join(words)})").search)
    if starts:
        looks.append(re.compile("|".join(starts)).match)
    if others:
        looks.append(re.compile("|".join(others)).search)
    return reduce(_either, looks)


def _either(one: Look, other: Look) -> Look:
    return lambda said: one(said) or other(said)


def _in_small_letters(cue: str) -> str:
    return CAPITAL.sub(lambda one: one[0].lower() if len(one[0]) == 1 else one[0], cue)


def alternatives(pattern: str) -> list[str]:
    r"""What stands between the bars of a regular expression that are in no bracket.

    >>> alternatives(r"\b(cut|trim) it|^crop[|(]|\|")
    ['\\b(cut|trim) it', '^crop[|(]', '\\|']
    """
    found, depth = [""], 0
    for part in PART.findall(pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            found.append("")
        else:
            found[-1] += part
    return found


def called(clause: Clause, offer: Offer) -> bool:
    """Whether the clause calls the tool by its name: 'use clean_text', 'with summarize'."""
    return offer.name in clause.masked and bool(_calls(offer.name).search(clause.masked))


@cache
def _calls(name: str) -> re.Pattern[str]:
    before = "" if "_" in name else r"(?:with|use|using|run|call)\s+(?:the\s+)?(?:tool\s+)?"
    return re.compile(rf"(?<!\w){before}{name}(?!\w)")


@cache
def compiled(cues: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue, re.I) for cue in cues)
