"""How long a clip is to last, how many pictures it has and how fast they follow, and whether a GIF goes with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.clauses import Clause
from agents.studio_figures import CLIPS, COUNT, FIGURE, figure, number
from runtime.records import Json

ABOUT = r"(?:(?:about|around|approximately|roughly|exactly|some) )?"
LENGTH = re.compile(
    rf",?\s*\b(?:(?:for|of|over|lasting|that lasts|in) )?{ABOUT}(?:an? )?(?:"
    rf"(?<!the )(?<!\d)(\d{{1,2}}(?:\.\d+)?)s(?=\s*(?:[,.;:?!]|$)|\s+(?:long|and|with|of|for|{CLIPS})\b)"
    rf"|(?:{FIGURE}|{COUNT})(?:[ -]*(?:secs?|seconds?|(minutes?|min))|[ -]s)\b)"
    r"(?:[ -]long| in (?:all|length|total))?(?: or so)?",
    re.I,
)
"""In seconds or minutes; not 'the 80s', not 'the 1920s'."""
CUTTING = re.compile(r"\b(?:cut|trim|shorten|crop|clip)\b (?:it|them|that|this|the|down)\b[^.;]*$", re.I)
"""What goes before a length that a clip is cut to when it is made: 'cut it to 2 seconds'."""
VAGUE_LENGTH = re.compile(r",?\s*\bfor (?:a few|some|several) seconds\b", re.I)
RATE = re.compile(
    rf",?\s*\b(?:(?:at|with|in) )?{FIGURE} ?(?:fps\b|(?:frames|pictures|images) (?:per|a|each) second)"
    rf"|\bat {FIGURE} (?:per|a) second",
    re.I,
)
FRAMES = re.compile(
    rf",?\s*\b(?:(?:with|of|in) )?{COUNT}[ -]frames?\b"
    r"(?! (?:per|a|each) second)(?: in (?:all|total))?",
    re.I,
)
PREVIEW = re.compile(
    r",?\s*\b(?:(?:and|with|plus|as well as|as mp4 and|also|give me|make) )+(?:an? )?(?:small |animated |short "
    r"|little )*"
    r"gif\b(?! of (?!it\b))(?: (?:preview|included|of it|too|as well|also|with it))*"
    r"|,\s*(?:an? )?(?:small |animated |short )*gif (?:preview|included|too|as well|also)\b(?: of it)?",
    re.I,
)
LENGTHS = (RATE, LENGTH, VAGUE_LENGTH, FRAMES, PREVIEW)
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
