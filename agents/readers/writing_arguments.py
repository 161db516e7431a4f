"""What tools that write, translate, answer and forecast are told, read from a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.parsing.clauses import Clause
from agents.readers import arguments
from agents.readers.forecast_arguments import FORECASTERS
from agents.readers.forecast_arguments import series as series
from agents.readers.looking_arguments import LOOKERS
from agents.readers.note_arguments import NOTERS
from agents.readers.sound_arguments import true_if
from agents.readers.spoken_arguments import between, language, target
from agents.readers.spoken_figures import SPOKEN_FIGURE, in_figures
from agents.readers.spoken_numbers import ANY_NUMBER, figure
from runtime.records import Json
from runtime.regex import regex

ABOUT = r"(?:(?:about|around|roughly|some|approximately)\s+)?"
WORDS_MOST = regex(
    r"(?:\b(?:at (?:the )?most|under|below|not over|(?:no|not) (?:more|longer) than|not exceeding"
    r"|up to|in|within|to|into|of|"
    r"max(?:imum)?(?: of)?|(?<!no )(?<!not )(?:fewer|less|shorter) than)|\band|\d\s*[-–])"
    rf"\s*{ABOUT}\b{ANY_NUMBER}\s+words\b"
    rf"|\b{ANY_NUMBER}\s+words\s+(?:max(?:imum)?|at (?:the )?most|or (?:less|fewer)|tops)\b"
    rf"|\b{ANY_NUMBER}[- ]words?\s+(?:summary|version|abstract|digest|gist)\b",
    re.I,
)
WORDS_LEAST = regex(
    r"\b(?:at (?:the very )?least|(?:no|not) (?:less|fewer|shorter) than|not under|min(?:imum)?(?: of)?|"
    r"(?<!no )(?<!not )more than|(?<!not )over)"
    r"\s+"
    rf"{ABOUT}{ANY_NUMBER}\s+words\b|\b{ANY_NUMBER}\s+words\s+(?:min(?:imum)?|at least|or more)\b"
    rf"|\b(?:between\s+)?{ANY_NUMBER}\s*(?:-|–|(?:up )?to|and)\s*{ANY_NUMBER}\s+words\b",
    re.I,
)
VERSIONS = regex(
    rf"\b{ANY_NUMBER}\s+(?:\w+\s+)?(?:versions?|variants?|variations|alternatives?|drafts?|options)\b"
    rf"|\b{ANY_NUMBER}\s+(?:quite |very )?(?:different|distinct|alternative)\s+(?!words\b)\w+",
    re.I,
)
LED = r"\s*(?:(?:of|=|:|is|set|to|at|about|around|roughly|no more than|at most)\s*){0,3}"
DIGITS = r"\d+(?:\.\d+)?"
SAMPLING = {
    "temperature": r"temp(?:erature)?",
    "top_p": r"(?:top[-_ ]?p|nucleus(?: sampling)?)",
    "top_k": r"top[-_ ]?k",
    "repetition_penalty": r"repetition[-_ ]penalty",
    "seed": r"seed(?: (?:number|no\.?)| ?#)?",
}
"""How the settings are called that say how a text is drawn."""


def sampling(called: str) -> re.Pattern[str]:
    """'temperature 0.7', 'at 0.7 temperature'."""
    return regex(rf"\b{called}(?![a-z]){LED}({DIGITS})|(?<![\w.]){DIGITS}(?= (?:as (?:the |a )?)?{called}\b)", re.I)


TOKENS = regex(r"\b(\d+)\s+(?:new\s+)?tokens\b|\bmax[-_ ](?:new[-_ ])?tokens\s*(?:of|=|:)?\s*(\d+)\b", re.I)
SET = r"[,.;]?\s{0,2}(?:\b(?:with|use|using|set|at|and|an?|the)\s+){0,4}"
ENDING = r"(?=\W*(?:$|[,.;]|\band\b))"
OPTIONS = (
    regex(
        SET + rf"(?:\b(?:{'|'.join(SAMPLING.values())})(?![a-z]){LED}(?:{DIGITS}|{SPOKEN_FIGURE})"
        rf"|(?<![\w.]){DIGITS} (?:as (?:the |a )?)?(?:{'|'.join(SAMPLING.values())})\b)",
        re.I,
    ),
    regex(
        SET
        + r"(?:(?:in|within)\s+)?(?:(?:at most|up to|max(?:imum)?(?: of)?|no more than)\s+)?\b\d+\s+(?:new\s+)?tokens\b"
        r"(?: (?:at most|max))?",
        re.I,
    ),
    regex(
        r"[,.;]?\s{0,2}(?:\b(?:and|with|in|give(?: me)?|make|show me|write|I want|I['’]d like)\s+){0,4}"
        rf"{VERSIONS.pattern}{ENDING}",
        re.I,
    ),
)
"""How a text is to be drawn: no part of what it should be."""
ANSWERING = r"(?:says?|answers?|tells?|names?|shows?|states?|gives?|explains?|mentions?)"
ASKING = r"(?=(?:who|whom|whose|what|when|where|why|how|which|whether)\b)"
WORDS = r"(?:words?|phrases?|sentences?|passages?|lines?|spans?|parts?|wording|bits?)"
WORKING = regex(
    rf"^(?!(?:who|what|when|where|why|how|which)\b)[^?]{{0,200}}?\b(?:that|which|what|to) {ANSWERING}\s+{ASKING}"
    rf"|^(?:[^?]{{0,200}}?\b)?(?:which|what)\b[^?]{{0,60}}?\b{WORDS}\b[^?]{{0,80}}?\b{ANSWERING}\s+{ASKING}"
    rf"|^where\b[^?]{{0,80}}?\b{ANSWERING}\s+{ASKING}",
    re.I,
)
"""What goes before the question itself: 'highlight the phrase that says how much it costs'."""
HOW_MANY = regex(
    r",\s*(?:and\s+)?(?:give me\s+|with\s+)?(?:the\s+)?(?:(?:top|best|at most|up to)\s+)?"
    rf"{ANY_NUMBER}\s*(?:(?:best|likeliest|possible)\s+)?"
    r"(?:candidates?|answers?|suggestions?|guesses|possibilities|options)?\W*(?:please|at most)?\W*$"
    r"|(?<=[a-z]{3})[.?!]\s+\S.*$",
    re.I | re.S,
)
"""How many answers, or what else is said behind the question."""
DANGLING = regex(r"\s*,\s*(?=\?|$)|^(?:in|from|of)\s*,\s*", re.I)
"""What is left of where to look for it: 'from Bremen, according to sales-1?'"""
ABSTRACTIVE = regex(
    r"\babstractive|\b(?:your|its|new|other|different|fresh) own words\b|\b(?:other|different|fresh) words\b|"
    r"\bparaphras|\brephras|\breword|\brewritten\b|\bfreely worded\b",
    re.I,
)
AS_WRITTEN = regex(
    r"\b(?:nothing|not|never|no|without|don['’]t|must ?n['’]t|nor|avoid)\b[^.;:]{0,30}?"
    r"\b(?:paraphras|rephras|reword|freely worded|(?:your|other|different|new) (?:own )?words)\w*",
    re.I,
)
"""How it is said that a summary is not to be put in other words."""
EXTRACTIVE = regex(
    r"\bextractive|\bword for word\b|\bverbatim\b|\b(?:its|the|their|\w+['’]s) (?:own|original|exact|actual|very) "
    r"(?:sentences|words|wording)\b|\bsentences (?:just )?as they (?:stand|are)\b|\b(?:author|writer)['’]?s sentences\b"
    r"|\b(?:quot(?:e|ing)|lift(?:ed|ing)?) (?:its|the|their) sentences\b|\blifted (?:straight )?from\b"
    r"|\bsentences? (?:of|from) the (?:text|document|original) itself\b",
    re.I,
)
WRITTEN_IN = (
    r"from(?: the)?|out of(?: the)?",
    r"(?:source|original)(?: language)?(?: is|:| =|=)?|(?:written|it['’]s|it is|they are|all|which is|that is) in",
    r"the|this|that|these|those|my|our|his|her|their",
)
"""What goes before the language of a text, the surer words first."""
BACK = (
    r"\btranslat\w+ (?:it |this |that |them |everything )?back\b|\bback[- ]translat|\bround[- ]?trip|"
    r"\bcheck (?:it|the|that|for|what|whether|nothing|how)\b|\b(?:and|then) back(?: again)?\b|"
    r"\bback (?:in)?to (?:the )?(?:original|\w+ (?:again|as well|to))"
)
CONTINUE = regex(
    r"^(?:[^:\"]{0,80}: ?)?(?:please )?(?:continue|finish|complete|(?:go|carry|write|keep) (?:on|going|writing))\b"
    r"|\b(?:going on|continuing|carrying on) (?:from|with|at) [^\"]{0,40}\"",
    re.I,
)
"""How it is asked for that a text goes on, whatever it is for."""


def number_in(pattern: re.Pattern[str]) -> Callable[[Clause], int | None]:
    def read(clause: Clause) -> int | None:
        match = pattern.search(in_figures(clause.masked))
        return figure(next(said for said in match.groups() if said)) if match else None

    return read


def figure_in(pattern: re.Pattern[str], kind: type[int] | type[float]) -> Callable[[Clause], float | None]:
    """The number that the pattern finds: 'temperature 0.7'."""

    def read(clause: Clause) -> float | None:
        match = pattern.search(in_figures(clause.masked))
        return kind(float(match[1] or match[0])) if match else None

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
    said = HOW_MANY.sub("", WORKING.sub("", arguments.question(clause)))
    for name in clause.files:
        around = r"(?:\s*\b(?:in|of|from|on|using|with|by|for|according to))?\s*(?:the (?:table|file|document) )?"
        said = re.sub(rf"{around}\b{name}\b(?:'s)?", "", said, flags=re.I)
    return DANGLING.sub("", said).strip(" ,")


def prompt(clause: Clause) -> str:
    """
    >>> prompt(Clause("write a reply to letter-1", "", files=("letter-1",)))
    'write a reply to the text'
    >>> prompt(Clause('continue the story "Once upon a time"', "", ("Once upon a time",)))
    'Once upon a time'
    """
    if CONTINUE.search(clause.text) and clause.quotes:
        return max(clause.quotes, key=len)
    said = clause.text
    for name in clause.files:
        said = re.sub(rf"\b{name}\b", "the text", said)
    for pattern in OPTIONS:
        said = pattern.sub("", said)
    return said.strip(" ,.;")


def style(clause: Clause) -> str | None:
    """
    >>> style(Clause("", "in your own words")), style(Clause("", "its key sentences, word for word"))
    ('abstractive', 'extractive')
    """
    if AS_WRITTEN.search(clause.masked) or EXTRACTIVE.search(clause.masked):
        return "extractive"
    return "abstractive" if ABSTRACTIVE.search(clause.masked) else None


def source_language(clause: Clause) -> str | None:
    """The language that a text is in, which it is not to be translated into.

    >>> source_language(Clause("render it from Romanian into English", ""))
    'ro'
    >>> source_language(Clause("translate the French letter into English", ""))
    'fr'
    """
    pair = between(clause)
    to = target(clause)
    there = replace(
        clause, text=re.split(BACK, clause.text, flags=re.I)[0]
    )  # what is said of the way back is no source
    found = (language(there, before) for before in WRITTEN_IN)
    return pair[0] if pair else next((code for code in found if code and code != to), None)


READERS: Mapping[str, Callable[[Clause], Json]] = {
    **LOOKERS,
    **NOTERS,
    **FORECASTERS,
    "source_language": source_language,
    "check": lambda clause: true_if(clause, BACK),
    "style": style,
    "min_words": number_in(WORDS_LEAST),
    "max_words": number_in(WORDS_MOST),
    "asked": asked,
    "prompt": prompt,
    "about": lambda clause: next(iter(clause.files), None),
    "mode": lambda clause: "continue" if CONTINUE.search(clause.text) and clause.quotes else None,
    "sequences": number_in(VERSIONS),
    "temperature": figure_in(sampling(SAMPLING["temperature"]), float),
    "top_p": figure_in(sampling(SAMPLING["top_p"]), float),
    "top_k": figure_in(sampling(SAMPLING["top_k"]), int),
    "repetition_penalty": figure_in(sampling(SAMPLING["repetition_penalty"]), float),
    "seed": figure_in(sampling(SAMPLING["seed"]), int),
    "max_tokens": number_in(TOKENS),
}
"""By role: the value, None where the clause gives none."""


def write(clause: Clause, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments of these `roles`, role → name, that the clause gives."""
    found = {roles[role]: read(clause) for role, read in READERS.items() if role in roles}
    return {name: value for name, value in found.items() if value is not None}
