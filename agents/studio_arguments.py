"""How pictures and clips are to be made, read from a clause: sizes, lengths, steps, what not to show, how to judge."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.arguments import NUMBERS
from agents.clauses import Clause
from agents.sound_arguments import true_if
from runtime.records import Json

COUNT = rf"(\d+|{'|'.join(NUMBERS)})"
FIGURE = r"(\d+(?:\.\d+)?)"
IMAGES = r"(?:pictures?|photos?|photographs?|images?|drawings?|paintings?|sketch(?:es)?|illustrations?|posters?|logos?)"
CLIPS = r"(?:video clips?|clips?|videos?|films?|movies?|animations?|gifs?|footage|loops?)"

SIZE = re.compile(
    r",?\s*\b(?:at |in |of |sized |as )?(?:an? )?(?:(?P<width>\d{2,4}) ?(?:x|×|by) ?(?P<height>\d{2,4})"
    r"(?: ?(?:px|pixels?))?"
    r"|(?P<shape>square|landscape|portrait|wide ?screen)(?:[ -](?:format|size|mode|orientation)|\s*(?=[,.]|$)"
    rf"|(?= (?:{IMAGES}|{CLIPS}) (?:of|showing))))\b",
    re.I,
)
SEED = re.compile(r",?\s*\b(?:(?:with|and|using|from) )?(?:the )?seed(?: number)?\s*(?:of|=|:)?\s*(\d+)\b", re.I)
SEEDS = re.compile(
    r",?\s*\b(?:(?:with|and|using|from|for) )?(?:the )?seeds\s*:?\s*(\d+(?:\s*(?:,\s*and|,|and|to|-|–)\s*\d+)+)\b", re.I
)
STEPS = re.compile(
    rf",?\s*\b(?:(?:with|in|using) )?{COUNT} (?:(?:denoising|sampling|inference|diffusion) )?steps?\b", re.I
)
GUIDANCE = re.compile(rf",?\s*\b(?:(?:with|at|a|using) )*(?:guidance(?: scale)?|cfg)\s*(?:of|=|:|at)?\s*{FIGURE}", re.I)
STRENGTH = re.compile(rf",?\s*\b(?:(?:with|at|a) )*strength\s*(?:of|=|:|at)?\s*{FIGURE}(\s?%)?", re.I)
SCHEDULER = re.compile(
    r",?\s*\b(?:with|using|by) (?:the )?(ddim|ddpm|pndm|euler[ -]a(?:ncestral)?|euler|heun|lms|unipc|dpm\+\+|lcm|"
    r"lightning|turbo|tcd)(?!\w)(?: (?:scheduler|sampler|steps))?",
    re.I,
)
VERSIONS = re.compile(
    rf",?\s*\b(?:(?:in|and|give me|make) )?{COUNT} (?:\w+ )?(?:versions?|variants?|variations?|alternatives?|options)\b"
    rf"(?: of (?:it|them)\b)?|\b{COUNT} (?:different )?(?={IMAGES}\b)",
    re.I,
)
LENGTH = re.compile(
    rf",?\s*\b(?:(?:for|of|over|lasting|that lasts|in) )?(?:an? )?({FIGURE}|{'|'.join(NUMBERS)})[ -]*"
    r"(?:s|secs?|seconds?)\b(?:[ -]long)?",
    re.I,
)
RATE = re.compile(
    rf",?\s*\b(?:(?:at|with|in) )?{FIGURE} ?(?:fps\b|(?:frames|pictures|images) (?:per|a|each) second)", re.I
)
FRAMES = re.compile(
    rf",?\s*\b(?:(?:with|of|in) )?{COUNT}[ -](?:frames?|pictures|images)\b(?! (?:per|a|each) second| of)", re.I
)
WITHOUT = re.compile(
    r",?\s*\b(?:without|with no|but no)\s+(?:any )?(?!(?:a )?(?:sound|audio|gif|preview|judging|checking|check)\b)"
    r"([^,.;:]+?)(?=\s*(?:[,.;:]|$)|\s+(?:with|in|at|and (?:with|at|in|seed))\s+(?:\d|the seed|seed|guidance))",
    re.I,
)
NEGATIVE = re.compile(r"[,;.]?\s*\b(?:with )?(?:the |a )?negative prompt\s*(?:of|:|=|is)?\s*(\"[^\"]*\"|[^;.]+)", re.I)
JUDGED = re.compile(
    r"[,;.]?\s*\b(?:and |but )?(?:(?:please )?(?:reject|discard|refuse|throw)\b|(?:try|do it|make it) (?:it )?again\b"
    r"|(?:check|make sure|see to it|ensure|judge|verify)\b(?= (?:that |whether |if |by )*(?:it|they|each|them|the))"
    r"|(?:only )?(?:show|keep|give me)\b(?= (?:it|them|only)? ?(?:only )?(?:if|what|those)\b)"
    r"|if (?:it|they) (?:does|do|is|are)(?:n['’]t| not)\b).*$",
    re.I,
)
"""That it is to be judged, and all behind that: 'reject it if it does not look like one'."""
UNJUDGED = r"\b(?:without|no|don['’]t|do not|skip)(?: the)? (?:judg\w+|check\w*|scor\w+)\b"
TRIES = re.compile(
    rf",?\s*\b(?:in |with |after )?(?:at most|up to|no more than) {COUNT} (?:tries|attempts|takes)\b", re.I
)
PREVIEW = re.compile(
    r",?\s*\b(?:and|with|plus|as well as) (?:an? )?(?:small |animated |short )*gif(?: preview)?\b", re.I
)
SETTINGS = (
    NEGATIVE, JUDGED, TRIES, SEEDS, SEED, STEPS, GUIDANCE, STRENGTH, SCHEDULER, RATE, LENGTH, FRAMES, SIZE, VERSIONS,
    WITHOUT, PREVIEW,
)  # fmt: skip
"""What says how, and not what: taken out of a clause before it is read as a prompt."""


def number(said: str) -> float:
    """
    >>> number("2.5"), number("three")
    (2.5, 3.0)
    """
    return float(NUMBERS.get(said.lower(), 0) or said)


def size(clause: Clause) -> str | None:
    """
    >>> size(Clause("", "draw a boat, 768 x 512 pixels")), size(Clause("", "draw a boat in landscape format"))
    ('768x512', 'landscape')
    >>> size(Clause("", "paint a landscape of hills")), size(Clause("", "a square picture of a boat"))
    (None, 'square')
    """
    match = SIZE.search(clause.masked)
    if not match:
        return None
    return match["shape"].lower() if match["shape"] else f"{match['width']}x{match['height']}"


def seeds(clause: Clause) -> list[int] | None:
    """
    >>> seeds(Clause("", "draw a boat with seeds 1 to 4")), seeds(Clause("", "seeds 7, 8 and 12"))
    ([1, 2, 3, 4], [7, 8, 12])
    """
    match = SEEDS.search(clause.masked)
    if not match:
        return None
    found = [int(said) for said in re.findall(r"\d+", match[1])]
    through = len(found) == 2 and re.search(r"to|-|–", match[1]) and found[0] < found[1]
    return list(range(found[0], found[1] + 1)) if through else found


def strength(clause: Clause) -> float | None:
    """
    >>> strength(Clause("", "make it winter with a strength of 40%")), strength(Clause("", "strength 0.4"))
    (0.4, 0.4)
    """
    match = STRENGTH.search(clause.masked)
    return float(match[1]) / (100 if match[2] else 1) if match else None


def without(clause: Clause) -> str | None:
    """
    >>> without(Clause("draw a beach without any people or cars, seed 4", ""))
    'people or cars'
    >>> without(Clause('draw a boat, negative prompt "blurry, grey"', "", ("blurry, grey",)))
    'blurry, grey'
    """
    if match := NEGATIVE.search(clause.text):
        return match[1].strip(' "')
    match = WITHOUT.search(clause.text)
    return match[1].strip() if match else None


def judged(clause: Clause) -> bool | None:
    """
    >>> judged(Clause("", "make a clip of a boat, reject it if it does not look like one"))
    True
    >>> judged(Clause("", "make a clip of a boat without judging it")), judged(Clause("", "make a clip of a boat"))
    (False, None)
    """
    return False if true_if(clause, UNJUDGED) else True if JUDGED.search(clause.masked) else None


def scheduler(clause: Clause) -> str | None:
    """
    >>> scheduler(Clause("", "draw a boat with the Euler ancestral sampler"))
    'euler-a'
    """
    match = SCHEDULER.search(clause.masked)
    return re.sub(r"^euler[ -]a.*", "euler-a", match[1].lower()) if match else None


def figure(pattern: re.Pattern[str], kind: type[int] | type[float] = int) -> Callable[[Clause], float | None]:
    """What a pattern's first group found that holds something stands for."""

    def read(clause: Clause) -> float | None:
        match = pattern.search(clause.masked)
        return kind(number(next(said for said in match.groups() if said))) if match else None

    return read


MAKERS: Mapping[str, Callable[[Clause], Json]] = {
    "frame_size": size,
    "seeds": seeds,
    "denoising_steps": figure(STEPS),
    "guidance": figure(GUIDANCE, float),
    "edit_strength": strength,
    "scheduler": scheduler,
    "versions": figure(VERSIONS),
    "clip_seconds": figure(LENGTH, float),
    "clip_frames": figure(FRAMES),
    "frame_rate": figure(RATE, float),
    "without": without,
    "judged": judged,
    "tries": figure(TRIES),
    "gif": lambda clause: true_if(clause, r"\bgifs?\b"),
}
"""By role: the value, None where the clause gives none. `seed` is read as for tools that write."""
