"""What tools that see are told, read from a clause: what is sought, which caption, how much larger."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.arguments import without_files
from agents.caption_arguments import TELLERS
from agents.clauses import Clause
from agents.clip_arguments import WATCHERS
from agents.finding_arguments import FINDERS
from agents.sound_arguments import true_if
from agents.studio_arguments import MAKERS
from agents.studio_files import PARTS
from agents.studio_wording import WORDINGS
from runtime.records import Json

PICTURES = r"(?:pictures?|photos?|images?|drawings?|shots?)"
ALIKE = re.compile(r"\b(?:similar to|like|alike|resembl\w+|near(?:est)? to)\b", re.I)
SHOWING = r"(?:showing|that shows?|which shows?|show|where there (?:is|are)|containing|with|of)"
SOUGHT = (
    re.compile(rf"\b{PICTURES}\s+{SHOWING}\s+(.+)$", re.I),
    re.compile(rf"\b(?:{SHOWING}|for|like|similar to)\s+(.+)$", re.I),
)
"""What goes before what is to be seen, the surer words first. The leftmost counts: 'of a house with a garden'."""
FITS = re.compile(
    r"\b(?:fits?|match(?:es)?|for|against|shows?|looks? like|describe[sd]? (?:by|as))\s+"
    r"(?:the (?:caption|text|sentence)\s+)?(.+)$",
    re.I,
)
MORE = re.compile(r"\s+(?:among|in|from) (?:the|these|those|my|all)\b.*$|\s+(?:side by side|please)\b.*$", re.I)


def sought(clause: Clause) -> str | None:
    """What pictures should show; None where another picture says it.

    >>> sought(Clause("find the photos of a house with a garden among these pictures", ""))
    'a house with a garden'
    >>> sought(Clause("find pictures similar to boat-1", "", files=("boat-1",))) is None
    True
    """
    if like_picture(clause):
        return None
    if clause.quotes:
        return clause.quotes[0]
    said = without_files(clause)
    match = next((match for pattern in SOUGHT if (match := pattern.search(said))), None)
    return MORE.sub("", match[1]).strip(" .?!") or None if match else None


def like_picture(clause: Clause) -> str | None:
    """The picture that others should look like: the last that is named.

    >>> like_picture(Clause("which photos look like boat-1?", "", files=("boat-1",)))
    'boat-1'
    """
    alike = ALIKE.search(clause.text)
    return next((name for name in reversed(clause.files) if alike and name in clause.text[alike.end() :]), None)


def caption(clause: Clause) -> str | None:
    """
    >>> caption(Clause("how well does the picture match a paper boat?", ""))
    'a paper boat'
    """
    if clause.quotes:
        return clause.quotes[0]
    match = FITS.search(without_files(clause))
    return match[1].strip(" .?!") or None if match else None


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
    "location": lambda clause: true_if(
        clause, r"\bgps\b|\bwhere\b.*\btaken\b|\b(location|coordinates|place)\b(?!.*\b(without|no)\b)"
    ),
}
"""By role: the value, None where the clause gives none."""


def see(clause: Clause, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments of these `roles`, role → name, that the clause gives."""
    found = {roles[role]: read(clause) for role, read in READERS.items() if role in roles}
    return {name: value for name, value in found.items() if value is not None}
