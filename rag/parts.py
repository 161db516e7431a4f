"""One question of several parts → its parts, each with what it is about where it does not say that itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.wording import COMMON, WORD

PREPOSITION = r"(?:(?:by|until|till|since|from|to|for|in|on|at|with|of|under|during|within|after|before)\s+)?"
ASKING = rf"{PREPOSITION}(?:what|which|who|whom|whose|when|where|why|how)\b"
CUT = re.compile(rf"(?<=\?)\s+(?=\S)|\s*[,;]?\s+(?:and|but|also)(?: also)?\s+(?={ASKING})|\s*;\s*(?={ASKING})|"
                 rf"\s*,\s*(?={ASKING}.*,\s*and\s+{ASKING})", re.I)  # fmt: skip
"""A comma alone parts only a list that goes on with `, and who`: 'when it rains, what is it called?' is one."""
RELATIVE = re.compile(
    r"\b(?:between|both|whether|of|in|to|for|with|about|on|from|people|those|anyone|employees?|staff)$"
)
"""How what comes before ends where the asking word after a comma or `and` asks nothing: 'the staff, who …'."""
LINKS = frozenset("until till since during within before after under".split())
"""Words beside the common ones that name nothing: 'until when?' is about something said before."""
POINTING = re.compile(r"\b(?:it|its|they|them|their|that|this|those|these|there|one)\b", re.I)
QUESTION = re.compile(rf"^(?:and |but |also |or )?(?:{ASKING}|(?:is|are|was|were|do|does|did|can|could|may|must|should|"
                      r"will|would|has|have|had|am|shall)\b)", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    question: str
    topic: str = ""
    """What it is about, where its own words do not say."""


def parts_of(question: str, topic: str = "") -> tuple[Part, ...]:
    """The parts of `question`, in order; one where it has no others. `topic` is what the whole is about, if known.

    >>> for part in parts_of("How many volunteer hours do we get, who approves them, and by when?"):
    ...     print(part.question, "|", part.topic)
    How many volunteer hours do we get? |
    who approves them? | volunteer hours
    by when? | volunteer hours
    >>> [part.question for part in parts_of("When and where does the canteen open?")]
    ['When and where does the canteen open?']
    """
    pieces = cut(question)
    parts: list[Part] = []
    for piece in pieces:
        open_ended = POINTING.search(piece) or not carrying(piece)
        parts.append(Part(asked(piece) if len(pieces) > 1 else piece, topic if open_ended else ""))
        topic = topic if open_ended else " ".join(carrying(piece))
    return tuple(parts)


def cut(question: str) -> list[str]:
    """Where a new question begins. What comes before must be one by itself, or what follows is none."""
    pieces = [""]
    start = 0
    for match in [*CUT.finditer(question), None]:
        pieces[-1] += question[start : match.start() if match else len(question)]
        if match is None:
            break
        start = match.end()
        if whole(pieces[-1]):
            pieces.append("")
        else:
            pieces[-1] += match[0]
    return [piece.strip() for piece in pieces if WORD.search(piece)] or [question]


def whole(piece: str) -> bool:
    """Whether it asks something by itself: 'when' alone does not, nor does 'the difference between what I earn'."""
    said = piece.strip().rstrip("?").lower()
    asks = QUESTION.match(said) or re.search(r"\b(?:what|which|who|when|where|why|how)\b", said)
    return bool(asks) and bool(carrying(said)) and not RELATIVE.search(said) and "between" not in said.split()


def carrying(piece: str) -> list[str]:
    """The words that say what it is about."""
    return [word for word in dict.fromkeys(WORD.findall(piece)) if word.lower() not in COMMON | LINKS]


def asked(piece: str) -> str:
    return piece.rstrip(" ,;.?") + "?"
