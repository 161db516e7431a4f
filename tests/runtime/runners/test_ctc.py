"""Models that spell hear letter by letter, in windows that overlap."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge_audio
from app.stand_ins.forge_audio import LETTERS, RATE, Audio, kept, silence, spelled
from runtime import sound
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled
from runtime.progress import watched
from runtime.runners.speech_recognition import SpeechRecognizer

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_audio.ctc)


@pytest.fixture(scope="module")
def hear(folder: Path) -> SpeechRecognizer:
    return SpeechRecognizer(folder, CPU)


@pytest.fixture
def story() -> str:
    """80 words, about 44 seconds."""
    drawn = np.random.default_rng(1)
    return " ".join("".join(drawn.choice(list(LETTERS), drawn.integers(1, 5))) for _ in range(80))


def of(audio: Audio) -> dict[str, Any]:
    return {"audio": audio, "sample_rate_hz": RATE}


def test_letters_and_spaces_are_heard(hear: SpeechRecognizer) -> None:
    found = hear([of(spelled("BAD CAB")), of(spelled("ACE"))])

    assert [one["text"] for one in found] == ["BAD CAB", "ACE"]
    assert found[0] == {"text": "BAD CAB", "language": "", "segments": [], "words": [], "seconds": 1.0}


def test_words_have_their_times(hear: SpeechRecognizer) -> None:
    found = hear([of(np.concatenate([silence(1), spelled("BAD CAB"), silence(1), spelled("ACE")]))], timestamps="word")[
        0
    ]

    assert [word["text"] for word in found["words"]] == ["BAD", "CAB", "ACE"]
    assert [word["start_s"] for word in found["words"]] == pytest.approx([1.0, 1.58, 3.0], abs=0.06)
    assert [word["end_s"] for word in found["words"]] == pytest.approx([1.4, 1.98, 3.4], abs=0.12)


def test_a_pause_ends_a_segment(hear: SpeechRecognizer) -> None:
    audio = np.concatenate([spelled("BAD CAB"), silence(1), spelled("ACE")])

    segments = hear([of(audio)], timestamps="segment")[0]["segments"]

    assert [segment["text"] for segment in segments] == ["BAD CAB", "ACE"]


def test_a_long_recording_is_spelled_as_well_as_a_short_one(hear: SpeechRecognizer, story: str, tmp_path: Path) -> None:
    path = sound.write(tmp_path / "story.flac", spelled(story), RATE)

    whole, again = hear([of(spelled(story)), path], timestamps="word")

    assert whole["text"] == again["text"] == story
    letter_s = 0.14
    starts = [letter_s * (len(" ".join(story.split()[:n])) + (n > 0)) + 0.02 * n for n in range(80)]
    assert [word["start_s"] for word in whole["words"]] == pytest.approx(starts, abs=0.08)


def test_silence_between_is_not_amplified_into_words(hear: SpeechRecognizer) -> None:
    hiss = np.random.default_rng(0).standard_normal(60 * RATE).astype(np.float32) * np.float32(1e-4)

    found = hear([of(np.concatenate([spelled("BAD"), hiss, spelled("CAB")])), of(hiss), of(silence(0))])

    assert [one["text"] for one in found] == ["BAD CAB", "", ""]


def test_a_batch_is_heard_as_one_by_one_and_in_order(hear: SpeechRecognizer, story: str) -> None:
    inputs = [of(spelled(text)) for text in (story, "A", "DEED CAB", story[:200], "ACE", "BED")]

    together = hear(inputs, timestamps="word")

    assert together == [hear([item], timestamps="word")[0] for item in inputs]
    assert [one["text"] for one in together][:3] == [story, "A", "DEED CAB"]


def test_lower_precision_hears_the_same_letters(folder: Path) -> None:
    assert SpeechRecognizer(folder, HALF)([of(spelled("BAD CAB"))])[0]["text"] == "BAD CAB"


def test_text_and_times_are_those_of_transformers_own_pipeline(folder: Path, hear: SpeechRecognizer) -> None:
    from transformers import pipeline

    golden = pipeline("automatic-speech-recognition", model=str(folder), device="cpu", return_timestamps="word")
    theirs, ours = golden(spelled("BAD CAB ACE")), hear([of(spelled("BAD CAB ACE"))], timestamps="word")[0]

    assert ours["text"] == theirs["text"]
    times = [(word["start_s"], word["end_s"]) for word in ours["words"]]
    assert times == [pytest.approx(chunk["timestamp"], abs=1e-3) for chunk in theirs["chunks"]]


@pytest.mark.parametrize("wrong", [{"task": "translate"}, {"prompt": "BAD"}, {"num_beams": 2}, {"max_new_tokens": 5}])
def test_what_only_a_model_that_writes_can_do_is_refused(wrong: dict[str, Any], hear: SpeechRecognizer) -> None:
    with pytest.raises(ValueError, match="choose a Whisper"):
        hear([of(spelled("BAD"))], **wrong)


def test_a_language_that_is_told_is_repeated(hear: SpeechRecognizer) -> None:
    assert hear([of(spelled("BAD"))], language="en")[0]["language"] == "en"


def test_it_stops_between_windows(hear: SpeechRecognizer, story: str) -> None:
    token = CancelToken()
    audio = np.tile(spelled(story), 30)
    began = time.monotonic()
    with watched(lambda progress: token.cancel()), limited(None, token), pytest.raises(Cancelled):
        hear([of(audio)])

    assert time.monotonic() - began < 5


def test_nothing_in_nothing_out(hear: SpeechRecognizer) -> None:
    assert hear([]) == []
