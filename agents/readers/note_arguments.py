"""What is to be written down, read from a clause: the fact, its key, how sure it is, and where it was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.spoken_figures import in_figures
from runtime.records import Json
from runtime.regex import regex

SENTENCES = regex(r"(?<=[.;!?])\s+")
SHARE = r"(0?\.\d+|1(?:\.0+)?(?![\d%])|\d{1,3}\s?(?:%|per ?cent))"
CONFIDENCE = regex(
    rf"[,(;–-]?\s{{0,2}}\b(?:(?:and|but|with|at|of|I['’]m|I am|we['’]re|we are|it['’]s|this is|about|"
    rf"roughly|only|an?|the|my|our|is)\s+){{0,4}}(?:(?:confidence|certainty|sureness)"
    rf"(?:\s+(?:level|score))?(?:\s*(?:[:=]|of|is|at|about|around)){{0,3}}"
    rf"\s*{SHARE}"
    rf"|{SHARE}\s+(?:sure|certain|confident|confidence|certainty|likely\b))(?:\s+(?:of|about) (?:it|that|this))?\)?",
    re.I,
)
HEAD = regex(
    r"^(?:(?:make sure|be sure|I(?:['’]d like| want) you)(?: that)? (?:you|to) )?"
    r"(?:remember|(?:keep|bear) in mind|don['’]?t forget|"
    r"(?:make|take|add|leave|create|write|save|store|keep|put|drop|record)\s+(?:(?:me|down|yourself)\s+)?"
    r"(?:an?|another|the following|this)\s+(?:[\w-]+\s+)?(?:note|memo|reminder)|"
    r"note|(?:write|jot|put|take|mark|get|set|scribble)(?: (?:this|that|it|the following))? down|record|save|store|log|"
    r"file|keep|put|add|enter|jot)\b"
    r"(?:\s+(?:this|that(?=\s*:)|it|down|for (?:later|me|us|the record|(?:this|the) (?:session|file))|"
    r"to (?:self|memory)|the following|(?:the|a) fact|(?:fact|info|information)(?=\s*:)|as a (?:note|fact|memo)|"
    r"(?:in|to|into|among) (?:my|your|the|our) notes|of|"
    r"on (?:the )?record|"
    r"saying|away|please)(?![\w'’]))*",
    re.I,
)
"""How it is asked for, up to what is to be written down."""
POINTED = regex(r"\b(it|this|that)(?: down| away)?\W*$", re.I)
"""At the end of that: what is to be written down is only pointed at."""
BY_WORD = r"(?:key ?word|key|heading|title|label|topic|name|tag)"
NAMED = (
    rf"(?:(?:(?:filed\s+)?under|as|with|using|by|for|called|named|titled|headed|labell?ed|keyed)\s+(?:(?:the|a)\s+)?"
    rf"(?:{BY_WORD}\b\s*[:=]?\s*)?|{BY_WORD}\b\s*(?:[:=]|is\b)?\s*)"
)
UNQUOTED = (
    rf"(?:(?:filed\s+)?under\s+(?:the\s+)?(?:{BY_WORD}\b\s*[:=]?\s*)?|(?:with\s+(?:the\s+)?)?{BY_WORD}\b\s*[:=]?\s*)"
)
KEY_FIRST = regex(
    rf'\s*[:,]?\s*(?:and\s+)?(?:{NAMED}"([^"]+)"|{UNQUOTED}((?!that\b)[\w\'’-]+(?:\s+(?!that\b)[\w\'’-]+){{0,5}}?)'
    r"(?=\s*[:,–-]|\s+that\b))",
    re.I,
)
"""The key, right behind the head."""
KEY_LAST = regex(
    rf",?\s{{0,2}}\b(?:and\s+)?(?:(?:save|file|store|keep|put)\s+(?:it|this|that)\s+)?(?:(?:filed\s+)?under|with|using)\s+(?:the\s+)?"
    rf'(?:{BY_WORD}\b\s*[:=]?\s*)?"([^"]+)"\W*$'
    rf'|,\s*{BY_WORD}\b\s*[:=]?\s*"([^"]+)"\W*$|\s+as(?:\s+a\s+note)?(?:\s+(?:called|named|under))?\s+"([^"]+)"\W*$'
    r"|\s+as\s+a\s+(?:note|memo)\s+(?:called|named|titled|headed)\s+([\w'’-]+(?:\s+[\w'’-]+){0,4})\W*$"
    rf"|,?\s*\b(?:filed\s+)?under\s+(?:the\s+)?{BY_WORD}\s*[:=]?\s*([\w'’-]+(?:\s+[\w'’-]+){{0,4}})\W*$",
    re.I,
)
KEPT = regex(r"^(?:save|store|keep|put|file|log|record|write|add|note|jot|enter)\b", re.I)
"""Where a last 'as “parking”' is the key, and no part of a fact."""
TELLING = regex(r"\b(?:is|are|was|were|will|must|should|has|have|had|can|costs?|needs?|means?)\b|[:,](?!\d)", re.I)
LONGEST = 60
"""Characters of a key."""
PLEASE = regex(r",?\s{0,2}\b(?:please|pls|thanks|thank you|thx)\W*$", re.I)


def confidence(clause: Clause) -> float | None:
    """
    >>> confidence(Clause("the hearing is in May, confidence 0.7", "")), confidence(Clause("I'm about 80 % sure", ""))
    (0.7, 0.8)
    """
    match = CONFIDENCE.search(in_figures(" ".join(clause.text.split())))
    said = next(filter(None, match.groups())) if match else ""
    number = float(re.sub(r"[^\d.]", "", said)) if said else -1.0
    share = number / 100 if said[-1:] in ("%", "t") else number
    return round(share, 4) if 0 <= share <= 1 else None


def sources(clause: Clause) -> Json:
    """The files that a fact was read from.

    >>> sources(Clause("note that the rent is 900, from lease-1", "", files=("lease-1",)))
    ['lease-1']
    """
    match = _from_files(clause).search(clause.text) if clause.files else None
    return [name for name in clause.files if name in match[0]] if match else None


def _from_files(clause: Clause) -> re.Pattern[str]:
    name = rf"(?:{'|'.join(map(re.escape, clause.files))})(?![\w-])"
    return regex(
        rf"[,;–-]?\s{{0,2}}\(?\b(?:(?:and\s+)?(?:the\s+)?sources?\b(?:\s+(?:is|are))?\s*[:=]?|"
        rf"(?:(?:taken|read|found|quoted|stated|said|written|as|it|is|was)\s+){{0,4}}"
        rf"(?:from|according to|as per|per|see|based on|citing|(?<=stated )in|"
        rf"(?<=written )in|(?<=found )in))\s+(?:(?:the|page \d+ of)\s+){{0,4}}"
        rf"{name}(?:(?:\s*,\s*|\s+and\s+)+{name})*\)?,?",
        re.I,
    )


def memo(clause: Clause) -> tuple[str, str]:
    """Key and value of something to write down.

    >>> memo(Clause("remember that the budget is 500 euros", ""))
    ('the budget', 'the budget is 500 euros')
    >>> memo(Clause('Jot this down under "court": it moved to May. Confidence 0.7, says the clerk', "", ("court",)))
    ('court', 'it moved to May')
    """
    said = _fact_alone(clause)
    head = HEAD.match(said)
    start = head.end() if head else 0
    key, said = _keyed(said, start)
    value = re.sub(
        r"^\s*(?:the following\b)?\s*[:,–-]?\s*(?:that\b,?\s+|(?:and )?(?:the )?value\s*(?:is|[:=])\s*)?",
        "",
        said[start:],
    ).strip(" ,;")
    value = value[1:-1] if re.fullmatch(r'"[^"]*"', value) else value
    if not value and head and (pointed := POINTED.search(head[0])):
        value = pointed[1]
    return key or TELLING.split(value)[0].strip()[:LONGEST] or value[:LONGEST], value


def _fact_alone(clause: Clause) -> str:
    """Without how sure it is and where it was read, and without the sentences that say no more than that."""
    first, *others = SENTENCES.split(" ".join(clause.text.split()))
    beside = [CONFIDENCE, *([_from_files(clause)] if clause.files else [])]
    kept = [first, *(other for other in others if not any(pattern.search(other) for pattern in beside))]
    said = " ".join(kept)
    for pattern in beside:
        said = pattern.sub("", said)
    said = PLEASE.sub("", said).strip()
    return said if said.endswith("..") else said.rstrip(" .;")


def _keyed(said: str, start: int) -> tuple[str, str]:
    """The key that is named outright, and what is left; empty where none is."""
    match = KEY_FIRST.match(said, start)
    if not match and (match := KEY_LAST.search(said, start)) and match[3] and not KEPT.match(said):
        match = None
    if not match or (rest := said[: match.start()] + said[match.end() :]).strip(" :,") == said[:start].strip():
        if match and match[0] and rest.strip() and POINTED.search(said[:start]):
            return next(filter(None, match.groups())).strip(), rest
        return "", said
    return next(filter(None, match.groups())).strip(), rest


NOTERS: Mapping[str, Callable[[Clause], Json]] = {"note_confidence": confidence, "note_sources": sources}
"""By role: the value, None where the clause gives none."""
