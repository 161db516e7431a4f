"""Levels and loudness are those of their standards."""

from __future__ import annotations

import numpy as np
import pytest

from app.stand_ins.forge_audio import Audio, silence
from runtime import sound
from runtime.sound.level import frame_levels

RATE = 48_000


def sine(hertz: float, seconds: float, peak: float = 1.0, rate: int = RATE, phase: float = 0.0) -> Audio:
    time = np.arange(round(seconds * rate)) / rate
    return (peak * np.sin(2 * np.pi * hertz * time + phase)).astype(np.float32)


def test_a_sine_at_full_scale_has_the_loudness_that_the_standard_gives_it() -> None:
    assert sound.loudness_lufs(sine(997, 3), RATE) == pytest.approx(-3.01, abs=0.06)
    assert sound.loudness_lufs(sine(997, 3, 0.1), RATE) == pytest.approx(-23.01, abs=0.06)


def test_two_channels_are_twice_as_loud_as_one() -> None:
    one = sine(997, 3, 0.1)

    assert sound.loudness_lufs(np.stack([one, one]), RATE) == pytest.approx(-20.0, abs=0.06)


def test_pauses_do_not_make_speech_less_loud() -> None:
    spoken = sine(997, 3, 0.1)

    with_pause = sound.loudness_lufs(np.concatenate([spoken, silence(9, RATE), spoken]), RATE)

    assert with_pause == pytest.approx(sound.loudness_lufs(spoken, RATE), abs=0.6)


def test_silence_has_no_loudness_and_what_is_hardly_heard_has_none_either() -> None:
    assert sound.loudness_lufs(silence(1, RATE), RATE) == -np.inf
    assert sound.loudness_lufs(silence(0.1, RATE), RATE) == -np.inf
    assert sound.loudness_lufs(sine(997, 1, 1e-5), RATE) == -np.inf


def test_sound_shorter_than_the_gate_is_measured_as_one_block() -> None:
    assert sound.loudness_lufs(sine(997, 0.1), RATE) == pytest.approx(-3.01, abs=0.3)


@pytest.mark.parametrize("rate", [4_000, 8_000, 22_050, 96_000])
def test_loudness_does_not_depend_on_the_rate(rate: int) -> None:
    assert sound.loudness_lufs(sine(997, 2, 0.1, rate), rate) == pytest.approx(-23.0, abs=0.2)


@pytest.mark.parametrize("shape", [(9,), (6, RATE)])
def test_too_little_or_too_many_channels_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="1 to 5 channels"):
        sound.loudness_lufs(np.ones(shape, np.float32), RATE)


def test_a_true_peak_lies_between_the_samples() -> None:
    between = sine(RATE / 4, 1, phase=np.pi / 4)

    assert np.abs(between).max() == pytest.approx(0.707, abs=0.001)
    assert sound.true_peak_dbfs(between, RATE) == pytest.approx(0, abs=0.2)


def test_levels_are_in_decibels_of_full_scale() -> None:
    assert sound.level_dbfs(np.ones(9, np.float32)) == pytest.approx(0)
    assert sound.level_dbfs(sine(997, 1)) == pytest.approx(-3.01, abs=0.01)
    assert sound.level_dbfs(silence(1)) == sound.level_dbfs(np.empty(0, np.float32)) == -200
    assert sound.true_peak_dbfs(silence(1), RATE) == -200


def test_each_frame_has_its_level_and_the_rest_makes_one_more() -> None:
    steps = np.repeat(np.array([1, 0.1, 0.0], np.float32), [10, 10, 5])

    assert frame_levels(steps, 10) == pytest.approx([0, -20, -200])
    assert len(frame_levels(np.empty(0, np.float32), 10)) == 0
