"""What a recording is, is measured; what a model's processor makes of it, is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import said, silence, tone
from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Request
from tools.sound_facts import DescribeSound


def test_the_facts_of_a_recording_are_told(desk: Any, record: Any) -> None:
    full = np.stack([np.sin(2 * np.pi * 997 * np.arange(144_000) / 48_000)] * 2).astype(np.float32)

    result = DescribeSound(desk)(sound=record("sine.wav", full, 48_000))

    assert (result["seconds"], result["sample_rate_hz"], result["channels"], result["format"]) == (
        3.0,
        48_000,
        2,
        "wav",
    )
    assert result["loudness_lufs"] == pytest.approx(
        0.0, abs=0.1
    )  # BS.1770: -3.01 for one channel, twice that power here
    assert result["true_peak_dbtp"] == pytest.approx(0.0, abs=0.1)
    assert result["processor"] is None
    assert result["summary"].startswith("sine.wav: 3.0 s, 48000 Hz, 2 channels, wav; ")


def test_silence_has_no_level(desk: Any, record: Any) -> None:
    result = DescribeSound(desk)(sound=record("quiet.wav", silence(1.0)))

    assert (result["loudness_lufs"], result["true_peak_dbtp"]) == (None, None)
    assert "silent" in result["summary"]


@pytest.mark.parametrize(
    ("processor", "kind", "shape"),
    [
        ("usual", "a log-mel spectrogram", [80, 200]),
        ("openai/whisper-tiny", "a log-mel spectrogram", [80, 200]),
        ("MIT/ast-finetuned-audioset-10-10-0.4593", "a log-mel spectrogram", [100, 128]),
        ("microsoft/wavlm-base-plus-sv", "samples", [28_800]),
    ],
)
def test_what_a_processor_makes_of_it_is_shown(
    processor: str, kind: str, shape: list[int], desk: Any, record: Any
) -> None:
    view = DescribeSound(desk)(sound=record("talk.wav", said(["low", "high", "mid"])), processor=processor)["processor"]

    assert (view["kind"], view["shape"], view["sample_rate_hz"]) == (kind, shape, 16_000)


def test_of_a_very_long_recording_the_beginning_is_measured(
    desk: Any, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.sound_facts.MOST_SAMPLES", 32_000)

    result = DescribeSound(desk)(sound=record("long.wav", tone(440, 10.0)))

    assert (result["seconds"], result["measured_s"]) == (10.0, 2.0)
    assert "(of the first 2.0 s)" in result["summary"]


@pytest.mark.parametrize(
    ("given", "error", "fault"),
    [
        ({"sound": "talk-5"}, UnknownArtifact, "talk-1"),
        ({"sound": "talk-1", "processor": "nobody/nothing"}, BadInput, "atelier pull nobody/nothing"),
        ({"sound": "talk-1", "processor": "facebook/mms-tts-fra"}, BadInput, "no processor that hears"),
        ({"sound": 7}, BadInput, "must be of type string"),
    ],
)
def test_what_cannot_be_told_is_refused(
    given: dict[str, Any], error: type[Exception], fault: str, desk: Any, record: Any
) -> None:
    record("talk.wav", said(["low"]))

    with pytest.raises(error, match=fault):
        DescribeSound(desk)(**given)


def test_without_any_checkpoint_that_hears_it_says_which_to_fetch(desk: Any, record: Any, hub: Path) -> None:
    with pytest.raises(BadInput, match="atelier pull openai/whisper-tiny"):
        DescribeSound(desk)(sound=record("talk.wav", said(["low"])), processor="usual")


def test_it_is_planned_from_a_request(studio: Service, tmp_path: Path) -> None:
    talk = forge_talks.wav(tmp_path / "talk.wav", said(["low", "high"]))

    assert studio.ask(Request("How long is the recording?", (talk,))).text.startswith("talk.wav: 1.2 s, 16000 Hz")
