"""How long a clip is to last, how many pictures it has and how fast they follow, and whether a GIF goes with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.spoken_figures import in_figures
from agents.readers.studio_figures import BEFORE, CLIPS, COUNT, FIGURE, figure, number, setting
from runtime.records import Json
from runtime.regex import regex

ABOUT = r"(?:(?:about|around|approximately|roughly|exactly|some) )?"
LASTING = (
    r"[,;.]?\s*\b(?:(?:for|of|over|lasting|which|that|it|they|lasts?|is|are|to be|should|must|be|in|with|an?|the|as"
    r"|make (?:it|them)|(?:duration|length)(?: of)?\s?[:=]?) ){0,6}"
)
"""What goes before a length: 'that is', '. It should last', ', duration:'."""
TIMED = (
    r"(?:half|(?:a |one )?quarter of|three[- ]quarters of) an? (?:second|minute)"
    r"|(?:an?|one|two|three|four|five|\d+) (?:seconds?|minutes?) and an? (?:half|quarter)"
)
"""'half a minute', 'a second and a half'"""
LENGTH = setting(
    r"\d[ -]?s\b|sec|\bmin|[a-z]-s\b",
    rf"{LASTING}{ABOUT}(?:an? )?(?:"
    rf"(?<!the )(?<!\d)(\d{{1,2}}(?:\.\d+)?)s(?=\s*(?:[,.;:?!)]|$)|\s+(?:long|and|with|of|for|at|{CLIPS})\b)"
    rf"|(?:{FIGURE}|{COUNT})(?:[ -]*(?:secs?|seconds?|(minutes?|min))|[ -]s)\b|(?P<timed>{TIMED})\b)"
    r"(?:[ -]long| in (?:all|length|total))?(?: or so)?(?: (?:each|apiece))?",
)
"""In seconds or minutes; not 'the 80s', not 'the 1920s'."""
LONG_CLIP = setting(
    r"\d[ -]?s\b|sec|min",
    rf"(?:[,;.]\s*(?:as )?|\s+as )(?:an? |one )?(?:{FIGURE}|{COUNT})[ -]*(?:s|secs?|seconds?|min"
    r"|minutes?)[ -](?:long )?"
    rf"{CLIPS}(?=\s*(?:[,.;?!]|$)|\s+please\b)",
)
"""'…, 8 second clip': what is to be seen stands before."""
CUTTING = regex(r"\b(?:cut|trim|shorten|crop|clip)\b (?:it|them|that|this|the|down)\b[^.;]*$", re.I)
"""What goes before a length that a clip is cut to when it is made: 'cut it to 2 seconds'."""
VAGUE_LENGTH = regex(r",?\s*\bfor (?:a few|some|several) seconds\b", re.I)
RATE = setting(
    r"fps|rate|second|/s",
    rf"{BEFORE}(?:rate:? )?{FIGURE} ?(?:fps\b|(?:frames|pictures|images)(?: (?:per|a|each) second|/s(?:ec)?\b))"
    rf"|\bat {FIGURE} (?:per|a) second"
    rf"|{BEFORE}(?:fps|frame ?rate)\s*(?:[:=]|of |is )?\s*{FIGURE}(?: ?fps)?",
)
FRAMES = setting(
    r"frame",
    rf"{BEFORE}(?:of )?{COUNT}[ -]frames?\b(?!(?: (?:per|a|each) second|/s))(?: in (?:all|total))?"
    rf"|{BEFORE}(?:num(?:ber of|_)? ?frames?|frames?(?: count)?)\s*(?:[:=]|is )?\s*(\d+)\b",
)
GIF = r"(?:an? |one )?(?:small |animated |short |little )*gif\b(?! of (?!it\b))"
TOO = r"(?: (?:preview|included|of it|too|as well|also|with it|please))"
PREVIEW = setting(
    r"gif",
    rf"[,;.]?\s*\(?\b(?:(?:and|with|plus|as well as|as(?= an? gif)|as mp4 and|both|mp4|also|give me|make|include"
    rf"|including|add|i|we|need|want|would like|can|could|have|get|please) ){{1,6}}{GIF}{TOO}*\)?"
    rf"|[,;.(]\s*{GIF}{TOO}+\)?",
)
LENGTHS = (LONG_CLIP, RATE, LENGTH, VAGUE_LENGTH, FRAMES, PREVIEW)
"""No part of a prompt."""


def seconds(clause: Clause) -> float | None:
    """
    >>> seconds(Clause("", "a four-second clip")), seconds(Clause("", "a clip, 2.5s")), seconds(Clause("", "1 minute"))
    (4.0, 2.5, 60.0)
    >>> seconds(Clause("", "cut it to 2 seconds")) is None
    True
    >>> seconds(Clause("", "a look back at the 80s, a 70s look, like from the 1920s")) is None
    True
    """
    match = LENGTH.search(clause.masked)
    if match and CUTTING.search(clause.masked[: match.start()]):
        return None
    if match and (timed := match["timed"]):
        said, unit = in_figures(timed).split()
        return float(said) * (60 if unit.startswith("min") else 1)
    return number(match[1] or match[2] or match[3]) * (60 if match[4] else 1) if match else None


def gif(clause: Clause) -> bool | None:
    """
    >>> gif(Clause("", "a clip of a boat, gif included")), gif(Clause("", "a clip of a boat, no gif"))
    (True, None)
    """
    return True if re.search(r"(?<!\bno )(?<!\bwithout a )(?<!\bnot a )\bgifs?\b", clause.masked, re.I) else None


TIMERS: Mapping[str, Callable[[Clause], Json]] = {
    "clip_seconds": seconds,
    "clip_frames": figure(FRAMES),
    "frame_rate": figure(RATE, float),
    "gif": gif,
}
"""By role: the value, None where the clause gives none."""
