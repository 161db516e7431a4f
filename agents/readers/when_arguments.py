"""When what is looked for was said or given, and whether it was a note, an answer or a step. Read from a clause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from agents.parsing.clauses import Clause
from agents.readers.spoken_numbers import NUMBER
from runtime.regex import regex

MONTHS = "january february march april may june july august september october november december".split()
MONTH = "(?:" + "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r")\.?"
ISO = r"(\d{4}-\d{2}-\d{2})"
DAY = (
    rf"(?:the\s+)?({ISO[1:-1]}|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTH},?\s+\d{{4}}|"
    rf"{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|{MONTH},?\s+\d{{4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}})"
)
ONWARDS = r"\s+(?:on(?:wards?)?|(?:or|and) (?:later|after|newer|since)|(?:un)?till? now)\b"
WHAT_CAME = (
    r"(?:\b(?:only|just)\s+)?(?:\b(?:in|among|from|of|through|with|search)\s+)?(?:(?:the|those|all|any|only|just)\s+){0,4}"
    r"(?:(?:documents?|files?|ones?|papers|uploads|anything|what|that|which|I|we|you|was|were|got|have|has|had|been|are)\s+){0,4}"
)
CAME = rf"{WHAT_CAME}\b(?:added|given|uploaded|handed in|put in|came(?: in)?|in|received|arrived|filed|saved|shared)\s+"
SINCE = (
    regex(
        rf"[,.;]?\s{{0,2}}(?:\b(?:only|just)\s+)?(?:{CAME})?"
        rf"\b(?:since|as of|no earlier than|not (?:before|older than)|newer than|"
        rf"on or after|starting(?: from| on| at)?)\s+{DAY}"
        rf"(?:{ONWARDS})?",
        re.I,
    ),
    regex(rf",?\s{{0,2}}(?:{CAME})?\b(?:(?:from|after|on|later than)\s+)?{DAY}{ONWARDS}", re.I),
    regex(rf",?\s{{0,2}}{CAME}(?:after|on|from|later than)\s+{DAY}", re.I),
    regex(rf",?\s{{0,2}}\b(?:only\s+)?(?:from|after|later than)\s+{ISO}", re.I),
)

MEMORIES = {
    "note": r"notes?",
    "answer": r"answers?|replies",
    "step": r"steps?|(?:tool )?(?:outputs?|calls?)|tool results?",
}
"""As `recall` calls what it finds."""
MEMORY = f"({'|'.join(MEMORIES.values())})"
MEMORY_KIND = (
    regex(
        rf",?\s{{0,2}}\b(?:and\s+)?(?:only|just|solely|nothing but|kinds?\s*[:=]?|of (?:the )?kind)\s+"
        rf"(?:(?:for|in|the|its|my|our|your|earlier|past|of)\s+){{0,4}}{MEMORY}\b",
        re.I,
    ),
    regex(rf",?\s{{0,2}}\b{MEMORY}\s+(?:only|alone)\b", re.I),
)
MEMORIES_SOUGHT = regex(
    r"\b(?:for|find|recall|fetch|get|list|show(?: me)?|give(?: me)?|pull up|"
    r"look (?:up|through|at)|go (?:back )?(?:through|over)|read|see|dig (?:up|out)|bring up|search|among)\s+"
    rf"(?:(?:up to|at most|the|our|my|your|all|any|only|best|top|earlier|past|old|{NUMBER})\s+){{0,4}}"
    r"(notes|answers|steps)\b",
    re.I,
)
"""'Look for answers': these alone, though the words stay."""
SESSIONS = regex(
    r",?\s{0,2}\b(?:(?:in|from|during|across|over|through|of|out of|within)\s+){0,4}"
    r"(?:(?:our|my|the|your|all|of|an?)\s+){0,4}"
    r"(?:earlier|previous|past|former|old(?:er)?|other|last|prior|recent|this|any|another|some|current)\s+"
    r"(?:(?:other|earlier|previous|past)\s+)?(?:sessions?|conversations?|chats?)\b",
    re.I,
)
BEFORE = regex(
    r"\b(?:we|I|you|us)\b.*?(,?\s+(?:last (?:week|month|year|time)|the other day|yesterday|earlier|so far))\W*$", re.I
)
"""When it was said, where it is what one of us said."""


def plain(clause: Clause) -> str:
    """What was said, with one space between words."""
    return " ".join(clause.text.split())


def first_said(patterns: tuple[re.Pattern[str], ...], said: str) -> str | None:
    """The first group that found something, of the first pattern that did."""
    match = next((match for pattern in patterns if (match := pattern.search(said))), None)
    return next(filter(None, match.groups()), None) if match else None


def of_days(said: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of days: none where no year stands, since looking for them takes long."""
    return SINCE if re.search(r"\d{4}", said) else ()


def called(names: Mapping[str, str], said: str | None) -> str | None:
    """The name of what is called so, one or many."""
    return next((name for name, words in names.items() if said and re.fullmatch(rf"(?:{words})s?", said, re.I)), None)


def memory_kind(clause: Clause) -> str | None:
    """
    >>> memory_kind(Clause("only answers, please", "")), memory_kind(Clause("what was the answer?", ""))
    ('answer', None)
    """
    sought = MEMORIES_SOUGHT.search(plain(clause))
    return called(
        MEMORIES, first_said(MEMORY_KIND, plain(clause)) or (sought[sought.lastindex or 0] if sought else None)
    )


def since(clause: Clause) -> str | None:
    """A day, as ISO 8601 writes it.

    >>> since(Clause("from 1 February 2027 on", "")), since(Clause("what came in after March 3, 2027", ""))
    ('2027-02-01', '2027-03-03')
    """
    said = first_said(of_days(clause.text), plain(clause))
    return _iso(said) if said else None


def _iso(said: str) -> str | None:
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    month = next((n for n, name in enumerate(MONTHS, 1) if re.search(rf"\b{name[:3]}", said, re.I)), 0)
    if not month:
        year, month, day = numbers if "-" in said else reversed(numbers)
    else:
        year, day = numbers[-1], numbers[0] if len(numbers) > 1 else 1
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
