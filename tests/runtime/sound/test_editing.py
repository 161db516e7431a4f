"""Sound is made as loud as asked, trimmed and faded, and never clipped."""

from __future__ import annotations

import numpy as np
import pytest

from app.stand_ins.forge_audio import RATE, silence, tone
from runtime import sound


def test_sound_is_brought_to_the_loudness_that_was_asked_for() -> None:
    for factor in (0.01, 1.0):
        louder = sound.normalised(tone(997, 2) * np.float32(factor), RATE, lufs=-23)

        assert sound.loudness_lufs(louder, RATE) == pytest.approx(-23, abs=0.1)
        assert louder.dtype == np.float32


def test_a_peak_never_passes_its_limit_and_the_sound_is_quieter_instead() -> None:
    clicks = silence(2)
    clicks[::4_000] = 0.5

    louder = sound.normalised(clicks, RATE, lufs=-10)

    assert sound.true_peak_dbfs(louder, RATE) == pytest.approx(-1, abs=0.05)
    assert sound.loudness_lufs(louder, RATE) < -11


def test_the_channels_keep_their_balance() -> None:
    pair = np.stack([tone(500, 1), tone(500, 1) * np.float32(0.5)])

    louder = sound.normalised(pair, RATE, lufs=-30)

    assert louder[1] == pytest.approx(louder[0] / 2, abs=1e-6)


def test_silence_stays_silence() -> None:
    assert not sound.normalised(silence(1), RATE).any()
    assert len(sound.trimmed(silence(1), RATE)) == 0
    assert sound.faded(silence(0), RATE).shape == (0,)


def test_silence_is_cut_off_both_ends_and_pauses_are_kept() -> None:
    spoken = np.concatenate([tone(440, 0.5), silence(1), tone(440, 0.5)])

    trimmed = sound.trimmed(np.concatenate([silence(2), spoken, silence(3)]), RATE, margin_s=0.1)

    assert len(trimmed) / RATE == pytest.approx(2.2, abs=0.05)
    assert (sound.trimmed(spoken, RATE) == spoken).all()


def test_hiss_under_the_threshold_counts_as_silence() -> None:
    hiss = np.random.default_rng(0).standard_normal(RATE).astype(np.float32) * np.float32(1e-4)

    trimmed = sound.trimmed(np.concatenate([hiss, tone(440, 1), hiss]), RATE)

    assert len(trimmed) / RATE == pytest.approx(1.1, abs=0.05)


def test_stereo_is_trimmed_as_one() -> None:
    left = np.concatenate([tone(440, 1), silence(1)])

    assert sound.trimmed(np.stack([left, left[::-1]]), RATE).shape == (2, 2 * RATE)


def test_a_fade_rises_from_nothing_and_sinks_to_it() -> None:
    faded = sound.faded(np.ones(RATE, np.float32), RATE, in_s=0.25, out_s=0.5)

    assert faded[0] == 0
    assert faded[RATE // 8] == pytest.approx(0.5, abs=0.01)
    assert (faded[RATE // 4 : RATE // 2] == 1).all()
    assert faded[-1] == 0


def test_a_fade_longer_than_the_sound_gets_its_share_of_it() -> None:
    faded = sound.faded(np.ones(100, np.float32), RATE, in_s=1, out_s=3)

    assert faded[24] == pytest.approx(1, abs=0.05)
    assert faded[0] == faded[-1] == 0


def test_a_fade_of_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 seconds or more"):
        sound.faded(np.ones(9, np.float32), RATE, in_s=-1)
