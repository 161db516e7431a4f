"""Writes sound as wav, flac, mp3 or ogg."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from runtime.errors import nearest, need
from runtime.sound.facts import Audio
from runtime.sound.resampling import resample

MPEG_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
BLOCK = 65_536
"""Samples written at once: Vorbis' encoder keeps a block on the stack, and dies of a long one."""


@dataclass(frozen=True, slots=True)
class Format:
    container: str
    code: str
    channels: int
    """Most that it holds."""
    rates_hz: tuple[int, ...] = ()
    """The only ones it has; any where it is empty."""


FORMATS = {
    "wav": Format("WAV", "PCM_16", 64),
    "flac": Format("FLAC", "PCM_16", 8),
    "mp3": Format("MP3", "MPEG_LAYER_III", 2, MPEG_HZ),
    "ogg": Format("OGG", "VORBIS", 64),
}


def write(path: Path, audio: Audio, sample_rate_hz: int, format: str = "") -> Path:
    """Write `audio`, (T,) or (C, T), to `path`; returns it. What is beyond -1 and 1 is clipped.

    `format` is one of `FORMATS`, the path's ending where it is empty. wav and flac have 16 bits. mp3 knows nine rates:
    another is resampled to the next higher one.

    Raises:
        ValueError: there are no samples, some are not finite, or the format does not hold them.
        MissingExtra: soundfile is not installed.
    """
    format = format or path.suffix.lower().lstrip(".")
    if format not in FORMATS:
        raise ValueError(f"{format!r} is no format that is written here. {nearest(format, FORMATS, 'Formats')}")
    kind = FORMATS[format]
    channels = _channels(np.atleast_2d(audio), kind, format)
    rate = min((known for known in kind.rates_hz if known >= sample_rate_hz), default=max(kind.rates_hz, default=0))
    rate = rate or sample_rate_hz
    rows = np.clip(resample(channels, sample_rate_hz, rate), -1.0, 1.0).T
    library = need("soundfile", "audio")
    try:
        with library.SoundFile(path, "w", rate, rows.shape[1], kind.code, format=kind.container) as file:
            for start in range(0, len(rows), BLOCK):
                file.write(np.ascontiguousarray(rows[start : start + BLOCK]))
    except library.LibsndfileError as error:
        raise ValueError(f"{path} cannot be written as {format} at {rate} Hz: {error}") from error
    return path


def _channels(audio: Audio, kind: Format, format: str) -> Audio:
    """
    Raises:
        ValueError: they cannot be written.
    """
    if audio.ndim != 2 or not audio.shape[1]:
        raise ValueError("There is no sound to write: give samples, (T,) or (C, T).")
    if audio.shape[0] > kind.channels:
        raise ValueError(f"{format} holds {kind.channels} channels, and this is (C, T) = {audio.shape}.")
    if not np.isfinite(audio).all():
        raise ValueError("The sound has samples that are no finite numbers, so it is not written.")
    return audio
