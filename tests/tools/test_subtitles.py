"""Subtitles are made of a recording, or of what was written down of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import encode, said, silence
from runtime.errors import BadInput, NoResult, UnknownArtifact
from runtime.records import Provenance, Request
from tools.subtitles import MakeSubtitles
from tools.transcripts import Transcribe


@pytest.fixture
def talk(record: Any) -> str:
    words = [said(["low", "high", "mid"]), silence(2.0), said(["mid", "low"])]
    return str(record("talk.wav", np.concatenate(words)))


def test_each_thing_said_is_shown_when_it_is_said(desk: Any, talk: str) -> None:
    result = MakeSubtitles(desk)(sound=talk)

    made = desk.artifacts.get(result["artifacts"][0])
    assert (made.path.suffix, made.media_type, made.sources) == (".srt", "application/x-subrip", (talk,))
    assert [row["text"] for row in result["subtitles"]] == ["low high mid", "mid low"]
    assert result["subtitles"][1]["start_s"] == pytest.approx(3.8, abs=0.15)
    assert made.path.read_bytes().decode("utf-8").startswith("1\n00:00:00,")
    assert result["summary"].startswith("Made subtitles-1: 2 subtitles (SRT) for talk.wav")


def test_webvtt_and_english_are_made_on_request(desk: Any, record: Any) -> None:
    result = MakeSubtitles(desk)(sound=record("french.wav", said(["haut", "bas"])), format=".VTT", translate=True)

    made = desk.artifacts.get(result["artifacts"][0])
    assert (result["format"], made.path.suffix) == ("vtt", ".vtt")
    assert made.path.read_text().startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert result["subtitles"][0]["text"] == "high low"


def test_what_was_written_down_before_needs_no_model(desk: Any, talk: str) -> None:
    segments = Transcribe(desk)(sound=talk)["artifacts"][1]

    result = MakeSubtitles(desk)(sound=segments)

    assert (result["models"], result["count"]) == ([], 2)
    assert desk.artifacts.get(result["artifacts"][0]).sources == (segments,)


def test_a_model_that_does_not_time_words_gives_those_of_segments(desk: Any, talk: str, studio: Service) -> None:
    with studio.pool.acquire("automatic-speech-recognition") as held:
        config = held.runner._ear.model.generation_config
        heads, config.alignment_heads = config.alignment_heads, None
        try:
            result = MakeSubtitles(desk)(sound=talk)
        finally:
            config.alignment_heads = heads

    assert result["models"][-1]["parameters"]["timestamps"] == "segment"
    assert result["count"] >= 2


def test_silence_has_no_subtitles(desk: Any, record: Any) -> None:
    with pytest.raises(NoResult, match="Nobody is heard"):
        MakeSubtitles(desk)(sound=record("quiet.wav", silence(1.0)))


@pytest.mark.parametrize(
    "text", ["{}", "[]", "3", '{"segments": [{"start_s": 2, "end_s": 1, "text": "x"}], "words": []}']
)
def test_other_json_is_refused(text: str, desk: Any) -> None:
    name = desk.artifacts.save_bytes(text.encode(), "data", "application/json", Provenance("user")).name

    with pytest.raises(BadInput, match="does not hold segments"):
        MakeSubtitles(desk)(sound=name)


@pytest.mark.parametrize(
    ("given", "error", "fault"),
    [
        ({"sound": "talk-1", "format": "ass"}, BadInput, "none of: srt, vtt"),
        ({"sound": "clip-3"}, UnknownArtifact, "talk-1"),
        ({"sound": ""}, Exception, "not an artifact"),
    ],
)
def test_what_cannot_be_subtitled_is_refused(
    given: dict[str, Any], error: type[Exception], fault: str, desk: Any, talk: str
) -> None:
    with pytest.raises(error, match=fault):
        MakeSubtitles(desk)(**given)


def test_it_is_planned_from_a_request(studio: Service, tmp_path: Path) -> None:
    clip = encode(tmp_path / "clip.mp4", said(["low", "high"]), 16_000, pictures=12)

    answer = studio.ask(Request("Make VTT subtitles for clip.mp4", (clip,)))

    assert answer.artifacts[0].path.suffix == ".vtt"
    assert answer.text.startswith("Made subtitles-1: 1 subtitle (VTT) for clip.mp4")


def test_a_text_without_times_is_refused(desk: Any) -> None:
    name = desk.artifacts.save_text("low high", "transcript", Provenance("user")).name

    with pytest.raises(BadInput, match="not a recording"):
        MakeSubtitles(desk)(sound=name)


def test_recordings_of_people_are_given_as_files(studio: Service, tmp_path: Path) -> None:
    talk = forge_talks.wav(tmp_path / "talk.flac", said(["low"]))

    assert studio.ask(Request("Subtitle the recording", (talk,))).artifacts[0].name == "subtitles-1"
