"""The scenes of a set of pictures to choose from: listed one by one, or one subject in several settings."""

from __future__ import annotations

import re
from collections.abc import Callable

from agents.parsing.clauses import Clause
from agents.readers.studio_figures import COUNT, IMAGES
from agents.readers.studio_numbers import SEED_COUNT, SEEDS, VERSIONS
from agents.readers.studio_plain import plain, shown_quotes, tidy
from runtime.regex import regex

SHEET = r"(?:sheet|grid|page|overview|contact sheet)"
STOP = r"(?=\s*(?:[,.;:?!]|$))"
CHOOSING = (
    regex(
        r",?\s*\b(?:so|so that|for|to|from which|which) (?:(?:i|we|you|the \w+|me|us|my \w+"
        r"|my \w+ \w+) )?(?:(?:can|will|may|could|to) )?"
        r"(?:(?:choose|pick|compare|select|vote|decide|lay|look \w+ over|see which)\b[^,.;:]*)",
        re.I,
    ),
    regex(r",\s*i will choose[^,.;:]*", re.I),
    regex(
        rf",?\s*\b(?:(?:and|with|all|them|put|show(?:n)?|together|everything) ){{0,4}}(?:on|in|with|as|for) (?:an? "
        rf"|one |the )?"
        rf"(?:(?:single|labell?ed|numbered|comparison|contact|overview) )*{SHEET}\b(?: of (?:all|them(?: all)?"
        rf"|it))?(?: w/ labels)?",
        re.I,
    ),
    regex(rf",\s*(?:(?:one|an?|single|labell?ed|numbered) )*{SHEET}{STOP}|\s+at once(?: and choose)?{STOP}", re.I),
    regex(
        r",?\s*\b(?:side by side|labell?ed(?: for reference)?|numbered(?: on)?|one by one)\b(?: to pick from)?", re.I
    ),
    regex(r",?\s*\bwith (?:an? )?(?:label|name)s? (?:under|below|on) (?:each|every one|all)\b", re.I),
    regex(
        r"[,;]?\s*\b(?:and )?(?:keep(?:ing)? )?(?:(?:all|each|every one|everything) )?(?:(?:with|from|on|under"
        r"|by|using|at) )?"
        r"(?:(?:a|an|the|one|same|common|single|different|fixed|random|number) ){1,4}seeds?\b"
        r"(?: (?:fixed|constant|each|for (?:all|each|every one)(?: of them)?|staying put|kept the same))*",
        re.I,
    ),
    regex(
        r"[,;]?\s*\b(?:with )?(?:all|everything|nothing|anything) else (?:kept |changed|alike|(?:stays? "
        r"|being )?the same)?"
        r"(?:the same|alike)?",
        re.I,
    ),
    regex(r"[,;]\s*keep the seed\b[^,.;:]*", re.I),
)
"""What is said of the set and of the sheet, and not of what is to be seen."""
GROUP = regex(
    r"^(?:(?:i|we)(?:['’]d| would)? (?:like|want|need|wish)(?: to)? |(?:can|could|may|might) (?:i|we|you) (?:have )?|"
    r"is there a way to (?:see )?|choose,? so |let me (?:choose|compare|see) (?:among |between )?|please )*"
    rf"(?:(?:make|give|show|prepare|explore|produce|generate|provide|create|draw up|try|compare"
    rf"|gimme(?: like)?)\s+(?:me |us )?)?"
    rf"(?:an? |the |some |{COUNT} )?(?:\w+ )?"
    r"(?:(?:set|series|choice|selection|range|batch|grid|variety|assortment|number|sheet|collection|overview"
    r"|contact sheet|seed sweep) "
    rf"(?:of |for |with )?(?:{COUNT} )?)?"
    rf"(?:(?:several|many|some|different|diff|various|alternative|candidate|generated|few|(?:look-dev)) )*"
    rf"(?:(?:alternatives|options|variants|variations|versions|takes|candidates|scenarios|{IMAGES})\s*)?"
    r"(?:of|on|for|showing)\s+",
    re.I,
)
"""'Several options for', 'a set of pictures of'."""
AIM = regex(
    r"^for (?:my|our|the|this|an?) [^,:]{2,40}[,:]\s+|^(?:an? )?(?:set|series) (?:of|with|from) (?:one|a single"
    r"|the same) scene\s*[,:]\s*",
    re.I,
)
"""'For the vote: '; 'a set with one scene, '."""
NAMES_GROUP = regex(
    r"\b(?:set|series|choice|selection|range|batch|grid|variety|assortment|alternatives|options|variants"
    r"|variations|"
    r"versions|takes|candidates?|several|many|different|various|sheet|overview|scenarios?|sweep|scenes?|motifs?"
    r"|prompts?"
    r"|seeds?)\b",
    re.I,
)
OF_SUBJECT = r"styles?|seasons?|colou?rs?|moods?|settings?|places|looks?|times|weathers?"
LISTED = regex(
    r"^([^:]*)\b(scenes?|prompts? (?:x|×|by|times) seeds? (?:grid|matrix)|scenarios?|situations|prompts|ideas"
    rf"|options|{IMAGES}|choose from|compare|{OF_SUBJECT}|series|"
    r"scenarios? (?:of|for)|descriptions|choice|set)(?:\s+(?:of|from|to)[^:]*)?\s*:\s*(.+)$",
    re.I,
)
ONE_SCENE = regex(r"\b(?:one and the |the (?:very )?|this )same (?:scene|motif|prompt|idea|picture)$", re.I)
"""Before a colon behind which one scene stands, whatever is seen in it."""
ITEMS = regex(r"\s*(?:;|,(?:\s*(?:and|or)\b)?|\b(?:and|or)\b)\s*", re.I)
PREP = r"(?:in|at|on|under|by|during|before|after|near|as|with|over|inside|among|painted|from)"
PLACE = regex(rf"{PREP}\b", re.I)
REPEATED = regex(
    rf"^(?P<subject>[^,;:]+?)\s+(?P<first>(?P<prep>{PREP})\s+[^,;]+?)"
    rf"(?P<more>(?:(?:\s*[,;]\s*(?:and |or )?|\s+(?:and|or)\s+){PREP}\s+[^,;]+?)+)$",
    re.I,
)
"""'a garden with roses, with lupins and with sunflowers'"""
SHARED = regex(
    rf"^(?P<subject>.+?)\s+(?P<prep>(?:{PREP})(?: age)?)\s+(?P<items>[\w'’-]+(?:\s*,\s*[\w'’ -]+?)+,?\s+(?:and"
    rf"|or)\s+[\w'’ -]+)$",
    re.I,
)
"""'a street in 1900, 1950 and 2000'"""

