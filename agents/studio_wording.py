"""What is to be drawn, filmed or changed, in the words of a clause, without what says how."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.arguments import without_files
from agents.clauses import Clause
from agents.studio_arguments import CLIPS, COUNT, IMAGES, SETTINGS
from agents.studio_files import BESIDES
from runtime.records import Json

VERB = (
    r"(?:draw|paint|sketch|illustrate|animate|make|create|generate|design|render|produce|film|shoot|picture|show|give|get|"
    r"need|want|see|do)"
)
ASKED = re.compile(
    rf"^(?:(?:i|we) )?(?:please )?{VERB}\s+(?:(?:me|us|for me)\s+)?(?:(?:an?|the|some|one|{COUNT})\s+)?"
    rf"(?:(?!of\b)[\w-]+ ){{0,3}}?(?:{IMAGES}|{CLIPS})\b\s*"
    r"(?:(?:of|showing|that shows?|which shows?|with|where)\b|:)\s*",
    re.I,
)
"""How a prompt is led up to: 'make me a short clip of'."""
OUTRIGHT = re.compile(rf"^(?:please )?{VERB}\s+(?:(?:me|us)\s+)?", re.I)
"""The same where nothing but the thing is named: 'draw a boat'."""
NAMELESS = re.compile(
    rf"^(?:(?:an?|the|some|{COUNT})\s+)?(?:[\w-]+ ){{0,2}}?(?:{IMAGES}|{CLIPS})\s*(?:of|showing)\s+", re.I
)
"""'a picture of a boat', said alone."""
NOTHING = re.compile(rf"(?:(?:an?|some) )?(?:(?:short|little|new|small|nice|quick) )*(?:{IMAGES}|{CLIPS})?", re.I)
"""What is left where it is not said what is to be seen."""
MOTION = re.compile(
    r"(?::|,(?= (?:the|its|an?|some)\b)|\bso that|\bshowing|\bwhere|\bwith|\band let|\bas)\s+(.+)$", re.I
)
LETTING = re.compile(
    rf"^(?:let|have|make)\s+(?!(?:it|this|that|the (?:picture|photo|image|drawing)|an? (?:[\w.-]+ )*?{CLIPS})\b)(.+)$",
    re.I,
)
OF_IT = re.compile(rf"(?:an? )?(?:[\w-]+ ){{0,2}}?(?:{CLIPS})(?: (?:of|from) (?:it|this|that|them))?", re.I)
"""What 'make a clip of it' says of what is to happen: nothing."""
CHANGE = re.compile(
    r"\b(?:replace|swap|exchange|substitute|repaint|inpaint|change|turn|redraw|paint over)\s+(.+?)\s+"
    r"(?:with|for|as|into|by|to)\s+(.+)$",
    re.I,
)
INSIDE = re.compile(
    r"^(?:paint|put|add|draw|place|fill(?: it)?(?: in)?(?: with)?)\s+(?:with )?(.+?)"
    r"\s*(?:\b(?:inside|in|into|within|under|over|there|where|on)\b.*)?$",
    re.I,
)
ARTICLE = re.compile(r"^(?:all (?:the |of the )?|every |the |an? )", re.I)
LISTED = re.compile(r"^(.*?)\b(?:scenes?|scenarios?|settings?|places|moods|situations|prompts)\s*:\s*(.+)$", re.I)
SCENES = re.compile(r"\s*(?:;|,(?:\s*and\b)?|\band\b)\s*", re.I)
PLACE = re.compile(r"(?:in|at|on|under|by|during|before|after|near|as|with|over|inside|among)\b", re.I)


def plain(clause: Clause) -> str:
    """The clause without the settings and files that it names.

    >>> plain(Clause("draw a red boat, golden light, without people, 512x512, seed 42, in 20 steps", ""))
    'draw a red boat, golden light'
    """
    said = clause.text
    for pattern in (*BESIDES, *SETTINGS):
        said = pattern.sub("", said)
    return re.sub(r"\s+", " ", said).strip(" ,;.?!")


def bare(clause: Clause) -> str:
    """The clause without any file, and without the settings."""
    return without_files(Clause(plain(clause), "", files=clause.files))


def scene(clause: Clause) -> str | None:
    """What is to be seen.

    >>> scene(Clause("make a 3 second clip of a paper boat, reject it if it does not look like one", ""))
    'a paper boat'
    >>> scene(Clause("draw me four versions of a red boat in the style of photo-1", "", files=("photo-1",)))
    'a red boat'
    >>> scene(Clause("paint a lake at dawn, mist, oil on canvas", ""))
    'a lake at dawn, mist, oil on canvas'
    >>> scene(Clause('make a picture of "a red boat, 4k", seed 3', "", ("a red boat, 4k",)))
    'a red boat, 4k'
    """
    shown = [quote for quote in clause.quotes if not re.search(rf"negative prompt\W*{re.escape(quote)}", clause.text)]
    if shown:
        return shown[0]
    said = plain(clause)
    led = next((start for start in (ASKED, NAMELESS) if start.search(said)), OUTRIGHT)
    left = led.sub("", said, count=1)
    return None if NOTHING.fullmatch(left) else re.sub(r"^(?:of|showing)\s+", "", left)


def motion(clause: Clause) -> str | None:
    """What is to happen in a picture that is brought to life.

    >>> motion(Clause("animate boat-1 for 2 seconds: the waves rise", "", files=("boat-1",)))
    'the waves rise'
    >>> motion(Clause("animate boat-1 for 2 seconds", "", files=("boat-1",))) is None
    True
    >>> motion(Clause("make a clip of it", "")) is None
    True
    >>> motion(Clause("let the clouds in sky-1 drift", "", files=("sky-1",)))
    'the clouds drift'
    """
    if clause.quotes:
        return clause.quotes[0]
    said = bare(clause)
    match = LETTING.search(said) or MOTION.search(said)
    wanted = match[1].strip() if match else ""
    return wanted if wanted and not OF_IT.fullmatch(wanted) else None


def change(clause: Clause) -> str:
    """What is to be done to a picture, which has no name where that is read.

    >>> change(Clause("edit photo-1: make it winter", "", files=("photo-1",)))
    'make it winter'
    >>> change(Clause("make the sky in photo-1 purple, seed 3", "", files=("photo-1",)))
    'make the sky purple'
    """
    if clause.quotes:
        return clause.quotes[0]
    said = bare(clause)
    led = re.sub(
        r"^(?:edit|change|alter|modify|retouch)\b(?: (?:it|the (?:picture|photo|image)))?\s*(?::|so that|and|to)\s*",
        "",
        said,
        flags=re.I,
    )
    return led.strip()


def painted_over(clause: Clause) -> str | None:
    """
    >>> painted_over(Clause("replace the red mug in photo-1 with a vase", "", files=("photo-1",)))
    'red mug'
    """
    match = CHANGE.search(bare(clause))
    return ARTICLE.sub("", match[1].strip()) if match else None


def painted_in(clause: Clause) -> str | None:
    """
    >>> painted_in(Clause("replace the red mug in photo-1 with a vase", "", files=("photo-1",)))
    'a vase'
    >>> painted_in(Clause("paint a boat inside the mask mask-1 of photo-1", "", files=("mask-1", "photo-1")))
    'a boat'
    """
    if clause.quotes:
        return clause.quotes[0]
    said = bare(clause)
    match = CHANGE.search(said)
    inside = None if match else INSIDE.search(said)
    return match[2].strip(" .") if match else inside[1].strip() if inside else None


def scenes(clause: Clause) -> list[str] | None:
    """One prompt for each scene that is listed.

    >>> scenes(Clause("draw a boat in these scenes: at dawn, at noon and under stars, seed 3", ""))
    ['a boat at dawn', 'a boat at noon', 'a boat under stars']
    """
    if len(clause.quotes) > 1:
        return list(clause.quotes)
    match = LISTED.search(plain(clause))
    if not match:
        return None
    subject = (
        scene(Clause(re.sub(rf"\s*\b(?:in|for|of)?\s*(?:(?:these|the|{COUNT}|different)\s*)*$", "", match[1]), ""))
        or ""
    )
    return [f"{subject} {one}".strip() if PLACE.match(one) else one for one in SCENES.split(match[2]) if one]


WORDINGS: Mapping[str, Callable[[Clause], Json]] = {
    "scene": scene,
    "scenes": scenes,
    "motion": motion,
    "change": change,
    "painted_over": painted_over,
    "painted_in": painted_in,
}
"""By role: the value, None where the clause gives none."""
