"""Which files and add-ons have a part in what is made, read from a clause: a style, a mask, a sound, a LoRA."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.clauses import Clause
from runtime.records import Json

FILE = r"((?:[a-z][a-z0-9]*)(?:-[a-z0-9]+)*-\d+)"
"""An artifact's name."""
OF_PICTURE = rf"(?:the (?:picture|photo|image|drawing) )?{FILE}"
STYLE = re.compile(rf",?\s*\b(?:(?:in|with|after) the (?:style|look|manner)|styled?) (?:of|like) {OF_PICTURE}", re.I)
OUTLINE = re.compile(
    r",?\s*\b(?:follow(?:s|ing)?|keep(?:s|ing)?|along|using|with|by|from|on) (?:the )?"
    rf"(?:edges|outlines?|contours?|lines|composition|layout|shapes?|sketch)(?: (?:of|in|from))? {OF_PICTURE}",
    re.I,
)
SOUND = re.compile(
    rf",?\s*(?:\b(?:with|and|to)\s+(?:put |lay )?{FILE}\s+"
    r"(?:(?:as|for) (?:its |the )?(?:sound|music|soundtrack|audio)|under (?:it|them))"
    rf"|\bwith the (?:sound|music|audio|recording)(?: (?:of|from|in))? {FILE})",
    re.I,
)
MASK = re.compile(rf",?\s*\b(?:with|by|using|under|where)?\s*(?:the )?mask(?: (?:of|in|from|is))? {FILE}", re.I)
MODEL = re.compile(r",?\s*\b(?:with|using|by) (?:the )?(?:model |checkpoint |lora )?[\w.-]+/[\w.-]+", re.I)
ADAPTER = re.compile(
    r",?\s*\b(?:with|using|by|and) (?:the )?loras? ([\w.-]+/[\w.-]*\w)"
    r"(?: (?:at|with|of|=) ?(?:a )?(?:weight |strength )?(?:of )?(\d?\.\d+|1))?",
    re.I,
)
BESIDES = (ADAPTER, STYLE, OUTLINE, SOUND, MASK, MODEL)
"""What is said of them: no part of a prompt."""


def adapters(clause: Clause) -> list[str] | None:
    """
    >>> adapters(Clause("draw a boat with the LoRA nerijs/pixel-art-xl at 0.8 and the lora my/toy", ""))
    ['nerijs/pixel-art-xl=0.8', 'my/toy']
    """
    found = [f"{id}={weight}" if weight else id for id, weight in ADAPTER.findall(clause.text)]
    return found or None


def file_in(*patterns: re.Pattern[str]) -> Callable[[Clause], str | None]:
    """The file that stands in the place of a pattern's group."""

    def read(clause: Clause) -> str | None:
        found = (name for pattern in patterns if (match := pattern.search(clause.text)) for name in match.groups())
        return next((name for name in found if name in clause.files), None)

    return read


PARTS: Mapping[str, Callable[[Clause], Json]] = {
    "style_picture": file_in(STYLE),
    "outline_picture": file_in(OUTLINE),
    "mask_picture": file_in(MASK),
    "clip_sound": file_in(SOUND),
    "adapters": adapters,
}
"""By role: the value, None where the clause gives none."""
