"""What a tool's arguments are, read from a clause. Nothing is invented: every value stands in the request."""

from __future__ import annotations

import re

from agents.parsing.clauses import QUESTION, Clause
from agents.readers.asides import INTRODUCED
from agents.readers.label_arguments import labels as labels
from agents.readers.looking_arguments import topic as topic
from agents.readers.looking_arguments import without_files as without_files
from agents.readers.note_arguments import memo as memo
from agents.readers.spoken_figures import in_figures
from agents.readers.spoken_numbers import NUMBER as NUMBER
from agents.readers.spoken_numbers import NUMBERS as NUMBERS
from agents.readers.spoken_numbers import figure as figure
from agents.readers.where_arguments import pages as pages
from runtime.regex import regex

OF_KIND = r"(?:(?!(?:of|in|into|by|with|for|from|to|and|or|the|these|my|which|what|learn)\b)[\w-]+ ){0,3}?"
"""What may stand between a number and what it counts: 'the three most likely answers'."""
COUNT = regex(
    rf"(?<![\w-])(\d+|{'|'.join(NUMBERS)}|a (?:single|few|couple of|pair of))[ -]+(?:or (?:fewer"
    rf"|less) )?{OF_KIND}(?:sentences?|lines?|points?|"
    r"bullets?|key ?words?|key ?phrases?|terms?|tags?|guess(?:es)?|suggestions?|classes|class|categories|labels?|"
    r"candidates?|kinds|names|possibilities|answers?|ideas|choices|sounds|noises|words(?= (?:that|which|to)\b)|"
    r"topics|concepts|themes|spans|phrases)\b(?! (?:at(?! (?:the )?(?:very )?most\b)|up to))"
    rf"|\b(?:top|at (?:the )?most|(?:no|not) (?:more|longer) than|(?:the |its |just )?best|up to"
    rf"|as many as)[ -](?:the )?(\d+|{'|'.join(NUMBERS)})\b"
    r"(?! (?:words|seconds|minutes|%|tokens|columns))"
    rf"|{NUMBER} (?:at (?:the )?most|(?:is|are|would be|will be) (?:enough|plenty)|will do|suffice|max(?:imum)?|tops)\b"
    rf"|{NUMBER} of (?:them|these|those|(?:the|its) (?:key|main|top|best|most)\b)"
    r"|\b(a sentence or (?:two|2))\b"
    rf"|{NUMBER} (?:best|likeliest|highest|(?:most )(?:likely|probable))\b"
    rf"|{NUMBER} (?:each|apiece|per (?!row|cent|second|minute|line|page|sheet)|for (?:each|every))"
    rf"|\bk ?= ?{NUMBER}\b"
    r"|\b((?:single|just the|only the|just its) best)\b",
    re.I,
)
FEW = {1: "single|best", 2: "couple|pair|or two|or 2"}
TELL = regex(
    r"^(?:tell me|find out|say|show me|check|know|let me know|"
    r"answer(?: me| this| the following)?(?: question)?:?)\s+(?=\w)",
    re.I,
)
ABOUT = regex(r"\s*\(about ([^()]+)\)")


def count(clause: Clause) -> int | None:
    """How many sentences, guesses, answers … are asked for.

    >>> count(Clause("summarise it in three short sentences", ""))
    3
    >>> count(Clause("the ten most probable categories", "")), count(Clause("two guesses apiece", ""))
    (10, 2)
    """
    match = COUNT.search(in_figures(clause.text))
    if not match:
        return None
    word = next(said for said in match.groups() if said).lower()
    return int(word) if word.isdigit() else NUMBERS.get(word, _few(word))


def _few(word: str) -> int:
    return next((number for number, said in FEW.items() if re.search(said, word)), 3)


def question(clause: Clause) -> str:
    """The question itself: quoted if it is, else the clause without 'tell me'.

    >>> question(Clause("tell me how many days we get", ""))
    'how many days we get'
    >>> question(Clause("one question about lease-1: who pays for repairs?", ""))
    'who pays for repairs?'
    """
    asked = next((quote for quote in clause.quotes if quote.rstrip().endswith("?")), "")
    said = TELL.sub("", ABOUT.sub("", clause.text))
    return asked or (said if QUESTION.match(said) else TELL.sub("", INTRODUCED.sub("", said)))


def about(clause: Clause) -> str:
    """The topic that was put behind a clause which names none.

    >>> about(Clause("how do I request it (about volunteer hours)?", ""))
    'volunteer hours'
    """
    match = ABOUT.search(clause.text)
    return match[1] if match else ""


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
