"""Documents → questions about them, for a start where nobody has written any.

What such a set is worth: its questions use the documents' own words, and no person asked them. It shows whether
anything is badly broken (a file that is not found, a table cut to pieces) and compares two settings roughly. Figures
from it are far too good, and say nothing about how people's own questions fare; those want a set that people wrote.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

from rag.pages import Document
from rag.sentences import sentences

GAP = "____"
SHORTEST, LONGEST = 7, 45
"""Words of a sentence that is asked about."""
NAME = r"(?:[A-Z][\w'’-]+(?: (?:of|de|van|von|and|&) (?=[A-Z]))?(?: [A-Z][\w'’-]+)+)"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DATE = re.compile(
    rf"\b(?:\d{{1,2}} {MONTH}(?: \d{{4}})?|{MONTH} \d{{1,2}}(?:, \d{{4}})?|{MONTH} \d{{4}}|(?:1[5-9]|20)\d\d)\b"
)
NUMBER = re.compile(r"(?<![\w.,[-])(?:[$£€]\s?)?\d+(?:[.,:]\d+)*(?:\s?%| per cent\b)?(?![\w\]-]|[.,]\d)")
SUBJECT = re.compile(rf"(?P<name>{NAME})(?= (?!(?:and|or|of|in|at|on|to|for|with|by|from|as|the|an?)\b)[a-z]{{2,}})")
SMALL = "of|and|or|to|per|in|on|at|by|for|from|near|with|as|when|if|is|are"
MANY = re.compile(
    rf"(?<![\w.,$£€-])(?P<number>\d+(?:[.,]\d+)*) (?!(?:{SMALL}|\w+ (?:and|or|are|is|was|were))\b)"
    r"(?P<rest>[a-z][^.,;:()!?]{14,}[^\s.,;:()!?])"
)
INSIDE = re.compile(rf"(?<=[a-z,] ){NAME}")
MARKS = re.compile(r"^\s*(?:[-*•#>]|\d{1,3}[.)])\s+")


class Made(NamedTuple):
    question: str
    answer: str
    source: str
    page: int | None
    quote: str
    """The sentence, word for word."""
    form: str
    """`who`, `how many`, or `gap`."""


def synthetic(documents: Sequence[Document], count: int = 50, seed: int = 0) -> list[Made]:
    """Up to `count` questions about sentences with names, numbers and dates, from each document about as many, in the
    documents' order. The same documents and seed give the same questions."""
    draw, asked = random.Random(seed), set[str]()
    stocks: list[list[Made]] = []
    for document in documents:
        stock = {made.question: made for made in candidates(document) if made.question not in asked}
        asked |= stock.keys()
        stocks.append(draw.sample(list(stock.values()), len(stock)))
    turns = (made for turn in zip_longest(*stocks) for made in turn if made)
    chosen = set(islice(turns, count))
    return [made for stock in stocks for made in sorted(stock, key=lambda made: made.page or 0) if made in chosen]


def candidates(document: Document) -> Iterator[Made]:
    for page in document.pages:
        for sentence in sentences(page.text):
            made = question_of(MARKS.sub(" ", sentence).strip()) if is_asked_about(sentence) else None
            if made:
                question, answer, form = made
                yield Made(question, answer, document.title, page.number, sentence, form)


def is_asked_about(sentence: str) -> bool:
    """Is it a whole sentence, neither too short nor too long, and no row of a table?"""
    return SHORTEST <= len(sentence.split()) <= LONGEST and sentence.endswith((".", "!")) and "|" not in sentence


def question_of(sentence: str) -> tuple[str, str, str] | None:
    """The question, its answer and its form.

    >>> question_of("Ada Lovelace wrote the first program for a machine that was never built.")
    ('Who or what wrote the first program for a machine that was never built?', 'Ada Lovelace', 'who')
    >>> question_of("Everyone is eligible for 12 hours of volunteer time off per year.")
    ('How many hours of volunteer time off per year?', '12', 'how many')
    >>> question_of("The second edition comes into force on 1 January 2026 and not before.")
    ('Which date is missing: “The second edition comes into force on ____ and not before.”', '1 January 2026', 'gap')
    """
    if subject := SUBJECT.match(sentence):
        return f"Who or what{sentence[subject.end() :].rstrip('.!')}?", subject["name"], "who"
    if many := MANY.search(sentence):
        return f"How many {many['rest']}?", many["number"], "how many"
    for what, pattern in (("date", DATE), ("number", NUMBER), ("name", INSIDE)):
        if found := pattern.search(sentence):
            gapped = sentence[: found.start()] + GAP + sentence[found.end() :]
            return f"Which {what} is missing: “{gapped}”", found[0], "gap"
    return None
