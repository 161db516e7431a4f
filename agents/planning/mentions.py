"""Where in the masked request each tool's work is asked for, and where only its result is spoken of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from agents.planning.domains import pattern, starting
from agents.planning.records import Tool

SENTENCE = re.compile(r"(?<=[.?!;])\s+(?=[A-Z(])|(?<=\.)\s")
ONWARDS = r"(?:then\s+|finally\s+|also\s+|lastly\s+|next\s+)?"
SEGMENT = re.compile(
    rf"(?<=[.?!;:])\s+|,\s*(?:and\s+)?{ONWARDS}|\s+and\s+{ONWARDS}|\s+then\s+|\(\d\)\s*|\s\d\)\s", re.I
)
# "I have a photo", "Here is the text": what is at hand, not what is asked for.
AT_HAND = re.compile(
    r"^\W*(?:so |also |and |then |recently |hello|hi\b|user |a user )*\W*"
    r"(?:i(?:'ve| have)? (?:also )?(?:recently |just |already )?"
    r"(?:have|got|found|recorded|took|received|attended|came|come|been|snapped|wrote|stumbled|saved|uploaded|watched|read)\b"
    r"|here(?:'s| is| are)|there(?:'s| is)"
    r"|the (?:text|document|image|article|question|book|file|sentence)\w* (?:from .{0,20})?(?:is|are|says)\b"
    r"|given\b|using the\b)",
    re.I,
)
WISH = re.compile(
    r",? (?:and|but|which|that) (?:i(?:'d| would| want| need| am)|want|would|need|can you|could you|please|help)\b"
    r"|, (?:please|can|could|help|i(?:'d| want| need| would))",
    re.I,
)
FADE, AT_HAND_FADE, RESULT_FADE = 0.2, 0.35, 0.45
"""What a mention loses for each less sure act; what is left of one at hand; of one inside words for the result."""
BY_CUE = 0.3
"""How strong a mention is where no act stands in the request, but a strong cue does."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    segment: int
    strength: float
    """1 for the surest act in a wish, less for others."""
    of_result: bool


@dataclass(frozen=True, slots=True)
class Mentions:
    length: int
    """Characters of the masked text; at least 1."""
    segments: tuple[Span, ...]
    best: dict[str, Mention | None]
    """Tool → where its work is asked for."""
    asked: dict[str, frozenset[int]]
    """Tool → segments in which its surest act stands, in a wish and not for a result."""
    touched: dict[str, frozenset[int]]
    """Tool → segments in which one of its three surest acts stands."""
    results: dict[str, tuple[Span, ...]]
    """Tool → where what it makes is spoken of."""


def find(masked: str, tools: Sequence[Tool]) -> Mentions:
    segments, at_hand = _segments(masked), _at_hand(masked)
    starts = [start for start, _ in segments]
    results = {tool.name: _spans(tool.cues.results, masked) for tool in tools}
    best: dict[str, Mention | None] = {}
    asked: dict[str, frozenset[int]] = {}
    touched: dict[str, frozenset[int]] = {}
    for tool in tools:
        found = _found(tool, masked, starts, at_hand, results[tool.name])
        surest = [mention for rank, mention in found if rank == 0 and mention.strength == 1.0]
        asked[tool.name] = frozenset(mention.segment for mention in surest)
        touched[tool.name] = frozenset(mention.segment for rank, mention in found if rank <= 2)
        best[tool.name] = _best([mention for _, mention in found] or _by_cue(tool, masked, starts))
    return Mentions(max(1, len(masked)), segments, best, asked, touched, results)


def _best(mentions: Sequence[Mention]) -> Mention | None:
    """The first of those nearly as strong as the strongest."""
    if not mentions:
        return None
    enough = 0.8 * max(mention.strength for mention in mentions)
    return min((m for m in mentions if m.strength >= enough), key=lambda m: m.start)


def _found(
    tool: Tool, masked: str, starts: Sequence[int], at_hand: Sequence[Span], results: Sequence[Span]
) -> list[tuple[int, Mention]]:
    """All places of a tool's acts, each with the act's rank."""
    found = []
    for rank, act in enumerate(tool.cues.acts):
        for match in starting(act).finditer(masked):
            start, end = match.span()
            of_result = any(a < end and start < b for a, b in results)
            strength = 1 - FADE * rank
            strength *= AT_HAND_FADE if any(a <= start < b for a, b in at_hand) else 1.0
            strength *= RESULT_FADE if of_result else 1.0
            found.append((rank, Mention(start, bisect_right(starts, start) - 1, strength, of_result)))
    return found


def _by_cue(tool: Tool, masked: str, starts: Sequence[int]) -> list[Mention]:
    places = [start for start, _ in _spans(tool.cues.strong, masked)]
    return [Mention(start, bisect_right(starts, start) - 1, BY_CUE, False) for start in places]


def _spans(cues: Sequence[str], masked: str) -> tuple[Span, ...]:
    return tuple(match.span() for cue in cues for match in pattern(cue).finditer(masked))


def _segments(masked: str) -> tuple[Span, ...]:
    starts = sorted({0, *(match.end() for match in SEGMENT.finditer(masked))})
    return tuple(zip(starts, [*starts[1:], len(masked)], strict=True))


def _at_hand(masked: str) -> list[Span]:
    """The parts of sentences that only say what there is to work on."""
    starts = [0, *(match.end() for match in SENTENCE.finditer(masked))]
    spans = []
    for start, end in zip(starts, [*starts[1:], len(masked)], strict=True):
        sentence = masked[start:end]
        if AT_HAND.match(sentence):
            wish = WISH.search(sentence)
            spans.append((start, start + wish.start() if wish else end))
    return spans