CHOICE = regex(
    rf"\b(?:{SHEET}|side by side|compar\w+|options|choices?|choose|pick|sets?|series|alternatives|candidates"
    rf"|variety|vote|mood ?board)\b",
    re.I,
)
THING = r"(?:an?|the|one|two|three|four|five|some|several)\s"
NEXT_THING = regex(rf"\s*[,;]\s*(?:(?:and|or|then)\s+)?(?={THING})|\s+(?:and|or)\s+(?={THING})", re.I)
OF_SET = frozenset(
    "a am an all and any as at both can could choose compare comparing d do each every everything first for "
    "four from give have how i in it its let like look me my need of on one only onto over pick picture "
    "pictures please put same scene scenes see seed seeds set sets sheet show so some that the them then "
    "these they this those three to try two us use vary version versions want we whole with would you".split()
)
"""Words that speak of a set of pictures, and of nothing that is seen in them."""


def side_by_side(said: str) -> list[str] | None:
    """Scenes that are listed behind what says that they are to be compared: each is named like a thing.

    >>> side_by_side("all on one sheet: a shoe on asphalt, a shoe in sand and a shoe on a jetty")
    ['a shoe on asphalt', 'a shoe in sand', 'a shoe on a jetty']
    >>> side_by_side("on one sheet: a shoe, seen from above, wet") is None
    True
    """
    head, _, after = said.partition(":")
    if not CHOICE.search(head):
        return None
    for pattern in CHOOSING:
        after = pattern.sub("", after)
    found = NEXT_THING.split(re.sub(r",\s*(?:all|each|everything|together)$", "", tidy(after.split(". ")[0])))
    return found if len(found) > 2 and all(re.match(THING, one, re.I) for one in found) else None


