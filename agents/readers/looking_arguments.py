"""What tools that look something up are told, read from a clause: about what, how many, where, since when.

What is read as an option is no part of the topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.when_arguments import BEFORE, MEMORY_KIND, SESSIONS, memory_kind, of_days, since
from agents.readers.where_arguments import BESIDE_PAGES, FILE_KIND, LIMIT, file_kind, limit, of_headings, pages, section
from runtime.records import Json
from runtime.regex import regex

SAID = (
    r"(?:passages?|paragraphs?|excerpts?|extracts?|quotes?|lines|places|bits|hits?|results?|sections?|parts?|pages?|clauses?|notes?|mentions?|"
    r"anything|everything|something|nothing|all|there is|information|info|details|stuff|answers?|steps?|said|written|"
    r"noted|found(?: out)?|agreed|decided|conclu(?:ded|de)|known|say|find out)"
)
TOPIC = (
    regex(
        r"\b(?:about|regarding|concerning|mention(?:s|ed|ing)?(?: of)?|discuss(?:es|ed|ing)?|deal(?:s|ing|t)? with|"
        r"covers|covering|touch(?:es|ing)? (?:on|upon)|relat(?:es?|ed|ing) to|refer(?:s|red|ring)? to|"
        r"speak(?:s|ing)? of|talk(?:s|ing|ed)? of|addresses|addressing|(?:to|has|have|had) do with|"
        r"(?:passages?|sections?|paragraphs?|parts?|pages?) (?:(?:that|which) )?"
        r"(?:cover|address|concern|describe|explain|define|state|treat|speak of)|"
        rf"{SAID}(?:\s+(?:that\s+)?(?:I|you|we)\s+\w+)?\s+(?:on|relating to))\s+(.+)$",
        re.I,
    ),
    regex(r"\b(?:on|for|of)\s+(.+)$", re.I),
    regex(r"\b(?:look up|find|search|seek|locate)\s+(?:me\s+)?(.+)$", re.I),
)
"""What goes before a topic, the surer words first."""
ASIDE = regex(
    r"\s+[-–—]+\s.*$|\s*[;(].*$|(?<=\w)[.?!]\s.*$"
    r"|,?\s+(?:please|thanks|thank you|thx|cheers|for me|if you (?:can|could|would|don['’]?t mind)|(?:can|could|will|"
    r"would) you)\b.*$"
    r"|,\s*(?:and\s+)?(?:only|just|not|no|nothing|ideally|preferably|I|we|it|they|he|she|(?:I|we|it|they)['’]\w+|because|"
    r"since|as|so|but|though|which|best|sorted|ranked|word for word|verbatim|if|skip|ignore|leave)\b.*$"
    r"|\s+(?:because|so that|so (?:I|we)|in order to|as (?:I|we)|since (?:I|we)|I (?:need|want))\b.*$",
    re.I | re.S,
)
"""What is said behind a topic, of why and for whom."""
OF_FILES = regex(
    r",?\s+\b(?:in|from|across|within|of|among|through)\s+(?:(?:all|any|each|both|every|of|the|these|those|my|our|this|"
    r"that|your|two|three|four|whole|notes?)\s+){0,4}(?:documents?|files?|papers|docs|texts|pdfs?|notes|here|there|them|it|"
    r"everything|anywhere)\W*$|\s+anywhere\W*$",
    re.I,
)
LOOKED_IN = r"(?:in|from|of|within|and|out of|inside|across|through)"
WORD_OF = regex(r"^(?:the\s+)?(?:words?|terms?|phrases?|topics?|subjects?|keywords?)\s+(?:of\s+)?(?=\S)", re.I)

OPTIONS: tuple[re.Pattern[str], ...] = (BESIDE_PAGES, *MEMORY_KIND, *LIMIT, SESSIONS)


def topic(clause: Clause) -> str:
    """What to search for.

    >>> topic(Clause("find the passages about parental leave", ""))
    'parental leave'
    >>> topic(Clause('look in the section "Pay" for the word overtime, 5 at most', "", ("Pay",)))
    'overtime'
    """
    said = without_options(without_files(clause))
    if quoted := next((quote for quote in clause.quotes if f'"{quote}"' in said), None):
        return quoted
    match = next((match for pattern in TOPIC if (match := pattern.search(said))), None)
    found = OF_FILES.sub("", ASIDE.sub("", match[1] if match else said))
    return WORD_OF.sub("", found.strip(" ,.?!:")) or said.strip(" ,.?!:")


def without_options(said: str) -> str:
    said = " ".join(said.split())
    for pattern in (*of_headings(said), *FILE_KIND, *of_days(said), *OPTIONS):
        said = pattern.sub(" ", said)
    when = BEFORE.search(said)
    said = said[: when.start(1)] if when else said
    return re.sub(r" ([,.;:?!])", r"\1", " ".join(said.split()))


def without_files(clause: Clause) -> str:
    """The clause without the files that it names, or calls by their name without the ending.

    >>> without_files(Clause("find all on pay in lease-1 and the file pay-2", "", files=("lease-1", "pay-2")))
    'find all on pay'
    >>> without_files(Clause("find all on pay in our staff guide", "", files=("staff-guide-1",)))
    'find all on pay'
    """
    said = clause.text
    for name in clause.files:
        exact = rf"(?:{LOOKED_IN}\s+)?(?:(?:the|all|my)\s+)?(?:file\s+|document\s+)?{re.escape(name)}"
        stem = re.escape(re.sub(r"-\d+$", "", name).replace("-", " "))
        said = re.sub(rf"\s*,?\s*\b(?:{exact}|{LOOKED_IN}\s+(?:the|my|our|your|this)\s+{stem})\b", "", said)
    return said.strip()


LOOKERS: Mapping[str, Callable[[Clause], Json]] = {
    "limit": limit,
    "file_kind": file_kind,
    "memory_kind": memory_kind,
    "section": section,
    "since": since,
    "page": lambda clause: pages(clause)[0],
    "last_page": lambda clause: pages(clause)[1],
}
"""By role: the value, None where the clause gives none."""
