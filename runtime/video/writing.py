"""Writes videos that every browser plays: H.264 and AAC in an mp4; and small moving pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from runtime.errors import need
from runtime.sound.facts import Audio
from runtime.video.facts import believed_rate

SOUND_HZ, CHANNELS = 48_000, 2
QUALITY = {"crf": "20", "preset": "veryfast", "x264-params": "mbtree=0"}
"""x264's: 18 looks like the original, 28 is small. Its look ahead, mbtree, reads memory that it never filled: with it
the same pictures give other bytes now and then."""
READ_AT_ONCE = {"movflags": "faststart"}
"""The table of contents goes first, so that a player can begin before the file is there."""


class Recorder:
    """Takes pictures, one a tick, and sound as it comes."""

    def __init__(self, container: Any, size: tuple[int, int], rate: Fraction, sounds: bool) -> None:
        self._library, self._container, self.size = need("av", "video"), container, even(size)
        self._pictures = container.add_stream("libx264", rate=rate, options=QUALITY)
        self._pictures.width, self._pictures.height = self.size
        self._pictures.pix_fmt = "yuv420p"
        self._sound = container.add_stream("aac", rate=SOUND_HZ, layout="stereo") if sounds else None
        self._shown = self._heard = 0

    def show(self, picture: Any) -> None:
        """A `PIL.Image` in RGB; of another size than the first it is fitted in, black around."""
        fitted = picture if picture.size == self.size else fitted_in(picture, self.size)
        frame = self._library.VideoFrame.from_image(fitted)
        frame.pts = self._shown
        self._shown += 1
        self._container.mux(self._pictures.encode(frame))

    def play(self, audio: Audio) -> None:
        """(2, T) at 48 kHz; where it was opened without sound, nothing happens."""
        if self._sound is None or not audio.shape[1]:
            return
        samples = np.ascontiguousarray(np.clip(audio, -1, 1), np.float32)
        frame = self._library.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_HZ, self._heard, Fraction(1, SOUND_HZ)
        self._heard += audio.shape[1]
        self._container.mux(self._sound.encode(frame))

    def end(self) -> None:
        for stream in filter(None, (self._pictures, self._sound)):
            self._container.mux(stream.encode())


@contextmanager
def recorder(
    path: Path, size: tuple[int, int], rate: Fraction, sounds: bool = False, tags: Mapping[str, str] | None = None
) -> Iterator[Recorder]:
    """Writes an mp4 at `path`: `size` in pixels, made even; `rate` frames a second. `tags` as of `write`."""
    library = need("av", "video")
    with library.open(str(path.resolve()), "w", format="mp4", options=READ_AT_ONCE) as container:
        container.metadata.update(tags or {})
        made = Recorder(container, size, believed_rate(rate), sounds)
        yield made
        made.end()


def write(
    path: Path,
    pictures: Iterable[Any],
    rate: Fraction | int,
    audio: Audio | None = None,
    tags: Mapping[str, str] | None = None,
) -> Path:
    """Pictures, `rate` a second, as an mp4 of the first one's size, with `audio`, (T,) or (C, T) at 48 kHz.

    `tags` are what stands in the file about it, by the names that mp4 knows: title, description, comment, copyright.
    The same pictures, sound and tags give the same bytes: nothing says when it was written.

    Raises:
        ValueError: there is no picture.
    """
    rest = iter(pictures)
    first = next(rest, None)
    if first is None:
        raise ValueError("A video needs at least one picture.")
    with recorder(path, first.size, Fraction(rate), audio is not None, tags) as made:
        for picture in chain((first,), rest):
            made.show(picture)
        if audio is not None:
            made.play(stereo(np.atleast_2d(audio)))
    return path


def stereo(audio: Audio) -> Audio:
    """(C, T) → (2, T): one channel on both sides; of more, the mean."""
    if audio.shape[0] == CHANNELS:
        return audio
    return np.repeat(audio.mean(axis=0, keepdims=True, dtype=np.float32), CHANNELS, axis=0)


def even(size: tuple[int, int]) -> tuple[int, int]:
    """H.264 keeps colours for two by two pixels.

    >>> even((65, 33)), even((1, 1))
    ((64, 32), (2, 2))
    """
    return max(2, size[0] // 2 * 2), max(2, size[1] // 2 * 2)


def fitted_in(picture: Any, size: tuple[int, int]) -> Any:
    """The picture as large as it fits, in the middle of a black one of `size`; a pixel of difference is stretched."""
    library = need("PIL.Image", "video")
    scale = min(size[0] / picture.width, size[1] / picture.height)
    inner = round(picture.width * scale), round(picture.height * scale)
    if abs(inner[0] - size[0]) <= 2 and abs(inner[1] - size[1]) <= 2:
        return picture.resize(size, library.Resampling.BICUBIC)
    ground = library.new("RGB", size)
    middle = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    ground.paste(picture.resize((max(1, inner[0]), max(1, inner[1])), library.Resampling.BICUBIC), middle)
    return ground


def gif(pictures: Sequence[Any], seconds_each: float) -> bytes:
    """Pictures as a GIF that begins again and again.

    Raises:
        ValueError: there is no picture.
    """
    if not pictures:
        raise ValueError("A moving picture needs at least one picture.")
    buffer, way = BytesIO(), need("PIL.Image", "video").Quantize.MEDIANCUT
    first, *rest = [picture.quantize(128, method=way) for picture in pictures]
    first.save(buffer, "GIF", save_all=True, append_images=rest, duration=max(20, round(1000 * seconds_each)), loop=0)
    return buffer.getvalue()
