"""The words that requests for pictures and clips share: numbers, and what pictures and clips are called."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agents.parsing.clauses import Clause
from agents.readers.arguments import NUMBERS
from agents.readers.spoken_figures import ONES, SPOKEN_FIGURE, TENS, value
from runtime.regex import regex

COUNTS = {**NUMBERS, "a couple of": 2, "twice": 2}
COUNT = (
    rf"(\d+|(?:{'|'.join(TENS)})[ -](?:{'|'.join(ONES[:9])})"
    rf"|{'|'.join(said for said in COUNTS if said != 'twice')})"
)
FIGURE = rf"(\d*\.\d+|\d+(?! and a)|{SPOKEN_FIGURE})"
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
BEFORE = (
    r"[,;.]?\s*\b(?:(?:please|and|but|with|using|use|at|in|on|by|from|set|run|take|keep(?: it| them)?|apply|load"
    r"|starting|always|each time|every time|"
    r"give (?:it|them|me)|make (?:it|them)|let (?:it|them) (?:be|have)|(?:it|they) (?:should|must) (?:be|have)|"
    r"(?:i|we)(?:['’]d like| would like| want| need)|the|an?|its|random|fixed|same) ){0,6}"
)
"""What goes before a setting: 'give it', '. Use the'."""
END = r"(?=\s*(?:[,.;:?!)]|$)|\s+(?:and|with|at|for|from|in|please|each|on|using)\b)"
"""Behind a setting that is told by a word alone."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What says one setting. It is looked for only where its key stands, since so much may go before a setting."""

    key: re.Pattern[str]
    pattern: re.Pattern[str]

    def search(self, said: str) -> re.Match[str] | None:
        return self.pattern.search(said) if self.key.search(said) else None

    def findall(self, said: str) -> list[re.Match[str]]:
        return list(self.pattern.finditer(said)) if self.key.search(said) else []

    def sub(self, other: str, said: str) -> str:
        return self.pattern.sub(other, said) if self.key.search(said) else said


def setting(key: str, pattern: str) -> Setting:
    return Setting(regex(key, re.I), regex(pattern, re.I))


Says = Setting | re.Pattern[str]


def number(said: str) -> float:
    """
    >>> number("2.5"), number("three"), number("half a dozen")
    (2.5, 3.0, 6.0)
    """
    return float(COUNTS.get(said.lower(), 0) or value(said))


def figure(pattern: Says, kind: type[int] | type[float] = int) -> Callable[[Clause], float | None]:
    """What a pattern's first group found that holds something stands for."""

    def read(clause: Clause) -> float | None:
        match = pattern.search(clause.masked)
        return kind(number(next(said for said in match.groups() if said))) if match else None

    return read
