"""Numbers as people say them → figures: 'minus twenty', 'one and a quarter', 'nought point three', 'half a second'."""

from __future__ import annotations

import re
from functools import lru_cache

from runtime.regex import regex

ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
VALUES = {word: number for number, word in enumerate(ONES, 1)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
NOUGHT = "zero|nought|naught|null"
PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "tenth": 10, "tenths": 10}
MULTIPLES = {"hundred": 100, "thousand": 1000}

ONE = "|".join(sorted(ONES, key=len, reverse=True))
WHOLE = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES[:9])}))?|{ONE}|\d+(?:\.\d+)?)"
PART = rf"(?:an?|{ONE}|\d)[ -](?:{'|'.join(sorted(PARTS, key=len, reverse=True))})|half|quarter(?= of an? )"
UNIT = r"(?:seconds?|minutes?|hours?|percent|per cent|decibels?)"
SPOKEN = regex(
    r"(?<![\w.,:/-])(?:(?P<sign>minus|negative)\s+)?(?:"
    rf"(?:(?P<before>{WHOLE}|{NOUGHT}|oh)[ -]|(?<!the )(?<!that ))point (?P<digits>(?:{NOUGHT}|oh"
    rf"|{'|'.join(ONES[:9])}|\d)"
    rf"(?:[ -](?:{NOUGHT}|oh|{'|'.join(ONES[:9])}))*)"
    rf"|(?P<part>{PART})(?!-(?!second|minute|hour)| past\b)(?: (?:of )?an?(?= {UNIT})|(?= (?:of )?(?:it|its|the"
    rf"|that|this)\b)|(?! an?\b))"
    rf"|(?P<whole>an?(?= (?:hundred|thousand|{UNIT} and an? (?:half|quarter)\b))|{WHOLE}|{NOUGHT})"
    rf"(?:[ -](?P<multiple>{'|'.join(MULTIPLES)})(?: (?:and )?(?P<rest>{WHOLE})(?! {'|'.join(MULTIPLES)}))?)?"
    rf"(?:(?P<unit> {UNIT})?[ -]and[ -](?P<more>{PART}))?"
    r")(?![\w'’]|:\d)",
    re.I,
)
SPOKEN_FIGURE = (
    rf"(?:(?:{WHOLE}|{NOUGHT}) point \w+(?: (?:{ONE}))?|\bpoint (?:{ONE})|(?:{PART})|(?:{WHOLE})(?: and (?:{PART}))?)\b"
)
"""A number in words, to be found among others: see `value`."""
DOZENS = regex(rf"\b(?:(?P<half>half a)|(?P<many>an?|{WHOLE})) dozen(?: of)?\b", re.I)
THOUSANDS = regex(r"(?<![\d.,])(\d{1,3}),(\d{3})(?![\d,])")
SIGNED = regex(r"\b(?:minus|negative)\s+(?=\d)", re.I)


@lru_cache(maxsize=256)
def in_figures(said: str) -> str:
    """With every number in figures.

    >>> in_figures("minus twenty LUFS, one and a quarter speed"), in_figures("half speed, a fade of half a second")
    ('-20 LUFS, 1.25 speed', '0.5 speed, a fade of 0.5 second')
    >>> in_figures("a second and a half at forty-four point one kHz"), in_figures("sixteen thousand hertz or 44,100")
    ('1.5 second at 44.1 kHz', '16000 hertz or 44100')
    >>> in_figures("a half-hearted third take of the one I like")
    'a half-hearted third take of the 1 I like'
    """
    said = DOZENS.sub(lambda found: str(6 if found["half"] else round(12 * _whole(found["many"]))), said)
    return SPOKEN.sub(_figure, THOUSANDS.sub(r"\1\2", said))


def value(said: str) -> float:
    """
    >>> value("2.5"), value("three"), value("seven and a half"), value("point eight")
    (2.5, 3.0, 7.5, 0.8)
    """
    return float(in_figures(said.strip()))


def _figure(found: re.Match[str]) -> str:
    if found["digits"]:
        tail = "".join(str(int(_whole(one))) for one in re.split("[ -]", found["digits"]))
        number = f"{_whole(found['before'] or 'zero'):g}.{tail}"
    else:
        number = f"{_of(found):.9g}"
    return ("-" if found["sign"] else "") + number + (found["unit"] or "")


def _of(found: re.Match[str]) -> float:
    if found["part"]:
        return _part(found["part"])
    whole = _whole(found["whole"]) * MULTIPLES.get((found["multiple"] or "").lower(), 1)
    return whole + (_whole(found["rest"]) if found["rest"] else 0) + (_part(found["more"]) if found["more"] else 0)


def _part(said: str) -> float:
    many, _, part = said.lower().replace("-", " ").rpartition(" ")
    return (_whole(many) if many else 1) / PARTS[part]


def _whole(said: str) -> float:
    if re.fullmatch(r"[\d.]+", said):
        return float(said)
    return float(sum(VALUES.get(word, 1 if word in ("a", "an") else 0) for word in re.split("[ -]", said.lower())))
