"""Voices are kept sealed, compared, and forgotten; their numbers show nowhere."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import silence, voice
from memory.voices import MEDIA_TYPE
from runtime.errors import BadInput, SealBroken, UnknownArtifact
from runtime.records import Request
from tools.voices import CompareVoices, DescribeVoice, ForgetVoice


@pytest.fixture
def chance() -> random.Random:
    return random.Random(11)


@pytest.fixture
def low(record: Any, chance: random.Random) -> str:
    """A recording of one speaker."""
    return str(record("low.wav", voice(0, chance)))


@pytest.fixture
def high(record: Any, chance: random.Random) -> str:
    """A recording of another."""
    return str(record("high.wav", voice(1, chance)))


def test_two_recordings_of_one_speaker_are_the_same(desk: Any, low: str, record: Any, chance: random.Random) -> None:
    result = CompareVoices(desk)(recordings=[low, record("again.wav", voice(0, chance))])

    assert result["same"] is True
    assert result["score"] > result["threshold"] == 0.86
    assert 0.5 <= result["confidence"] <= 1
    assert result["summary"].startswith("low.wav and again.wav: the same speaker")


def test_two_speakers_are_not_the_same(desk: Any, low: str, high: str) -> None:
    result = CompareVoices(desk)(recordings=[low, high])

    assert result["same"] is False
    assert result["score"] < 0.5
    assert "not the same speaker" in result["summary"]


def test_the_line_may_be_drawn_elsewhere(desk: Any, low: str, high: str) -> None:
    assert CompareVoices(desk)(recordings=[low, high], threshold=-1.0)["same"] is True


def test_a_kept_voice_is_compared_with_a_recording(desk: Any, low: str, high: str) -> None:
    kept = DescribeVoice(desk)(sound=low)["artifacts"][0]

    assert CompareVoices(desk)(recordings=[kept, low])["score"] == pytest.approx(1, abs=1e-4)
    assert CompareVoices(desk)(recordings=[high, kept])["same"] is False


def test_a_voice_is_kept_as_an_artifact_that_only_this_home_opens(desk: Any, low: str) -> None:
    result = DescribeVoice(desk)(sound=low)

    made = desk.artifacts.get(result["artifacts"][0])
    assert (made.name, made.media_type, made.sources) == ("voice-1", MEDIA_TYPE, (low,))
    assert made.provenance.checkpoint == "microsoft/wavlm-base-plus-sv"
    assert desk.voices.open(made.path.read_bytes(), "voice-1").recording == desk.artifacts.get(low).sha256


def test_too_little_speech_is_said_to_be_little(desk: Any, record: Any, chance: random.Random) -> None:
    short = DescribeVoice(desk)(sound=record("short.wav", voice(0, chance)))
    long = DescribeVoice(desk)(sound=record("long.wav", voice(0, chance, seconds=4.0)))

    assert short["confidence"] < long["confidence"] == 1.0
    assert "little to tell a voice by" in short["summary"]


def test_its_numbers_show_in_no_result_event_or_file(desk: Any, low: str, heard: list[Any], studio: Service) -> None:
    with studio.pool.acquire("speaker-embedding") as held:
        vector = held.runner([desk.artifacts.get(low).path])[0]["embedding"]
    results = [DescribeVoice(desk)(sound=low), CompareVoices(desk)(recordings=[low, "voice-1"])]

    told = (json.dumps(results) + repr(heard)).encode()
    files = [file.read_bytes() for file in studio.settings.home.rglob("*") if file.is_file()]
    for number in vector[:8]:
        shown = (repr(float(number))[:8].encode(), f"{number:.6f}".encode())
        assert not any(form in data for form in shown for data in (told, *files))
    assert not any(vector[:2].tobytes() in data for data in files)


def test_nothing_of_a_voice_is_remembered_among_the_results(desk: Any, low: str, studio: Service) -> None:
    DescribeVoice(desk)(sound=low)
    CompareVoices(desk)(recordings=[low, low])

    assert studio.calls.cache is not None
    assert studio.calls.cache.stats().entries == 0


def test_a_forgotten_voice_is_gone(desk: Any, low: str) -> None:
    name = DescribeVoice(desk)(sound=low)["artifacts"][0]
    path = desk.artifacts.get(name).path

    assert ForgetVoice(desk)(voice=name)["summary"] == "Forgot voice-1: the voice is deleted."
    assert not path.exists()
    with pytest.raises(UnknownArtifact):
        CompareVoices(desk)(recordings=[name, low])
    assert DescribeVoice(desk)(sound=low)["artifacts"] == ["voice-2"]


def test_only_voices_are_forgotten(desk: Any, low: str) -> None:
    with pytest.raises(BadInput, match="not a voice"):
        ForgetVoice(desk)(voice=low)
    assert desk.artifacts.get(low)


def test_a_voice_that_was_changed_does_not_open(desk: Any, low: str) -> None:
    name = DescribeVoice(desk)(sound=low)["artifacts"][0]
    path = desk.artifacts.get(name).path
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(SealBroken, match="voice-1"):
        CompareVoices(desk)(recordings=[name, low])


def test_voices_of_two_models_are_not_compared(desk: Any, low: str) -> None:
    name = DescribeVoice(desk)(sound=low)["artifacts"][0]

    with pytest.raises(BadInput, match="describe both anew"):
        CompareVoices(desk)(recordings=[name, low], model=forge_talks.WIDE)


@pytest.mark.parametrize(
    "given",
    [{"recordings": []}, {"recordings": ["a-1"]}, {"recordings": ["a-1", "b-1", "c-1"]}, {"recordings": [1, 2]},
     {"recordings": ["a-1", "b-1"], "threshold": 2.0}],
)  # fmt: skip
def test_two_are_compared_and_no_other_number(given: dict[str, Any], desk: Any) -> None:
    with pytest.raises(BadInput, match="two artifact names"):
        CompareVoices(desk)(**given)


def test_silence_has_a_voice_of_no_meaning_but_no_error(desk: Any, record: Any) -> None:
    result = DescribeVoice(desk)(sound=record("quiet.wav", silence(1.0)))

    assert result["level_dbfs"] == -200.0


def test_they_are_planned_from_requests(studio: Service, tmp_path: Path, chance: random.Random) -> None:
    low = forge_talks.wav(tmp_path / "low.wav", voice(0, chance))
    high = forge_talks.wav(tmp_path / "high.wav", voice(1, chance))

    kept = studio.ask(Request("Keep the voice in low.wav", (low, high)))
    compared = studio.ask(Request("Is it the same speaker in low.wav and high.wav?", session=kept.session))
    forgotten = studio.ask(Request("Forget voice-1", session=kept.session))

    assert kept.text.startswith("Kept the voice in low.wav as voice-1, sealed")
    assert compared.text.startswith("low.wav and high.wav: not the same speaker")
    assert forgotten.text == "Forgot voice-1: the voice is deleted."
