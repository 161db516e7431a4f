"""How pictures and clips are to be made, read from a clause: sizes, steps, guidance, strength, schedulers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.clauses import Clause
from agents.studio_figures import CLIPS, COUNT, END, FIGURE, IMAGES, figure, number
from agents.studio_limits import JUDGED, NEGATIVE, WITHOUT, judged, unbound
from agents.studio_numbers import HOW_MANY, SEED, TRIES, seeds, versions
from runtime.records import Json

PIXELS = re.compile(
    r",?\s*\b(?:at |in |of |sized |as |with )?(?:an? )?(?:size |resolution )?(?:of |[:=]\s?)?"
    r"(?P<width>\d{2,4}) ?(?:x|×|by) ?(?P<height>\d{2,4})\b"
    r"(?: ?(?:px|pixels?)\b)?",
    re.I,
)
SHAPE = re.compile(
    r",?\s*\b(?:(?:at|in|of|as|with) )?(?:an? )?(?P<shape>square|landscape|portrait|wide ?screen|wide)[ -]"
    r"(?:format|size|mode|orientation|aspect(?: ratio)?|shape)\b"
    r"|(?:^|[,.;:?!–-])\s*(?:make it |keep it |and )?(?P<alone>square|landscape|portrait|wide ?screen|wide)"
    r"(?=\s*(?:[,.;:?!]|$)|\s+(?:and|with|please)\b)"
    r"|\b(?:in )(?P<within>square|portrait|landscape)(?=\s*(?:[,.;?!]|$))"
    rf"|\b(?P<before>square|landscape|portrait|wide ?screen|wide)\s+(?={IMAGES}\b (?:of|showing)\b|{CLIPS}\b)",
    re.I,
)
SIDE = re.compile(r",?\s*\b\d{3,4} ?(?:px |pixels? )?(?:wide|high|tall)\b", re.I)
"""One side alone says no size."""
STEPS = re.compile(
    rf"(?:,\s*|,?\s*\b(?:with|in|using) |,?\s*\b(?=\d))(?:{COUNT}[ -](?:(?:denoising|sampling|inference|diffusion) )?"
    r"steps?\b(?: each)?)"
    r"|,?\s*\bsteps?\s*[:=]?\s*(\d+)\b",
    re.I,
)
GUIDANCE = re.compile(
    rf",?\s*\b(?:(?:with|at|a|using) )*(?:guidance|cfg)(?: scale)?\s*(?:of|=|:|at|set to)?\s*{FIGURE}", re.I
)
PERCENT = r"(\s?%|\s?per ?cent)?"
STRENGTH = re.compile(
    rf",?\s*\b(?:(?:with|at|a|and|edit) )*(?:strength\s*(?:of|=|:|at|set to)?\s*(?:{FIGURE}{PERCENT}|(one half|half))"
    rf"|{FIGURE}{PERCENT} strength\b|(half) strength\b)",
    re.I,
)
SCHEDULERS = r"ddim|ddpm|pndm|euler[ -]a(?:ncestral)?|euler|heun|lms|unipc|dpm\+\+|lcm|tcd"
SCHEDULER = re.compile(
    rf",?\s*\b(?:(?:with|using|by|and|use) )?(?:the )?(?:({SCHEDULERS}|lightning|turbo)(?: (?:scheduler|sampler|steps))"
    rf"|(?:scheduler|sampler)\s*[:=]?\s*({SCHEDULERS})(?!\w))"
    rf"|(?:,\s*|\b(?:with|using|by) (?:the )?)({SCHEDULERS})(?!\w){END}",
    re.I,
)
FIGURES = (STEPS, GUIDANCE, STRENGTH, SCHEDULER, PIXELS, SHAPE, SIDE)
SETTINGS = (JUDGED, *HOW_MANY, *FIGURES, WITHOUT)
"""What says how, and not what: taken out of a clause before it is read as a prompt."""


def size(clause: Clause) -> str | None:
    """
    >>> size(Clause("", "draw a boat, 768 x 512 pixels")), size(Clause("", "draw a boat in landscape format"))
    ('768x512', 'landscape')
    >>> size(Clause("", "paint a landscape of hills")), size(Clause("", "a square picture of a boat"))
    (None, 'square')
    >>> size(Clause("", "a wide clip of gulls")), size(Clause("", "paint a winter landscape"))
    ('wide', None)
    """
    if match := PIXELS.search(clause.masked):
        return f"{match['width']}x{match['height']}"
    match = SHAPE.search(clause.masked)
    return next(said.lower() for said in match.groups() if said) if match else None


def strength(clause: Clause) -> float | None:
    """
    >>> strength(Clause("", "make it winter with a strength of 40%")), strength(Clause("", "strength 0.4"))
    (0.4, 0.4)
    >>> strength(Clause("", "strength 40 percent")), strength(Clause("", "at half strength"))
    (0.4, 0.5)
    """
    match = STRENGTH.search(clause.masked)
    if not match:
        return None
    value = number(match[1] or match[3] or match[4] or match[6])
    return value / 100 if match[2] or match[5] or value > 1 else value


def without(clause: Clause) -> str | None:
    """
    >>> without(Clause("draw a beach without any people or cars, seed 4", ""))
    'people or cars'
    >>> without(Clause('draw a boat, negative prompt "blurry, grey"', "", ("blurry, grey",)))
    'blurry, grey'
    >>> without(Clause("film a windmill, no people, no cars", ""))
    'people, cars'
    """
    if match := NEGATIVE.search(unset(clause)):
        return match[1].strip(' ",')
    found = [next(said for said in groups if said) for groups in WITHOUT.findall(unbound(clause))]
    return ", ".join(said.strip() for said in found) or None


def unset(clause: Clause) -> str:
    """Its words without settings that are told in figures: they may stand behind a list of what not to show."""
    said = unbound(clause)
    for pattern in (*HOW_MANY, *FIGURES):
        said = pattern.sub("", said)
    return said


def scheduler(clause: Clause) -> str | None:
    """
    >>> scheduler(Clause("", "draw a boat with the Euler ancestral sampler")), scheduler(Clause("", "a boat, DDIM"))
    ('euler-a', 'ddim')
    >>> scheduler(Clause("", "a barn with lightning")) is None
    True
    """
    match = SCHEDULER.search(clause.masked)
    said = next(said.lower() for said in match.groups() if said) if match else None
    return re.sub(r"^euler[ -]a.*", "euler-a", said) if said else None


MAKERS: Mapping[str, Callable[[Clause], Json]] = {
    "frame_size": size,
    "seed": figure(SEED),
    "seeds": seeds,
    "denoising_steps": figure(STEPS),
    "guidance": figure(GUIDANCE, float),
    "edit_strength": strength,
    "scheduler": scheduler,
    "versions": versions,
    "without": without,
    "judged": judged,
    "tries": figure(TRIES),
}
"""By role: the value, None where the clause gives none."""
