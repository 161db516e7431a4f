"""Moments and stretches of time in people's words → seconds: 'its first half minute', 'from 1:10 on', 'seconds 3 to 8'.

What is said is first written plainly, each moment as `<seconds>`; the patterns that tell a beginning from an end read
that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from agents.clauses import Clause
from agents.sound_arguments import NUMBER, seconds
from runtime.records import Json

ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
).split()
VALUES = {word: number for number, word in enumerate(ONES, 1)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
RANKS = {word: number for number, word in enumerate(ORDINALS, 3)}
SPOKEN = re.compile(rf"\b(?:({'|'.join(TENS)})(?:[ -]({'|'.join(ONES[:9])}))?|({'|'.join(ONES)}))\b", re.I)
RANKED = re.compile(rf"\b({'|'.join(ORDINALS)})\b", re.I)

UNIT = r"(?:hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\b"
LONG = r"(?:hours?|hrs?|h|minutes?|mins?|m)\b"
RANK = r"(?:st|nd|rd|th)\b"
CALLED = r"(?:seconds?|secs?|minutes?|mins?|hours?)"
THROUGH = r"(?:\s*(?:->|[-–—→])\s*|,?\s+(?:in\s+|on\s+)?(?:up\s+to|to|until|till?|through|thru)\s+(?:the\s+)?)"
OTHERWISE = r"(?!\s*(?:[.:]\d|k?hz|lufs|lkfs|lu\b|db\b|x\b|times|fps|px|pixels?|%|frames?|st\b|nd\b|rd\b|th\b))"
"""What must not stand behind a number for it to be one of seconds."""

ALONE = r"(?=\s*(?:$|[,;)]|\.(?!\d)|(?:to|and)\b))"
"""What stands behind a number that has no unit."""

PLAINLY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        (rf"\b(?:the\s+)?(\d+){RANK}(?=\s+{UNIT}|(?:{THROUGH}|\s+and\s+)(?:the\s+)?\d+{RANK}\s+{UNIT})", r"\1"),
        (rf"\b(?:an?\s+)?quarter\s+of\s+an?\s+({UNIT})", r"0.25 \1"),
        (rf"\b(?:an?|1)\s+({UNIT})\s+and\s+a\s+half\b", r"1.5 \1"),
        (r"\b(\d+)\s+and\s+a\s+half\b", r"\1.5"),
        (rf"\bhalf\s+(?:an?\s+)?({UNIT})", r"0.5 \1"),
        (rf"\bfirst\s+({UNIT})", r"first 1 \1"),
        (r"\ba\s+minute\b", "1 minute"),
        (r"\b(\d+)\s*(?:hours?|hrs?|h)\s*(?:and\s+)?(\d{1,2})\s*(?:minutes?|mins?|m)\b", r"\1:\2:00"),
        (r"\bthe\s+second\s+(minute|hour)\b", r"2 \1"),
        (r"\b(\d+)m(\d{1,2})s?\b", r"\1 min \2 s"),
        (rf"\b({CALLED})\s+{NUMBER}({THROUGH}){NUMBER}\b(?!\s*{UNIT})", r"\2 \1\3\4 \1"),
        (rf"\bbetween\s+({CALLED})\s+{NUMBER}\s+and\s+{NUMBER}\b(?!\s*{UNIT})", r"between \2 \1 and \3 \1"),
        (rf"(?<![\d:.]){NUMBER}({THROUGH}){NUMBER}(\s*{UNIT})", r"\1\4\2\3\4"),
        (rf"\bbetween\s+{NUMBER}\s+and\s+{NUMBER}(\s*{UNIT})", r"between \1\3 and \2\3"),
        (rf"\bfrom\s+{NUMBER}({THROUGH}){NUMBER}\b{OTHERWISE}", r"from \1 s\2\3 s"),
        (rf"\bbetween\s+{NUMBER}\s+and\s+{NUMBER}\b{OTHERWISE}", r"between \1 s and \2 s"),
        (rf"\b((?:start|begin|end|stop|finish)\w*(?:\s+at)?[\s=]+|(?:in|out)\s+point\s+|(?:ss|to)=){NUMBER}{ALONE}",
         r"\1\2 s"),
    )
)  # fmt: skip
"""Ways to say numbers and moments → the plainest one, in turn: a number with its unit."""
MOMENT = re.compile(
    rf"(?<![\d:.])(\d+:(?:\d{{1,2}}:)?\d{{2}}(?:\.\d+)?)(?![\d:])(?:\s*(?:min(?:utes?)?|h)\b)?"
    rf"|(?<![\d.]){NUMBER}[ -]*({LONG})(?:(?:\s+and)?\s*(\d{{1,2}}(?:\.\d+)?)\b(?!\s*{LONG}|[:.]\d)(?:\s*{UNIT})?)?"
    rf"|(?<![\d.]){NUMBER}[ -]*({UNIT})"
    rf"|(?<![\w-])(?<!\d )({CALLED})\s+{NUMBER}\b(?!\s*{UNIT})",
    re.I,
)


def digits(said: str) -> str:
    """With numbers in figures.

    >>> digits("the first thirty-five seconds of ten"), digits("up to the twelfth second")
    ('the first 35 seconds of 10', 'up to the 12th second')
    """
    said = SPOKEN.sub(lambda found: str(sum(VALUES[word.lower()] for word in found.groups() if word)), said)
    return RANKED.sub(lambda found: f"{RANKS[found[1].lower()]}th", said)


@lru_cache(maxsize=256)
def timed(said: str) -> str:
    """
    >>> timed("seconds 15 to 48, then 1 minute 10"), timed("between two and three minutes")
    ('<15> to <48>, then <70>', 'between <120> and <180>')
    >>> timed("the 25-second mark at 0:25"), timed("its first half minute"), timed("from 8 to 16 kHz")
    ('the <25> mark at <25>', 'its first <30>', 'from 8 to 16 kHz')
    """
    said = digits(said)
    for pattern, plain in PLAINLY:
        said = pattern.sub(plain, said)
    return MOMENT.sub(lambda found: f"<{_seconds(found):.9g}>", said)


def _seconds(found: re.Match[str]) -> float:
    clock, long, unit, more, short, its_unit, called, behind = found.groups()
    if clock:
        whole, _, part = clock.partition(".")
        return seconds(whole) + float(f"0.{part or 0}")
    if long:
        return seconds(f"{long} {unit}") + (float(more) * (60 if unit[0] in "hH" else 1) if more else 0.0)
    return seconds(f"{short or behind} {its_unit or called}")


AT = r"(?:the\s+)?<([\d.]+)>"
RANGE = re.compile(rf"<([\d.]+)>{THROUGH}{AT}|\bbetween\s+{AT}\s+and\s+{AT}", re.I)
LEADING = r"(?:first|front|opening|initial)"
AWAY = (
    r"\b(?:drop|remov\w+|los(?:e|ing)|lop\w*|shav\w+|skip\w*|delet\w+|discard\w*|get(?:ting)?\s+rid\s+of|leav\w+\s+out|"
    r"without(?=\s+(?:the|its)\s+(?:first|opening|initial))|(?:cut|chop|snip|strip|clip|take|throw|trim)\w*\s+"
    r"(?:(?!and\b|from\b)[\w']+\s+){0,4}?(?:off|away)\b(?!\s+at))"
)
"""Words for what is not to be kept."""
WHAT = r"(?:(?!\b(?:keep|silen\w+|nois\w+|sav(?:e|ing))\b)[^;<]){0,120}?"
"""What goes between such a word and its moment."""
WORDS = r"(?:(?!(?:with|and|to|until|till?|up|from|for|in)\b)[\w']+\s+){0,3}?"
STARTS = (
    re.compile(rf"{AWAY}{WHAT}\b(?:{LEADING}|before|up\s+to|until|till)\s+{AT}", re.I),
    re.compile(rf"\b{LEADING}\s+{AT}\s+(?:of\s+it\s+)?(?:off|away)\b", re.I),
    re.compile(rf"{AT}\s+off\s+(?:the|its)\s+(?:start|beginning|front)\b", re.I),
    re.compile(rf"\b(?:start|begin)\w*\s+{WORDS}{AT}|\b(?:in\s+point\s+|ss=){AT}", re.I),
)
"""How a beginning is named outright: what is before it goes, or what is kept starts there."""
ENDS = (
    re.compile(rf"{AWAY}{WHAT}\b(?:after|past|from)\s+{AT}", re.I),
    re.compile(rf"\b(?:end|stop|finish)\w*\s+{WORDS}{AT}|\bout\s+point\s+{AT}", re.I),
    re.compile(rf"\b(?:cut|trim|truncate|off)\b[^,;<]{{0,80}}?\bat\s+{AT}", re.I),
)
MIDDLE = re.compile(rf"{AWAY}{WHAT}(?:{RANGE.pattern})", re.I)
"""What is to go lies in the middle: that is no stretch to be kept."""
AFTER = re.compile(rf"\b(?:after|past)\s+{AT}", re.I)
FROM = re.compile(rf"\b(?:from|after|since|past)\s+{AT}", re.I)
UNTIL = re.compile(rf"\b(?:(?:before|until|till?|up\s+to|to)\s+|to=){AT}|\b{LEADING}\s+{AT}", re.I)
LASTING = re.compile(
    rf"\b(?:for|at\s+most|(?:no|not)\s+(?:more|longer)\s+than|not\s+exceeding|under|the\s+(?:next|following))\s+{AT}"
    rf"|\bonly\s+{AT}\s+of\b"
    rf"|\ban?\s+(?:\w+\s+)?{AT}\s+(?:\w+\s+)?(?:excerpt|extract|clip|piece|part|bit|gif|loop|preview|teaser|snippet|"
    rf"sample|version|cut|mp[34]|wav)\b|{AT}\s+(?:long|at\s+most|max\w*|from\s+the\s+(?:beginning|start)|(?=(?:from|after)\s+<))",
    re.I,
)
"""How long it lasts, rather than where it ends."""
FADES = re.compile(
    rf"\bfad(?:e|es|ed|ing)\b(?:(?!\b(?:keep|cut|trim|from)\b)[^,;<]){{0,80}}{AT}(?:\s+and\s+(?:in|out)\s+(?:\w+\s+)?{AT})?"
    rf"|{AT}(?:\s+(?:of|long))?[ -]fad\w+",
    re.I,
)


def stretch(clause: Clause) -> tuple[float | None, float | None]:
    """From which second to which; None where it is not said.

    >>> said = "cut it from 0:10 to 0:30", "keep the first 2 minutes", "drop the first ten seconds", "end it at 1:05"
    >>> [stretch(Clause(one, "")) for one in said]
    [(10.0, 30.0), (None, 120.0), (10.0, None), (None, 65.0)]
    >>> stretch(Clause("a 20-second excerpt starting at 3 minutes", "")), stretch(Clause("convert it from 8 kHz", ""))
    ((180.0, 200.0), (None, None))
    """
    said = FADES.sub("", timed(clause.masked or clause.text))
    if MIDDLE.search(said):
        return None, None
    if match := RANGE.search(said):
        first, last = filter(None, match.groups())
        return float(first), float(last)
    start, said = _taken(said, *STARTS)
    end, said = _taken(said, *ENDS)
    if start is not None and end is None:
        end, said = _taken(said, AFTER)
    lasting, said = _taken(said, LASTING)
    if start is None:
        start, said = _taken(said, FROM)
    if end is None:
        end = _taken(said, UNTIL)[0] if lasting is None else (start or 0.0) + lasting
    return start, end


def _taken(said: str, *patterns: re.Pattern[str]) -> tuple[float | None, str]:
    """The moment that the first of the patterns to find one finds, and what is left of the words."""
    found = next((match for pattern in patterns if (match := pattern.search(said))), None)
    if found is None:
        return None, said
    return float(next(filter(None, found.groups()))), said[: found.start()] + said[found.end() :]


TIMES: Mapping[str, Callable[[Clause], Json]] = {
    "start": lambda clause: stretch(clause)[0],
    "end": lambda clause: stretch(clause)[1],
}
"""By role: the value, None where the clause gives none."""
