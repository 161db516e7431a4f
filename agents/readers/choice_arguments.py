"""What a text tool is left to choose from, read from a clause: several labels at once, few words, no punctuation."""

from __future__ import annotations

import re

from agents.parsing.clauses import BLANK, Clause
from runtime.records import Json
from runtime.regex import regex

SEVERAL = r"(?:several|more than one|any number|multiple|one or more|two or more)"
TRUE = r"(?:appl(?:y|ies)|fits?|match(?:es)?|hold|true|right|allowed|possible|ok(?:ay)?|at once|at the same time)"
SEVERAL_LABELS = regex(
    rf"\b{SEVERAL}\b[^.?!]{{0,80}}\b{TRUE}\b|\b{SEVERAL} (?:labels?|categor\w+|topics?|tags?)\b"
    rf"|\b(?:can|may|might|could)\b[^.?!]{{0,80}}\b(?:{SEVERAL}|both)\b"
    r"|\b(?:all|any|every\w*) (?:that|which|of (?:them|those) that) (?:appl(?:y|ies)|fits?)\b"
    r"|\bboth (?:may|can|could|might) (?:be (?:true|right)|fit|apply|hold)\b|\bas many (?:\w+ )?as (?:fit|apply)\b"
    r"|\bmulti-?label|\bnot (?:just|only|necessarily) one\b|\bnon-?exclusive|\bnot (?:mutually )?exclusive"
    r"|\bjudg\w+[^.?!]{0,40}\b(?:by itself|on its own|independent(?:ly)?|separately)\b",
    re.I,
)
"""How it is said that a text may have more than one of the labels."""
UNPUNCTUATED = regex(
    r"(?:\b(?:leav|keep|without|not|dont|never|except|apart|but|spare|ignor|skip|no|hands off)|n['’]t)\w*"
    r"(?: \w+){0,7}? punctuation\b(?! right)"
    r"|\bpunctuation(?: marks?)? (?:(?:can|may|should|must|is to|are to) (?:stay|remain|be left)|(?:is|are) fine"
    r"|as it is|as they are|alone|untouched|unchanged|off)\b"
    r"|(?:\b(?:not|dont|never|leav|keep)|n['’]t)\w*(?: \w+){0,3}? spaces? (?:around|beside|next to"
    r"|before|by|at|near|behind|after)"
    r" (?:the |any |an? )?(?:commas?|full stops?|periods?|colons?|marks?|brackets?)\b",
    re.I,
)
"""How it is said that spaces beside punctuation are to stay."""
WORD = r"[^\W_][\w'’-]*"
LIST = rf"{WORD}(?:\s*,\s*{WORD})*,?\s+(?:or|and)\s+{WORD}|{WORD}(?:\s*,\s*{WORD}){{2,}}"
CHOOSING = regex(
    r"(?:\b(?:choos|pick|select|decid|weigh)\w*(?: only)?(?: one)?(?: of| from| between| among| out of)?"
    r"|\b(?:options?|choices?|candidates?|possibilities|(?:allowed|possible) words?)(?: are| being)?"
    r"|\b(?:only|either|one of|out of|among|between|limited to|restricted to|is it|"
    r"(?:consider|allow|try|use)(?:ing)?(?: only)?"
    r"|(?:fits?|suits?|belongs?|goes|go|is (?:right|missing|meant))"
    r"(?: (?:best|better|there|here|in (?:there|here|it)|in(?:to)? the \w+|in(?=\s*[:,])))*(?=\s*[:,–-]))"
    r"|QTEXT(?: ___)?)"
    rf"\s*[:,–-]?\s*(?:the words? )?({LIST})",
    re.I,
)
"""What goes before the words that a blank may be filled with, and these."""

CHOSEN = regex(rf"\W*({LIST})\s*[,:–-]\s*(?:which|what)\b", re.I)
"""The same before the question: 'rise, raise or lift, which fits best?'"""


def choices(clause: Clause) -> Json:
    """The words that a blank may be filled with.

    >>> choices(Clause("", "fill in QTEXT ___ and choose from piano, violin or drums", ("She plays the ___",)))
    ['piano', 'violin', 'drums']
    """
    quoted = [quote for quote in clause.quotes if not BLANK.search(quote)]
    if len(quoted) > 1:
        return list(quoted)
    match = CHOOSING.search(clause.masked) or CHOSEN.match(clause.masked)
    words = re.split(r"\s*,\s*(?:(?:or|and)\s+)?|\s+(?:or|and)\s+", match[1]) if match else []
    return list(words) if len(words) > 1 else None
