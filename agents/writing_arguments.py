"""What tools that write, translate, answer and forecast are told, read from a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents import arguments
from agents.arguments import NUMBERS
from agents.clauses import Clause
from agents.openings import SERIES
from agents.sound_arguments import language, true_if
from runtime.records import Json

NUMBER = rf"(\d+|{'|'.join(NUMBERS)})"
STEPS = r"(?:steps?|hours?|(?:working )?days?|weeks?|months?|quarters?|years?|periods?|values?|points?)"
HORIZON = re.compile(rf"\b{NUMBER}\s+(?:more\s+|coming\s+|next\s+)?{STEPS}\b", re.I)
ENDS = r"(?=\s+(?:for|over|in|from|of|during|using|with|by|on|to|until|into|ahead|will|\d)\b|\s*[,.;:?!]|\s*$)"
COLUMN = (
    re.compile(rf"\b{STEPS}\s+of\s+(?:the |our |my )?([\w %/-]+?)(?:\s+column)?{ENDS}", re.I),
    re.compile(rf"\bcolumn\s+([\w %/-]+?){ENDS}", re.I),
    re.compile(
        r"\b(?:forecast|predict|project|extrapolate)\s+(?:of\s+|for\s+)?(?:the |our |my )?([\w %/-]+?)"
        rf"(?:\s+column)?{ENDS}",
        re.I,
    ),
)
NO_COLUMN = re.compile(
    r"(?:next|coming|following|how|what|when|which|it|this|that|them|these|table|file|data|series|for|over|in|of|to|from|"
    rf"{STEPS}|\d+)\b",
    re.I,
)
"""What such a phrase begins with where it names no column."""
WORDS_MOST = re.compile(
    r"\b(?:at most|under|no more than|up to|in|within|max(?:imum)?(?: of)?|fewer than|less than)\s+(?:about\s+)?"
    rf"{NUMBER}\s+words\b|\b{NUMBER}\s+words\s+(?:max(?:imum)?|at most|or (?:less|fewer)|tops)\b",
    re.I,
)
WORDS_LEAST = re.compile(rf"\b(?:at least|no less than|min(?:imum)?(?: of)?|more than|over)\s+{NUMBER}\s+words\b", re.I)
VERSIONS = re.compile(
    rf"\b{NUMBER}\s+(?:\w+\s+)?(?:versions?|variants?|variations|alternatives?|drafts?|options)\b", re.I
)
WORKING = re.compile(
    r"^(?!(?:who|what|when|where|why|how|which)\b).*?\b(?:that|which|what|to) (?:says?|answers?|tells?|names?|shows?)"
    r"\s+(?=(?:who|what|when|where|why|how|which|whether)\b)",
    re.I,
)
"""What goes before the question itself: 'highlight the phrase that says how much it costs'."""
CONTINUE = re.compile(r"^(?:continue|finish|complete|go on)\b", re.I)


def counted(said: str) -> int:
    """
    >>> counted("12"), counted("Three")
    (12, 3)
    """
    return int(said) if said.isdigit() else NUMBERS[said.lower()]


def number_in(pattern: re.Pattern[str]) -> Callable[[Clause], int | None]:
    def read(clause: Clause) -> int | None:
        match = pattern.search(clause.masked)
        return counted(next(said for said in match.groups() if said)) if match else None

    return read


def figure_after(words: str, kind: type[int] | type[float]) -> Callable[[Clause], float | None]:
    """The number behind `words`: 'temperature 0.7'."""

    def read(clause: Clause) -> float | None:
        match = re.search(rf"\b(?:{words})\s*(?:of|=|:)?\s*(\d+(?:\.\d+)?)", clause.masked, re.I)
        return kind(float(match[1])) if match else None

    return read


def asked(clause: Clause) -> str:
    """The question, without the file that it is put to.

    >>> asked(Clause("what is the total revenue in sales-1?", "", files=("sales-1",)))
    'what is the total revenue?'
    >>> asked(Clause('find the words in it that answer "Who signed?"', "", ("Who signed?",)))
    'Who signed?'
    >>> asked(Clause("mark the words that tell when it ends", ""))
    'when it ends'
    """
    said = WORKING.sub("", arguments.question(clause))
    for name in clause.files:
        around = r"(?:\s*\b(?:in|of|from|on|using|with|by|for|according to))?\s*(?:the (?:table|file|document) )?"
        said = re.sub(rf"{around}\b{name}\b(?:'s)?", "", said, flags=re.I)
    return said.strip(" ,")


def prompt(clause: Clause) -> str:
    """
    >>> prompt(Clause("write a reply to letter-1", "", files=("letter-1",)))
    'write a reply to the text'
    >>> prompt(Clause('continue the story "Once upon a time"', "", ("Once upon a time",)))
    'Once upon a time'
    """
    if CONTINUE.match(clause.text) and clause.quotes:
        return max(clause.quotes, key=len)
    said = clause.text
    for name in clause.files:
        said = re.sub(rf"\b{name}\b", "the text", said)
    return said


def column(clause: Clause) -> str | None:
    """
    >>> column(Clause("forecast revenue for the next 6 months", ""))
    'revenue'
    >>> column(Clause("predict the next 3 weeks of unit sales in shop-1", "", files=("shop-1",)))
    'unit sales'
    """
    if clause.quotes:
        return clause.quotes[0]
    found = (match[1].strip() for pattern in COLUMN if (match := pattern.search(clause.text)))
    return next((name for name in found if not NO_COLUMN.match(name) and name not in clause.files), None)


def series(clause: Clause) -> list[float]:
    """
    >>> series(Clause("forecast 3, 4.5, 6, 7 for two steps", ""))
    [3.0, 4.5, 6.0, 7.0]
    """
    match = SERIES.search(clause.text)
    return [float(number) for number in match[0].split(",")] if match else []


def style(clause: Clause) -> str | None:
    if re.search(r"\babstractive|\bin your own words\b|\bparaphras", clause.masked, re.I):
        return "abstractive"
    return "extractive" if re.search(r"\bextractive|\bword for word\b|\bverbatim\b", clause.masked, re.I) else None


READERS: Mapping[str, Callable[[Clause], Json]] = {
    "source_language": lambda clause: language(clause, r"from(?: the)?"),
    "check": lambda clause: true_if(
        clause, r"\btranslat\w+ (it )?back\b|\bback[- ]translat|\bround[- ]trip|\bcheck (it|the)\b"
    ),
    "style": style,
    "min_words": number_in(WORDS_LEAST),
    "max_words": number_in(WORDS_MOST),
    "asked": asked,
    "prompt": prompt,
    "about": lambda clause: next(iter(clause.files), None),
    "mode": lambda clause: "continue" if CONTINUE.match(clause.text) and clause.quotes else None,
    "sequences": number_in(VERSIONS),
    "temperature": figure_after("temperature", float),
    "seed": figure_after("seed", int),
    "max_tokens": number_in(re.compile(r"\b(\d+)\s+tokens\b", re.I)),
    "horizon": number_in(HORIZON),
    "column": column,
}
"""By role: the value, None where the clause gives none."""


def write(clause: Clause, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments of these `roles`, role → name, that the clause gives."""
    found = {roles[role]: read(clause) for role, read in READERS.items() if role in roles}
    return {name: value for name, value in found.items() if value is not None}
