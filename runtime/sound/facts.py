"""What is known of a sound file before it is decoded, and how much of that is believed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from runtime.errors import FileBroken

Audio = NDArray[np.float32]
"""Samples, -1 to 1: (T,) for mono, (C, T) for C channels."""

RATES_HZ, CHANNELS = range(1_000, 768_001), range(1, 65)
"""What is believed of a file. Telephones record 8 kHz, studios 192."""
LOST, LOST_S = 0.02, 0.5
"""A file that lacks more than this of its length was cut short. What encoders say is off by less."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What a file says of the sound in it."""

    seconds: float
    sample_rate_hz: int
    channels: int
    format: str
    """`wav`, `flac`, `mp3`, `ogg`, `mov` (m4a and mp4), `matroska` (mkv and webm) …"""


def believed(path: Path, sound: Sound) -> Sound:
    """`sound`, of the file at `path`.

    Raises:
        FileBroken: its rate, channels or length cannot be.
    """
    if sound.sample_rate_hz not in RATES_HZ:
        raise FileBroken(path, f"it claims {sound.sample_rate_hz} samples a second")
    if sound.channels not in CHANNELS:
        raise FileBroken(path, f"it claims {sound.channels} channels")
    if sound.seconds <= 0:
        raise FileBroken(path, "it holds no sound, or was cut short")
    return sound


def check_whole(path: Path, sound: Sound, seconds: float) -> None:
    """
    Raises:
        FileBroken: decoding ended after `seconds`, too early.
    """
    if seconds < sound.seconds * (1 - LOST) - LOST_S:
        raise FileBroken(path, f"it was cut short after {seconds:.1f} of its {sound.seconds:.1f} seconds")
