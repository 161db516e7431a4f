"""Stretches of time in people's words → their first and last second: 'its first half minute', 'from 1:10 on'.

What is said is first written plainly, each moment as `<seconds>`; the patterns that tell a beginning from an end read
that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.lost_stretches import AWAY, in_turn, resolved, turned
from agents.readers.spoken_times import THROUGH, timed
from runtime.records import Json
from runtime.regex import regex

AT = r"(?:the\s+)?<([\d.]+)>"
FRONT = r"(?:very\s+)?(?:start|beginning|front)"
RANGE = regex(rf"<([\d.]+)>{THROUGH}{AT}|\bbetween\s+{AT}\s+and\s+{AT}", re.I)
RUNS = regex(rf"{AT},?\s+(?:and\s+)?for\s+(?:the\s+next\s+|another\s+)?{AT}", re.I)
"""A moment, and how long from there on."""
LEADS_UP = regex(rf"{AT}\s+(?:just\s+|right\s+)?(?:before|leading\s+up\s+to|preceding)\s+{AT}", re.I)
"""So long before a moment: 'the 20 seconds before 1:05'."""
FROM_END = regex(
    r"\b(?:last|final|closing)\s+<[\d.]+>|<[\d.]+>\s+(?:from|before|off|of)\s+(?:the|its)\s+(?:very\s+)?(?:end|close|finish)\b",
    re.I,
)
"""Counted from the end: no second of its own, as long as nobody says how long it lasts."""
LEADING = r"(?:first|front|opening|initial|starting)"
WHAT = r"(?:(?!\b(?:keep|silen\w+|nois\w+|sav(?:e|ing))\b)[^;<]){0,120}?"
"""What goes between a word for what is not to be kept and its moment."""
WORDS = r"(?:(?!(?:with|and|to|until|till?|up|from|for|in)\b)[\w']+\s+){0,3}?"
GONE_BEFORE = (
    regex(rf"{AWAY}{WHAT}\b(?:{LEADING}|before|up\s+to|until|till)\s+{AT}", re.I),
    regex(
        rf"\b{LEADING}\s+{AT}\s+(?:(?:of|from)\s+(?:it|the\s+\w+)\s+)?(?:off|away)\b"
        rf"|\bleav(?:e|ing)\s+(?:the\s+|its\s+)?{LEADING}\s+{AT}[^.;<]{{0,40}}?\bout\b",
        re.I,
    ),
    regex(
        rf"\b(?:trim|cut|shorten|shave|chop|clip)\w*\s+(?:the\s+|its\s+)?(?:{FRONT}|intro|opening)\b[^.;<]{{0,30}}?\bby\s+{AT}"
        rf"|{AT}\s+shorter\s+(?:at|from)\s+(?:the|its)\s+{FRONT}\b",
        re.I,
    ),
    regex(
        rf"{AT}\s+off\s+(?:the|its)\s+{FRONT}\b"
        rf"|(?:{AWAY}|\b(?:cut|trim|chop|clip|snip|shorten)\w*){WHAT}{AT}\s+(?:from|at|of)\s+(?:the|its)\s+{FRONT}\b",
        re.I,
    ),
)
GONE_BEHIND = (regex(rf"{AWAY}{WHAT}\b(?:after|past|beyond|from)\s+{AT}", re.I),)
"""How what is to go is named outright, with the moment at which what stays begins, or ends."""
STARTS = (
    regex(
        rf"\b(?:skip|jump|go|seek|forward)\s+(?:(?:it|ahead|on|forward|straight|right)\s+)*(?:to|until)\s+{AT}", re.I
    ),
    regex(rf"\b(?:start|begin)\w*(?:\s+|\s*[:=]\s*)(?:with\s+)?{WORDS}{AT}|\b(?:in\s+(?:point|at)\s+|ss=){AT}", re.I),
)
"""How a beginning is named outright: what is before it goes, or what is kept starts there."""
ENDS = (
    *GONE_BEHIND,
    regex(
        rf"\b(?:end|stop|finish)\w*(?:\s+|\s*[:=]\s*){WORDS}{AT}(?!\s+(?:earlier|sooner|later|before))"
        rf"|\bout\s+(?:point|at)\s+{AT}",
        re.I,
    ),
    regex(
        rf"\b(?:cut|trim|truncate|off)\b[^,;<]{{0,80}}?\bat\s+{AT}"
        rf"|\b(?:cut|trim|truncate|chop|snip|clip)\w*\s+(?:it|(?:the|this|that|my)\s+\w+)\s+(?:off\s+)?(?:right\s+|just\s+)?after\s+{AT}",
        re.I,
    ),
)
MIDDLE = regex(rf"{AWAY}{WHAT}(?:{RANGE.pattern})", re.I)
"""What is to go lies in the middle: that is no stretch to be kept."""
AFTER_FIRST = regex(r"\b(after|past|beyond)\s+(?:the\s+)?(?:very\s+)?first\s+(?=<)", re.I)
AFTER = regex(rf"\b(?:after|past)\s+{AT}", re.I)
FROM = regex(
    rf"\b(?:from|after|follow(?:s|ing)?|since|past)\s+{AT}|{AT}\s+(?:in\s+|on\s+)?(?:to|until|till)\s+(?:the\s+)?(?:very\s+)?end\b",
    re.I,
)
UNTIL = regex(
    rf"\b(?:(?:before|until|till?|up\s+to|to|(?:no|not)\s+later\s+than)\s+(?:and\s+including\s+)?|to=){AT}|\b{LEADING}\s+{AT}",
    re.I,
)
LASTING = regex(
    rf"\b(?:for|at\s+most|(?:no|not)\s+(?:more|longer)\s+than|not\s+exceeding|under|the\s+(?:next|following))\s+{AT}"
    rf"|\bonly\s+{AT}\s+of\b|{AT}\s+of\s+it\b(?!\s+(?:off|away))"
    rf"|{AT}\s+(?:out\s+)?(?:of|from)\s+the\s+\w+,?\s+(?=(?:start|begin)ning?\b|(?:start|begin)(?:t?ing|s)\b)"
    rf"|\ban?\s+(?:\w+\s+)?{AT}\s+(?:\w+\s+)?(?:excerpt|extract|clip|piece|part|bit|gif|loop|preview|teaser|snippet|"
    rf"sample|version|cut|mp[34]|wav)\b|{AT},?\s+(?:long|at\s+most|max\w*|from\s+the\s+(?:beginning|start)|"
    r"(?=(?:from|after|(?:that\s+)?follow(?:s|ing)?|(?:(?:that|which)\s+)?(?:start|begin)\w*(?:\s+(?:at|from|with))?)\s+(?:the\s+)?<))"
    rf"|\b(?:lasting|length|duration)\s+(?:of\s+|is\s+|[:=]\s*)?(?:only\s+|about\s+)?{AT}",
    re.I,
)
"""How long it lasts, rather than where it ends."""
FADES = regex(
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
    said = AFTER_FIRST.sub(r"\1 ", timed(clause.masked or clause.text))
    said = resolved(in_turn(FROM_END.sub("", FADES.sub("", said))))
    if MIDDLE.search(said):
        return None, None
    spoken_of = _spoken_of(said)
    return (
        spoken_of if any(pattern.search(said) for pattern in (*GONE_BEFORE, *GONE_BEHIND)) else turned(said, *spoken_of)
    )


def _spoken_of(said: str) -> tuple[float | None, float | None]:
    """The stretch that is named, where nothing that stands behind it turns it round."""
    if match := RANGE.search(said):
        first, last = filter(None, match.groups())
        return float(first), float(last)
    if match := LEADS_UP.search(said):
        return max(0.0, float(match[2]) - float(match[1])), float(match[2])
    if match := RUNS.search(said):
        return float(match[1]), float(match[1]) + float(match[2])
    start, said = _taken(said, *GONE_BEFORE)
    lasting, said = _taken(said, LASTING)
    if start is None:
        start, said = _taken(said, *STARTS)
    end, said = _taken(said, *ENDS)
    if start is not None and end is None:
        end, said = _taken(said, AFTER)
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
