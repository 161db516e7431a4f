"""Cuts videos, puts them one after another, and gives them another sound: frame by frame, holding a few of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count
from pathlib import Path

import numpy as np

from runtime.pictures.facts import scaled
from runtime.progress import report
from runtime.sound.decoders import opened as opened_sound
from runtime.sound.facts import Audio
from runtime.sound.resampling import resampled
from runtime.video.facts import Video
from runtime.video.files import frames, probe
from runtime.video.writing import CHANNELS, SOUND_HZ, Recorder, recorder, stereo

LONGEST_SIDE = 3840
"""Pixels of what is written at most, 4K."""
MOST_RATE = 60


def cut(path: Path, to: Path, start_s: float, end_s: float) -> Path:
    """The part from `start_s` to `end_s` as an mp4 at `to`, exact to the frame.

    Raises:
        FileProblem: it cannot be read.
        ValueError: there is nothing between these times.
    """
    video = probe(path)
    end_s = min(end_s, video.seconds)
    if not 0 <= start_s < end_s:
        raise ValueError(f"there is nothing from {start_s:g} to {end_s:g} s; it lasts {video.seconds:.1f} s")
    with recorder(to, _size(video), _rate(video), bool(video.sound)) as made:
        _add(made, path, video, _rate(video), start_s, end_s, path if video.sound else None)
    return to


def join(paths: Sequence[Path], to: Path) -> Path:
    """Videos one after another as an mp4 at `to`, of the first one's size and rate; others are fitted in.

    One without sound is silent where another has some.

    Raises:
        FileProblem: one cannot be read.
        ValueError: there is none.
    """
    videos = [probe(path) for path in paths]
    if not videos:
        raise ValueError("give at least one video")
    first, sounds = videos[0], any(video.sound for video in videos)
    with recorder(to, _size(first), _rate(first), sounds) as made:
        for path, video in zip(paths, videos, strict=True):
            _add(made, path, video, _rate(first), 0.0, video.seconds, path if video.sound else None)
    return to


def with_sound(path: Path, sound: Path, to: Path) -> Path:
    """The video with the sound of another file, cut or filled up with silence to its length.

    Raises:
        FileProblem: one of them cannot be read, or has no sound.
    """
    video = probe(path)
    with opened_sound(sound):  # before any work
        pass
    with recorder(to, _size(video), _rate(video), True) as made:
        _add(made, path, video, _rate(video), 0.0, video.seconds, sound)
    return to


def _add(
    made: Recorder, path: Path, video: Video, rate: Fraction, start_s: float, end_s: float, sound: Path | None
) -> None:
    """Show one video's part at `rate`, and play its sound, or another's from its beginning, a second at a time."""
    ticks = max(1, round((end_s - start_s) * rate))
    moments = (min(start_s + float(tick / rate), video.seconds) for tick in range(ticks))
    begins_s = start_s if sound == path else 0.0
    samples = _second_by_second(sound, begins_s, round(ticks / rate * SOUND_HZ))
    for tick, (_, picture) in enumerate(frames(path, moments, LONGEST_SIDE)):
        if tick % max(1, round(rate)) == 0:
            made.play(next(samples, np.empty((CHANNELS, 0), np.float32)))
            report("frame", tick, ticks)
        made.show(picture)
    for block in samples:
        made.play(block)


def _second_by_second(path: Path | None, start_s: float, length: int) -> Iterator[Audio]:
    """`length` samples, (2, T) at 48 kHz, in blocks of a second: silence where there are no more, or no sound."""
    blocks = soundtrack(path, start_s) if path else iter(())
    held = np.empty((CHANNELS, 0), np.float32)
    for begin in count(0, SOUND_HZ):
        size = min(SOUND_HZ, length - begin)
        if size <= 0:
            return
        while held.shape[1] < size:
            more = next(blocks, None)
            held = np.concatenate([held, np.zeros((CHANNELS, SOUND_HZ), np.float32) if more is None else more], axis=1)
        yield held[:, :size]
        held = held[:, size:].copy()


def soundtrack(path: Path, start_s: float = 0.0) -> Iterator[Audio]:
    """Sound from `start_s` on, (2, T) at 48 kHz, a block at a time; none where the file's own ends before that."""
    with opened_sound(path) as file:
        if start_s < file.sound.seconds:
            blocks = (stereo(block) for block in file.blocks(start_s))
            yield from resampled(blocks, file.sound.sample_rate_hz, SOUND_HZ)


def _size(video: Video) -> tuple[int, int]:
    return scaled(video.width, video.height, LONGEST_SIDE)


def _rate(video: Video) -> Fraction:
    return min(video.rate, Fraction(MOST_RATE))
