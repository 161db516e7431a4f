"""How loud sound is: its power, its loudness to the ear, its true peak."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from runtime.errors import need
from runtime.sound.facts import Audio
from runtime.sound.resampling import resample, resampled, to_mono

FLOOR_DBFS = -200.0
"""What silence counts as, so that levels stay numbers."""
GATE_S = 0.4
LOWEST_HZ = 8_000
"""The ear's filter lies at 1.5 kHz; at lower rates it cannot be made."""


def level_dbfs(audio: Audio) -> float:
    """The mean power of (T,) or (C, T) in dB; 0 is a square wave at full scale, -3.01 a sine, -200 silence."""
    return float(_decibels(np.float64(np.mean(np.square(audio, dtype=np.float64))))) if audio.size else FLOOR_DBFS


def frame_levels(audio: Audio, size: int) -> NDArray[np.float64]:
    """The level, in dBFS, of each `size` samples of (T,) or (C, T); what is left over at the end makes one more."""
    power = np.square(to_mono(audio), dtype=np.float64)
    starts = np.arange(0, len(power), size)
    if not len(starts):
        return np.empty(0)
    lengths = np.diff(starts, append=len(power))
    return _decibels(np.add.reduceat(power, starts) / lengths)


def _decibels(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    decibels: NDArray[np.float64] = 10 * np.log10(np.maximum(power, 10 ** (FLOOR_DBFS / 10)))
    return decibels


def loudness_lufs(audio: Audio, sample_rate_hz: int) -> float:
    """The integrated loudness of (T,) or (C, T), C at most 5; -inf for silence, and for what the gate takes for it.

    Source: ITU-R BS.1770-4, by pyloudnorm. Sound shorter than the gate's 0.4 s is measured as a single block.

    Raises:
        ValueError: there are more than five channels, or fewer than 10 ms.
        MissingExtra: pyloudnorm is not installed.
    """
    rows = np.atleast_2d(audio)
    if rows.shape[0] > 5 or rows.shape[1] < sample_rate_hz / 100:
        raise ValueError(f"Loudness is measured on 1 to 5 channels and at least 10 ms; this is (C, T) = {rows.shape}.")
    if not rows.any():
        return -np.inf
    if sample_rate_hz < LOWEST_HZ:
        rows, sample_rate_hz = resample(rows, sample_rate_hz, LOWEST_HZ), LOWEST_HZ
    block_s = min(GATE_S, rows.shape[1] / sample_rate_hz)
    meter = need("pyloudnorm", "audio").Meter(sample_rate_hz, block_size=block_s)
    return float(meter.integrated_loudness(rows.T.astype(np.float64)))


def true_peak_dbfs(audio: Audio, sample_rate_hz: int) -> float:
    """The highest the wave reaches, also between samples, in dB; -200 for silence.

    Source: ITU-R BS.1770-4, Annex 2: the peak of the sound at four times its rate, a block at a time.
    """
    rows = np.atleast_2d(audio)
    pieces = (rows[:, start : start + sample_rate_hz] for start in range(0, rows.shape[1], sample_rate_hz))
    finer = resampled(pieces, sample_rate_hz, 4 * sample_rate_hz)
    between = max((float(np.abs(piece).max(initial=0.0)) for piece in finer), default=0.0)
    peak = max(between, float(np.abs(rows).max(initial=0.0)))
    return float(_decibels(np.float64(peak) ** 2))
