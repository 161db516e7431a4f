"""What is said beside the matter of a clause about pictures: in which form, how surely, why, and for whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from agents.parsing.clauses import QUESTION, Clause
from agents.readers.spoken_figures import NOUGHT, SPOKEN_FIGURE
from runtime.records import Json
from runtime.regex import regex

END = regex(r'"[^"]*"|(?P<end>[.?!…;])\s+(?=\S)')
"""Where a sentence ends; no end inside quotes is one."""
FORM = r"(?:box(?:es)?|scores?|hits|detections|coordinates|confidences?|percent\w*|results|crops|cut-?outs|legend)"
DOING = (
    r"(?:accept|allow|box|circle|count|crop|cut|discard|draw|drop|frame|give|go|highlight|ignore|include|keep|label|"
    r"leave|let|list|make|mark|name|number|outline|output|print|put|report|return|save|send|set|show|take|tell|use)"
)
ON = (
    rf"(?:me|us|it|its|them|these|those|this|that|the|an?|all|each|every|only|just|nothing|anything|everything|what|"
    rf"where|which|how|in|as|with|by|on|down|out|up|no|your|{FORM}|\d)"
)
NEXT = r"(?:\s*[,;–—(]|\s+-+(?=\s)|\s+(?:and|but|then|plus)\b)\s*(?:(?:and|but|then|also|please|just|simply)\s+)*"
GERUND = r"(?:accept|allow|draw|giv|ignor|includ|keep|label|leav|list|mark|number|report|return|sav|show|us)ing"
BOXED = r"(?:(?:the|an?|with|its|their|bounding|each|all)\s+)*box(?:es)?\b"
FIGURE = (
    rf"(?<![\w.-])(?:0?\.\d|1\.0|(?:\d+|{SPOKEN_FIGURE})\s?(?:%|per ?cent)|(?:{NOUGHT})? ?point \w+"
    r"|three[- ]quarters|two[- ]thirds)"
)
SURENESS = r"\b(?:scores?|scoring|confiden\w*|sure|certain|half|threshold)\b"
REMARK = regex(
    rf"\s*[,;–—(]\s*(?:{FIGURE}|half)\s+(?:sure|certain|confiden\w*|score|or (?:more|higher|better|above))\b.*$|"
    rf"{NEXT}(?:{DOING}\b(?=\s+{ON}\b)|{GERUND}\b"
    rf"|{BOXED}\s+(?:drawn|around|round|please|marked|shown|included|wanted|too|visible)\b"
    r"|(?:with|at|from|above|over|down to|anything|everything|whatever|only|where|minimum|min|max|threshold|"
    rf"confidence|scores?|hits|detections|matches|results)\b[^,;]*?(?:{FIGURE}|{SURENESS}))"
    r".*$"
    rf"|\s*[,;–—(]\s*{BOXED}\s*(?:please)?$",
    re.I | re.S,
)
"""A part of a sentence that only tells the form: 'and report boxes from a score of 0.2', 'boxes drawn'."""
BEFORE_THING = regex(
    r"^(?:(?:either|neither|both|also|please|for|of|possible|any|an?|the|some|his|her|their|your|signs? of|such as|"
    r"namely)\s+)+",
    re.I,
)
BEHIND_THING = regex(
    r"\s+(?:for (?:us|me|our|my|his|her|their)\b.*|[-–—]+|if (?:there|you|any|it|they)\b.*|please|however small|"
    r"anywhere|(?:or|and) (?:the like|similar|so on))$",
    re.I,
)
NO_THING = regex(r"(?:not|but|nor|no|without|only|nothing|never|except|if|I|we|it)\b", re.I)
ASKING = r"(?:what|which|who|whom|whose|when|where|why|how|whether|if|is|are|does|do|did|has|have|can|was|were|the)\b"
LEAD = regex(
    r"^(?!(?:what|which|who|whom|whose|when|where|why|how)\b).*\b"
    r"(?:(?:need|needs|want|wants|like|love|wish|have|trying|try) to (?:know|find out|learn|establish|see|check)|"
    r"know|wonder(?:ing)?|(?:tell|give) (?:me|us)|let (?:me|us) know|find out|look up|curious|"
    rf"question(?: is| here)?|answer)\b(?:[\s:,]|\b(?:please|briefly|this|me|us)\b)*(?={ASKING})",
    re.I | re.S,
)
"""What goes before a question that is told: 'there are three of them, and I need to know …'."""
INTRODUCED = regex(rf"^[^?]*?[:–—]\s*(?={ASKING})", re.I)
"""'For our records: is …?'"""
BECAUSE = regex(
    r"\s*[,;–—(]\s*(?:(?:and|but)\s+)?(?:please|pls|thanks|thx|since|because|as|so|just|only|briefly|"
    r"in (?:a|one|two|three|few) \w+|(?:a|one) word|(?:the )?(?:top|best)\b|I|I['’]m|we|we['’]re|"
    rf"{DOING}(?=\s+{ON}\b))\b(?!\s+(?:and|or)\b).*$"
    r"|\s+(?:in (?:a|one) (?:single )?word|please|pls)(?=\W*$)",
    re.I | re.S,
)
"""What goes on behind a question: why it is asked, and how it should be answered."""


def sentences(said: str) -> Iterator[str]:
    """
    >>> list(sentences('Is it "No. 5"? One word will do.'))
    ['Is it "No. 5"?', 'One word will do.']
    """
    said, start = " ".join(said.split()), 0
    for match in END.finditer(said):
        if match["end"]:
            yield said[start : match.end()].strip()
            start = match.end()
    yield said[start:].strip()


REASON = regex(
    r"\s*[,;–—]\s*(?:(?:and|but)\s+)?"
    r"(?:(?:I|we|they|it|there|you|he|she)(?:['’]\w+)?|since|because|so that|as)\s+\w.*$",
    re.I | re.S,
)
"""Why it is wanted, and what else is thought of it."""


def without_form(said: str) -> str:
    """
    >>> without_form("a loose cable and a rust stain, boxes drawn"), without_form("the box and the cut glass")
    ('a loose cable and a rust stain', 'the box and the cut glass')
    """
    return REASON.sub("", REMARK.sub("", said))


def listing(read: Callable[[Clause], Json], plain: Callable[[str], str] = without_form) -> Callable[[Clause], Json]:
    """A reader of things, kept off all that is said beside them: each sentence is read until one lists some."""

    def things(clause: Clause) -> Json:
        pieces = (plain(_unled(said, clause)) for said in sentences(clause.text))
        found = (read(replace(clause, text=said)) for said in pieces)
        return next(filter(None, (_plain(some, clause) for some in found if isinstance(some, list))), None)

    return things


def _unled(said: str, clause: Clause) -> str:
    """
    >>> _unled("photo-1: find the door", Clause("", "", files=("photo-1",)))
    'find the door'
    """
    before, colon, after = said.partition(":")
    return after.strip() if colon and before.strip() in clause.files else said


def _plain(things: Sequence[Json], clause: Clause) -> list[Json]:
    """
    >>> _plain(["either a bolt", "gas meter for our insurer", "not the wall"], Clause("", ""))
    ['bolt', 'gas meter']
    """
    said = [str(thing) for thing in things]
    named = [thing if thing in clause.quotes else BEFORE_THING.sub("", BEHIND_THING.sub("", thing)) for thing in said]
    return [thing for thing in named if thing and not NO_THING.match(thing)]


def question_itself(said: str) -> str:
    """The question in what is said around it.

    >>> question_itself("What is it made of? A word is enough, since the glaze misleads.")
    'What is it made of?'
    >>> question_itself("There are three notes, and for each I need to know what date is printed on it")
    'what date is printed on it'
    """
    asked = [INTRODUCED.sub("", LEAD.sub("", sentence)) for sentence in sentences(said)]
    first = next((one for one in asked if one.endswith("?") or QUESTION.match(one)), asked[0])
    mark = "?" if first.endswith("?") else ""
    return BECAUSE.sub("", first).rstrip(" ?.") + mark
