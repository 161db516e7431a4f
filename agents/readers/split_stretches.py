"""'Split it at 10:00' and 'remove 1:00 to 2:00 from it': the stretches that are left on both sides of what goes."""

from __future__ import annotations

import re
from itertools import pairwise

from agents.readers.stretches import MIDDLE
from runtime.regex import regex

VERB = r"(?:split|divide|slice|chop|break|cut|separate)\w*"
PARTS = (
    r"(?:(?:in|into)\s+(?:\w+\s+)?(?:two|three|four|five|\d|pieces|parts|halves|videos|clips|files|sections|bits)\b)"
)
AT = (
    r"(?:at|after|right at)\s+(?:the\s+)?<[\d.]+>"
    r"(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:(?:at|after)\s+)?(?:the\s+)?<[\d.]+>){0,20}"
)
SPLIT = (
    regex(rf"\b(?:split|divide|slice|break)\w*\b[^.;<]{{0,80}}?\b(?P<at>{AT})", re.I),
    regex(rf"\b{VERB}\b[^.;<]{{0,80}}?{PARTS}[^.;<]{{0,40}}?\b(?P<at>{AT})", re.I),
    regex(rf"\b{VERB}\b[^.;<]{{0,80}}?\b(?P<at>{AT})[^.;<]{{0,20}}?\b{PARTS}", re.I),
)
MARK = regex(r"<([\d.]+)>")


def sides(said: str) -> list[str]:
    """Each stretch in words, moments being written as `<seconds>`; none where nothing is split or taken out.

    >>> sides("split it at <600>"), sides("remove <60> to <120> from it")
    (['keep it up to 600 s', 'keep it from 600 s on'], ['keep it up to 60 s', 'keep it from 120 s on'])
    >>> sides("cut it in three parts at <60> and <90>"), sides("cut it at <60>")
    (['keep it up to 60 s', 'keep it from 60 s to 90 s', 'keep it from 90 s on'], [])
    """
    if taken_out(said):
        middle = MIDDLE.search(said)
        marks = MARK.findall(middle[0])[-2:] if middle else []
        return [f"keep it up to {marks[0]} s", f"keep it from {marks[1]} s on"] if len(marks) == 2 else []
    found = next(filter(None, (pattern.search(said) for pattern in SPLIT)), None)
    marks = MARK.findall(found["at"]) if found else []
    between = [f"keep it from {one} s to {other} s" for one, other in pairwise(marks)]
    return [f"keep it up to {marks[0]} s", *between, f"keep it from {marks[-1]} s on"] if marks else []


def taken_out(said: str) -> bool:
    """Whether something goes from the middle, so that what is left on both sides is one again."""
    return bool(MIDDLE.search(said)) and "keep" not in said.lower()
