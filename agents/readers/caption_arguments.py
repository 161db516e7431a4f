"""What tools that put pictures into words are told, read from a clause: a prompt, a beginning, a subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.matter import MODEL
from runtime.records import Json
from runtime.regex import regex

BEGINNING = regex(r"\b(?:begin\w*|start\w*|go(?:ing)? on from)\b(?:\s+(?:with|from))?", re.I)
NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
TIMES = {
    "twice": 2, "twofold": 2, "double": 2, "doubled": 2, "doubling": 2, "two": 2,
    "three": 3, "threefold": 3, "triple": 3, "four": 4, "fourfold": 4, "quadruple": 4, "quadrupled": 4, "eight": 8,
}  # fmt: skip
FACTOR = regex(
    r"(?<![\w./-])(?:(\d+)\s*(?:x|×|times|-?fold)(?![\w./])|x\s?(\d+)(?![\w./-])|"
    r"(two|three|four|eight)[ -](?:times|fold)\b|(?:factor|by|scale)(?: of)?\s*[=:]?\s*(\d+|two|three|four|eight)\b"
    r"(?!\s*(?:%|px|pixels|by|cm|mm|inch))|([248]00)\s*(?:%|per ?cent)"
    r"|(twice|twofold|doubl(?:e|ed|ing)|threefold|triple|fourfold|quadrupled?)\b)",
    re.I,
)
NO_SUBJECT = (
    r"(?:the|this|that|its|my|a) (?:[\w-]+ )?"
    r"(?:picture|photo|image|article|text|story|post|piece|whole|illustration|author)\b"
)
SUBJECT = tuple(
    regex(
        rf"\b(?:{before})(?:\s+|(?<==))((?!{NO_SUBJECT})(?:the |our |my |us )?[\w&.'’ -]+?)"
        r"(?=\s+(?:in|from|by|with|and|together|according|when|if|while|as|look|looks|sound|good|bad|positive|negative|using)\b"
        r"|[,;:?!]|\.?\s*$)",
        re.I,
    )
    for before in (
        r"subject(?: is|:|\s*=)?",
        r"about|regarding|towards?|concerning|re:|as regards|with regard to|for or against",
        r"(?:speaks?|speaking|talks?) (?:well|ill|bad|badly|good) (?:of|about)",
        r"(?:good|bad|favou?rable|unfavou?rable|adverse|kind|hostile|fair) (?:news |press )?(?:to|for|on|of)",
        r"(?:makes?|making|puts?|shows?)(?= .*\b(?:look|light|good|bad)\b)",
        r"on|for|against",
    )
)
"""What goes before that about which an article is judged, the surer words first."""
HEADED = regex(r"^(?:for|on|in) [^:,.?!]{1,60}:\s+", re.I)
"""What stands over an order: 'For the front page: …'"""
ITS_SUBJECT = regex(
    r"^(?:it|this|that|(?:the|our|this) (?:article|piece|story|text|report|post|column))(?:['’]s| is| deals| reports)"
    r"(?: all| mainly| mostly)? (?:about|with|on|of) (?=\S)"
    r"|^(?:the|its|our|my) (?:subject|topic|theme|question)\b|\b(?:is|as) (?:the|its|our) (?:subject|topic|theme)\W*$"
    r"|^(?:i|we) (?:mean|care about|am asking about|are asking about) ",
    re.I,
)
"""How a sentence of its own tells what an article is about."""
TONGUES = {
    "german": "deu", "french": "fra", "spanish": "spa", "italian": "ita", "english": "eng", "dutch": "nld",
    "polish": "pol", "portuguese": "por", "russian": "rus", "turkish": "tur", "swedish": "swe", "danish": "dan",
    "norwegian": "nor", "finnish": "fin", "czech": "ces", "hungarian": "hun", "greek": "ell", "ukrainian": "ukr",
    "romanian": "ron", "japanese": "jpn", "korean": "kor", "arabic": "ara", "hebrew": "heb", "hindi": "hin",
    "latin": "lat",
}  # fmt: skip
"""As Tesseract calls them."""
TONGUE = "|".join(TONGUES)
SPOKEN_OF = (
    regex(rf"\b(?:in|language(?: is|:|\s*=)?|both) ((?:{TONGUE})(?:(?:\s*(?:,|and|or|\+|/)\s*)(?:{TONGUE}))*)\b", re.I),
    regex(
        rf"\b({TONGUE})\b(?=.*\b(?:text|scan|letter|sign|words?|writing|page|menu|label|notice|poster|print|receipt|ocr)\b)",
        re.I,
    ),
)
CODES = regex(r"\b(?:lang|languages?)\s*[=:]?\s*([a-z]{3}(?:\+[a-z]{3})*)\b", re.I)
SENTENCE = 7
"""Words from which on a quote is an article itself rather than its subject."""


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
    match = FACTOR.search(MODEL.sub("", clause.masked))
    if not match:
        return None
    said = next(filter(None, match.groups())).lower()
    number = int(said) if said.isdigit() else TIMES[said]
    return number // 100 if number >= 100 else number


OURS = regex(r"^(?:our|my|your) (?=\w)", re.I)
"""Before what is written about in somebody else's article, which knows it by its name alone."""


def subject(clause: Clause) -> str | None:
    """
    >>> subject(Clause("", "is the article with its picture positive about the share price?"))
    'the share price'
    >>> subject(Clause("", "does this piece with that photo make Tesla look good or bad?"))
    'Tesla'
    """
    if quoted := [quote for quote in clause.quotes if len(quote.split()) < SENTENCE]:
        return quoted[0]
    said = HEADED.sub("", clause.masked)
    match = next((match for pattern in SUBJECT if (match := pattern.search(said))), None)
    return OURS.sub("", match[1].strip(" .")) if match else None


def tells_subject(clause: Clause) -> bool:
    """
    >>> tells_subject(Clause("", "It's about the mayor's housing plan")), tells_subject(Clause("", "it is late"))
    (True, False)
    """
    return ITS_SUBJECT.search(clause.masked) is not None


def prompt(clause: Clause) -> str:
    """What to say of a picture, which is before the model's eyes and has no name there.

    >>> prompt(Clause("explain the chart in chart-1", "", files=("chart-1",)))
    'explain the chart in the picture'
    >>> prompt(Clause("compare a-1 with b-1", "", files=("a-1", "b-1")))
    'compare the first picture with the second picture'
    """
    said = clause.text
    several = len(clause.files) > 1
    for nth, name in zip(NTH if several else ("",) * len(clause.files), clause.files, strict=False):
        called = rf"(?:the (?:picture|photo|image) (?:in |called )?)?(?<![\w-]){re.escape(name)}(?![\w-])"
        said = re.sub(called, f"the {nth} picture" if nth else "the picture", said)
    return said


def tongue(clause: Clause) -> str | None:
    """The language that is written there.

    >>> tongue(Clause("", "read the label, it's in German and English")), tongue(Clause("", "ocr it, lang=deu"))
    ('deu+eng', 'deu')
    """
    if match := CODES.search(clause.masked):
        return match[1].lower() if match[1].lower() in TONGUES.values() or "+" in match[1] else None
    found = next((match for pattern in SPOKEN_OF if (match := pattern.search(clause.masked))), None)
    return "+".join(TONGUES[name.lower()] for name in re.findall(TONGUE, found[1], re.I)) if found else None


TELLERS: Mapping[str, Callable[[Clause], Json]] = {
    "beginning": beginning,
    "factor": factor,
    "subject": subject,
    "picture_prompt": prompt,
    "ocr_language": tongue,
}
"""By role: the value, None where the clause gives none."""
