"""What tools that work on videos are told, read from a clause: how finely, how wide, in which order, whose sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from agents.parsing.clauses import Clause
from agents.plans import Situation
from agents.readers.clip_judging import WITHOUT_SOUND, guesses, smoothed_over, step
from agents.readers.clip_order import in_order
from agents.readers.frame_arguments import FRAMERS
from agents.readers.sound_arguments import true_if
from agents.readers.spoken_figures import in_figures
from agents.readers.stretches import TIMES
from runtime.records import Json
from runtime.regex import regex

WIDE = regex(
    r"\b(\d{2,4})(?:p\b|[\s-]*(?:px|pixels?|wide|across|in width|[x×]\s?\d+|"
    r"(?:on|along|for) (?:the|its) (?:long|wid|larg)\w+ (?:side|edge))\b)"
    r"|\b(?:width|wide|side|edge)\s*(?:of|is|at|to|=|:)?\s*(\d{2,4})\b"
    r"|\b(?:wider than|(?:scal|resiz|shr[iu]n)\w+ (?:it )?(?:down )?to) (\d{2,4})\b",
    re.I,
)


def width(clause: Clause) -> int | None:
    """
    >>> width(Clause("make a gif of the video, 200 pixels wide", "")), width(Clause("a gif, width 360", ""))
    (200, 360)
    """
    match = WIDE.search(in_figures(clause.masked or clause.text))
    return int(next(filter(None, match.groups()))) if match else None


def with_video(meant: Sequence[str], situation: Situation) -> tuple[str, ...]:
    """The files meant, and the videos at hand where none of them is one: 'put the music under it'.

    Beside a video alone, where nothing else has a sound to give, the only other one: 'give it the sound of b.mp4'.
    """
    focused = [name for name in situation.focus if situation.kind(name) == "video"]
    at_hand = focused or [name for name in situation.titles if situation.kind(name) == "video"]
    videos = [name for name in meant if situation.kind(name) == "video"]
    if not videos:
        return *at_hand, *meant
    others = [name for name in at_hand if name not in videos]
    heard = any(situation.kind(name) == "sound" for name in (*meant, *situation.titles))
    return (*meant, *others) if len(videos) == len(others) == 1 and not heard else tuple(meant)


OF_SOUND = r"(?:sounds?|audio|soundtrack|music|voices?|track|speech|narration)"
PUT_IN_PLACE = regex(r"\b(?:replac|swap|exchang|chang|substitut|overwrit|switch)\w*\b", re.I)
IN_ITS_PLACE = regex(r"\b(?:with|by|for)\b[^.;]{0,40}$", re.I)


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
    named = [name for name in videos if name in clause.files]
    if len(named) == 1 and len(videos) == 2:
        return named[0] if _gives(named[0], clause.text) else ""
    heard = (name for name in videos if _heard(name, clause.text)) if not PUT_IN_PLACE.search(clause.text) else iter(())
    return next(heard, videos[-1])


def _gives(name: str, said: str) -> bool:
    """Whether the only video that is named gives its sound, rather than getting another."""
    if PUT_IN_PLACE.search(said):
        return bool(IN_ITS_PLACE.search(said.partition(name)[0]))
    return _heard(name, said)


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