def of_set(said: str) -> bool:
    """Whether words speak of a set of pictures alone: 'each of them', 'all on one sheet, so that I can choose'.

    >>> of_set("each of them, all"), of_set("each of the foxes")
    (True, False)
    """
    return OF_SET.issuperset(re.findall(r"[a-z]+", said.lower()))


def without_choosing(clause: Clause) -> str:
    """The clause without its settings, and without what is said of the set.

    >>> without_choosing(Clause("several options for a poster of a jazz night, with a labelled sheet of them all", ""))
    'a poster of a jazz night'
    """
    said = AIM.sub("", _of_scenes(clause))
    counted = bool(VERSIONS.search(clause.text))
    before, colon, after = said.partition(": ")
    if colon and NAMES_GROUP.search(before):
        return after
    said = AIM.sub("", said)
    while (match := GROUP.match(said)) and (counted or NAMES_GROUP.search(match[0])):
        said, counted = said[match.end() :], False
    return said


def _of_scenes(clause: Clause) -> str:
    said = plain(clause)
    for pattern in CHOOSING:
        said = pattern.sub("", said)
    return tidy(re.sub(rf"^\W+|,\s*{COUNT}$", "", tidy(said)))


def listed(clause: Clause, unled: Callable[[str], str]) -> list[str] | None:
    """One prompt for each scene; None where it is only one. `unled` takes off what asks for it."""
    if quotes := shown_quotes(clause):
        return list(quotes) if len(quotes) > 1 else None
    if found := side_by_side(plain(clause)):
        return found
    said = _of_scenes(clause)
    if (match := LISTED.search(said)) and not ONE_SCENE.search(match[1] + match[2]):
        return _after_colon(match, unled)
    if any(pattern.search(clause.masked or clause.text) for pattern in (SEEDS, SEED_COUNT, VERSIONS)):
        return None
    return _in_settings(unled(said))


def _after_colon(match: re.Match[str], unled: Callable[[str], str]) -> list[str] | None:
    before, noun, after = match[1], match[2].lower(), match[3]
    found = [item for item in ITEMS.split(after) if item]
    told_in_full = not PLACE.match(after) and _in_settings(after)
    if told_in_full or len(found) < 2 or (len(found) < 3 and not re.search(r"scene|scenario|prompt|setting", noun)):
        return told_in_full or None
    lead = rf"\s*\b(?:in|for|of|as)?\s*(?:(?:these|the|{COUNT}|different|several)\s*)*$"
    subject = unled(tidy(re.sub(lead, "", before, flags=re.I)))
    if re.search(rf"^(?:{OF_SUBJECT})$", noun):
        join = " in " if re.match("settings|places", noun) else ", "
        return [f"{subject} {item}" if PLACE.match(item) else f"{subject}{join}{item}" for item in found]
    if NAMES_GROUP.search(subject) or not subject:
        return [f"{item} {found[-1]}" for item in found[:-1]] if PLACE.match(found[-1]) else found
    return [f"{subject} {item}" if PLACE.match(item) else item for item in found]


def _in_settings(said: str) -> list[str] | None:
    """One subject in each of several settings."""
    if match := REPEATED.match(said):
        found = [match["first"], *(item for item in ITEMS.split(match["more"]) if item)]
        return [f"{match['subject']} {item}" for item in found]
    if match := SHARED.match(said):
        found = [item for item in ITEMS.split(match["items"]) if item]
        if all(len(item.split()) <= 3 for item in found):
            return [f"{match['subject']} {match['prep']} {item}" for item in found]
    return None
