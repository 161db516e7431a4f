"""'If it is negative, draw a storm. Otherwise a funfair.': the verb that is said once and meant again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.parsing.openings import FINITE, IMPERATIVE
from agents.parsing.pieces import Piece
from runtime.regex import regex

VERB = regex(r"[a-z]+(?: (?:me|us|him|her|them|it))?\b(?= )", re.I)
THING = regex(rf"(?:an?|the|one|two|three|four|five|some|another|just|only|\d+)\s(?!.{{0,80}}\b(?:{FINITE})\b)", re.I)
"""How a thing is named that is to be had, and nothing is told of it."""
LEFT = regex(
    r"(?:(?:just )?(?:leave|skip|ignore|drop|forget) (?:it|them|that|this|the \w+)"
    r"(?: (?:alone|be|out|as (?:it|they) (?:is|are)))?"
    r"|(?:do|say) nothing|nothing|that['’]s (?:it|all)|no need)\W*$",
    re.I,
)
"""What is to be done otherwise, where that is nothing."""
INSTEAD = regex(r"\s+instead\W*$", re.I)


def names_thing(said: str) -> bool:
    """
    >>> names_thing("a funfair at noon instead"), names_thing("the letter is in French")
    (True, False)
    """
    return bool(THING.match(said))


def with_verbs(found: Sequence[Piece]) -> list[Piece]:
    """Pieces on a condition that only name a thing, with the verb of the order before them.

    >>> from agents.parsing.pieces import Piece
    >>> some = [Piece("draw us a storm", "it is sad"), Piece("a funfair instead", "not so")]
    >>> with_verbs(some)[1].text
    'draw us a funfair'
    """
    done: list[Piece] = []
    verb = ""
    for piece in found:
        if piece.condition == "not so" and LEFT.match(piece.text):
            continue
        if IMPERATIVE.match(piece.text):
            match = VERB.match(piece.text)
            verb = match[0] if match else ""
        elif verb and piece.condition and names_thing(piece.text):
            piece = replace(piece, text=f"{verb} {INSTEAD.sub('', piece.text)}")
        done.append(piece)
    return done
