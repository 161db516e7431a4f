"""Stretches of time that are to go, and words that point back at one: 'The first 8 s are black, cut them off'.

What is read here has its moments written plainly, as `<seconds>`: see `agents.readers.spoken_times.timed`.
"""

from __future__ import annotations

import re

from runtime.regex import regex

AWAY = (
    r"\b(?:drop(?:ping|ped)?|remov\w+|los(?:e|ing)|lop\w*|shav\w+|skip\w*|delet\w+|discard\w*|omit\w*|ditch\w*|scrap|"
    r"eras(?:e|ing)|exclud\w+|get(?:ting)?\s+rid\s+of|leav\w+\s+(?:out|away|off)|minus|"
    r"without(?=\s+(?:the|its|any\w*|everything|what\w*|that|this|those|it)\b)|"
    r"nothing(?!\s+(?:but|except|else|other)\b)|not(?=\s+(?:\w+\s+)?(?:beyond|past|after|before)\b)|"
    r"(?:everything|all(?:\s+of\s+it)?|the\s+whole\s+\w+)\s+(?:but|except|apart\s+from|other\s+than|save)|except\w*|"
    r"(?:do\s+not|don['’]?t|never)\s+(?:\w+\s+)?(?:need|want|keep|use|like)|"
    r"(?:cut|trim|chop|snip|clip)\w*(?=\s+(?:everything|anything|whatever|what|all)\b)|"
    r"(?:cut|chop|snip|strip|clip|take|throw|trim|tak)\w*\s+(?:(?!and\b|from\b)[\w']+\s+){0,4}?(?:off|away)\b(?!\s+at))"
)
"""Words for what is not to be kept."""
PART = (
    r"(?:parts?|bits?|pieces?|stretch(?:es)?|sections?|portions?|beginning|opening|intro|start|end(?:ing)?|seconds|"
    r"minutes)"
)
THAT = rf"(?:it|that|this|them|those|these|(?:that|this|those|these|the|its)\s+(?:\w+\s+)?{PART})"
REST = (
    r"(?:rest|remainder|remaining\s+\w+|"
    r"(?:what(?:['’]s|ever\s+is|\s+is)?|all\s+that(?:['’]s|\s+is)?)\s+(?:left|remain\w*))"
)
LOST = regex(
    rf"{AWAY}\s+(?:all\s+(?:of\s+)?)?{THAT}(?=\s*(?:$|[.,;:!?)]|(?:and|but|please|then|too|first|as|so|because|since|"
    r"completely|entirely|altogether|for\s+me)\b))"
    r"|\b(?:cut|chop|snip|clip|take|throw|trim)\s+(?:it|that|this|them|those|these)(?:\s+\w+)?\s+(?:off|away)\b"
    rf"|(?:<[\d.]+>|(?<!\bof )\b{THAT})(?:(?!\b(?:silen\w+|nois\w+|rest|remain\w+|else|others?)\b)[^.,;<]){{0,60}}?(?:"
    r"\bgone\b|\b(?:can|could|may|must|should|to|has\s+to|have\s+to)\s+(?:all\s+)?go\b"
    r"(?!\s+(?:on|from|to|with|in|into|under|over|until|till|up)\b)"
    r"|\b(?:be|is|are|gets?)\s+(?:to\s+be\s+)?(?:removed|dropped|skipped|deleted|discarded|omitted|left\s+out|"
    r"(?:thrown|cut|trimmed|chopped|snipped|clipped|taken)\s+(?:off|out|away))"
    r"|(?:\b(?:is|are)|['’]s|['’]re)\s*(?:not|n['’]t)\s+(?:needed|wanted|necessary|required))"
    rf"|\b(?:give|keep|leave|want|need|take|use|save|send|make|just|only)\b[^.;<]{{0,30}}\b(?:the|all\s+the)\s+{REST}"
    rf"|\b(?:give|keep|leave|want|need|take|use|save|just|only)\b[^.;<]{{0,20}}\s{REST}",
    re.I,
)
"""Words by which the stretch that was spoken of is what is to go."""
BACK = r"(?:that|this|it|them|those|these|then)"
BEHIND = (
    r"(?=\s*(?:$|[.,;:!?)]|(?:and|but|please|on|onwards?|instead|or|if|so|"
    r"because|is|are|can|should|must|may|will|has|have|needs?|goes)\b))"
)
SIDED = (
    r"(?:comes?|coming|came|goes|is|was|happens|lies|follows?|what['’]s|everything|anything|all|starts?|begins?|starting|"
    r"beginning|ends?|ending|stops?|stopping|bit|part|stuff|only|just|right|one|version)"
)
POINTERS = (
    regex(
        r"\b(?P<lead>(?:from|until|till|up\s+to|before|after|start\w*|begin\w*|end(?:s|ing)?|stop\w*|finish\w*)"
        r"(?:\s+(?:it|only|right|just|playing|off|out|the\s+\w+))?)\s+(?:at\s+|with\s+|from\s+)?"
        rf"(?:there|(?:at\s+)?that\s+(?:point|moment|time|second|mark)|here|then){BEHIND}",
        re.I,
    ),
    regex(rf"\b(?P<lead>{SIDED}\s+(?:only\s+|right\s+|just\s+)?(?:before|after|past))\s+{BACK}{BEHIND}", re.I),
    regex(
        r"\b(?P<lead>(?:comes?|coming|came|goes|is|was|happens|lies|what['’]s|everything|anything|all)\s+"
        rf"(?:before|after))(?:hand|wards?)?{BEHIND}",
        re.I,
    ),
    regex(rf"\b(?P<after>what(?:ever)?\s+(?:follows|comes\s+(?:later|behind|next)))(?:\s+{BACK})?{BEHIND}", re.I),
    regex(rf"\b(?P<before>what(?:ever)?\s+(?:precedes|comes\s+(?:earlier|first)))(?:\s+{BACK})?{BEHIND}", re.I),
)
"""How a moment is pointed at that was named before: 'start there', 'drop what comes after that'."""
MARK = regex(r"<([\d.]+)>")
PAIR = regex(r"<([\d.]+)>(?:[^<.;]{0,20})<([\d.]+)>")


