"""What is known of a video file, and how much of that is believed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

LARGEST = 7680 * 4320
"""Pixels of a frame that is decoded, 8K: a file of a few kilobytes can claim any size."""
LONGEST_S = 24 * 3600.0
MOST_RATE, USUAL_RATE = Fraction(120), Fraction(25)
"""Frames a second that are believed; and what is taken where a file says none that can be."""


@dataclass(frozen=True, slots=True)
class Video:
    """What a file says of the video in it. Sizes are in pixels, as it is meant to be seen: after turning."""

    width: int
    height: int
    seconds: float
    rate: Fraction
    """Frames a second, on average."""
    codec: str
    """`h264`, `hevc`, `vp9`, `av1` …"""
    format: str
    """`mov` (mp4 and mov), `matroska` (mkv and webm), `avi` …"""
    turned: int = 0
    """Degrees, counter-clockwise, by which the camera says that its pixels are to be turned: 0, 90, 180 or 270."""
    sound: str = ""
    """The code of its first sound track, `aac`, `opus` …; empty where it has none."""

    @property
    def frames(self) -> int:
        """About how many.

        >>> Video(64, 36, 2.0, Fraction(25), "h264", "mov").frames
        50
        """
        return max(1, round(self.seconds * self.rate))


def believed_rate(said: Fraction | None) -> Fraction:
    """
    >>> believed_rate(Fraction(30000, 1001)), believed_rate(Fraction(90000)), believed_rate(None)
    (Fraction(30000, 1001), Fraction(25, 1), Fraction(25, 1))
    """
    return said if said and 0 < said <= MOST_RATE else USUAL_RATE


def evenly(seconds: float, count: int, start_s: float = 0.0) -> list[float]:
    """Moments in the middle of `count` equal parts.

    >>> evenly(8.0, 4), evenly(2.0, 2, 10.0)
    ([1.0, 3.0, 5.0, 7.0], [10.5, 11.5])
    """
    return [start_s + (part + 0.5) * seconds / count for part in range(count)]
