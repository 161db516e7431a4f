"""Which frames of a video are wanted, read from a clause: how many, those of each scene, or the one of a moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.asides import sentences
from agents.readers.sound_arguments import true_if
from agents.readers.spoken_times import timed
from runtime.records import Json
from runtime.regex import regex

STILLS = (
    r"(?:frames?|stills?|thumbnails?|screen ?shots?|snapshots?|pictures?|pics?|photos?|photographs?|images?|moments?|"
    r"scenes?|shots?|spots?|points?|places|descriptions?|sentences?|lines|captions?)"
)
KINDLY = (
    r"(?:key|evenly|equally|spaced|spread|distributed|different|single|separate|still|short|good|nice|sample|more|full|"
    r"of|(?:of )?its|(?:of )?the|(?:of )?those|or so|or fewer|or less)"
)
COUPLE = regex(r"\ban? (?:couple|pair) of\b", re.I)
DOZENS = {"half a": "6", "a": "12", "1": "12", "2": "24", "3": "36", "4": "48"}
DOZEN = regex(rf"\b({'|'.join(DOZENS)}) dozen(?: of)?\b", re.I)
MOST = (
    r"(?:at (?:the )?(?:very )?most|(?:or|and) (?:no more|fewer|less)|max(?:imum)?|tops|"
    r"(?:is|are) (?:plenty|enough|fine)|will do|in all|in total|altogether)"
)
UP_TO = (
    r"(?:at (?:the )?(?:very )?most|up to|(?:no|not) more than|max(?:imum)?(?: of)?|limit(?:ed)?(?: (?:of|to))?|"
    r"count(?: of)?)"
)
"""Behind, and before, a number of frames: 'one of each scene, 16 at most'."""
NO_FRAMES = r"(?! ?(?:px|pixels?|wide|%|kb|mb|times|columns|words|(?:per|a|every|each) second))"
FRAMES = regex(
    rf"(?<![\w.:=/<-])(\d+)[ -]+(?:{KINDLY}[ -]+)*{STILLS}\b(?! (?:per|a|every|each) second)"
    rf"|(?<![\w.:=/<-])(\d+) of (?:them|'?em|those|these)\b|\bn ?= ?(\d+)"
    rf"|(?<![\w.:=/<-])(\d+) (?:(?:evenly|equally) spaced|{MOST})\b"
    rf"|\b{UP_TO}[ :=]*(\d+)\b(?!\.\d){NO_FRAMES}|\bsay,? (\d+)$",
    re.I,
)
FOR_EACH = regex(rf"\b(?:every|each|per)\b|\b1 {STILLS} (?:of|for|per|from|at) (?:every|each)\b", re.I)
MOMENTS = (
    regex(r"(?:\bat|@|\baround|\bnear|\babout)\s+(?:the\s+|second\s+)?<([\d.]+)>", re.I),
    regex(r"<([\d.]+)>\s+(?:in|into it|mark)\b", re.I),
    regex(rf"\b(?:{STILLS}|of|from|after)\s+(?:the\s+)?<([\d.]+)>(?!\s*(?:[-–]|(?:to|until|till|on|long)\b))", re.I),
)
"""How one moment is named, the surer words first."""
OPENING = regex(
    r"\b(?:first|opening)(?: single)? (?:frame|picture|image|still)\b(?! (?:of|from|in) (?:each|every|all|its scenes))",
    re.I,
)
LASTING = regex(r"<[\d.]+>(?= (?:clip|video|film|movie|footage|recording|gif|loop)\b)", re.I)
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
    said = DOZEN.sub(lambda found: DOZENS[found[1].lower()], COUPLE.sub("2", timed(_of_frames(clause))))
    counts = [int(next(filter(None, found.groups()))) for found in FRAMES.finditer(said)]
    one_each = 1 in counts and (FOR_EACH.search(said) or moment(clause) is not None)
    return next((count for count in counts if not (one_each and count == 1)), None)


def _of_frames(clause: Clause) -> str:
    """What is said of the frames: where the one of a moment is wanted, the sentence that names it.

    >>> _of_frames(Clause("Take the frame at 5 s. Nothing moved between the two shots", ""))
    'Take the frame at 5 s.'
    """
    said = clause.masked or clause.text
    if moment(clause) is None:
        return said
    return next((one for one in sentences(said) if moment(Clause(one, one)) is not None), said)


def moment(clause: Clause) -> float | None:
    """Zero for the first frame.

    >>> moment(Clause("grab the frame at 1:05", "")), moment(Clause("a still at second 3", ""))
    (65.0, 3.0)
    >>> moment(Clause("a picture at the 20 second mark", "")), moment(Clause("frames of the 20 second clip", ""))
    (20.0, None)
    """
    said = LASTING.sub("", timed(clause.masked or clause.text))
    match = next((found for pattern in MOMENTS if (found := pattern.search(said))), None)
    if match is None:
        return 0.0 if OPENING.search(said) else None
    return float(match[1])


SHEET = (
    r"(?<!no )(?<!no contact )(?<!without a )(?<!without a contact )\b(?:contact )?sheets?\b"
    r"|\b(?:storyboard|overview|contact print)\b"
)
FRAMERS: Mapping[str, Callable[[Clause], Json]] = {
    "frame_count": frame_count,
    "by_scene": lambda clause: True if re.search(BY_SCENE, _of_frames(clause), re.I) else None,
    "moment": moment,
    "on_a_sheet": lambda clause: true_if(clause, SHEET),
}
"""By role: the value, None where the clause gives none."""
