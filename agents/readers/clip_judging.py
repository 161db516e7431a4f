"""How a video is to be judged, read from a clause: how finely, smoothed over what, by its sound too, for how many."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers.spoken_figures import in_figures
from agents.readers.spoken_times import timed
from runtime.regex import regex

STEPS = r"(?:steps?|intervals?|strides?|spacing|gaps?)(?:\s+(?:size|width|length))?"
EVERY = regex(
    rf"\b(?:every|each|per|{STEPS}(?:\s+(?:of|is))?\s*[:=]?|once(?: (?:in|every|each|per))?)\s*<([\d.]+)>"
    rf"|<([\d.]+)>[ -](?:{STEPS}|apart)\b|\bsteps?(?: of| is)?\s*[:=]?\s*(0?\.\d+)\b",
    re.I,
)
OFTEN = regex(
    r"\b(?:(twice|\d+ times) (?:a|per|every|each) (second|minute)|(second|minute) by (?:second|minute)"
    r"|(?:every|each|per|once an?|1 moment a|1 a) (single |other )?(second|minute))\b",
    re.I,
)
SOUND = r"(?:the |its |any |what is )?(?:sound ?track|sounds?|audio(?: track)?|hearing|heard|noise)"
PICTURES = r"(?:pictures?|frames|images?|visuals|looks?)"
NOT = r"(?:without|ignor\w+|not|never mind|disregard\w*|leav\w+ out|skip\w*|no|n['’]t|except)"
HEED = r"(?:listen(?:ing)?|us(?:e|ing)|by|to|for|judg\w+|consider\w*|hear|mind|count|include|at|about)"
ONLY = r"(?:only|just|solely|purely)"
SEEN = r"what (?:is|can be|you) (?:seen|see)"
WITHOUT_SOUND = (
    rf"(?<!\bor )\b{NOT} (?:{HEED} )*{SOUND}\b|\bleav\w+ {SOUND} (?:out|aside)\b"
    r"|\b(?:no|without|n['’]t|not) listen(?:ing)?\b"
    rf"|\b{SOUND} (?:is|are|does|do|should|must|need)(?:n['’]t| not| \w+ not) (?:matter|count|be)"
    rf"|\b(?:sound|audio) (?:off|irrelevant)\b|\b{PICTURES} (?:only|alone)\b|\b{SEEN} (?:only|alone)\b"
    rf"|\b{ONLY} (?:by |from |on |at )?(?:the |its ){PICTURES}\b|\b{ONLY} (?:by |on )?{SEEN}\b"
    rf"|\bvisually only\b|\b{ONLY} visual(?:ly)?\b|\bby eye alone\b"
)
"""Words by which the pictures alone are to be looked at."""
SMOOTH = regex(
    r"\b(?:smooth\w*|averag\w*)\b[^.;:]{0,60}?\b(?:over|of|by|with|at|to|across)\s+(\d+)\b(?!\.)"
    r"|\b(?:smooth(?:ing|ness|ed)?|averag(?:e|ing)|(?:smoothing )?window)\s*(?:of|is|[=:])?\s*(\d+)\b"
    r"|\b(?:no|without|not|un|don['’]t|n['’]t|never)[\s-]?(?:any |to |be )?(?:smooth|averag)\w*()"
    r"|\braw (?:scores|values|curves?)()",
    re.I,
)
MOST_GUESSES = 50
"""More are no number of guesses, but of what there is to guess: one of 400 actions."""
ONE_GUESS = regex(
    r"\b(?:only|just|single|simply) (?:the |its )?(?:single |one )?"
    r"(?:(?:very )?best|likeliest|top|most (?:likely|probable))\b(?! \d)",
    re.I,
)
GUESSES = regex(
    r"\btop[ -]?(\d+)\b|(?<![\d.-])(\d+)\s+(?:[a-z]+\s+){0,2}?(?:guess(?:es)?|actions?|activi\w+|"
    r"class(?:es)?|labels?|results?|candidates|suggestions|sports?|movements|options|possibilities)\b"
    r"|\b(?:best|likeliest|likely|probable|foremost|first) (\d+)\b"
    r"|(?<![\w.-])(\d+) (?:best|likeliest|(?:most )?(?:likely|probable)|foremost)\b"
    r"|\b(?:count(?: of)?|k|n)\s*[=:]?\s*(\d+)\b"
    r"|\b(?:list|name|rank|give me|show me)(?: the)? (\d+)\b(?! (?:seconds?|minutes?|frames?))",
    re.I,
)


SHORT = regex(r"\b(?:(\d+) ?(?:ms|milli-?seconds?)\b|(?<=every )(?:a )?tenth of a second\b)", re.I)
"""Parts of a second that have names of their own."""


def _in_seconds(found: re.Match[str]) -> str:
    return f"{int(found[1]) / 1000:g} s" if found[1] else "0.1 s"


def step(clause: Clause) -> float | None:
    """
    >>> step(Clause("judge it every 0.5 seconds", "")), step(Clause("second by second", "")), step(Clause("", ""))
    (0.5, 1.0, None)
    >>> step(Clause("at steps of half a second", "")), step(Clause("one moment every three seconds", ""))
    (0.5, 3.0)
    >>> step(Clause("look at it four times a second", "")), step(Clause("every other second", ""))
    (0.25, 2.0)
    >>> step(Clause("every 200 ms", "")), step(Clause("check it once a minute", "")), step(Clause("step 0.5", ""))
    (0.2, 60.0, 0.5)
    """
    said = timed(SHORT.sub(_in_seconds, in_figures(clause.masked or clause.text)))
    if match := EVERY.search(said):
        return float(match[1] or match[2] or match[3])
    often = OFTEN.search(said)
    if often is None:
        return None
    times, of, by, how, each = often.groups()
    long = 60.0 if "minute" in (of or by or each).lower() else 1.0
    if times:
        return long / (2 if times.lower() == "twice" else max(1, int(times.split()[0])))
    return 2 * long if (how or "").strip().lower() == "other" else long


def smoothed_over(clause: Clause) -> int | None:
    """
    >>> smoothed_over(Clause("smooth it over five moments", "")), smoothed_over(Clause("no smoothing", ""))
    (5, 1)
    """
    match = SMOOTH.search(in_figures(clause.masked or clause.text))
    return int(match[1] or match[2] or 1) if match else None


def guesses(clause: Clause) -> int | None:
    """How many classes are to be named.

    >>> guesses(Clause("name the three likeliest activities", "")), guesses(Clause("action recognition, top-5", ""))
    (3, 5)
    """
    said = clause.masked or clause.text
    match = GUESSES.search(in_figures(said))
    if match is None and ONE_GUESS.search(said):
        return 1
    count = int(next(filter(None, match.groups()))) if match else 0
    return count if 1 <= count <= MOST_GUESSES else None
