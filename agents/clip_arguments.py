"""What tools that work on videos are told, read from a clause: how many frames, which moment, how finely."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from agents.arguments import NUMBERS
from agents.clauses import Clause
from agents.plans import Situation
from agents.sound_arguments import MOMENT, seconds, true_if
from runtime.records import Json

FRAMES = re.compile(
    rf"\b(\d+|{'|'.join(NUMBERS)})\s+(?:key ?|evenly spaced |different |single )*"
    r"(?:frames?(?! (?:per|a) second)(?! (?:of|for|per|from) (?:every|each|scene))|stills?|thumbnails?|screenshots?|"
    r"snapshots?|moments|scenes?)\b",
    re.I,
)
AT = re.compile(rf"\bat\s+(?:second |minute )?{MOMENT}", re.I)
EVERY = re.compile(r"\b(?:every|each)\s+(?:(\d+(?:\.\d+)?)\s*)?(?:s\b|sec\b|seconds?)|\b(second by second)\b", re.I)
WIDE = re.compile(r"\b(\d{2,4})\s*(?:px|pixels?)\b", re.I)
WITHOUT_SOUND = r"\b(without|ignor\w+|not) (the |its )?(sound|audio)\b|\b(pictures|frames|images) (only|alone)\b"
OVER = re.compile(r"\b(?:smooth\w*|average\w*)\b.*?\bover\s+(\d+)", re.I)


def frame_count(clause: Clause) -> int | None:
    """
    >>> frame_count(Clause("take 12 stills out of the video", "")), frame_count(Clause("how many frames a second?", ""))
    (12, None)
    >>> frame_count(Clause("one frame of each scene", "")) is None
    True
    """
    match = FRAMES.search(clause.text)
    if not match:
        return None
    return int(match[1]) if match[1].isdigit() else NUMBERS[match[1].lower()]


def moment(clause: Clause) -> float | None:
    """
    >>> moment(Clause("grab the frame at 1:05", "")), moment(Clause("a still at second 3", ""))
    (65.0, 3.0)
    """
    match = AT.search(clause.text)
    return seconds(match[1]) if match else None


def step(clause: Clause) -> float | None:
    """
    >>> step(Clause("judge it every 0.5 seconds", "")), step(Clause("second by second", "")), step(Clause("", ""))
    (0.5, 1.0, None)
    """
    match = EVERY.search(clause.text)
    return float(match[1] or 1) if match else None


def smoothed_over(clause: Clause) -> int | None:
    match = OVER.search(clause.text)
    return int(match[1]) if match else None


def width(clause: Clause) -> int | None:
    """
    >>> width(Clause("make a gif of the video, 200 pixels wide", ""))
    200
    """
    match = WIDE.search(clause.text)
    return int(match[1]) if match else None


def with_video(meant: Sequence[str], situation: Situation) -> tuple[str, ...]:
    """The files meant, and the videos at hand where none of them is one: 'put the music under it'."""
    if any(situation.kind(name) == "video" for name in meant):
        return tuple(meant)
    return *(name for name in situation.titles if situation.kind(name) == "video"), *meant


def soundtrack_of(meant: Sequence[str], situation: Situation) -> str:
    """The file whose sound a video is to get: a recording, else the last video that is named; empty where none is."""
    sounds = [name for name in (*meant, *situation.titles) if situation.kind(name) == "sound"]
    videos = [name for name in meant if situation.kind(name) == "video"]
    return sounds[0] if sounds else videos[-1] if len(videos) > 1 else ""


WATCHERS: Mapping[str, Callable[[Clause], Json]] = {
    "frame_count": frame_count,
    "scenes": lambda clause: true_if(clause, r"\b(scenes?|shots|cuts)\b"),
    "moment": moment,
    "on_a_sheet": lambda clause: true_if(clause, r"\b(contact )?sheets?\b|\b(storyboard|overview)\b"),
    "step": step,
    "smooth": smoothed_over,
    "gif_width": width,
    "by_sound": lambda clause: False if true_if(clause, WITHOUT_SOUND) else None,
}
"""By role: the value, None where the clause gives none."""
