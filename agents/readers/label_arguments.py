"""The labels that a clause lists, in prose or in quotes."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from runtime.regex import regex

NAMED_LABELS = (
    r"(?:labels|lables|categories|classes|kinds|types|groups|words|tags|headings|moods|options|"
    r"topics|themes|departments)"
)
FEW_WORDS = r"[\w-]+(?: [\w-]+){0,2}"
ONE_ASKED_OF = (
    r"(?:it|they|(?:this|that|these|those)(?: two| three| four)?(?: pictures?| photos?| images?| ones?)?"
    r"|(?:all of )?(?:(?:the|each|every) \w+(?:,| and|, and)? ?){1,20}(?<! ))"
)
"""What is asked about: 'these photos', 'the picture and the picture'."""
LABELS = (
    regex(
        r"\b(?:one of|either of|any of|among|between|the following|these|which|what|categories|labels|classes|kinds|"
        r"types|lables|tags|headings|words|groups)\b[^:]*:\s*(.+)$",
        re.I,
    ),
    regex(
        rf"\b{NAMED_LABELS}(?: are| is| being|,| from| such as)?\s+(?!(?:are|is|that|I|of|it)\b)"
        r"(.+(?:,|/|\bor\b|\band\b).+)$",
        re.I,
    ),
    regex(
        r"\b(?:which|what) (?:label|category|class|word|heading|tag)s? (?:best )?"
        r"(?:fits?|suits?|describes?|appl(?:y|ies))\b[^,:]*[,:–—]\s*(.+)$",
        re.I,
    ),
    regex(
        r"\bwhich of\s+(.+(?:,|\bor\b|\band\b).+?)\s+"
        r"(?:suits?|fits?|match(?:es)?|goes|describes?|is|comes?|appl(?:y|ies))\b",
        re.I,
    ),
    regex(r"\b(?:one of|among|between|out of)\s+(?:the (?:labels|categories|classes|kinds)\s+)?(.+)$", re.I),
    regex(
        r"\b(?:into|as|under|versus|either)\s+(?:(?:to|as)\s+)?(?:either\s+)?"
        rf"(?!(?:which|what)\b)(?:the {NAMED_LABELS}\s+)?(.+)$",
        re.I,
    ),
    regex(r"\b(?:sounds?|looks?|nearer|closer) (?:more )?(?:like|to|as) (?:an? )?(.+\bor\b.+)$", re.I),
    regex(
        rf"\b(?:is|are|was|were) (?:{ONE_ASKED_OF} )?(?:more )?(?:like )?(?:an? )?(.+\bor\b.+)$",
        re.I,
    ),
    regex(
        rf"\b(?:shows?|whether {ONE_ASKED_OF} (?:is|are|shows?)|(?:could|might|can|may|would) {ONE_ASKED_OF} be) "
        r"(?:an? )?(.+\bor\b.+)$",
        re.I,
    ),
    regex(r"\b(?:is|are|was|were)\b.{0,60}?\babout (?:an? )?(.+\bor\b.+)$", re.I),
    regex(r"\b(?:shows?|whether (?:it|they) (?:is|are)) (?:an? )?(.+\bor\b.+)$", re.I),
    regex(r":\s*(.+)$"),
    regex(r"^.*\b(?:to|against|from|namely|than|two,|three,)\s+(.+(?:,|/|\bor\b).+)$", re.I),
    regex(rf"(?:^|[,:]\s*)((?:{FEW_WORDS},\s+){{0,20}}{FEW_WORDS},?\s+or\s+{FEW_WORDS})\??$", re.I),
    regex(rf"^((?:{FEW_WORDS},\s+){{0,20}}{FEW_WORDS},?\s+or\s+{FEW_WORDS})\s*[:,–—]\s*(?:which|what|is|are)\b", re.I),
)
BEFORE_LABELS = regex(
    r"^(?:[\w-]+ )*?(?!(?:on|in|of|with|at|from|by|for|under|over|a|an|without)\b)[\w-]+ "
    r"(?:about (?:an? )?|an? )(?=\w)",
    re.I,
)
"""What runs into the first label: 'letter a bill, an offer or a notice'."""
LEADING = r"(?:either|an?|the|one of|just|more|about|like|rather|maybe|perhaps|even)"
QUOTED_TEXT = regex(r"(?<!\bor)(?<!\band)(?<!,)\s*:?\s*QTEXT(?:\s*(?:,|and)\s*QTEXT)*\s*$")
"""A text at the end of what is to be done with it."""
AFTER_LABELS = regex(
    r"(?:^|\s+)(?:(?:does|do|did)\s.*|(?:best\s+)?(?:suits?|fits?|goes|match(?:es)?|appl(?:y|ies)|comes?)\b.*|"
    r"in the (?:recording|document|picture|video))$",
    re.I,
)
NO_LABEL = regex(
    r"QTEXT|^(?:clos|near)\w+ to\b|^(?:two|three|four|five|which|what|it|them|this|these|those|each|by how much)\b",
    re.I,
)
KIND_OF_FILE = (
    r"(?:recordings?|documents?|pictures?|videos?|photos?|images?|clips?|texts?|shots?|frames?|results?|tables?)"
)
NO_LABELS = regex(
    rf"\s+(?:in|on|for|of|to|with|at)\s+(?:(?:the|this|these|those|that|each|every|all|my|our)\s+)+{KIND_OF_FILE}\b"
    r"|,?\s*\b(?:please|pls|thanks|thank you|for me|lol)\b"
    r"|,?\s*(?:\band\s+)?\b(?:with|plus|and show|and give)\s+(?:(?:a|an|the|its|their|some)\s+)*"
    r"(?:scores?|points?|probabilit\w+|confidences?|percent\w*)\b.*$"
    r"|,?\s*\b(?:moment by moment|second by second|every \w+ seconds?|over (?:time|the \w+)|with time\w*|using [^,]*|"
    rf"several may\b.*|multi-?label|sampling\b.*|with (?:the|its) (?!{NAMED_LABELS}\b)[^,]*)$"
    r"|,\s*(?:by|in|scored?|scores?|judged|whichever|depending|according|all|would|"
    r"(?:a|one) (?:score|label|number))\b.*$"
    r"|\s*[,;–—]\s*(?:(?:and|but)\s+)?(?:we|they|he|she|it|you|I(?!\s+(?:don['’]?t|do not|can['’]?t|cannot)))"
    r"(?:['’]\w+)?\s+\w.*$"
    r"|\s*[,;–—]?\s+(?:since|because|so that|for (?:our|my|us|me|their)\b)\s.*$"
    r"|\s*[,;]?\s+and\s+(?:give|show|tell|list|report|save|use|print|write|send|put)\s+"
    r"(?:me|us|the|all|each|it|them|down|your|how)\b.*$",
    re.I,
)
"""What is said beside the labels: of which file, please, with a score for each, why they are wanted."""


QUOTED = regex(
    rf"\b(?:{NAMED_LABELS}|as|into|under|between|among|either|one of)(?: are|:)?\s+"
    r"((?:(?:\s|,|/|\b(?:or|and|vs|the|an?|either)\b)*QTEXT){2,})",
    re.I,
)
"""Labels that stand in quotes."""


FIRST_SENTENCE = regex(r"[^.?!]+\?(?=\s\S)")
"""A question that more is told behind."""


def labels(clause: Clause) -> list[str]:
    """Labels listed in prose.

    >>> labels(Clause("sort it into one of: policy, recipe, novel", ""))
    ['policy', 'recipe', 'novel']
    >>> labels(Clause("is it a complaint or a compliment?", ""))
    ['complaint', 'compliment']
    >>> labels(Clause("", "use the labels QTEXT and QTEXT to classify it, please", ("map", "drawing")))
    ['map', 'drawing']
    """
    if len(clause.quotes) > 1 and (match := QUOTED.search(clause.masked)):
        before = clause.masked.count("QTEXT", 0, match.start(1))
        return list(clause.quotes[before : before + match[1].count("QTEXT")])
    said = " ".join((QUOTED_TEXT.sub("", " ".join(clause.masked.split())) or clause.text).split())
    said = NO_LABELS.sub("", said)
    first = FIRST_SENTENCE.match(said)
    read = (said, first[0]) if first else (said,)
    found = (_split(match[1]) for one in read for pattern in LABELS if (match := pattern.search(one)))
    return next((names for names in found if len(names) > 1), [quote for quote in clause.quotes if "{}" not in quote])


def _split(said: str) -> list[str]:
    """
    >>> _split("a pine/an oak, spring or autumn?")
    ['pine', 'oak', 'spring', 'autumn']
    """
    said = re.split(r"(?<!\bvs)[.?!]\s", said)[0]
    first, *others = re.split(r"\s*(?:[,;/|]|\bor\b|\band\b|\bvs\b|\bversus\b)\s*", said.strip(" .?!"))
    listed = (item.strip(" \"'()[]–-") for item in (BEFORE_LABELS.sub("", first), *others))
    plain = (re.sub(rf"^(?:{LEADING}\b(?!-)\s*)+", "", item, flags=re.I) for item in listed)
    cleaned = (AFTER_LABELS.sub("", item) for item in plain)
    return list(
        dict.fromkeys(item for item in cleaned if item and len(item.split()) <= 5 and not NO_LABEL.search(item))
    )
