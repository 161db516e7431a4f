"""What tools that find and cut out things in pictures are told, read from a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.area_arguments import area_things
from agents.readers.arguments import NUMBER, figure
from agents.readers.background_arguments import background, kept_things
from agents.readers.matter import IN_PICTURES, MODEL, PICTURE, first_list, matter, without_names
from agents.readers.reading_arguments import threshold as told_threshold
from agents.readers.sound_arguments import named
from agents.readers.spoken_figures import in_figures
from runtime.records import Json
from runtime.regex import regex
from tools.object_words import COCO, class_meant, spoken

KNOWN = regex(rf"\b{spoken()}\b", re.I)
BESIDES = regex(
    r"\b(?:on|under|beside|behind|at|near|next to|by|in front of) (?:the|a|an|my|our|this|that|his|her|their) "
    r"(?:[\w-]+ )?$",
    re.I,
)
"""What goes before a thing that only tells where another one is: 'the cups on the table'."""
FRAMED = regex(r"\b(?:box|frame|rectangle|square|circle|mark|line)\w* (?:\w+ )?$", re.I)
"""What goes before those words where the thing itself is meant: 'a box on each car'."""
BOX = r"(?:box(?:es)?|frames?|rectangles?|squares?|circles?|bbox(?:es)?|coordinates|positions?|crops?|cut-?outs?)"
DONE = r"(?:located|found|boxed|marked|cropped|saved|flagged|framed|spotted|cut|pointed|highlighted|out of|from)"
THING = (
    regex(r":\s*((?!\d|\.\d|show|find|mark|where|locate|detect|box|cut)[^:]+)$", re.I),
    regex(r"\bwhere(?:'s| is| are|(?: (?:in|on) [^,]*?)? (?:is|are))\s+(?!it\b|they\b)(.+)$", re.I),
    regex(r"\bwhere(?: (?:in|on) [^,]*?)?\s+(?:does|do)\s+(.+?)\s+(?:appear|stand|hang|sit|lie|show)\b", re.I),
    regex(r"\bwhere\s+(.+?)\s+(?:is|are|hangs?|stands?|sits?|lies?|appears?)$", re.I),
    regex(rf"\b{BOX}\s+(?:on|around|round|for|of|over)\s+(.+)$", re.I),
    regex(
        r"(?:\b(?:need|want|like|have|get|let|see)\s+(?!to\b)|^(?=(?:the|every|each|all|any|my|an?)\b))"
        rf"(.+?)\s+(?:to be )?{DONE}\b",
        re.I,
    ),
    regex(
        r"\b(?:find|spot|locate|locali[sz]e|detect|(?:look|search|hunt)(?:ing)?(?: [\w ]+?)? for|hunt down|show|"
        r"highlight|pick(?: out)?|point(?: out)?|search|mark|box|frame|cut(?: out)?|crop(?: out)?|clip|save)\s+"
        r"(?:me )?(?!with\b|in\b|on\b)(.+)$",
        re.I,
    ),
    regex(r"\b(?:is|are) there\s+(.+)$", re.I),
)
"""What goes before and behind the things that are sought, the surer words first."""
SURE = regex(
    r"(?<![\d.\w-])(0?\.\d+|1\.0+)(?![\d.]*\w)|(\d{1,3})\s*(?:%|per ?cent)|\b(more than half|half sure)\b", re.I
)
COLUMNS = regex(
    rf"\b{NUMBER}[ -](?:columns?|across|(?:{PICTURE} )?(?:in|per|to|on) (?:an?|one|1|each"
    rf"|every)? ?(?:row|line)\b|in (?:a|one|each|every) (?:row|line)|(?:per|to a|a|to the|each) row)\b"
    rf"|\bcol(?:umn)?s?\s*[=:]\s*{NUMBER}\b|\brows of {NUMBER}\b",
    re.I,
)
OUT = (
    r"\bcut(?:s|ting)?\b|\bcrop(?:s|ped|ping)?\b(?! (?:photo|picture|image|still|one|frame)s?\b)|\bcut-?outs?\b|"
    r"\b(?:as|into|in) (?:(?:a|an|its|their|one|separate|single|own|little) )+"
    r"(?:picture|image|pic|photo|file|crop|rectangle)s?\b"
    r"|\bas (?:pictures|images|files) of their own\b|\bsnip\w* (?:\w+ ){1,3}out\b"
    r"|\b(?:one|an?) (?:file|picture|image) (?:per|for (?:each|every))\b"
)


def known_things(clause: Clause) -> list[str] | None:
    """
    >>> known_things(Clause("find all dogs and the people in these pictures", ""))
    ['dog', 'person']
    >>> known_things(Clause("mark the cups on the table", "")), known_things(Clause("a box on the table", ""))
    (['cup'], ['dining table'])
    """
    said = matter(clause)
    found = [match for match in KNOWN.finditer(said) if not _beside_another(said[: match.start()])]
    return list(dict.fromkeys(filter(None, (class_meant(match[0], COCO) for match in found)))) or None


def _beside_another(before: str) -> bool:
    where = BESIDES.search(before)
    return where is not None and not FRAMED.search(before[: where.start()])


def named_things(clause: Clause) -> list[str] | None:
    """
    >>> named_things(Clause("find the red mug and a blue door in these pictures", ""))
    ['red mug', 'blue door']
    >>> named_things(Clause("where is the licence plate on photo-1?", "", files=("photo-1",)))
    ['licence plate']
    >>> named_things(Clause("I need every fence post located in the paddock photos", ""))
    ['fence post']
    """
    return list(clause.quotes) or first_list(THING, matter(clause))


def threshold(clause: Clause) -> float | None:
    """
    >>> threshold(Clause("find dogs with a score over 0.8", "")), threshold(Clause("at least 70 % sure", ""))
    (0.8, 0.7)
    """
    match = SURE.search(MODEL.sub("", without_names(clause)))
    if not match:
        return told_threshold(clause)
    if match[3]:
        return 0.5
    return float(match[1]) if match[1] else min(100.0, float(match[2])) / 100


def columns(clause: Clause) -> int | None:
    """
    >>> columns(Clause("put them on one sheet in three columns", ""))
    3
    """
    match = COLUMNS.search(in_figures(clause.masked or clause.text))
    said = next(filter(None, match.groups())) if match else ""
    return figure(said) if said else None


def _by_class(clause: Clause) -> str | None:
    """
    >>> _by_class(Clause("a mask of the road area, by class", ""))
    'semantic'
    """
    return "semantic" if re.search(r"\b(?:by|per|for each) class\b", clause.text, re.I) else None


FINDERS: Mapping[str, Callable[[Clause], Json]] = {
    "known_things": known_things,
    "named_things": named_things,
    "area_things": area_things,
    "kept_things": kept_things,
    "background": background,
    "threshold": threshold,
    "columns": columns,
    "area_kind": lambda clause: named(clause, r"(semantic|instance|panoptic)") or _by_class(clause),
    "cut_out": lambda clause: True if re.search(OUT, IN_PICTURES.sub("", clause.text), re.I) else None,
}
"""By role: the value, None where the clause gives none."""
