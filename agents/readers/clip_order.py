"""In which order videos are put one after another, where the words name another order than they do."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from runtime.regex import regex

PLACE = (
    r"^\W*(?:(?:comes?|coming|goes|going|is|being|to be|should (?:come|go|be)|the)\s+)?(?:the )?(?:{})"
    r"(?=\s*(?:$|[,.;:)]|(?:and|then|please)\b))"
)
FIRST = regex(PLACE.format(r"first|in front(?! of)|at the (?:very )?(?:beginning|start|front)"), re.I)
LAST = regex(PLACE.format(r"last|at the (?:very )?(?:end|back)"), re.I)
OPENS = regex(r"\b(?:start|begin|open|lead)\w*\s+(?:off\s+)?with\s+(?:the\s+\w+\s+)?$", re.I)
CLOSES = regex(r"\b(?:(?:end|finish|clos|conclud)\w*\s+(?:off\s+)?with|finally|lastly)[\s,]+(?:the\s+\w+\s+)?$", re.I)
"""What stands behind, or before, the video that is to come first or last."""
BEHIND = regex(
    r"\b(?:append|attach|add|tack|stick|stitch|put|splice|place|hang|join|glue|comes?|goes|go|belongs?|follows)\w*\b[^;]{0,200}?"
    r"\b(?:(?:on )?to|onto|after|behind|follows|at)\s+(?:(?:the (?:very )?end of|right|directly)\s+)?(?:the \w+\s+)?$",
    re.I,
)
AT_FRONT = regex(r"\b(?:prepend\w*|before|ahead of|(?:start|beginning|front) of)\b[^;]{0,60}$", re.I)
LISTED = regex(r"\b(?:order|sequence)\b(?: (?:is|should be|of play))?\W*(.+)$", re.I)
REVERSED = regex(
    r"\b(?:in )?(?:the )?(?:reversed?|opposite|backwards?) order\b|\bthe other way (?:a?round)\b|\breverse the order\b",
    re.I,
)
POINTED = regex(
    r"\b(?:it|them|that|this|those|these|(?:the|that|this|both|all|those) (?:\w+ )?"
    r"(?:clips?|pieces?|cuts?|excerpts?|results?|parts?|"
    r"ones?|videos?|films?))\b",
    re.I,
)
"""How a video is spoken of that has no name yet."""
NEAR = 40
"""Characters before a name that are looked at."""
NUMBERED = regex(
    r"\b(?:order(?:ed)?|sort(?:ed)?|sequence)\s+(?:of|by)\s+(?:their |the )?(?:numbers?|names?|file ?names?)\b"
    r"|\b(?:numerical|alphabetical|numeric)(?:ly)?\b",
    re.I,
)


def in_order(clause: Clause) -> list[str] | None:
    """The videos that are put one after another, where the words name another order than they do.

    >>> in_order(Clause("append b-1 to the end of a-1", "", files=("b-1", "a-1")))
    ['a-1', 'b-1']
    >>> in_order(Clause("join a-1, b-1 and c-1, with c-1 first", "", files=("a-1", "b-1", "c-1")))
    ['c-1', 'a-1', 'b-1']
    >>> in_order(Clause("join a-1 and b-1 in the order b, a", "", files=("a-1", "b-1")))
    ['b-1', 'a-1']
    >>> in_order(Clause("join half1-1 and half2-1, first half first", "", files=("half1-1", "half2-1"))) is None
    True
    """
    files = list(clause.files)
    if len(files) < 2:
        return None
    ordered = _said_outright(*_named(files, clause.text))
    return ordered if ordered != files else None


def _named(files: list[str], said: str) -> tuple[list[str], str]:
    """In the order in which they are spoken of, the one that is only pointed at by its name too.

    >>> _named(["intro-1", "cut-2"], "put it behind intro-1")
    (['cut-2', 'intro-1'], 'put cut-2 behind intro-1')
    """
    unnamed = [name for name in files if not _spoken(name).search(said)]
    pointed = POINTED.search(said) if len(unnamed) == 1 else None
    if pointed is None:
        return files, said
    said = f"{said[: pointed.start()]}{unnamed[0]}{said[pointed.end() :]}"
    return sorted(files, key=lambda name: found.start() if (found := _spoken(name).search(said)) else len(said)), said


def _said_outright(files: list[str], said: str) -> list[str]:
    if REVERSED.search(said):
        return files[::-1]
    if NUMBERED.search(said):
        return sorted(files, key=lambda name: [int(one) if one.isdigit() else one for one in re.split(r"(\d+)", name)])
    listed = LISTED.search(said)
    places = [found.start() if (found := _spoken(name).search(listed[1])) else -1 for name in files] if listed else [-1]
    if min(places) >= 0:
        return [name for _, name in sorted(zip(places, files, strict=True))]
    before = said.rpartition(files[-1])[0]
    if BEHIND.search(before) and not AT_FRONT.search(before):
        return [files[-1], *files[:-1]]
    return sorted(files, key=lambda name: _place(name, said))


def _spoken(name: str) -> re.Pattern[str]:
    """A file is spoken of without its number too."""
    return regex(r"\b" + re.sub(r"\W+", r"[\\W_]+", re.sub(r"-\d+$", "", name)) + r"\b(?:-\d+)?", re.I)


def _place(name: str, said: str) -> int:
    """-1 for what is to come first, 1 for what is to come last."""
    found = list(_spoken(name).finditer(said))
    behind = said[found[-1].end() :] if found else said
    befores = [said[max(0, one.start() - NEAR) : one.start()] for one in found]
    if FIRST.match(behind) or any(OPENS.search(before) for before in befores):
        return -1
    return 1 if LAST.match(behind) or any(CLOSES.search(before) for before in befores) else 0
