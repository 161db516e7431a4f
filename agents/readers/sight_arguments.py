"""What tools that see are told, read from a clause: what is sought, which caption, how much larger."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.parsing.clauses import Clause
from agents.readers.asides import listing, question_itself, sentences
from agents.readers.caption_arguments import TELLERS
from agents.readers.clip_arguments import WATCHERS
from agents.readers.finding_arguments import FINDERS
from agents.readers.matter import MODEL, PICTURE, POINTING, first_list, matter, without_names
from agents.readers.print_languages import printed_in
from agents.readers.search_arguments import like_picture, picture_count, sought
from agents.readers.sheet_arguments import captions, columns
from agents.readers.sound_arguments import true_if
from agents.readers.studio_arguments import MAKERS
from agents.readers.studio_files import PARTS
from agents.readers.studio_wording import WORDINGS
from agents.readers.writing_arguments import asked
from runtime.records import Json
from runtime.regex import regex

SAYING = r"(?:caption|captions|text|sentence|words?|description|phrase|statement|line|prompt)"
FITS = (
    regex(rf"\b{SAYING}\b[^:]*:\s*(.+)$", re.I),
    regex(
        r"\b(?:fits?|match(?:es)?|for|against|shows?|looks? like|describe[sd]? (?:by|as)|correspond\w* to|"
        rf"(?:with|to|and)(?= (?:the|this|my|our) {SAYING}))\s+(?:(?:the|this|my|our) {SAYING}\s+)?(.+)$",
        re.I,
    ),
)
"""What goes before a caption, the surer words first."""
NO_CAPTION = regex(
    rf"(?:(?:the|this|that|these|those|my|each|every|our) )+(?:[\w-]+ )*(?:{PICTURE}|one|score)\b.*|it|them|this", re.I
)
UNPLACED = (
    r"\b(?:without|no|not|except|minus)\b[^,;]*\b(?:gps|location|coordinates|place)\b|"
    r"\b(?:gps|location|place)\b[^,;]*\b(?:out|omitted|excluded)\b"
)
PLACED = r"\bgps\b|\bwhere\b.*\b(?:taken|shot|photographed)\b|\b(?:location|coordinates|place|geotag\w*)\b"
TOKENS = regex(
    r"\b(?:max[ _-]?(?:new[ _-])?tokens?|token (?:limit|budget|maximum)|limit)\s*(?:of|to|is|=|:|at)?\s*(\d+)\b", re.I
)
LOOKED_FOR = (
    regex(r"\bwhere\b.*?\b(?:can|could|do|does|did|may)\s+(?:I|we|you|one)\s+(?:see|find|spot)\s+(.+)$", re.I),
    regex(r"\b(?:check|scan|inspect|examine|comb|go(?: over)?|screen)\b.*?\bfor\s+(.+)$", re.I),
    regex(r"\b(?:flag(?: up)?|pinpoint)\s+(.+)$", re.I),
)
"""What goes before things that are looked for in other words than 'find'."""
LENGTH = regex(
    r"(?<![\s,;.?!(])[\s,;.?!(]*\b"
    r"(?:(?:and|but|in|with|using|use|of|keep|it|to|stop after|at most|at least|no more than|not more "
    r"than|fewer than|less than|up to|max(?:imum)?|a|within|under|below|about|around|limit(?:ed)?)\s+)*"
    r"(?:\d+ tokens?\b|max[ _-]?(?:new[ _-])?tokens?\s*(?:of|to|is|=|:)?\s*\d+|token (?:limit|budget)[^,;.?!]*?\d+)"
    r"(?:\s+(?:at (?:the )?most|max(?:imum)?|or (?:less|fewer)|tops|(?:is|are) enough|will do|please|long|limit))*\)?",
    re.I,
)
"""How long what is said of a picture may be: no part of the prompt."""


POINTED_AT = rf"(?:{POINTING} (?:of )?(?:[\w-]+ ){{0,3}}?{PICTURE}|it|them|both(?: of them)?|these|those|this)\b"
LOOKED_AT = regex(
    r"^(?:please |now |just |first |after |when you |while )*"
    r"(?:(?:(?:have|take|taking|having) an? (?:\w+ )?look|look(?:ing)?|gaz(?:e|ing)|glanc(?:e"
    r"|ing)) (?:at|over|through|upon)"
    r"|view(?:ing)?|study(?:ing)?|consider(?:ing)?|examin(?:e|ing)|with|from|going by|based on)"
    rf" {POINTED_AT}(?:(?:\s*,\s*(?:and )?|\s+and\s+){POINTED_AT}){{0,8}}"
    r"(?: (?:together|taken|as one|side by side|closely|carefully|before you|in front of you"
    r"|one after (?:another|the other)))*"
    r"\s*(?:[,:;–—-]|\band\b|\bthen\b|(?<=together)(?=\s))(?:\s*(?:and|then|please)\b)*\s*(?=\w)",
    re.I,
)
"""That the pictures are looked at, which goes without saying: 'look at both photos together and'."""


def caption(clause: Clause) -> str | None:
    """
    >>> caption(Clause("how well does the picture match a paper boat?", ""))
    'a paper boat'
    >>> caption(Clause("how well does it fit this photo?", "")) is None
    True
    """
    if clause.quotes:
        return clause.quotes[0]
    said = (MODEL.sub("", without_names(replace(clause, text=one))) for one in sentences(clause.text))
    found = (match[1].strip(" .?!") for one in said for pattern in FITS if (match := pattern.search(one)))
    return next((one for one in found if one and not NO_CAPTION.fullmatch(one)), None)


def named_things(clause: Clause) -> Json:
    """
    >>> named_things(Clause("check the photo for corroded rivets", "")), named_things(Clause("find the red mug", ""))
    (['corroded rivets'], ['red mug'])
    """
    found = FINDERS["named_things"](clause)
    if found or not any(pattern.search(clause.text) for pattern in LOOKED_FOR):
        return found
    return first_list(LOOKED_FOR, matter(clause))


def template(clause: Clause) -> str | None:
    """
    >>> template(Clause("", "", ("a drawing of {}", "cat", "dog")))
    'a drawing of {}'
    """
    return next((quote for quote in clause.quotes if "{}" in quote), None)


def location(clause: Clause) -> bool | None:
    """
    >>> location(Clause("", "where was it taken?")), location(Clause("", "its metadata, GPS left out"))
    (True, None)
    """
    return None if true_if(clause, UNPLACED) else true_if(clause, PLACED)


def max_tokens(clause: Clause) -> int | None:
    """
    >>> max_tokens(Clause("", "explain the picture, max_tokens=300"))
    300
    """
    match = TOKENS.search(clause.masked)
    return int(match[1]) if match else None


def picture_prompt(clause: Clause) -> Json:
    """
    >>> picture_prompt(Clause("explain it at length? 500 tokens at most", ""))
    'explain it at length'
    >>> picture_prompt(Clause("look at a-1 and b-1 together and tell a story", "", files=("a-1", "b-1")))
    'tell a story'
    """
    said = LENGTH.sub("", str(TELLERS["picture_prompt"](clause))).strip(" ,;")
    told = LOOKED_AT.sub("", said)
    return told if len(told.split()) > 1 else said


def picture_question(clause: Clause) -> str:
    """
    >>> picture_question(Clause("what is the vase in a-1 made of? A word will do.", "", files=("a-1",)))
    'what is the vase made of?'
    """
    return asked(replace(clause, text=question_itself(clause.text)))


READERS: Mapping[str, Callable[[Clause], Json]] = {
    **FINDERS,
    **TELLERS,
    **WATCHERS,
    **MAKERS,
    **WORDINGS,
    **PARTS,
    "sought": sought,
    "like_picture": like_picture,
    "caption": caption,
    "picture_count": picture_count,
    "captions": captions,
    "template": template,
    "columns": columns,
    "max_tokens": max_tokens,
    "picture_prompt": picture_prompt,
    "ocr_language": printed_in,
    "named_things": listing(named_things),
    **{role: listing(FINDERS[role]) for role in ("known_things", "area_things")},
    "kept_things": listing(FINDERS["kept_things"], str),
    "location": location,
}
"""By role: the value, None where the clause gives none."""

LONGEST = 1500
"""Characters of a clause that are read: more than any prompt's tokens hold."""


SPACE = regex(r"\s{2,}")


def _short(said: str) -> str:
    """As much of it as is read, each run of white space as one sign: patterns take long over such runs."""
    return SPACE.sub(lambda run: "\n" if "\n" in run[0] else " ", said[:LONGEST])


def see(clause: Clause, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments of these `roles`, role → name, that the clause gives."""
    clause = replace(clause, text=_short(clause.text), masked=_short(clause.masked))
    found = {roles[role]: read(clause) for role, read in READERS.items() if role in roles}
    if "asked" in roles and not roles.keys().isdisjoint(("picture", "pictures")):
        found[roles["asked"]] = picture_question(clause)
    return {name: value for name, value in found.items() if value is not None}
