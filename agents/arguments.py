"""What a tool's arguments are, read from a clause. Nothing is invented: every value stands in the request."""

from __future__ import annotations

import re

from agents.clauses import Clause

WORDS = "one two three four five six seven eight nine ten twelve fifteen twenty"
NUMBERS = dict(zip(WORDS.split(), [*range(1, 11), 12, 15, 20], strict=True))
COUNT = re.compile(
    rf"\b(\d+|{'|'.join(NUMBERS)}|a (?:single|few|couple of))[ -]+(?:\w+ )?(?:sentences?|lines?|points?|bullets?|"
    r"key ?words?|key ?phrases?|terms?|tags?|guesses|suggestions?)\b"
    rf"|\b(?:top|at most|the best|up to) ({'|'.join(NUMBERS)}|\d+)\b(?! (?:words|seconds|minutes|%))"
    rf"|\b(\d+|{'|'.join(NUMBERS)}) (?:at most|is enough|will do|max)\b",
    re.I,
)
PAGES = re.compile(r"\bpages?\s+(\d+)(?:\s*(?:-|–|to|and|through|until)\s*(?:pages?\s+)?(\d+))?", re.I)
LABELS = (
    re.compile(
        r"\b(?:one of|either of|any of|among|between|the following|these|categories|labels|classes|kinds|types)\b"
        r"[^:]*:\s*(.+)$",
        re.I,
    ),
    re.compile(r"\b(?:one of|among|between)\s+(?:the (?:labels|categories|classes|kinds)\s+)?(.+)$", re.I),
    re.compile(r"\b(?:into|as|under)\s+(?:either\s+)?(?:the (?:labels|categories|classes)\s+)?(.+)$", re.I),
    re.compile(
        r"\bis (?:(?:it|this(?: picture| photo| image)?|that|the \w+) )?(?:more )?(?:like )?(?:an? )?(.+\bor\b.+)$",
        re.I,
    ),
    re.compile(r"\bshows? (?:an? )?(.+\bor\b.+)$", re.I),
    re.compile(r"\bsounds? (?:more )?like (?:an? )?(.+\bor\b.+)$", re.I),
    re.compile(r":\s*(.+)$"),
)
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


def labels(clause: Clause) -> list[str]:
    """Labels listed in prose.

    >>> labels(Clause("sort it into one of: policy, recipe, novel", ""))
    ['policy', 'recipe', 'novel']
    >>> labels(Clause("is it a complaint or a compliment?", ""))
    ['complaint', 'compliment']
    """
    said = re.sub(r"\s*:?\s*QTEXT", "", clause.masked) or clause.text
    for pattern in LABELS:
        match = pattern.search(said)
        if match:
            listed = re.split(r"\s*(?:[,;/]|\bor\b|\band\b)\s*", match[1].strip(" .?!"))
            cleaned = [re.sub(r"^(?:either|an?|the|one of)\s+", "", item.strip(" \"'"), flags=re.I) for item in listed]
            cleaned = [re.sub(r"\s+in the (?:recording|document|picture|video)$", "", item) for item in cleaned]
            cleaned = [item for item in cleaned if item and len(item.split()) <= 5]
            if len(cleaned) >= 2:
                return list(dict.fromkeys(cleaned))
    return list(clause.quotes)


def count(clause: Clause) -> int | None:
    """How many sentences are asked for.

    >>> count(Clause("summarise it in three short sentences", ""))
    3
    """
    match = COUNT.search(clause.text)
    if not match:
        return None
    word = next(said for said in match.groups() if said).lower()
    return int(word) if word.isdigit() else NUMBERS.get(word, 1 if "single" in word else 3)


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
