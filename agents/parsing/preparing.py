"""What is said last and is to be done first: 'subtitles for it, but cut it to a minute first'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.parsing.causing import verb_of
from agents.parsing.openings import ACTIONS
from agents.parsing.pieces import Piece
from runtime.regex import regex

FIRST = regex(
    r"(?:(?<!\bcomes out )(?<!\bcomes up )(?<!\bcomes )(?<!\bcame )(?<!\bat )(?<!\bthe )\bfirst"
    r"|\bbeforehand|\bbefore that)\W*$",
    re.I,
)
"""How a piece ends that prepares what the next one works on: 'translate it first, then …'."""
BUT_FIRST = regex(r",?\s+(?:but|though) first\b,?\s+(?!of\b)", re.I)
BEFORE_THAT = regex(
    r"^(?:(?:but|and|so)\s+)*before(?:hand| that| you do(?: that| so)?| doing (?:that|so))\b[\s,]*", re.I
)
WORK = (
    r"(?:transcrib|translat|summari[sz]|describ|caption|subtitl|enlarg|upscal|narrat|join|combin|merg|compar|classif|"
    r"extract|detect|cut|trim|animat|count|sort|dub|convert)\w*"
)
"""Verbs of work that is done here: what is told of before 'publishing' only says when."""
DOING = rf"before\s+(?:you\s+(?P<you>{WORK})|(?P<verb>(?={WORK})\w+ing))\s+"
LEADS = regex(rf"^{DOING}", re.I)
TURNED = (
    regex(
        rf"^(?P<main>(?:{ACTIONS}|cut|trim|crop|join|clip)\b[^?]{{3,300}}?),?\s+{DOING}(?P<rest>.+)$",
        re.I | re.S,
    ),
    regex(
        rf"^{DOING}(?P<rest>[^,:]{{2,200}}?)(?:\s*[,:]\s+|\s+(?=(?:cut|trim|enlarge|translate|shorten)\b))(?P<main>.+)$",
        re.I | re.S,
    ),
)
"""'Cut it to 10 s before transcribing it', and the other way round."""
AFTER = regex(
    rf"^(?P<main>(?:{ACTIONS})\b.+?),?\s+(?:after|once you have|when you have)\s+"
    r"(?P<verb>[a-z]+(?:ing|ed))\s+(?P<rest>.+)$",
    re.I,
)
PASSAGE = r"(?:parts?|bits?|stretch(?:es)?|sections?|pieces?|passages?|seconds|minutes?)"
ONLY_PART = regex(
    rf"[\s,–-]*\b(?:but |and )?(?:only|just) (?:for |of |in |on |with |about )?"
    rf"(?P<part>(?:the |its )?(?:\w+ )?{PASSAGE}\b[^.;]*\d[^.;]*)$",
    re.I,
)
THAT_PART = regex(rf"\b(?:that|this|the) {PASSAGE}\b|\b(?:that|it)\b", re.I)
"""'Subtitles for it, but only for the part from 2:00 to 7:30, so cut that part out first'."""


def prepared(found: Sequence[Piece]) -> list[Piece]:
    """What is said last and is to be done first comes before what it prepares, which then works on what it makes.

    >>> [one.text for one in prepared([Piece("transcribe it"), Piece("before that, cut it to 10 s")])]
    ['cut it to 10 s', 'transcribe it']
    """
    done: list[Piece] = []
    for place, piece in enumerate(found):
        led = BEFORE_THAT.match(piece.text)
        last = place == len(found) - 1 and FIRST.search(piece.text)
        if done and (led or last):
            first, main = _with_part(piece.text[led.end() if led else 0 :], done.pop())
            done += [replace(piece, text=first, then=main.then), replace(main, then=True, on_result=True)]
        else:
            done.append(piece)
    return done


def _with_part(first: str, main: Piece) -> tuple[str, Piece]:
    """With the part that the main work is to be done on where the one that prepares it only points at it."""
    only = ONLY_PART.search(main.text) if not re.search(r"\d", first) else None
    if only is None or not THAT_PART.search(first):
        return first, main
    return THAT_PART.sub(only["part"], first, count=1), replace(main, text=main.text[: only.start()])


def turned(text: str) -> Iterator[tuple[str, bool]]:
    """What is to be done, in its order; each with whether it works on what the one before it makes.

    >>> list(turned("cut it to 10 s before transcribing it"))
    [('cut it to 10 s', False), ('transcribe it', True)]
    >>> list(turned("read it aloud after translating it"))
    [('translate it', False), ('read it aloud', True)]
    """
    if (match := AFTER.match(text)) and (verb := verb_of(match["verb"])):
        yield f"{verb} {match['rest']}".rstrip(" ."), False
        yield match["main"], True
        return
    match = next(filter(None, (pattern.match(text) for pattern in TURNED)), None)
    verb = (match["you"] or verb_of(match["verb"])) if match else ""
    yield (match["main"] if match and verb else text), False
    if match and verb:
        yield f"{verb} {match['rest']}".rstrip(" ."), True
