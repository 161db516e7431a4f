"""The request's own words as arguments: its sentences, and clauses without what is only polite."""

from __future__ import annotations

import re

from agents.planning.reading import MARKS, QUESTION, QUOTED

END = re.compile(r"(?<=[.?!])['\"]?\s+(?=[A-Z(])")
LEAD = re.compile(
    r"^(?:so|then|and|also|afterwards?|after that|next|finally|lastly|first(?:ly)?|furthermore|moreover|additionally"
    r"|plus|now|ultimately|based on (?:that|this),?)[, ]+",
    re.I,
)
POLITE = re.compile(
    r"^(?:i'?d (?:really )?(?:like|love|appreciate)(?: it)?(?: for you)?(?: if you could| to)?"
    r"|i (?:would|was|am|want|need|wish)(?: like| love| wondering| hoping)?"
    r"(?: if you (?:could|can)| to| for you to| you to)?"
    r"|(?:can|could|would|will) (?:you|we)(?: please| kindly| possibly| also)*"
    r"(?: help me(?: to| with| in)?| assist me(?: in| to| with| by)?| tell me| let me know)?"
    r"|please(?: help me(?: to)?)?|help me(?: to| with)?|let'?s|is (?:it|there) (?:possible|a way)(?: for you)? to)\s+",
    re.I,
)
ASKING = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|colou?r|count|number of|identify|find out|determine|figure out"
    r"|tell me|curious|wonder)\b",
    re.I,
)
NAMED = re.compile(
    r"\b(image|photo|picture|file|audio|recording|video|clip|document|article)(?: named| called)?[\s(]+"
    rf"(?:{'|'.join(MARKS.values())})\b[\s)]?",
    re.I,
)
BEFORE = re.compile(r"[.?!;:]\s|, (?:and |then )?|\band then\b|\band\b")
AFTER = re.compile(r"[.?!;](?:\s|$)|, |\band (?:then|finally|also|lastly)\b")


def sentences(text: str) -> list[str]:
    """
    >>> sentences("Read a.txt. Then stop!")
    ['Read a.txt.', 'Then stop!']
    """
    return [sentence for sentence in END.split(text.strip()) if sentence]


def as_order(clause: str) -> str:
    """
    >>> as_order("And then could you please paint the car red?")
    'Paint the car red'
    """
    before, clause = "", clause.strip(" .?!,")
    while before != clause:
        before = clause
        clause = POLITE.sub("", LEAD.sub("", clause))
    return (clause[:1].upper() + clause[1:]).strip(" .?!,")


def clause_at(place: int, masked: str) -> str:
    """The clause around a place of the masked text, as an order, without file names; empty where it has a quotation.

    >>> clause_at(12, "Please edit the image IMGFILE so that it snows, then save it.")
    'Edit the image so that it snows'
    """
    start = max((match.end() for match in BEFORE.finditer(masked[:place])), default=0)
    stop = AFTER.search(masked, place)
    clause = masked[start : stop.start() if stop else len(masked)]
    if QUOTED in clause or QUESTION in clause:
        return ""
    return as_order(_unmarked(clause))


def _unmarked(clause: str) -> str:
    """Without marks for files: 'edit the image IMGFILE' is 'edit the image'."""
    clause = NAMED.sub(r"\1 ", clause)
    for kind, mark in MARKS.items():
        clause = clause.replace(mark, f"the {kind}")
    return clause
