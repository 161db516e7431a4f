"""What a tool's arguments are, read from a clause. Nothing is invented: every value stands in the request."""

from __future__ import annotations

import re

from agents.clauses import Clause
from agents.label_arguments import labels as labels

WORDS = "one two three four five six seven eight nine ten twelve fifteen twenty"
NUMBERS = dict(zip(WORDS.split(), [*range(1, 11), 12, 15, 20], strict=True))
NUMBER = rf"(?<![\w-])(\d+|{'|'.join(NUMBERS)})"
OF_KIND = r"(?:(?!(?:of|in|into|by|with|for|from|to|and|or|the|these|my|which|what|learn)\b)[\w-]+ ){0,3}?"
"""What may stand between a number and what it counts: 'the three most likely answers'."""
COUNT = re.compile(
    rf"(?<![\w-])(\d+|{'|'.join(NUMBERS)}|a (?:single|few|couple of))[ -]+{OF_KIND}(?:sentences?|lines?|points?|"
    r"bullets?|key ?words?|key ?phrases?|terms?|tags?|guess(?:es)?|suggestions?|classes|class|categories|labels?|"
    r"candidates?|kinds|names|possibilities|answers?|ideas|choices)\b(?! (?:at|up to))"
    rf"|\b(?:top|at most|(?:the |its |just )?best|up to)[ -](\d+|{'|'.join(NUMBERS)})\b"
    r"(?! (?:words|seconds|minutes|%|tokens|columns))"
    rf"|{NUMBER} (?:at most|is enough|will do|max)\b"
    rf"|{NUMBER} (?:best|likeliest|highest|(?:most )(?:likely|probable))\b"
    rf"|{NUMBER} (?:each|apiece|per (?!row|cent|second|minute|line|page|sheet)|for (?:each|every))"
    rf"|\bk ?= ?{NUMBER}\b"
    r"|\b((?:single|just the|only the|just its) best)\b",
    re.I,
)
PAGES = re.compile(r"\bpages?\s+(\d+)(?:\s*(?:-|–|to|and|through|until)\s*(?:pages?\s+)?(\d+))?", re.I)
TOPIC = (
    re.compile(r"\b(?:about|regarding|concerning|mention(?:s|ed|ing)?(?: of)?|discuss(?:es|ed|ing)?)\s+(.+)$", re.I),
    re.compile(r"\b(?:on|for|of)\s+(.+)$", re.I),
)
"""What goes before a topic, the surer words first."""
BEHIND = re.compile(
    r",?\s+(?:please|(?:can|could|would|will) you\b.*|(?:from|in|of) (?:my|the|your|our) notes\W*)$", re.I
)
TELL = re.compile(
    r"^(?:tell me|find out|say|show me|check|answer(?: me| this| the following)?(?: question)?:?)\s+(?=\w)", re.I
)
ABOUT = re.compile(r"\s*\(about ([^()]+)\)")
MEMO = re.compile(
    r"^(?:remember|keep in mind|(?:write|jot|note|put)(?: (?:this|that|it))? down|(?:make|take) a note(?: of)?|note|"
    r"record|save)"
    r"(?: this| down| that| for later)*\s*[:,]?\s*(?:that\s+)?(.+)$",
    re.I,
)


def figure(said: str) -> int:
    """
    >>> figure("12"), figure("Twelve")
    (12, 12)
    """
    return int(said) if said.isdigit() else NUMBERS[said.lower()]


def count(clause: Clause) -> int | None:
    """How many sentences, guesses, answers … are asked for.

    >>> count(Clause("summarise it in three short sentences", ""))
    3
    >>> count(Clause("the ten most probable categories", "")), count(Clause("two guesses apiece", ""))
    (10, 2)
    """
    match = COUNT.search(clause.text)
    if not match:
        return None
    word = next(said for said in match.groups() if said).lower()
    return int(word) if word.isdigit() else NUMBERS.get(word, 1 if re.search("single|best", word) else 3)


def pages(clause: Clause) -> tuple[int | None, int | None]:
    """
    >>> pages(Clause("read pages 3 to 5 of it", ""))
    (3, 5)
    """
    match = PAGES.search(clause.text)
    return (int(match[1]), int(match[2]) if match[2] else None) if match else (None, None)


def question(clause: Clause) -> str:
    """The question itself: quoted if it is, else the clause without 'tell me'.

    >>> question(Clause("tell me how many days we get", ""))
    'how many days we get'
    """
    asked = next((quote for quote in clause.quotes if quote.rstrip().endswith("?")), "")
    return asked or TELL.sub("", ABOUT.sub("", clause.text))


def about(clause: Clause) -> str:
    """The topic that was put behind a clause which names none.

    >>> about(Clause("how do I request it (about volunteer hours)?", ""))
    'volunteer hours'
    """
    match = ABOUT.search(clause.text)
    return match[1] if match else ""


def topic(clause: Clause) -> str:
    """What to search for.

    >>> topic(Clause("find the passages about parental leave", ""))
    'parental leave'
    """
    if clause.quotes:
        return clause.quotes[0]
    said = BEHIND.sub("", without_files(clause))
    match = next((match for pattern in TOPIC if (match := pattern.search(said))), None)
    return match[1].strip(" .?!") if match else said


def without_files(clause: Clause) -> str:
    """The clause without the files that it names.

    >>> without_files(Clause("find all on pay in lease-1 and the file pay-2", "", files=("lease-1", "pay-2")))
    'find all on pay'
    """
    said = clause.text
    for name in clause.files:
        said = re.sub(
            rf"\s*\b(?:(?:in|from|of|within|and)\s+)?(?:(?:the|all|my)\s+)?(?:file\s+|document\s+)?{re.escape(name)}\b",
            "",
            said,
        )
    return said.strip()


def memo(clause: Clause) -> tuple[str, str]:
    """Key and value of something to write down.

    >>> memo(Clause("remember that the budget is 500 euros", ""))
    ('the budget', 'the budget is 500 euros')
    """
    match = MEMO.match(clause.text)
    value = (match[1] if match else clause.text).strip()
    return re.split(r"\b(?:is|are|was|were|will|must|should|has|have)\b|[:,]", value)[0].strip()[:60] or value[
        :60
    ], value


def inline(clause: Clause) -> str:
    """A text given in the request itself: the longest quote, else what follows a colon; empty where there is none."""
    quoted = max(clause.quotes, key=len, default="")
    if quoted:
        return quoted
    before, colon, after = clause.text.partition(":")
    return after.strip() if colon and len(after.split()) >= 4 and not labels(Clause(before + colon + after, "")) else ""


def quoted_pair(clause: Clause) -> tuple[str, list[str]]:
    """The first quote, and the others."""
    return (clause.quotes[0], list(clause.quotes[1:])) if len(clause.quotes) > 1 else ("", [])
