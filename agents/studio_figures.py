"""The words that requests for pictures and clips share: numbers, and what pictures and clips are called."""

from __future__ import annotations

import re
from collections.abc import Callable

from agents.arguments import NUMBERS
from agents.clauses import Clause

COUNTS = {**NUMBERS, "eleven": 11, "half a dozen": 6, "a dozen": 12, "a couple of": 2, "half": 0.5, "one half": 0.5}
COUNT = rf"(\d+|{'|'.join(said for said in COUNTS if said not in ('half', 'one half'))})"
FIGURE = r"(\d*\.\d+|\d+)"
IMAGES = (
    r"(?:pictures?|photos?|photographs?|pics?|imgs?|images?|drawings?|paintings?|sketch(?:es)?|illustrations?|"
    r"posters?|logos?|covers?)"
)
SEVERAL = (
    r"(?:pictures|photos|photographs|pics|imgs|images|drawings|paintings|sketches|illustrations|posters|logos|covers)"
)
CLIPS = (
    r"(?:video clips?|film clips?|video footage|clips?|videos?|vids?|films?|movies?|animations?|gifs?|mp4s?"
    r"|footage|loops?)"
)
END = r"(?=\s*(?:[,.;:?!)]|$)|\s+(?:and|with|at|for|from|in|please|each|on|using)\b)"
"""Behind a setting that is told by a word alone."""


def number(said: str) -> float:
    """
    >>> number("2.5"), number("three"), number("half a dozen")
    (2.5, 3.0, 6.0)
    """
    return float(COUNTS.get(said.lower(), 0) or said)


def figure(pattern: re.Pattern[str], kind: type[int] | type[float] = int) -> Callable[[Clause], float | None]:
    """What a pattern's first group found that holds something stands for."""

    def read(clause: Clause) -> float | None:
        match = pattern.search(clause.masked)
        return kind(number(next(said for said in match.groups() if said))) if match else None

    return read
