"""Which files and add-ons have a part in what is made, read from a clause: a style, a mask, a sound, a LoRA."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.clauses import ENDINGS, Clause
from runtime.records import Json

FILE = r"(?<![\w-])((?:[a-z][a-z0-9]*)(?:-[a-z0-9]+)*-\d+)"
"""An artifact's name."""
MASK_FILE = r"(?<![\w-])((?:[a-z0-9]+-)*?[a-z0-9]*masks?(?:-[a-z0-9]+)*-\d+)"
"""That of a mask, by its name."""
OF_PICTURE = rf"(?:(?:the|my|our) (?:(?:new|old) )?(?:picture|photo|image|drawing|file|recording|track|song) )?{FILE}"
ITS = r"(?:the |its |a |an |their )?"


def part(nouns: str, leads: str) -> str:
    """What gives a file a part: 'with the sound of rain-1', 'rain-1 as its sound', 'with rain-1's sound'."""
    lead = rf",?\s*\b(?:that |which )?(?:(?:{leads}) )+"
    return (
        rf"{lead}(?:the |its |an? )?{nouns}(?: (?:of|from|in|like|is)|\s*[:=])?\s+{OF_PICTURE}"
        rf"|,?\s*\b(?:(?:{leads}|and|to|put|lay|let|have) )+(?:the )?(?:(?:new|old) )?{OF_PICTURE}\s+(?:(?:laid"
        rf"|put|played) )?"
        rf"(?:as|for|be|to be) {ITS}{nouns}(?: reference)?"
        rf"|{lead}{FILE}['’]s? {nouns}"
    )


STYLE = re.compile(
    part(
        r"(?:art |painting |drawing |visual )?(?:style|look(?: and feel)?|manner|palette)(?: reference)?",
        r"painted|drawn|done|in|with|after|using|use|borrow(?:s|ing)|copy(?:ing)?|takes?|taking|match(?:es"
        r"|ing)?|has|having",
    )
    + rf"|,?\s*\bstyled? (?:of|like|after) {OF_PICTURE}",
    re.I,
)
OUTLINE = re.compile(
    part(
        r"(?:edges|outlines?|contours?|lines|composition|layout|shapes?|sketch|structure|pose)",
        r"follow(?:s|ing)?|keep(?:s|ing)?|along|using|use|with|by|from|on|has|having|match(?:es|ing)?",
    )
    + rf"|,?\s*\b(?:that )?follow(?:s|ing)? {OF_PICTURE}",
    re.I,
)
SOUND = re.compile(
    part(
        r"(?:(?:background )?music|sound ?track|sounds?|audio|recording|narration|voice-?over|[a-z]+ing)",
        r"with|to|having|use|using|has",
    )
    + rf"|,?\s*\b(?:(?:with|and|to|put|lay|play|let|have) )+(?:the )?{OF_PICTURE}\s+"
    r"(?:(?:laid|play(?:ing)?|put|run(?:ning)?) )?"
    r"(?:under(?:neath)?(?: (?:it|them))?|in the background|behind it)"
    rf"|,?\s*\b(?:with|to) {ITS}(?:music|sound) from {OF_PICTURE}",
    re.I,
)
OF_MASK = (
    r"(?:,?\s*\b(?:(?:and|use|using|with|by|under|where|in|into|inside|on|over|through|given by|white part of|from) )*"
)
MASK = re.compile(
    rf"{OF_MASK}(?:the )?(?:(?:white |marked )?(?:area|part|region|mask)(?: (?:of|in|from|is|marked white in))? )*"
    rf"{MASK_FILE}(?: as (?:the |a |its )?mask\b)?(?: is white)?)"
    rf"|{OF_MASK}(?:the )?mask(?: (?:of|in|from|is))? {FILE})"
    rf"|,?\s*\b(?:and )?(?:use|using|with|taking) {OF_PICTURE} (?:as|for) (?:the |a |its )?mask\b",
    re.I,
)
ADAPTER = re.compile(
    r",?\s*\b(?:(?:with|using|use|by|and|add|plus) )*(?:the )?(?<!model )loras?:? ([\w.-]+/[\w.-]*\w|\w+[-_][\w-]*\w)"
    r"(?:(?: (?:at|with|of|=)|=)? ?(?:a )?(?:weight |strength )?(?:of )?(\d?\.\d+|1\b))?",
    re.I,
)
MODEL = re.compile(
    r"(?:,\s*|,?\s*\b(?:(?:with|using|by|use|on|and|run|try) )+)(?:the )?(?:model |checkpoint )?"
    rf"([a-z][\w.-]{{2,}}/(?![\w.-]*\.{ENDINGS}\b)(?=[\w.-]*[-\d_])(?=[\w.-]*[a-z])[\w.-]*\w)",
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


def checkpoint(clause: Clause) -> str | None:
    """
    >>> checkpoint(Clause("draw a boat, use stabilityai/sdxl-turbo with the lora my/toy-1", ""))
    'stabilityai/sdxl-turbo'
    """
    match = MODEL.search(ADAPTER.sub("", clause.text))
    return match[1] if match else None


def file_in(*patterns: re.Pattern[str]) -> Callable[[Clause], str | None]:
    """The file that stands in the place of a pattern's group; the masked clause has no names of files."""

    def read(clause: Clause) -> str | None:
        groups = (match.groups() for pattern in patterns for match in pattern.finditer(clause.text))
        names = (name for found in groups for name in found if name)
        return next((name for name in names if name in clause.files or name not in clause.masked), None)

    return read


PARTS: Mapping[str, Callable[[Clause], Json]] = {
    "style_picture": file_in(STYLE),
    "outline_picture": file_in(OUTLINE),
    "mask_picture": file_in(MASK),
    "clip_sound": file_in(SOUND),
    "adapters": adapters,
    "model": checkpoint,
}
"""By role: the value, None where the clause gives none."""
