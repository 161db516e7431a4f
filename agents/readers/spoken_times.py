"""Moments in people's words → seconds: 'one minute ten', 'the 25-second mark', 'a quarter of an hour'."""

from __future__ import annotations

import re
from functools import lru_cache

from agents.readers.sound_arguments import NUMBER, seconds
from agents.readers.spoken_figures import ONES, TENS, VALUES
from runtime.regex import regex

ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
).split()
RANKS = {word: number for number, word in enumerate(ORDINALS, 3)}
SPOKEN = regex(rf"\b(?:({'|'.join(TENS)})(?:[ -]({'|'.join(ONES[:9])}))?|({'|'.join(ONES)}))\b", re.I)
RANKED = regex(rf"\b({'|'.join(ORDINALS)})\b", re.I)

UNIT = r"(?:hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\b"
LONG = r"(?:hours?|hrs?|h|minutes?|mins?|m)\b"
RANK = r"(?:st|nd|rd|th)\b"
CALLED = r"(?:seconds?|secs?|minutes?|mins?|hours?)"
THROUGH = (
    r"(?:\s*(?:->|[-–—→])\s*|,?\s+(?:(?:in|on|and)\s+)?(?:(?:up\s+)?(?:to|until|till?)|through|thru|as\s+far\s+as)\s+"
    r"(?:the\s+)?)"
)
OTHERWISE = r"(?!\s*(?:[.:]\d|k?hz|lufs|lkfs|lu\b|db\b|x\b|times|fps|px|pixels?|%|frames?|st\b|nd\b|rd\b|th\b))"
"""What must not stand behind a number for it to be one of seconds."""

ALONE = r"(?=\s*(?:$|[,;)]|\.(?!\d)|(?:to|and|until|end\w*|stop\w*|out)\b))"
"""What stands behind a number that has no unit."""

UNSPLIT = r"(?<!\d minute )(?<!\d minutes )(?<!\d min )(?<!\d hour )(?<!\d hours )(?<!\d h )"
"""What must not stand before a number that borrows its unit: the 12 of '1 minute 12 to 1 minute 18'."""

HOURS = r"\b(\d+)\s*(?:hours?|hrs?|h),?\s*(?:and\s+)?"
MINUTES = r"(\d{1,2})\s*(?:minutes?|mins?|m)"

PLAINLY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (regex(pattern, re.I), plain)
    for pattern, plain in (
        (rf"\b(?:the\s+)?(\d+){RANK}\s+({UNIT})({THROUGH})(\d+){RANK}(?!\s*{UNIT})", r"\1 \2\3\4 \2"),
        (rf"\b(?:the\s+)?(\d+){RANK}(?=\s+{UNIT}|(?:{THROUGH}|\s+and\s+)(?:the\s+)?\d+{RANK}\s+{UNIT})", r"\1"),
        (rf"\b3[ -]quarters\s+of\s+an?\s+({UNIT})", r"0.75 \1"),
        (rf"\b(?:an?\s+|1\s+)?quarter\s+(?:of\s+an?\s+)?({UNIT})", r"0.25 \1"),
        (rf"\b(?:first|opening|initial)\s+({UNIT})", r"first 1 \1"),
        (rf"\b(?:an?|1)\s+({UNIT})\s+and\s+a\s+half\b", r"1.5 \1"),
        (r"\b(\d+)[\s-]+and[\s-]+a[\s-]+half\b", r"\1.5"),
        (rf"\bhalf\s+(?:an?\s+)?({UNIT})", r"0.5 \1"),
        (r"(?<![\w.:])(\d+)['′’]\s?(\d{2})\b[\"″”]?", r"\1:\2"),
        (rf"\b(?:t\s*=\s*|time ?(?:stamp|code)\s+){NUMBER}\b(?!\s*{UNIT}|:\d)", r"\1 s"),
        (rf"\b(from|after)\s+{NUMBER}(?=\s+on(?:wards?)?\b)", r"\1 \2 s"),
        (r"\ba\s+minute\b", "1 minute"),
        (rf"{HOURS}{MINUTES},?\s*(?:and\s+)?(\d\d)\s*(?:seconds?|secs?|s)\b", r"\1:\2:\3"),
        (rf"{HOURS}{MINUTES},?\s*(?:and\s+)?(\d)\s*(?:seconds?|secs?|s)\b", r"\1:\2:0\3"),
        (rf"{HOURS}{MINUTES}\b", r"\1:\2:00"),
        (r"\bthe\s+second\s+(minute|hour)\b", r"2 \1"),
        (r"\b(\d+)m(\d{1,2})s?\b", r"\1 min \2 s"),
        (rf"(?<!\d )\b({CALLED})\s+{NUMBER}({THROUGH}){NUMBER}\b(?!\s*{UNIT})", r"\2 \1\3\4 \1"),
        (rf"\bbetween\s+({CALLED})\s+{NUMBER}\s+and\s+{NUMBER}\b(?!\s*{UNIT})", r"between \2 \1 and \3 \1"),
        (rf"(?<![\d:.]){UNSPLIT}{NUMBER}({THROUGH}){NUMBER}(\s*{UNIT})", r"\1\4\2\3\4"),
        (rf"\bbetween\s+{NUMBER}\s+and\s+{NUMBER}(\s*{UNIT})", r"between \1\3 and \2\3"),
        (rf"\bfrom\s+{NUMBER}({THROUGH}){NUMBER}\b{OTHERWISE}", r"from \1 s\2\3 s"),
        (rf"\bbetween\s+{NUMBER}\s+and\s+{NUMBER}\b{OTHERWISE}", r"between \1 s and \2 s"),
        (rf"\b((?:start|begin|end|stop|finish)\w*(?:\s+at)?[\s=:]+|(?:in|out)\s+point\s+|(?:ss|to)=){NUMBER}{ALONE}",
         r"\1\2 s"),
    )
)  # fmt: skip
"""Ways to say numbers and moments → the plainest one, in turn: a number with its unit."""
MOMENT = regex(
    rf"(?<![\d:.])(\d+:(?:\d{{1,2}}:)?\d{{2}}(?:\.\d+)?)(?!\d|:\d)(?:\s*(?:min(?:utes?)?|h)\b)?"
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
