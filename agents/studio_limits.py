"""What should not be seen, and whether what is made is judged, read from a clause."""

from __future__ import annotations

import re

from agents.clauses import Clause
from agents.sound_arguments import true_if
from agents.studio_files import BESIDES

NO_SUBJECT = (
    r"(?!(?:a )?(?:sound|audio|gif|preview|judging|checking|check|need|rush|hurry|other|matter|more|longer"
    r"|one else|idea|"
    r"particular|seed|problem|worries|thanks|change)\b)"
)
BARRED = rf"{NO_SUBJECT}(?:any )?([^,.;:?!]+?)"
BARRED_END = (
    r"(?:\s+(?:in|on) (?:it|them|the (?:picture|image|clip|video|photo|scene)|there))?"
    r"(?=\s*(?:[,.;:?!]|$)|\s+and no\b|\s+(?:with|in|at|and (?:with|at|in|seed))\s+(?:\d|the seed|seed|guidance)"
    r"|\s+please\b)"
)
WITHOUT = re.compile(
    rf",?\s*\b(?:but |and )?(?:without|with no|but no)\s+{BARRED}{BARRED_END}"
    rf"|(?:,|;|\band)\s*no\s+{BARRED}{BARRED_END}"
    r"|,\s*(?:not|nothing)\s+(?!else|too|more|at|in|a|an|the|to|as|so|just|only|very|on|for|from|like|really"
    r"|that|this|it|"
    r"changed|touched)(\w+)(?=\s*(?:[,.;?!]|$))",
    re.I,
)
NEGATIVE = re.compile(
    r"[,;.]?\s*\b(?:with )?(?:the |a )?(?:negative prompt\s*(?:of|:|=|is)?|negatives?\s*[:=])\s*(\"[^\"]*\"|[^;.?!]+)",
    re.I,
)
JUDGED = re.compile(
    r"[,;.]?\s*\b(?:and |but )?(?:(?:please )?(?:reject|discard|refuse|throw)\b|(?:try|do it|make it) (?:it )?again\b"
    r"|(?:check|make sure|see to it|ensure|judge|verify)\b(?= (?:that |whether |if |by )*(?:it|they|each|them|the))"
    r"|(?:only )?(?:show|keep|give me)\b(?= (?:it|them|only)? ?(?:only )?(?:if|what|those)\b)"
    r"|if (?:it|they) (?:does|do|is|are)(?:n['’]t| not)\b).*$",
    re.I,
)
"""That it is to be judged, and all behind that: 'reject it if it does not look like one'."""
UNJUDGED = r"\b(?:without|no|don['’]t|do not|skip)(?: the)? (?:judg\w+|check\w*|scor\w+)\b"


def judged(clause: Clause) -> bool | None:
    """
    >>> judged(Clause("", "make a clip of a boat, reject it if it does not look like one"))
    True
    >>> judged(Clause("", "make a clip of a boat without judging it")), judged(Clause("", "make a clip of a boat"))
    (False, None)
    """
    return False if true_if(clause, UNJUDGED) else True if JUDGED.search(clause.masked) else None


def unbound(clause: Clause) -> str:
    """The words of a clause without the files that have a part of their own."""
    said = clause.text
    for pattern in BESIDES:
        said = pattern.sub("", said)
    return said
