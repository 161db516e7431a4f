"""How pictures and clips are to be made, read from a clause: sizes, steps, guidance, strength, schedulers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.spoken_figures import TENS
from agents.readers.studio_figures import BEFORE, CLIPS, COUNT, END, FIGURE, IMAGES, figure, number, setting
from agents.readers.studio_limits import BETWEEN, JUDGED, NEGATIVE, UNJUDGED, WITHOUT, judged, unbound
from agents.readers.studio_numbers import HOW_MANY, SEED, TRIES, seeds, versions
from runtime.records import Json
from runtime.regex import regex

PIXELS = setting(
    r"\d ?(?:(?:px|pixels?) ?)?(?:x|×|\*|by|wide|square)",
    rf"{BEFORE}(?:(?:(?:image |picture )?size|sized|resolution|dimensions)\s*)?(?:(?:of|is|to|as)\s|[:=]\s?)?"
    r"(?<!\d)(?P<width>\d{2,4}) ?(?:(?:px|pixels?) ?)?(?:x|×|\*|by|wide,?(?: and| by)?) ?(?P<height>\d{2,4})\b"
    r"(?: ?(?:px|pixels?)\b)?(?: high| tall)?(?: each| apiece)?"
    rf"|{BEFORE}(?<!\d)(?P<side>\d{{3,4}}) ?(?:(?:px|pixels?) )?squared?\b",
)
SHAPES = r"square|landscape|portrait|wide ?screen|wide"
SHAPE = setting(
    r"square|landscape|portrait|wide|upright|vertical|horizontal|tall",
    rf"{BEFORE}(?:of |as (?:an? )?)?(?P<shape>{SHAPES}|upright|vertical|horizontal|tall)[ -]"
    r"(?:format|size|mode|orientation|aspect(?: ratio)?|shaped?|layout)\b"
    rf"|{BEFORE}(?:format|orientation|aspect(?: ratio)?|size|shape)\s*(?:[:=]"
    rf"|is )?\s*(?P<told>{SHAPES})(?=\s*(?:[,.;?!]|$))"
    rf"|(?:^|[,.;:?!–-])\s*(?:make it |keep it |and )?(?P<alone>{SHAPES}|upright)"
    r"(?=\s*(?:[,.;:?!]|$)|\s+(?:and|with|please)\b)"
    r"|(?:[,.;]\s*|\b(?:and |but )?)(?:make|keep|let) (?:it|them|this)(?: be)? (?P<made>upright|vertical"
    r"|horizontal|tall)"
    r"(?=\s*(?:[,.;:?!]|$)|\s+(?:and|with|please)\b)"
    r"|\b(?:in (?P<within>square|portrait|landscape)|as a (?P<as>square))(?=\s*(?:[,.;?!]|$))"
    rf"|\b(?P<before>{SHAPES}|upright|vertical|horizontal)\s+(?={IMAGES}\b (?:of|showing|from|out of|based on|for"
    rf"|about)\b|{CLIPS}\b)",
)
SAME_SHAPE = {"upright": "portrait", "vertical": "portrait", "horizontal": "landscape", "tall": "portrait"}
SIDE = regex(r",?\s*\b\d{3,4} ?(?:px |pixels? )?(?:wide|high|tall)\b", re.I)
"""One side alone says no size."""
STEPS = setting(
    r"step",
    r"(?:[,;.]\s*(?=[a-z])|[,;.]?\s*\b(?:with|in|using|use|run|give (?:it|them)) (?=[a-z])"
    rf"|{BEFORE}(?=\d|(?:{'|'.join(TENS)})\b))"
    rf"{COUNT}[ -](?:(?:denoising|sampling|inference|diffusion) )?steps?\b(?: each)?"
    rf"|{BEFORE}(?:number of |num[ _])?(?:(?:denoising|sampling|inference|diffusion)[ _])?steps?\s*(?:[:=]|to |of "
    r"|is )?"
    r"\s*(\d+)\b",
)
SET_TO = r"(?:(?:of|=|:|at|is|set to|to|about|around|roughly|no more than|at most|up to|only|just)\s*){0,3}"
GUIDANCE = setting(
    r"guidance|cfg",
    rf"{BEFORE}(?:(?:guidance|cfg)(?:[ _-]?scale)?\s*{SET_TO}{FIGURE}"
    rf"|{FIGURE} (?:guidance|cfg)\b)",
)
PERCENT = r"(\s?%|\s?per ?cent)?"
STRENGTH = setting(
    r"strength|denois",
    rf"{BEFORE}(?:(?:edit|denois(?:e|ing)|edit(?:ing)?) )?"
    rf"(?:(?:strength|denoise)\s*{SET_TO}(?:{FIGURE}{PERCENT}|(one half|half))"
    rf"|{FIGURE}{PERCENT} strength\b|(half) strength\b)",
)
SCHEDULERS = r"ddim|ddpm|pndm|euler[ _-]a(?:ncestral)?|euler|heun|lms|unipc|dpm ?\+\+|lcm|tcd"
SCHEDULER = setting(
    rf"scheduler|sampler|lightning|turbo|{SCHEDULERS}",
    rf"{BEFORE}(?:({SCHEDULERS}|lightning|turbo) (?:scheduler|sampler|steps)"
    rf"|(?:scheduler|sampler)\s*(?:[:=]|is |set to |to )?\s*({SCHEDULERS})(?!\w))"
    rf"|(?:^|[,;.]\s*|\b(?:with|using|by|use|on) (?:the )?)(?:use )?({SCHEDULERS})(?!\w){END}",
)
FIGURES = (STEPS, GUIDANCE, STRENGTH, SCHEDULER, PIXELS, SHAPE, SIDE)
SETTINGS = (UNJUDGED, JUDGED, *HOW_MANY, *FIGURES, WITHOUT)
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
        return f"{match['width'] or match['side']}x{match['height'] or match['side']}"
    match = SHAPE.search(clause.masked)
    said = next(said.lower() for said in match.groups() if said) if match else None
    return SAME_SHAPE.get(said, said) if said else None


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
    'people, cars'
    >>> without(Clause('draw a boat, negative prompt "blurry, grey"', "", ("blurry, grey",)))
    'blurry, grey'
    >>> without(Clause("film a windmill, no people, no cars", ""))
    'people, cars'
    """
    said = unset(clause)
    told = [match[1] for match in NEGATIVE.findall(said)]
    barred = [next(filter(None, groups)) for groups in WITHOUT.findall(NEGATIVE.sub("", said))]
    found = [one.strip(' ",') for listed in (*told, *barred) for one in BETWEEN.split(listed)]
    return ", ".join(dict.fromkeys(filter(None, found))) or None


def unset(clause: Clause) -> str:
    """Its words without settings that are told in figures: they may stand behind a list of what not to show."""
    said = unbound(clause)
    for pattern in (UNJUDGED, *HOW_MANY, *FIGURES):
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
    return re.sub(r"^euler[ _-]a.*", "euler-a", said).replace(" ", "") if said else None


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
