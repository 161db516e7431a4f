"""A file of questions whose answers are known → the evidence that a search must find for each.

JSON lines, one question a line:

    {"question": "How long is the warranty?", "answer": "fifteen years", "source": "handbook.pdf", "page": 1}

`question` is all that is needed. `answer` is a text or a list of texts that would each do; null says that the
documents do not tell. `quote` (or `passage`) is the place word for word. `source` is a file name. Other keys are left
alone.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.checks import load
from rag.sentences import sentences
from runtime.errors import BadArgument
from runtime.records import Passage

KINDS = (".jsonl", ".json", ".ndjson")
MAX_MB = 100.0
WORD = re.compile(r"\w+")
SPACED_SCRIPTS_END = "\u0e00"
"""From Thai on, words are not set apart by spaces."""
ENOUGH = 0.5
"""Of a quote that a passage must have: one that goes over a cut has most of it."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    answers: tuple[str, ...] = ()
    """Any of them would do; empty where none is known."""
    source: str = ""
    """The document's file name; empty where it is not told."""
    page: int | None = None
    quote: str = ""
    absent: bool = False
    """Whether the documents do not tell: `"answer": null`."""
    line: int = 0
    """Of the file, from 1."""

    @property
    def placed(self) -> bool:
        """Whether it says where the answer stands."""
        return bool(self.source or self.page is not None or self.quote)


def read_questions(path: Path) -> tuple[Question, ...]:
    """
    Raises:
        FileMissing, FileEmpty, KindNotRead: there is no such file.
        BadArgument: a line of it is no question.
    """
    text = load(path, MAX_MB, KINDS).data.decode("utf-8-sig", "replace")
    return tuple(question_in(path, n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def question_in(path: Path, number: int, line: str) -> Question:
    def wrong(why: str) -> BadArgument:
        return BadArgument(
            f'{path}: line {number} {why}. A question is a line such as: {{"question": "…", "answer": "…"}}'
        )

    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise wrong("is no JSON") from error
    if not isinstance(told, dict) or not isinstance(told.get("question"), str) or not told["question"].strip():
        raise wrong('has no text under "question"')
    page, quote = told.get("page"), told.get("quote") or told.get("passage") or ""
    if page is not None and (isinstance(page, bool) or not isinstance(page, int)):
        raise wrong('has a "page" that is no whole number')
    if not isinstance(quote, str) or not isinstance(told.get("source") or "", str):
        raise wrong('has a "quote" or "source" that is no text')
    answers = answers_in(told.get("answer"))
    if answers is None:
        raise wrong('has an "answer" that is neither a text nor a list of texts')
    absent = "answer" in told and not answers
    return Question(told["question"].strip(), answers, told.get("source") or "", page, quote, absent, number)


def answers_in(value: Any) -> tuple[str, ...] | None:
    """
    >>> answers_in("12"), answers_in(["12", "twelve"]), answers_in(None), answers_in({})
    (('12',), ('12', 'twelve'), (), None)
    """
    listed = value if isinstance(value, list) else [] if value is None else [value]
    texts = [str(each) for each in listed if isinstance(each, str | int | float) and not isinstance(each, bool)]
    return tuple(text for text in texts if text.strip()) if len(texts) == len(listed) else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a passage has to have so that a question can be answered from it."""

    source: str
    page: int | None
    quote: tuple[str, ...] = ()
    """Its sentences, plain. A passage needs half of it."""
    answers: tuple[str, ...] = ()
    """Plain. A passage needs one; where there are none, the place is enough."""

    def stands_in(self, passage: Passage) -> bool:
        if not self.fits(passage):
            return False
        text = plain(passage.text)
        if self.quote:
            had = sum(len(part) for part in self.quote if has(text, part))
            return had >= ENOUGH * sum(map(len, self.quote))
        return not self.answers or any(has(text, answer) for answer in self.answers)

    def fits(self, passage: Passage) -> bool:
        """Is it of that document, and on that page where it has pages?"""
        named = not self.source or Path(self.source).name.casefold() == passage.title.casefold()
        return named and (self.page is None or passage.page in (None, self.page))


def evidence_for(question: Question, pages: Sequence[Passage]) -> Evidence | None:
    """What to look for; `pages` are whole pages. None where that is not told, or stands on none of them.

    An answer in other words than the document's is no evidence: then, where it stands is.
    """
    quote = tuple(filter(None, map(plain, sentences(question.quote))))
    place = Evidence(question.source, question.page, quote)
    if question.absent or not (question.placed or question.answers):
        return None
    said = Evidence(question.source, question.page, quote, tuple(map(plain, question.answers)))
    if not quote and question.answers and any(said.stands_in(page) for page in pages):
        return said
    return place if question.placed and any(place.stands_in(page) for page in pages) else None


def plain(text: str) -> str:
    """Its words, small, one blank between them.

    >>> plain("“Twelve”  (12) hours.")
    'twelve 12 hours'
    """
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def has(text: str, part: str) -> bool:
    """Whether a plain text has a plain part, as whole words where words are set apart.

    >>> has("after 112 hours", "12 hours"), has("after 12 hours", "12 hours")
    (False, True)
    """
    if not part or max(part) >= SPACED_SCRIPTS_END:
        return bool(part) and part in text
    return f" {part} " in f" {text} "


def unknown_sources(questions: Iterable[Question], titles: Iterable[str]) -> list[str]:
    """Files that questions name and that are not among `titles`, each once."""
    known = {title.casefold() for title in titles}
    names = dict.fromkeys(Path(question.source).name for question in questions if question.source)
    return [name for name in names if name.casefold() not in known]
