"""What tools that see are told, read from a clause: what is sought, which caption, how much larger."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.caption_arguments import TELLERS
from agents.clauses import Clause
from agents.clip_arguments import WATCHERS
from agents.finding_arguments import COLUMNS, FINDERS
from agents.matter import PICTURE, POLITE, without_names
from agents.search_arguments import like_picture, picture_count, sought
from agents.sound_arguments import true_if
from agents.studio_arguments import MAKERS
from agents.studio_files import PARTS
from agents.studio_wording import WORDINGS
from runtime.records import Json

FITS = re.compile(
    r"\b(?:fits?|match(?:es)?|for|against|shows?|looks? like|describe[sd]? (?:by|as))\s+"
    r"(?:the (?:caption|text|sentence)\s+)?(.+)$|\b(?:caption|words?|text|sentence)\b[^:]*:\s*(.+)$",
    re.I,
)
NO_CAPTION = re.compile(
    rf"(?:(?:the|this|that|these|those|my|each|every|our) )+(?:[\w-]+ )*(?:{PICTURE}|one|score)\b.*|it|them|this", re.I
)
UNPLACED = (
    r"\b(?:without|no|not|except|minus)\b[^,;]*\b(?:gps|location|coordinates|place)\b|"
    r"\b(?:gps|location|place)\b[^,;]*\b(?:out|omitted|excluded)\b"
)
PLACED = r"\bgps\b|\bwhere\b.*\b(?:taken|shot|photographed)\b|\b(?:location|coordinates|place|geotag\w*)\b"
UNDER = re.compile(
    r"\b(?:captioned|labell?ed|named|titled|captions?(?: are|\s*[=:])|called)\s+(?!with\b|by\b|the\b|as\b)([^:;]+)$",
    re.I,
)


def caption(clause: Clause) -> str | None:
    """
    >>> caption(Clause("how well does the picture match a paper boat?", ""))
    'a paper boat'
    >>> caption(Clause("how well does it fit this photo?", "")) is None
    True
    """
    if clause.quotes:
        return clause.quotes[0]
    match = FITS.search(without_names(clause))
    found = next(filter(None, match.groups())).strip(" .?!") if match else ""
    return found if found and not NO_CAPTION.fullmatch(found) else None


def captions(clause: Clause) -> Json:
    """What is written under the pictures of a sheet.

    >>> captions(Clause("one sheet of them, captioned Before, During and After", ""))
    ['Before', 'During', 'After']
    """
    if len(clause.quotes) > 1:
        return list(clause.quotes)
    match = UNDER.search(COLUMNS.sub("", POLITE.sub("", without_names(clause))))
    lines = [line.strip(" .?!") for line in re.split(r"\s*(?:,|\band\b)\s*", match[1])] if match else []
    return [line for line in lines if line] if len(lines) > 1 else None


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
    "location": location,
}
"""By role: the value, None where the clause gives none."""

LONGEST = 1500
"""Characters of a clause that are read: more than any prompt's tokens hold."""


def see(clause: Clause, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments of these `roles`, role → name, that the clause gives."""
    if len(clause.text) > LONGEST:
        clause = replace(clause, text=clause.text[:LONGEST], masked=clause.masked[:LONGEST])
    found = {roles[role]: read(clause) for role, read in READERS.items() if role in roles}
    return {name: value for name, value in found.items() if value is not None}
