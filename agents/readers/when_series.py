"""'When does he do squats, when lunges, and when is he resting?' → the labels that a video is asked about in a row."""

from __future__ import annotations

import re

from runtime.regex import regex

WHO = (
    r"(?:he|she|it|they|we|i|you|there|(?:some|any|every|no)(?:one|body|thing)|"
    r"(?:the|my|our|his|her|their|its|an?|this|that|these|those)\s+(?!\w+ing\b)[\w'’-]+)"
)
DOES = r"(?:is|are|was|were|does|do|did|has|have|can (?:you|i|we) (?:see|hear)|do (?:you|we) (?:see|hear))"
WHEN = regex(
    rf"\bwhen\s+(?:(?:only|just)\s+(?=(?:an?|the)\s+\w+(?:\s+\w+)?\s*(?:$|[?.!,;]|(?:and|or)\b))(?:an?|the)\s+|(?:only\s+|just\s+)?(?:{DOES}\s+)?(?:{WHO}(?:['’](?:s|re))?\s+)?(?:(?:is|are|was|were|doing|do|just|only|being|in|busy)\s+)*)"
    r"(?P<label>(?!when\b)[\w'’-]+(?:\s+(?!and\s+when\b|or\s+when\b|when\b)[\w'’-]+){0,4}?)"
    r"(?=\s*(?:$|[?.!,;]|(?:and|or)\s+when\b))",
    re.I,
)


def when_series(said: str) -> list[str]:
    """
    >>> when_series("when does he do squats, when lunges, and when is he resting?")
    ['squats', 'lunges', 'resting']
    >>> when_series("when is the road empty and when is there traffic"), when_series("when does it end?")
    (['empty', 'traffic'], ['end'])
    """
    return list(dict.fromkeys(found["label"].strip() for found in WHEN.finditer(said)))
