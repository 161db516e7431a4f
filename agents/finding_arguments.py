"""What tools that find and cut out things in pictures are told, read from a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.arguments import NUMBERS, without_files
from agents.clauses import Clause
from agents.sound_arguments import named, true_if
from runtime.records import Json
from tools.object_words import COCO, class_meant, spoken

KNOWN = re.compile(rf"\b{spoken()}\b", re.I)
SEEK = r"(?:find|spot|locate|mark|box|cut out|crop|where (?:is|are))"
NAMED = re.compile(
    rf"\b{SEEK}\s+(?:(?:me|all|any|every|each)\s+)*(.+?)(?:\s+(?:in|on|from|out of|of)\s+(?:the|this|that|these|those|"
    r"my|both|all|each|every|it|them)\b.*|\s+(?:in|on|from|out of)\s*)?[ .?!]*$",
    re.I,
)
SPLIT = re.compile(r"\s*(?:,|\band\b|\bor\b)\s*")
ARTICLE = re.compile(r"^(?:an?|the|some) ", re.I)
KEPT = re.compile(r"\bkeep(?:ing)?\s+(?:only\s+|just\s+)?(.+?)[ .?!]*$", re.I)
SURE = re.compile(r"\b(?:threshold|score|confidence)\b\D{0,12}?(0?\.\d+|1(?:\.0+)?)|(\d{1,3})\s*(?:%|percent)", re.I)
COLOUR = re.compile(
    r"\b(white|black|red|green|blue|yellow|orange|purple|violet|pink|gr[ea]y|brown|beige|cyan|magenta|navy|teal|"
    r"turquoise|ivory|gold|silver)\b|(#[0-9a-f]{6})\b",
    re.I,
)
COLUMNS = re.compile(rf"\b(\d+|{'|'.join(NUMBERS)})[ -](?:columns?|across|in a row|per row)\b", re.I)


def known_things(clause: Clause) -> list[str] | None:
    """
    >>> known_things(Clause("find all dogs and the people in these pictures", ""))
    ['dog', 'person']
    """
    said = [class_meant(match[0], COCO) for match in KNOWN.finditer(without_files(clause))]
    return list(dict.fromkeys(filter(None, said))) or None


def named_things(clause: Clause) -> list[str] | None:
    """
    >>> named_things(Clause("find the red mug and a blue door in these pictures", ""))
    ['red mug', 'blue door']
    >>> named_things(Clause("where is the licence plate on photo-1?", "", files=("photo-1",)))
    ['licence plate']
    """
    if clause.quotes:
        return list(clause.quotes)
    match = NAMED.search(without_files(clause))
    found = [ARTICLE.sub("", part).strip(" .?!") for part in SPLIT.split(match[1])] if match else []
    return [thing for thing in found if thing] or None


def kept_things(clause: Clause) -> list[str] | None:
    """
    >>> kept_things(Clause("remove the background but keep the dog and the chair", ""))
    ['dog', 'chair']
    """
    match = KEPT.search(without_files(clause))
    found = [ARTICLE.sub("", part).strip() for part in SPLIT.split(match[1])] if match else []
    return [thing for thing in found if thing] or None


def background(clause: Clause) -> str | None:
    """A picture's artifact name, `blur`, or a colour.

    >>> background(Clause("put beach-1 behind me in photo-1", "", files=("beach-1", "photo-1")))
    'beach-1'
    >>> background(Clause("replace the background of photo-1 with beach-1", "", files=("photo-1", "beach-1")))
    'beach-1'
    >>> background(Clause("make the background light Blue", "")), background(Clause("blur the background", ""))
    ('blue', 'blur')
    """
    if re.search(r"\bblur|\bout of focus\b|\bbokeh\b|\bportrait mode\b", clause.masked or clause.text, re.I):
        return "blur"
    if len(clause.files) > 1:
        before = re.search(rf"\b({'|'.join(map(re.escape, clause.files))}) behind\b", clause.text)
        return before[1] if before else clause.files[-1]
    colour = COLOUR.search(without_files(clause))
    return (colour[1] or colour[2]).lower() if colour else None


def threshold(clause: Clause) -> float | None:
    """
    >>> threshold(Clause("find dogs with a score over 0.8", "")), threshold(Clause("at least 70 % sure", ""))
    (0.8, 0.7)
    """
    match = SURE.search(without_files(clause))
    if not match:
        return None
    return float(match[1]) if match[1] else min(100.0, float(match[2])) / 100


def columns(clause: Clause) -> int | None:
    """
    >>> columns(Clause("put them on one sheet in three columns", ""))
    3
    """
    match = COLUMNS.search(clause.text)
    return (int(match[1]) if match[1].isdigit() else NUMBERS[match[1].lower()]) if match else None


FINDERS: Mapping[str, Callable[[Clause], Json]] = {
    "known_things": known_things,
    "named_things": named_things,
    "kept_things": kept_things,
    "background": background,
    "threshold": threshold,
    "columns": columns,
    "area_kind": lambda clause: named(clause, r"(semantic|instance|panoptic)"),
    "cut_out": lambda clause: true_if(clause, r"\bcut\b.*\bout\b|\bcrop(s|ped|ping)?\b|\bcut-?outs?\b"),
}
"""By role: the value, None where the clause gives none."""
