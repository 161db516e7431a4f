"""'Draw a bear with that seed': a number that was said before, put in where words only point at it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from runtime.regex import regex

POINTED = regex(
    r"\b(?:that|this|the same|same|the very same) (?:old )?(?P<of>seed|size|guidance|strength)\b"
    r"(?! ?(?:of|is|=|:|#)? ?#?\d)(?! (?:for|in|with) (?:all|each|every|both)\b)",
    re.I,
)
FIGURE = r"(?: number| no\.?| scale)?(?: of| is| was|:| =|=|#)? ?#?(?P<value>\d+(?:\.\d+)?)\b"
TOLD = {
    "seed": regex(rf"\bseed{FIGURE}", re.I),
    "guidance": regex(rf"\bguidance{FIGURE}", re.I),
    "strength": regex(rf"\bstrength{FIGURE}", re.I),
    "size": regex(r"\b(?P<value>\d{2,4} ?[x×] ?\d{2,4})\b", re.I),
}
"""How each is told in figures."""


def with_values(request: str, earlier: Sequence[str]) -> str:
    """
    >>> with_values("Note that we use seed 4711. And with that seed draw a bear", ())
    'Note that we use seed 4711. And with seed 4711 draw a bear'
    >>> with_values("an owl in the same size", ["draw a fox, 640x480"]), with_values("the same seed", ())
    ('an owl in 640x480', 'the same seed')
    """

    def told(match: re.Match[str]) -> str:
        kind = match["of"].lower()
        before = (request[: match.start()], *reversed(earlier))
        found = next((hits[-1] for said in before if (hits := list(TOLD[kind].finditer(said)))), None)
        if found is None:
            return match[0]
        return found["value"] if kind == "size" else f"{kind} {found['value']}"

    return POINTED.sub(told, request)
