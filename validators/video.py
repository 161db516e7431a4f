"""Is this clip worth showing? Frame by frame, and from frame to frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.records import Json, Verdict
from validators.images import asks_for_one_colour, not_black, not_blank, verdict

Means = NDArray[np.float64]
"""(T, 3): the mean colour of each frame, each 0 to 255."""
SIDE = 64
"""Pixels of a side at which frames are compared: noise is averaged away, what moves is still seen."""
STILL = 0.5
"""Of 255: a clip whose frames never differ more than this from the first, on average over the frame, does not move.
What H.264 makes of one picture shown again stays under 0.1."""
FLICKER = 7.5
"""Of 255: how far the whole frame's colour may go and come back, on average over the frames. That is 3 % of the range;
10 % there and back is what WCAG 2.3.1 calls a flash."""
DRIFT = 0.25
"""The share of its first score that a clip may lose by its end, by the line through all scores."""
STANDING = re.compile(r"\b(still|frozen|motionless|static|unmoving|photograph of|freeze[- ]frame)\b", re.I)
BLINKING = re.compile(r"\b(flicker\w*|strob\w+|blink\w*|flash\w*|lightning|disco|sparkl\w+|thunderstorm)\b", re.I)


@dataclass(frozen=True, slots=True)
class FrameScores:
    """How well the frames of a clip fit its prompt."""

    scores: tuple[float, ...]
    """CLIP scores, 0 to 100, in order; of some of the frames where not all were looked at."""

    @property
    def mean(self) -> float:
        return sum(self.scores) / len(self.scores)

    @property
    def least(self) -> float:
        return min(self.scores)

    @property
    def drift(self) -> float:
        """What the score gains from the first to the last frame, by the straight line through all; a loss is negative.

        >>> FrameScores((30.0, 28.0, 26.0)).drift
        -4.0
        """
        count = len(self.scores)
        return round(float(np.polyfit(range(count), self.scores, 1)[0]) * (count - 1), 4) if count > 1 else 0.0

    def spans_under(self, least: float) -> tuple[tuple[int, int], ...]:
        """Where the score is under `least`: first place and the place behind the last, of each run of such frames.

        >>> FrameScores((30.0, 10.0, 12.0, 30.0, 9.0)).spans_under(20)
        ((1, 3), (4, 5))
        """
        under = np.flatnonzero(np.asarray(self.scores) < least)
        runs = np.split(under, np.flatnonzero(np.diff(under) > 1) + 1) if len(under) else []
        return tuple((int(run[0]), int(run[-1]) + 1) for run in runs)

    def facts(self) -> dict[str, Json]:
        """As plain values."""
        each = [round(score, 2) for score in self.scores]
        return {"scores": each, "mean": round(self.mean, 2), "minimum": round(self.least, 2), "drift": self.drift}


def frames_fit(found: FrameScores, least: float) -> Verdict:
    """Whether each frame's CLIP score is `least` or more: a clip is as good as its worst moment."""
    spans = found.spans_under(least)
    where = ", ".join(f"frames {first + 1} to {behind}" for first, behind in spans[:3])
    hint = f"The CLIP score is down to {found.least:.1f}, under {least:g}, in {where}. Make that span anew."
    return verdict("CLIP score of frames", not spans, hint)


def keeps_to_prompt(found: FrameScores) -> Verdict:
    """Whether the score holds from start to end: a clip that loses what it shows is cut shorter, or made in spans."""
    first = max(found.mean - found.drift / 2, 1e-9)
    lost = -found.drift / first
    hint = f"It loses {lost:.0%} of its CLIP score on the way. Make its end anew, or make it shorter."
    return verdict("no drift", lost <= DRIFT, hint.replace("%", " %"))


def not_frozen(frames: Sequence[Any], prompt: str = "") -> Verdict:
    """A clip in which nothing moves is a picture, unless stillness or one colour was asked for."""
    if STANDING.search(prompt) or asks_for_one_colour(prompt) or len(frames) < 2:
        return verdict("not frozen", True, "")
    small = shrunk(frames)
    moved = float(np.abs(small - small[0]).mean(axis=(1, 2, 3)).max())
    return verdict("not frozen", moved > STILL, "Nothing moves in it. Say what should move, or take another seed.")


def steady(frames: Sequence[Any], prompt: str = "") -> Verdict:
    """Light that comes and goes from frame to frame is flicker, unless it was asked for. A cut stays where it went."""
    if BLINKING.search(prompt):
        return verdict("steady", True, "")
    flicker = come_and_gone(shrunk(frames).mean(axis=(1, 2)))
    hint = f"It flickers by {flicker / 255:.1%} of the range from frame to frame. Lower the guidance, or more steps."
    return verdict("steady", flicker <= FLICKER, hint.replace("%", " %"))


def come_and_gone(means: Means) -> float:
    """How far colours go and come back, 0 to 255: the smaller of the way there and the way back, where these are
    opposite, on average over the frames between, in the colour in which that is most.

    >>> come_and_gone(np.array([[0.0] * 3, [30.0] * 3, [0.0] * 3])), come_and_gone(np.array([[0.0] * 3, [30.0] * 3]))
    (30.0, 0.0)
    """
    steps = np.diff(means, axis=0)
    if len(steps) < 2:
        return 0.0
    there, back = steps[:-1], steps[1:]
    returned = np.where(there * back < 0, np.minimum(np.abs(there), np.abs(back)), 0.0)
    return float(returned.mean(axis=0).max())


def shrunk(frames: Sequence[Any]) -> NDArray[np.float64]:
    """(T, H, W, 3), each 0 to 255: PIL frames as small as they are compared at."""
    size = min(SIDE, frames[0].width), min(SIDE, frames[0].height)
    return np.stack([np.asarray(frame.convert("RGB").resize(size)).astype(np.float64) for frame in frames])


def shows_something(frames: Sequence[Any], prompt: str = "") -> Verdict:
    """Whether no frame is black or of one colour: the first that is, with its number."""
    for number, frame in enumerate(frames, 1):
        for found in (not_black(frame, prompt), not_blank(frame, prompt)):
            if not found.ok:
                return Verdict("frames show something", False, f"Frame {number}: {found.hint}")
    return Verdict("frames show something", True)
