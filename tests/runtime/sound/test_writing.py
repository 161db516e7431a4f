"""Sound is written so that what is read again is what was meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.stand_ins.forge_audio import RATE, Audio, tone
from runtime import sound


@pytest.mark.parametrize("format", ["wav", "flac"])
def test_formats_without_loss_keep_every_sample_to_16_bits(format: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-1, 1, (2, 9_999)).astype(np.float32)

    path = sound.write(tmp_path / f"noise.{format}", noise, 22_050)

    assert sound.read(path, mono=False)[0] == pytest.approx(noise, abs=1 / 32_000)
    assert sound.probe(path).sample_rate_hz == 22_050


@pytest.mark.parametrize("format", list(sound.FORMATS))
def test_every_format_is_written_at_an_odd_rate(format: str, tmp_path: Path) -> None:
    path = sound.write(tmp_path / "odd", tone(440, 1, rate=17_000), 17_000, format)

    said = sound.probe(path)

    assert said.format == format
    assert said.seconds == pytest.approx(1, abs=0.1)
    assert said.sample_rate_hz == (22_050 if format == "mp3" else 17_000)


def test_what_is_beyond_full_scale_is_clipped_and_does_not_wrap(tmp_path: Path) -> None:
    path = sound.write(tmp_path / "loud.wav", np.array([1.5, -1.5, 0.5] * 100, np.float32), RATE)

    audio, _ = sound.read(path)

    assert audio[:3] == pytest.approx([1, -1, 0.5], abs=1e-4)


def test_ten_minutes_of_ogg_are_written(tmp_path: Path) -> None:
    path = sound.write(tmp_path / "long.ogg", np.zeros(600 * 8_000, np.float32), 8_000)

    assert sound.probe(path).seconds == 600


@pytest.mark.parametrize(
    ("audio", "format", "says"),
    [
        (np.zeros(0, np.float32), "wav", "no sound to write"),
        (np.zeros((3, 9), np.float32), "mp3", "2 channels"),
        (np.array([np.inf], np.float32), "wav", "no finite"),
        (np.zeros(9, np.float32), "wave", "Did you mean 'wav'"),
        (np.zeros((1, 2, 3), np.float32), "wav", "no sound to write"),
    ],
)
def test_what_cannot_be_written_says_why(audio: Audio, format: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=says):
        sound.write(tmp_path / "out", audio, RATE, format)


def test_a_rate_that_a_format_cannot_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be written as flac at 900000 Hz"):
        sound.write(tmp_path / "fast.flac", np.zeros(9, np.float32), 900_000)
