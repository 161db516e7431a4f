"""Makes sound as loud as asked, cuts silence off its ends, and fades it in and out."""

from __future__ import annotations

import numpy as np

from runtime.sound.facts import Audio
from runtime.sound.level import frame_levels, loudness_lufs, true_peak_dbfs


def normalised(audio: Audio, sample_rate_hz: int, lufs: float = -16.0, peak_dbfs: float = -1.0) -> Audio:
    """`audio`, (T,) or (C, T), with one gain over all of it, so that its loudness is `lufs` (BS.1770).

    Where its true peak would pass `peak_dbfs` the gain is smaller, and the sound quieter than asked: nothing is clipped
    or compressed. Silence stays as it is.

    Raises:
        ValueError: there are more than five channels, or fewer than 10 ms.
    """
    loudness = loudness_lufs(audio, sample_rate_hz)
    if loudness == -np.inf:
        return audio
    gain_db = min(lufs - loudness, peak_dbfs - true_peak_dbfs(audio, sample_rate_hz))
    louder: Audio = audio * np.float32(10 ** (gain_db / 20))
    return louder


def trimmed(audio: Audio, sample_rate_hz: int, threshold_dbfs: float = -50.0, margin_s: float = 0.05) -> Audio:
    """`audio`, (T,) or (C, T), without what is quieter than `threshold_dbfs` at either end, `margin_s` of it aside.

    The level is that of 20 ms at a time. Of what is quiet all through, no sample is left.
    """
    size = max(1, round(0.02 * sample_rate_hz))
    loud = np.flatnonzero(frame_levels(audio, size) >= threshold_dbfs)
    if not len(loud):
        return audio[..., :0]
    margin = round(margin_s * sample_rate_hz)
    return audio[..., max(0, loud[0] * size - margin) : (loud[-1] + 1) * size + margin]


def faded(audio: Audio, sample_rate_hz: int, in_s: float = 0.01, out_s: float = 0.01) -> Audio:
    """`audio`, (T,) or (C, T), rising from nothing over `in_s` and sinking to it over `out_s`, as half a cosine.

    Where they do not both fit, each gets its share of the length.
    """
    if in_s < 0 or out_s < 0:
        raise ValueError(f"A fade takes 0 seconds or more, not {in_s} and {out_s}.")
    length = audio.shape[-1]
    fit = min(1.0, length / max(1.0, (in_s + out_s) * sample_rate_hz))
    rise, fall = int(in_s * sample_rate_hz * fit), int(out_s * sample_rate_hz * fit)
    gain = np.ones(length, np.float32)
    gain[:rise] = _half_cosine(rise)
    gain[length - fall :] = _half_cosine(fall)[::-1]
    return audio * gain


def _half_cosine(size: int) -> Audio:
    """(size,), from 0 towards 1."""
    curve: Audio = (0.5 - 0.5 * np.cos(np.pi * np.arange(size) / max(1, size))).astype(np.float32)
    return curve