def in_turn(said: str) -> str:
    """With a sentence that points at a moment behind the one that names it.

    >>> in_turn("start there. The whistle blows at <33>")
    'The whistle blows at <33>. start there'
    """
    first, stop, others = said.partition(". ")
    if not stop or MARK.search(first) or not MARK.search(others):
        return said
    points = LOST.search(first) or any(pattern.search(first) for pattern in POINTERS)
    return f"{others.rstrip('. ')}. {first}" if points else said


def resolved(said: str) -> str:
    """What points back at a moment with that moment in its place, without the words that first named it.

    >>> resolved("Nothing happens before <45>, so start there")
    ', so start <45>'
    >>> resolved("everything after <860> is dull. Drop that and keep what comes before.")
    ' is dull. Drop that and keep what comes before <860>.'
    >>> resolved("cut it at <5>")
    'cut it at <5>'
    """
    for pattern in POINTERS:
        for found in pattern.finditer(said):
            named = list(MARK.finditer(said, 0, found.start()))
            if named:
                lead = _lead(found)
                at = _edge(said, named, lead)
                return f"{said[named[-1].end() : found.start()]}{lead} <{at}>{said[found.end() :]}"
    return said


def _lead(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return groups.get("lead") or ("what comes after" if groups.get("after") else "what comes before")


def _edge(said: str, named: list[re.Match[str]], lead: str) -> str:
    """The moment pointed at: of a stretch its beginning, where what is before that is spoken of, else its end."""
    pair = next((one for one in PAIR.finditer(said, named[-2].start())), None) if len(named) > 1 else None
    before = re.search(r"\b(?:before|until|till|up\s+to)$", lead, re.I)
    return pair[1] if pair and before else named[-1][1]


def turned(said: str, start: float | None, end: float | None) -> tuple[float | None, float | None]:
    """A stretch as it was spoken of; what is left without it, where it is to go. (None, None) for a middle.

    >>> turned("the first <8> are black, cut them off", None, 8.0), turned("keep the first <8>", None, 8.0)
    ((8.0, None), (None, 8.0))
    """
    named = max((mark.end() for mark in MARK.finditer(said)), default=0)
    lost = any(found.end() > named for found in LOST.finditer(said))
    if not lost or (start is None and end is None):
        return start, end
    return (None, None) if start is not None and end is not None else (end, start)
