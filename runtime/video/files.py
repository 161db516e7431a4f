"""Reads video files: what they are, and what is seen at some moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from runtime.errors import need
from runtime.pictures.facts import scaled
from runtime.video.decoding import opened
from runtime.video.facts import Video

LOOKED_AT = 1280
"""Pixels of a frame's longer side, where nobody asks for more."""
TURNS = {90: "ROTATE_90", 180: "ROTATE_180", 270: "ROTATE_270"}


def probe(path: Path) -> Video:
    """What the file at `path` says of its video. One frame is decoded.

    Raises:
        FileProblem: it is missing, empty, broken, too large, or no video.
    """
    with opened(path) as file:
        return file.video


def frames(path: Path, times_s: Iterable[float], longest: int = LOOKED_AT) -> Iterator[tuple[float, Any]]:
    """Each of the moments, which rise, and the picture seen then: a `PIL.Image` in RGB, turned as it is to be seen.

    Scaled down where its longer side has more than `longest` pixels. Two frames are held, however long the video is.

    Raises:
        FileProblem: it cannot be read, which may show only at its end.
    """
    with opened(path) as file:
        yield from _pictures(file.video, file.shown(times_s), longest)


def _pictures(video: Video, shown: Iterator[tuple[float, Any]], longest: int) -> Iterator[tuple[float, Any]]:
    """A frame that is seen at several moments is one picture."""
    size = scaled(video.width, video.height, longest)
    held, picture = None, None
    for moment, timed in shown:
        if timed is not held:
            held, picture = timed, as_picture(timed.frame, size, video.turned)
        yield moment, picture


def as_picture(frame: Any, size: tuple[int, int], turned: int) -> Any:
    """An `av` frame as a `PIL.Image` of this size, which is that after turning."""
    width, height = size[::-1] if turned % 180 else size
    picture = frame.reformat(width=width, height=height, format="rgb24").to_image()
    if not turned:
        return picture
    return picture.transpose(getattr(need("PIL.Image", "video").Transpose, TURNS[turned]))
