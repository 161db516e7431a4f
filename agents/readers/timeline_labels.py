"""The labels that a video is to be sorted under, moment by moment: listed in a clause that also says how to judge."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers import arguments
from agents.readers.clip_judging import WITHOUT_SOUND
from agents.readers.when_series import DOES, WHO, when_series
from runtime.regex import regex

EVERY = (
    r"(?:every|each|per|(?:once|twice|\w+\s+times)\s+(?:a|per|every|each)|(?:(?:at|in)\s+)?(?:steps?|intervals?)\s+of)"
)
FILM = r"(?:video|vid|clip|film|movie|footage|recording|scene|reel|trailer)"
HOW = regex(
    r",?\s*\b(?:(?:moment|second|scene|frame|step)\s+by\s+\w+"
    rf"|(?:over|along|throughout|across|through)\s+(?:the\s+|its\s+)?(?:time|day|length|course|whole|(?:\w+\s+)?{FILM})\b"
    rf"(?:\s+of\s+(?:the|this|that|my)\s+(?:\w+\s+)?{FILM})?"
    rf"|in\s+(?:the|this|that|my)\s+(?:\w+\s+)?{FILM}"
    rf"|(?:and\s+)?(?:\w+ing\s+|check\s+|judge\s+|look\s+|with\s+)?(?:it\s+)?(?:(?:an?|one)\s+)?(?:(?:moment|frame|sample)s?\s+)?{EVERY}\s+(?:[\w.]+\s+){{0,3}}?(?:seconds?|secs?|s|minutes?)"
    r"|steps?\s+(?:of\s+)?[\d.]+\s*s\w*|[\d.]+\s*s\w*\s+steps?"
    r"|(?:(?:judg|look)\w*\s+)?(?:only\s+)?(?:by|from)\s+(?:the\s+)?(?:pictures?|images?|frames)\b.*"
    r"|(?:never\s+mind|without|ignor\w+|not|(?<!or )no)\s+(?:the\s+|its\s+)?(?:sound|audio|smooth\w*)\b.*"
    r"|(?:and\s+)?(?:with\s+)?(?:(?:the|a)\s+)?(?:\w+\s+)?(?:smooth(?:ing|ness)|smooth(?:ed)?(?:\s+(?:over|by|it|them|the|with|out)|\s*[=:\d])).*"
    r"|(?:(?:and|scores?|all|them)\s+)*averag\w*\s+(?:over|of|by|with)\b.*"
    r"|with\s+(?:the\s+)?(?:times?|changes?|timestamps|seeing|hearing)\b.*"
    r"|and\s+(?:from\s+)?when\b.*|please)\b",
    re.I,
)
"""How it is to be judged, and what is wanted besides: no label."""
OPTION = regex(
    rf"\b(?:averag\w*|sampl\w*|(?:step|window)\s+(?:of|size)|step\s*[=:]?\s*\d|unsmoothed|smoothing|raw\s+scores|"
    rf"smooth\w*\s+(?:over|by|with|it|them|the)|(?:do\s+not|don['’]t|never)\s+\w+|{EVERY}\s+(?:[\w.]+\s+){{0,3}}?(?:seconds?|secs?|s|minutes?))\b"
    rf"|{WITHOUT_SOUND}",
    re.I,
)
"""What stands in a part of the words that holds no labels, but how it is to be judged."""
BLANK = regex(r"[:;,]\s*(?=[:;,.])")
"""What is left of a part that went."""
PARTS = regex(
    r"(?<=[,;:.!?])\s+|\s+(?=and\s+(?:\w+\s+)?(?:averag|smooth|sampl|ignor|disregard|do\s+not|don['’]t|never|leave|skip|use|look|judge))"
)
BEFORE = r"(?:by|plot|chart|mark|tag|show|into|as|track|follow|compare|draw|graph)"
LISTED = (
    regex(r"\[([^\]]+)\]"),
    regex(
        r"\b(?:labels|headings|categories|classes|words|names)\b\s*(?:are|=|:)?\s*(?!fits?\b|is\b|shows?\b)(.+)$", re.I
    ),
    regex(r":\s*(.+)$"),
    regex(r"\b(?:chang|switch|turn|go|mov|shift)\w*\s+(?:over\s+)?from\s+(.+?)\s+to\s+(.+)$", re.I),
    regex(r"\b(?:into|as|under|against)\s+(.+)$", re.I),
    regex(r"\b(?:distinguish|tell|discern|separate)\s+(?!me\b)(.+?)\s+from\s+(.+)$", re.I),
    regex(r"^which\b[^,:]*[,:]\s*(.+\bor\b.+)$", re.I),
    regex(r"\b(?:scor|scan|search|check|watch|judg|rat|screen|monitor)(?:e|ing)?\b[^:]*?\bfor\s+(.+)$", re.I),
    regex(
        r"^(?:is|are|does|do)\s+(?:it|they|he|she|(?:the|this|that|my|our|his|her)\s+\w+)\s+(?:shows?\s+)?(.+\bor\b.+)$",
        re.I,
    ),
    regex(rf"\b((?:(?!\b{BEFORE}\b).)+?\s+(?:versus|vs\.?)\s+.+)$", re.I),
    regex(r"\b(?:mark|label|tag|call)\s+(?:it|them|the\s+\w+|out)\s+(.+)$", re.I),
)
"""What goes before a list of labels, the surer words first."""
WHEN_SOMEBODY = regex(rf"\bwhen\s+{WHO}(?:['’](?:s|re)|\s+{DOES})\s+((?:(?!\bwhen\b)[^.?!])+\bor\b[^.?!]+)", re.I)
LOOSER = (
    regex(r"\bwhether\s+(?:it|there|they)(?:['’]s|['’]re|\s+(?:is|are|shows?))?\s+(.+)$", re.I),
    regex(r"\b(?:shows?|plot|chart|graph|draw)\s+(.+)$", re.I),
    regex(
        r"\bwhen\s+(?:(?:the|my|our|any|some)\s+)?[\w']+\s+(?:is|are|was|were|goes|gets?|seems?|looks?|turns?)\s+((?:(?!\bwhen\b).)+\b(?:or|and)\b.+)$",
        re.I,
    ),
    regex(r"\bthe\s+(?:video|film|clip)\s+((?!is\b|are\b|in\b|into\b).+)$|\b(?:is|are)\s+(.+)$", re.I),
)
LONGEST = 600
"""Characters of a clause that labels are looked for in: twenty of five words each go into it."""
SENTENCE = regex(r"(?<!\bvs)[.;!?]\s")
SPLIT = regex(r"\s*(?:[,;/]|\b(?:or|and|versus|vs)\b\.?)\s*", re.I)
LEADING = regex(
    r"^(?:(?:either|just|rather|more(?: of| like)?|an?|the|one of|it is|it's|it|is|where|when)\s+)+(?!$)", re.I
)
ASKED_OF = regex(
    rf"^(?:{DOES})\s+(?:it|they|he|she|(?:the|this|that|my|our|his|her)\s+[\w'’-]+)\s+(?:(?:more|rather|still|just)\s+)?(?=\w)",
    re.I,
)
"""'Is the belt running, …': the belt is no part of a label."""
TRAILING = regex(r"\s+(?:best\s+)?(?:fits|suits|matches|describes|applies)\b.*$", re.I)


def timeline_labels(clause: Clause) -> list[str]:
    """
    >>> timeline_labels(Clause("", "label the video as calm or busy, second by second, by picture only"))
    ['calm', 'busy']
    >>> timeline_labels(Clause("", "when does it change from standing to lying down?"))
    ['standing', 'lying down']
    >>> timeline_labels(Clause("", "the video vs my labels walk/run/stand, 0.5s steps"))
    ['walk', 'run', 'stand']
    """
    if len(clause.quotes) > 1:
        return list(clause.quotes)
    said = HOW.sub("", (clause.masked or clause.text)[:LONGEST])
    parts = [
        part for at, part in enumerate(PARTS.split(said)) if not (at and OPTION.search(part) and " or " not in part)
    ]
    said = BLANK.sub(" ", " ".join(parts)).strip(" ,.:;?!")
    surely = next((found for pattern in (WHEN_SOMEBODY, *LISTED) if (found := _listed(pattern, said))), None)
    if surely:
        return surely
    series = [
        LEADING.sub("", HOW.sub("", label).strip()) for label in when_series((clause.masked or clause.text)[:LONGEST])
    ]
    if len(series) > 1:
        return series
    usual = arguments.labels(Clause(said, said))
    looser = [found for pattern in LOOSER if (found := _listed(pattern, said))]
    longer = (found for found in looser if len(found) > len(usual) and found[-len(usual) :] == usual)
    return next(longer, usual) if usual else next(iter(looser), [])


def _listed(pattern: re.Pattern[str], said: str) -> list[str]:
    match = pattern.search(said)
    words = SENTENCE.split(", ".join(filter(None, match.groups())))[0] if match else ""
    words = ASKED_OF.sub("", words.strip())
    items = [LEADING.sub("", TRAILING.sub("", item).strip(" .:;?!\"'[]")) for item in SPLIT.split(words)]
    items = [item for item in items if item]
    return list(dict.fromkeys(items)) if len(items) > 1 and all(len(item.split()) <= 5 for item in items) else []
