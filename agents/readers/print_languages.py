"""The language of what is printed in a picture, as Tesseract calls it, read from a clause."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers.caption_arguments import TONGUES, tongue
from runtime.regex import regex

TONGUE = "|".join(TONGUES)
CODES = f"(?:{'|'.join(TONGUES.values())})"
CODE = regex(
    r"(?:\b(?:lang(?:uage)?(?: code)?|tesseract|ocr|code|to|as|use|using|with)|(?<!\w)-l)[\s=:(]+(?:the )?"
    rf"({CODES}(?:\+{CODES})*)\b(?=[^.;]*\b(?:lang|language|model|data|traineddata)\b|[\s).,;]*$)",
    re.I,
)
PRINTED_IN = regex(rf"(?<!into )(?<!translate to )\b({TONGUE})\b", re.I)


def printed_in(clause: Clause) -> str | None:
    """Of what is to be read alone, any language that is named is that of the print.

    >>> printed_in(Clause("", "OCR the picture, the text is German")), printed_in(Clause("", "set the language to deu"))
    ('deu', 'deu')
    """
    if said := tongue(clause):
        return said
    if match := CODE.search(clause.masked):
        return match[1].lower()
    return "+".join(dict.fromkeys(TONGUES[name.lower()] for name in PRINTED_IN.findall(clause.masked))) or None
