"""A voice is known again in another recording."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge_audio
from app.stand_ins.forge_audio import RATE, VOICES, kept
from runtime import sound
from runtime.devices import Device, Placement
from runtime.runners.speakers import VoiceEncoder, same_voice

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_audio.speakers)


@pytest.fixture(scope="module")
def know(folder: Path) -> VoiceEncoder:
    return VoiceEncoder(folder, CPU)


def recorded(number: int, take: int = 0, seconds: float = 1.0) -> dict[str, Any]:
    return {"audio": forge_audio.voice(number, random.Random(100 * take + number), seconds), "sample_rate_hz": RATE}


def vectors(results: list[dict[str, Any]]) -> list[Any]:
    return [result["embedding"] for result in results]


def test_a_voice_is_nearer_to_itself_than_to_any_other(know: VoiceEncoder) -> None:
    first, second = (vectors(know([recorded(number, take) for number in range(len(VOICES))])) for take in (1, 2))

    same = [same_voice(one, other) for one, other in zip(first, second, strict=True)]
    apart = [same_voice(first[a], second[b]) for a, b in combinations(range(4), 2)]

    assert min(same[:4]) > max(apart)


def test_a_vector_is_of_unit_length_and_plain(know: VoiceEncoder) -> None:
    vector = know([recorded(0)])[0]["embedding"]

    assert (vector.shape, vector.dtype) == ((32,), np.float32)
    assert np.linalg.norm(vector) == pytest.approx(1)


def test_a_long_recording_is_the_mean_of_its_windows(know: VoiceEncoder, tmp_path: Path) -> None:
    path = sound.write(tmp_path / "long.flac", np.concatenate([recorded(1, take)["audio"] for take in range(25)]), RATE)

    long, short = vectors(know([path, recorded(1, 30)]))

    assert same_voice(long, short) > 0.7


def test_a_batch_is_heard_as_one_by_one_and_in_order(know: VoiceEncoder) -> None:
    inputs = [recorded(number, seconds=seconds) for number in range(3) for seconds in (0.2, 1.0, 1.7, 12.0)]

    together, apart = vectors(know(inputs)), [know([item])[0]["embedding"] for item in inputs]

    assert all(same_voice(one, other) > 0.9999 for one, other in zip(together, apart, strict=True))


def test_lower_precision_hears_the_same_voice(folder: Path, know: VoiceEncoder) -> None:
    half, full = (vectors(runner([recorded(2)]))[0] for runner in (VoiceEncoder(folder, HALF), know))

    assert half.dtype == np.float32
    assert same_voice(half, full) > 0.99


def test_silence_gives_numbers_still(know: VoiceEncoder) -> None:
    silent = {"audio": np.zeros(RATE, np.float32), "sample_rate_hz": RATE}

    assert np.isfinite(know([silent])[0]["embedding"]).all()


def test_a_parameter_is_refused_and_so_is_no_sound(know: VoiceEncoder) -> None:
    with pytest.raises(ValueError, match="normalize was given"):
        know([recorded(0)], normalize=False)
    with pytest.raises(ValueError, match="no sound in input 1"):
        know([{"audio": np.zeros(0, np.float32), "sample_rate_hz": RATE}])
    assert know([]) == []


def test_the_same_vector_is_one_voice_and_its_opposite_another() -> None:
    vector = np.array([3.0, 4.0], np.float32)

    assert same_voice(vector, 2 * vector) == pytest.approx(1)
    assert same_voice(vector, -vector) == pytest.approx(-1)
    for other in (np.zeros(2, np.float32), np.ones(3, np.float32), np.ones((2, 2), np.float32)):
        with pytest.raises(ValueError, match="one length and not be zero"):
            same_voice(vector, other)
