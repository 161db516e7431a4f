"""Which frames of a video are wanted, read from a clause: how many, those of each scene, or the one of a moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.clauses import Clause
from agents.sound_arguments import true_if
from agents.stretches import digits, timed
from runtime.records import Json

STILLS = (
    r"(?:frames?|stills?|thumbnails?|screen ?shots?|snapshots?|pictures?|pics?|photos?|photographs?|images?|moments?|"
    r"scenes?|shots?|spots?|points?|places|descriptions?|sentences?|lines|captions?)"
)
KINDLY = (
    r"(?:key|evenly|equally|spaced|different|single|separate|still|short|good|nice|sample|more|full|of|(?:of )?its|"
    r"(?:of )?the|(?:of )?those)"
)
DOZEN = ((re.compile(r"\bhalf a dozen\b", re.I), "6"), (re.compile(r"\b(?:a|1) dozen\b", re.I), "12"))
FRAMES = re.compile(
    rf"(?<![\w.:=/-])(\d+)[ -]+(?:{KINDLY}[ -]+)*{STILLS}\b(?! (?:per|a|every|each) second)"
    rf"|\b{STILLS}\b[^.;]{{0,80}}?,? (\d+) of (?:them|'?em|those|these)\b|\bn ?= ?(\d+)"
    r"|(?<![\w.:=/-])(\d+) (?:evenly|equally) spaced\b|\bsay,? (\d+)$",
    re.I,
)
FOR_EACH = re.compile(rf"\b(?:every|each|per)\b|\b1 {STILLS} (?:of|for|per|from|at) (?:every|each)\b", re.I)
MOMENTS = (
    re.compile(r"(?:\bat|@|\baround|\bnear|\babout)\s+(?:the\s+|second\s+)?<([\d.]+)>", re.I),
    re.compile(r"<([\d.]+)>\s+(?:in|into it|mark)\b", re.I),
    re.compile(
        rf"\b(?:{STILLS}|of|from|after)\s+(?:the\s+)?<([\d.]+)>(?!\s*(?:[-–]|(?:to|until|till|on|long)\b))", re.I
    ),
)
"""How one moment is named, the surer words first."""
LASTING = re.compile(r"<[\d.]+>(?= (?:clip|video|film|movie|footage|recording|gif|loop)\b)", re.I)
"""How long a video is."""
BY_SCENE = (
    r"\b(?:each|every|per|new|by|all the|all) (?:new )?(?:scene|shot|cut)\b|\b(?:scenes|shots|cuts)\b"
    r"|\bscene (?:change|cut|begin|start)|\bchanges? of scene\b"
)


def frame_count(clause: Clause) -> int | None:
    """
    >>> frame_count(Clause("take 12 stills out of the video", "")), frame_count(Clause("how many frames a second?", ""))
    (12, None)
    >>> frame_count(Clause("half a dozen pictures", "")), frame_count(Clause("stills of it, nine of them", ""))
    (6, 9)
    >>> frame_count(Clause("one frame of each scene", "")) is None
    True
    """
    said = clause.masked or clause.text
    for pattern, number in DOZEN:
        said = pattern.sub(number, said)
    match = FRAMES.search(digits(said))
    count = int(next(filter(None, match.groups()))) if match else None
    return None if count == 1 and (FOR_EACH.search(said) or moment(clause) is not None) else count


def moment(clause: Clause) -> float | None:
    """
    >>> moment(Clause("grab the frame at 1:05", "")), moment(Clause("a still at second 3", ""))
    (65.0, 3.0)
    >>> moment(Clause("a picture at the 20 second mark", "")), moment(Clause("frames of the 20 second clip", ""))
    (20.0, None)
    """
    said = LASTING.sub("", timed(clause.masked or clause.text))
    match = next((found for pattern in MOMENTS if (found := pattern.search(said))), None)
    return float(match[1]) if match else None


FRAMERS: Mapping[str, Callable[[Clause], Json]] = {
    "frame_count": frame_count,
    "by_scene": lambda clause: true_if(clause, BY_SCENE),
    "moment": moment,
    "on_a_sheet": lambda clause: true_if(clause, r"\b(contact )?sheets?\b|\b(storyboard|overview)\b"),
}
"""By role: the value, None where the clause gives none."""
