"""What tools that work on videos are told, read from a clause: how finely, how wide, in which order, whose sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from agents.clauses import Clause
from agents.frame_arguments import FRAMERS
from agents.plans import Situation
from agents.sound_arguments import true_if
from agents.stretches import TIMES, digits, timed
from runtime.records import Json

EVERY = re.compile(
    r"\b(?:every|each|per|steps?(?: of)?|steps?=|once (?:in|every|each|per))\s*<([\d.]+)>|<([\d.]+)>[ -]steps?\b"
    r"|\b(second by second|(?:every|each|per|once a) (?:single )?second)\b|\b((?:every|each|per|once a) minute)\b",
    re.I,
)
WIDE = re.compile(
    r"\b(\d{2,4})\s*(?:px|pixels?|wide|across|in width|[x×]\s?\d+)\b|\b(?:width|wide)\s*(?:of|=|:)?\s*(\d{2,4})\b"
    r"|\bwider than (\d{2,4})\b",
    re.I,
)
WITHOUT_SOUND = (
    r"\b(?:without|ignor\w+|not|never mind|disregard\w*|leav\w+ out|no) (?:(?:listening|using|by|to) )*"
    r"(?:the |its |any )?(?:sound|audio|hearing)\b|\b(?:pictures?|frames|images|visuals) (?:only|alone)\b"
    r"|\b(?:only|just) (?:by |from |on |at )?(?:the |its )(?:pictures|frames|images|visuals)\b"
)
SMOOTH = re.compile(
    r"\b(?:smooth\w*|average\w*)\b.*?\b(?:over|of|by)\s+(\d+)\b(?!\.)|\bsmooth(?:ing|ness)?\s*[=:]?\s*(\d+)\b"
    r"|\b(?:no|without|not|un|don['’]t)\s?(?:any )?smooth\w*()",
    re.I,
)
MOST_GUESSES = 50
"""More are no number of guesses, but of what there is to guess: one of 400 actions."""
GUESSES = re.compile(
    r"\btop[ -]?(\d+)\b|(?<![\d.-])(\d+)\s+(?:[a-z]+\s+){0,2}?(?:guess(?:es)?|actions?|activi\w+|"
    r"class(?:es)?|labels?|results?|candidates|suggestions|sports?|movements|options|possibilities)\b"
    r"|\b(?:best|likeliest|likely|probable|foremost|first) (\d+)\b"
    r"|(?<![\w.-])(\d+) (?:best|likeliest|(?:most )?(?:likely|probable)|foremost)\b",
    re.I,
)


def step(clause: Clause) -> float | None:
    """
    >>> step(Clause("judge it every 0.5 seconds", "")), step(Clause("second by second", "")), step(Clause("", ""))
    (0.5, 1.0, None)
    >>> step(Clause("at steps of half a second", "")), step(Clause("one moment every three seconds", ""))
    (0.5, 3.0)
    """
    match = EVERY.search(timed(clause.masked or clause.text))
    if not match:
        return None
    return float(match[1] or match[2] or (1 if match[3] else 60))


def smoothed_over(clause: Clause) -> int | None:
    """
    >>> smoothed_over(Clause("smooth it over five moments", "")), smoothed_over(Clause("no smoothing", ""))
    (5, 1)
    """
    match = SMOOTH.search(digits(clause.masked or clause.text))
    return int(match[1] or match[2] or 1) if match else None


def width(clause: Clause) -> int | None:
    """
    >>> width(Clause("make a gif of the video, 200 pixels wide", "")), width(Clause("a gif, width 360", ""))
    (200, 360)
    """
    match = WIDE.search(clause.masked or clause.text)
    return int(next(filter(None, match.groups()))) if match else None


def guesses(clause: Clause) -> int | None:
    """How many classes are to be named.

    >>> guesses(Clause("name the three likeliest activities", "")), guesses(Clause("action recognition, top-5", ""))
    (3, 5)
    """
    match = GUESSES.search(digits(clause.masked or clause.text))
    count = int(next(filter(None, match.groups()))) if match else 0
    return count if 1 <= count <= MOST_GUESSES else None


PLACE = r"^\W*(?:(?:comes?|goes|is|being|to be|the)\s+)?(?:the )?(?:{})(?=\s*(?:$|[,.;:)]|(?:and|then|please)\b))"
FIRST = re.compile(PLACE.format(r"first|in front|at the (?:beginning|start|front)"), re.I)
LAST = re.compile(PLACE.format(r"last|at the (?:end|back)"), re.I)
BEHIND = re.compile(
    r"\b(?:append|attach|add|tack|stick|put|splice|place|hang|join)\w*\b[^,;]*\b(?:to|onto|after|behind)\s+"
    r"(?:the end of\s+)?(?:the \w+\s+)?$",
    re.I,
)


def in_order(clause: Clause) -> list[str] | None:
    """The videos that are put one after another, where the words name another order than they do.

    >>> in_order(Clause("append b-1 to the end of a-1", "", files=("b-1", "a-1")))
    ['a-1', 'b-1']
    >>> in_order(Clause("join a-1, b-1 and c-1, with c-1 first", "", files=("a-1", "b-1", "c-1")))
    ['c-1', 'a-1', 'b-1']
    >>> in_order(Clause("join half1-1 and half2-1, first half first", "", files=("half1-1", "half2-1"))) is None
    True
    """
    files = list(clause.files)
    if len(files) == 2 and BEHIND.search(clause.text.rpartition(files[1])[0]):
        return files[::-1]
    ordered = sorted(files, key=lambda name: _place(name, clause.text))
    return ordered if len(files) > 1 and ordered != files else None


def _place(name: str, said: str) -> int:
    """-1 for what is to come first, 1 for what is to come last; a file is spoken of without its number too."""
    spoken = re.sub(r"\W+", r"[\\W_]+", re.sub(r"-\d+$", "", name)) + r"(?:-\d+)?"
    behind = re.split(rf"\b{spoken}", said, flags=re.I)[-1]
    return -1 if FIRST.match(behind) else 1 if LAST.match(behind) else 0


def with_video(meant: Sequence[str], situation: Situation) -> tuple[str, ...]:
    """The files meant, and the videos at hand where none of them is one: 'put the music under it'."""
    if any(situation.kind(name) == "video" for name in meant):
        return tuple(meant)
    focused = [name for name in situation.focus if situation.kind(name) == "video"]
    at_hand = focused or [name for name in situation.titles if situation.kind(name) == "video"]
    return *at_hand, *meant


OF_SOUND = r"(?:sounds?|audio|soundtrack|music|voices?|track|speech|narration)"
PUT_IN_PLACE = re.compile(r"\b(?:replac|swap|exchang|chang|substitut|overwrit|switch)\w*\b", re.I)


def soundtrack_of(clause: Clause, meant: Sequence[str], situation: Situation) -> str:
    """The file whose sound a video is to get: a recording, else the video whose sound is spoken of, else the last that
    is named; empty where none is.

    >>> both = Situation({"a-1": "a.mp4", "b-1": "b.mp4"}, kinds={"a-1": "video", "b-1": "video"})
    >>> said = "use the sound from b-1 on a-1", "replace the sound of a-1 with that of b-1", "b-1's audio on a-1"
    >>> [soundtrack_of(Clause(one, ""), ("b-1", "a-1") if one[0] != "r" else ("a-1", "b-1"), both) for one in said]
    ['b-1', 'b-1', 'b-1']
    """
    sounds = [name for name in (*meant, *situation.titles) if situation.kind(name) == "sound"]
    videos = [name for name in meant if situation.kind(name) == "video"]
    if sounds or len(videos) < 2:
        return next(iter(sounds), "")
    heard = (name for name in videos if _heard(name, clause.text)) if not PUT_IN_PLACE.search(clause.text) else iter(())
    return next(heard, videos[-1])


def _heard(name: str, said: str) -> bool:
    """Whether the sound of a file is spoken of."""
    of = rf"\b{OF_SOUND}(?: track)? (?:of|from|in|out of) {re.escape(name)}(?![\w-])"
    return bool(re.search(rf"{of}|(?<![\w-]){re.escape(name)}['’]s? {OF_SOUND}\b", said, re.I))


WATCHERS: Mapping[str, Callable[[Clause], Json]] = {
    **TIMES,
    **FRAMERS,
    "guesses": guesses,
    "videos": in_order,
    "step": step,
    "smooth": smoothed_over,
    "gif_width": width,
    "by_sound": lambda clause: False if true_if(clause, WITHOUT_SOUND) else None,
}
"""By role: the value, None where the clause gives none."""
