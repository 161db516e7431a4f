"""What a clause about pictures is about, without the pictures themselves, politeness, and how the result is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.parsing.clauses import Clause
from runtime.regex import regex

PICTURE = (
    r"(?:pictures?|pics?|photos?|photographs?|images?|imgs?|frames?|stills?|shots?|scans?|crops?|cut-?outs?|snaps?|"
    r"snapshots?|screenshots?|renders?|views?|drawings?|paintings?|sketch(?:es)?|portraits?|selfies?|illustrations?|"
    r"results?|outputs?|takes?|sheets?)"
)
"""What people call a picture, one or many."""
POINTING = r"(?:the|this|that|these|those|my|our|your|its|both|all|each|every|any|one|a|an)"
ONE_OF = rf"(?:{POINTING} (?:of )?)+"
PREPOSITION = r"(?:in|on|from|off|out of|of|for|at|over|across|throughout|within|inside|into|through|with|to|by|around)"
SOME_PICTURE = rf"{ONE_OF}(?:(?!and\b|or\b|of\b|in\b|on\b)[\w'-]+ ){{0,3}}?{PICTURE}\b"
OF_WHAT = (
    r"(?: (?:of|from|with) (?:the|my|our|a|an|this)\b[^,;:?]*"
    r"| (?:that |just )?(?:you|we|I|was|were|found|above)\b[^,;:?]*)?"
)
POINTED = r"(?:it|them|this one|that one|these|those|this|here|there|each of them|all of them)(?=\s*(?:$|[,;:?.]))"
IN_PICTURES = regex(rf"\s*,?\s*\b{PREPOSITION} (?:{SOME_PICTURE}{OF_WHAT}|{POINTED})", re.I)
"""'in the tray photo', 'out of each of the frames', 'from it'."""
POLITE = regex(
    r",?\s*\b(?:please|pls|plz|kindly|thanks|thank you|thx|lol|for me|if you would|(?:can|could|would|will) you)\b",
    re.I,
)
MODEL = regex(r",?\s*\b(?:with|using|use|by|through|run)?\s*(?<![\w/])[A-Za-z][\w.-]*/[\w.-]*[-\d_][\w.-]*", re.I)
SURENESS = (
    r"(?:scor(?:es?|ed|ing)|thresh\w*|confidences?|coordinates(?! of| for)|probabilit\w+|percent\w*|sure\w*|certain)"
)
SIZE = r"(?:a|an|its|their|one|separate|single|own|little)"
HOW = regex(
    rf"\s*,?\s*\b(?:(?:and )?with (?:(?:a|an|the|its|their|each its|at least|of|minimum|rough|how) )*"
    rf"(?:{SURENESS}|points|legend|(?:colou?r )?overlay|key to|different colou?rs)\b[^,;:?]*"
    rf"|(?:(?:loose|minimum|max|with) )*{SURENESS}(?: (?:about|of|above|over|than|at|least|more))*"
    r"(?: \d?\.?\d+| half)\b[^,;:?]*|(?:each |all |both )?(?:as|into|in)"
    rf" (?:{SIZE} )+(?:{PICTURE}|files?|png|box(?:es)?|rectangles?|areas?)\b[^,;:?]*"
    r"|with (?:(?:the|little|bounding) )*(?:boxes|rectangles?|transparency)\b(?! (?:on|for|around))[^,;:?]*"
    r"|(?:down )?to the pixel|pixel by pixel|instance by instance|(?:each|one) (?:file|picture|mask) (?:each|apiece)"
    r"|at least (?:\w+ )?\d+\s?(?:%|percent)[^,;:?]*|surer than [^,;:?]*)"
    rf"|,\s*(?:(?:loose|minimum|max) )*{SURENESS}\b[^,;:?]*$",
    re.I,
)
"""How sure, in which form, how finely: no part of what is sought."""
OTHER_FILE = regex(rf"\s*\b(?:{PREPOSITION} )?(?<![/.\w-])[\w-]+\.[a-z]{{3,4}}\b(?![/\w-])", re.I)


def without_names(clause: Clause) -> str:
    """The clause without the names of its files, lists of them and the words that lead to them.

    >>> without_names(Clause("cut the cats out of a-1, b-1 and c-1", "", files=("a-1", "b-1", "c-1")))
    'cut the cats'
    """
    if not clause.files:
        return _tidy(OTHER_FILE.sub("", clause.text))
    name = "(?:" + "|".join(re.escape(name) for name in sorted(clause.files, key=len, reverse=True)) + r")(?:'s)?"
    called = (
        rf"(?:(?:{POINTING} )*(?:[\w-]+ )?(?:{PICTURE}|files?) (?:of |in |called |named )?)?(?<![\w-]){name}(?![\w-])"
    )
    several = rf"{called}(?:(?:\s*,\s*(?:and )?|\s+(?:and|or|vs|versus)\s+|\s+){called})*"
    said = re.sub(rf"\s*(?:\b{PREPOSITION} (?:{ONE_OF})?)?{several}", "", clause.text, flags=re.I)
    return _tidy(OTHER_FILE.sub("", said))


def matter(clause: Clause) -> str:
    """What is said of the pictures: neither which they are, nor how what is found should be given.

    >>> matter(Clause("find the scoreboard and the man with the box, score above 0.3", ""))
    'find the scoreboard and the man with the box'
    >>> matter(Clause("please mark the tap and the hose in each of the garden photos, with scores", ""))
    'mark the tap and the hose'
    """
    said = without_names(clause)
    for pattern in (MODEL, POLITE, HOW, IN_PICTURES, HOW):
        said = pattern.sub("", said)
    return _tidy(said)


def _tidy(said: str) -> str:
    return re.sub(r"\s+([,;:?])", r"\1", " ".join(said.split())).strip(" ,;.?!")


ARTICLES = regex(
    r"^(?:(?:and|or|an?|the|some|any|all|every|each|my|our|both|of|just|only|single|two|three|four|five|\d+)\s+)+", re.I
)
TAIL = regex(
    r"\s+(?:(?:that|which|who|you|u|so|because|rather than|would|could|should|will|might)\b.*"
    r"|with (?:an? )?(?:key|legend|overlay|colou?rs?)\b.*|"
    r"(?:and|to)\s+(?:mark|box|show|frame|draw|tell|save|give|where|its|the (?:place|rest)|nothing|leave|cut)\b.*|"
    r"(?:in|on|from|at|under) (?:the|this|that|these|those|my|it|them)\b.*|(?:each|all|both) in\b.*|"
    r"by (?:class|colou?r|what|itself|themselves)\b.*|as well|only|too|first|then|next|now|alone|"
    r"in (?:colou?r|red|blue|green|yellow|white|black|pink|orange|purple|grey|gr[ae]y)\b.*|untouched"
    r"|separately|individually|mostly|"
    r"out(?: of| from)?|from|off)$|,\s*(?:each|one|even|just|only|including|nothing|by|as|with|white on|I|I'm|we|"
    r"(?:every|all|both) \w+ (?:in|as|of))\b.*",
    re.I,
)
CLASS = regex(
    r"^(?:object )?(?:class|label)(?:es|s)?(?: (?:called|named|of))?[ :]+(?=\w)|(?<=\w) (?:class|label)(?:es|s)?$", re.I
)
"""Words that say that a thing is called as a model does: 'the class person'."""
EMPTY = regex(
    r"(?:(?:(?:round|around|on|over|of) )?(?:it|them)|ones?|"
    r"(?:its|their) own|then|first|next|now|with\b.*|that|this|these|those|each|everything|anything|something|things?|"
    r"objects?|areas?|regions?|parts?|pixels?|class(?:es)?|subjects?|background|rest|all|is|are|its|labels?|"
    rf"(?:what|where|who)\b.*|{PICTURE})",
    re.I,
)
"""What names no thing."""
SPLIT = regex(r"\s*(?:,|\band\b|\bor\b|\bplus\b|\+|/)\s*", re.I)


def listed(said: str) -> list[str]:
    """The things that a phrase lists, without articles.

    >>> listed("the stethoscope, every tap and it"), listed("boom microphone that slipped in")
    (['stethoscope', 'tap'], ['boom microphone'])
    """
    said = TAIL.sub("", said)
    plain = (ARTICLES.sub("", CLASS.sub("", ARTICLES.sub("", part.strip()))) for part in SPLIT.split(said))
    parts = (TAIL.sub("", part).strip(" .?!\"'") for part in plain)
    return list(dict.fromkeys(part for part in parts if part and not EMPTY.fullmatch(part)))


def first_list(patterns: Sequence[re.Pattern[str]], said: str) -> list[str] | None:
    """The things behind the first of the patterns that has some."""
    found = (listed(match[1]) for pattern in patterns if (match := pattern.search(said)))
    return next((things for things in found if things), None)
