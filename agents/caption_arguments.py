"""What tools that put pictures into words are told, read from a clause: a prompt, a beginning, a subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.clauses import Clause
from runtime.records import Json

BEGINNING = re.compile(r"\b(?:begin\w*|start\w*|go(?:ing)? on from)\b(?:\s+(?:with|from))?", re.I)
FACTOR = re.compile(r"\b(?:(\d+)\s*(?:x|×|times)|x\s?(\d+)|(twice|double|four times|quadruple|two times))(?!\w)", re.I)
TIMES = {"twice": 2, "double": 2, "two times": 2, "four times": 4, "quadruple": 4}
SUBJECT = re.compile(
    r"\b(?:about|regarding|towards?|for|on)\s+"
    r"((?!(?:the|this|that|its|my) (?:picture|photo|image|article|text|story|post)\b)(?:the |our |my )?[\w' -]+?)"
    r"(?=\s+(?:in|from|of|by|with|and|together|according)\b|[,.;:?!]|$)",
    re.I,
)
TONGUES = {"german": "deu", "french": "fra", "spanish": "spa", "italian": "ita", "english": "eng", "dutch": "nld"}
"""As Tesseract calls them."""


def beginning(clause: Clause) -> str | None:
    """
    >>> beginning(Clause('caption it, beginning with "a photo of"', "", ("a photo of",)))
    'a photo of'
    """
    return clause.quotes[0] if clause.quotes and BEGINNING.search(clause.text) else None


def factor(clause: Clause) -> int | None:
    """
    >>> factor(Clause("", "upscale the picture 4x")), factor(Clause("", "make it twice as large"))
    (4, 2)
    """
    match = FACTOR.search(clause.masked)
    if not match:
        return None
    return TIMES[match[3].lower()] if match[3] else int(match[1] or match[2])


def subject(clause: Clause) -> str | None:
    """
    >>> subject(Clause("", "is the article with its picture positive about the share price?"))
    'the share price'
    """
    if clause.quotes:
        return clause.quotes[0]
    match = SUBJECT.search(clause.masked)
    return match[1].strip() if match else None


def prompt(clause: Clause) -> str:
    """What to say of a picture, which is before the model's eyes and has no name there.

    >>> prompt(Clause("explain the chart in chart-1", "", files=("chart-1",)))
    'explain the chart in the picture'
    """
    said = clause.text
    for name in clause.files:
        said = re.sub(rf"(?:the (?:picture|photo|image) )?\b{re.escape(name)}\b", "the picture", said)
    return said


def tongue(clause: Clause) -> str | None:
    match = re.search(
        rf"\b({'|'.join(TONGUES)})\b(?=.*\b(?:text|scan|letter|sign|words|writing)\b)", clause.masked, re.I
    )
    return TONGUES[match[1].lower()] if match else None


TELLERS: Mapping[str, Callable[[Clause], Json]] = {
    "beginning": beginning,
    "factor": factor,
    "subject": subject,
    "picture_prompt": prompt,
    "ocr_language": tongue,
}
"""By role: the value, None where the clause gives none."""
