"""What is said in a recording is written down, with its times, and kept as artifacts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import WORDS, encode, noise, said, silence
from runtime.errors import BadInput, CheckpointNotFound, FileMissing, NoResult, OutsideWorkspace, UnknownArtifact
from runtime.records import Request
from runtime.settings import Settings
from tools.recordings import clock
from tools.transcripts import Transcribe


def test_a_recording_is_written_down_and_kept_with_its_segments(desk: Any, record: Any) -> None:
    name = record("talk.wav", said(["low", "high", "mid"]))

    result = Transcribe(desk)(sound=name)

    assert (result["text"], result["language"], result["seconds"]) == ("low high mid", "en", 1.8)
    assert result["summary"] == "talk.wav, 1.8 s:\nlow high mid"
    assert result["segments"] == [{"start_s": 0.0, "end_s": 1.8, "text": "low high mid"}]
    transcript, segments = (desk.artifacts.get(made) for made in result["artifacts"])
    assert transcript.path.read_text() == "low high mid"
    assert json.loads(segments.path.read_text())["segments"] == result["segments"]
    assert (transcript.sources, transcript.made_by) == ((name,), "transcribe")
    assert transcript.provenance.checkpoint == "openai/whisper-tiny"
    assert transcript.provenance.revision


def test_french_is_written_in_french_or_in_english(desk: Any, record: Any) -> None:
    name = record("french.wav", said(["haut", "bas"]))

    french, english = Transcribe(desk)(sound=name), Transcribe(desk)(sound=name, translate=True)

    assert (french["text"], french["language"]) == ("haut bas", "fr")
    assert english["text"] == "high low"
    assert english["models"][0]["parameters"]["task"] == "translate"


def test_words_have_times_where_they_are_asked_for(desk: Any, record: Any) -> None:
    result = Transcribe(desk)(sound=record("talk.wav", said(["low", "mid"])), timestamps="word")

    words = json.loads(desk.artifacts.text(result["artifacts"][1]))["words"]
    assert [word["text"] for word in words] == ["low", "mid"]


def test_without_times_there_is_a_text_alone(desk: Any, record: Any) -> None:
    result = Transcribe(desk)(sound=record("talk.wav", said(["low"])), timestamps="none")

    assert (result["segments"], result["artifacts"]) == ([], ["transcript-1"])


def test_of_many_segments_the_first_are_in_the_result_and_all_in_the_artifact(
    desk: Any, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.transcripts.MOST", 3)
    parts = [part for n in range(8) for part in (said([WORDS["en"][n % 3]]), silence(2.0))]

    result = Transcribe(desk)(sound=record("long.wav", np.concatenate(parts)))

    kept = json.loads(desk.artifacts.text(result["artifacts"][1]))["segments"]
    assert len(result["segments"]) == 3 < result["segments_count"] == len(kept)


def test_the_sound_track_of_a_video_is_heard(desk: Any, tmp_path: Path) -> None:
    video = encode(tmp_path / "clip.mp4", said(["low", "high"]), 16_000, pictures=12)
    name = desk.artifacts.import_file(video).name

    assert Transcribe(desk)(sound=name)["text"] == "low high"


@pytest.mark.parametrize("sound", [silence(2.0), noise(2.0) * np.float32(1e-4)])
def test_of_silence_no_word_is_invented(sound: Any, desk: Any, record: Any) -> None:
    with pytest.raises(NoResult, match="Nobody is heard"):
        Transcribe(desk)(sound=record("quiet.wav", sound))


def test_the_same_recording_a_second_time_calls_no_model(desk: Any, record: Any, studio: Service) -> None:
    name = record("talk.wav", said(["low"]))
    Transcribe(desk)(sound=name)

    assert studio.calls.run(
        "automatic-speech-recognition", [desk.artifacts.get(name).path], {"timestamps": "segment"}
    ).cached


@pytest.mark.parametrize(
    ("given", "error", "fault"),
    [
        ({}, BadInput, "sound is missing"),
        ({"sound": 3}, BadInput, "sound must be of type string"),
        ({"sound": "talk-9"}, UnknownArtifact, "No artifact 'talk-9'"),
        ({"sound": "録音.wav"}, OutsideWorkspace, "not an artifact's name"),
        ({"sound": "/etc/passwd"}, OutsideWorkspace, "not an artifact's name"),
        ({"sound": "talk-1", "timestamps": "letter"}, BadInput, "none of: none, segment, word"),
        ({"sound": "talk-1", "language": "klingon"}, BadInput, "not known to this checkpoint"),
        ({"sound": "talk-1", "translate": "yes"}, BadInput, "translate must be of type boolean"),
        ({"sound": "talk-1", "model": "nobody/nothing"}, CheckpointNotFound, "atelier pull nobody/nothing"),
    ],
)
def test_what_cannot_be_heard_is_refused(
    given: dict[str, Any], error: type[Exception], fault: str, desk: Any, record: Any
) -> None:
    record("talk.wav", said(["low"]))

    with pytest.raises(error, match=fault):
        Transcribe(desk)(**given)


def test_a_document_is_no_recording_and_those_that_are_here_are_named(desk: Any, record: Any, handbook: Path) -> None:
    record("talk.wav", said(["low"]))
    name = desk.artifacts.import_file(handbook).name

    with pytest.raises(BadInput, match="handbook-1 is application/pdf, not a recording"):
        Transcribe(desk)(sound=name)


def test_it_is_planned_from_a_request(studio: Service, tmp_path: Path) -> None:
    talk = forge_talks.wav(tmp_path / "talk.wav", said(["low", "high"]))

    answer = studio.ask(Request("Transcribe the recording", (talk,)))

    assert answer.text == "talk.wav, 1.2 s:\nlow high"
    assert [artifact.name for artifact in answer.artifacts] == ["transcript-1", "segments-1"]


def test_what_works_on_texts_works_on_recordings_by_way_of_it(studio: Service, tmp_path: Path) -> None:
    talk = forge_talks.wav(tmp_path / "talk.wav", said(["low", "high"]))

    answer = studio.ask(Request("Summarise the recording", (talk,)))

    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["transcribe", "summarize"]
    assert "low high" in answer.text


def test_without_a_model_it_says_what_to_fetch_before_the_run_begins(
    fresh_home: Path, hub: Path, tmp_path: Path
) -> None:
    service = Service(Settings(home=fresh_home, threads=1))
    talk = forge_talks.wav(tmp_path / "talk.wav", said(["low"]))

    with pytest.raises(CheckpointNotFound, match="atelier pull openai/whisper-tiny"):
        service.ask(Request("Transcribe the recording", (talk,)))
    assert service.sessions.known() == ()


def test_the_command_takes_the_path_of_a_file(studio: Service, tmp_path: Path) -> None:
    from app.direct import run_directly

    talk = forge_talks.wav(tmp_path / "talk.wav", said(["low", "mid"]))

    assert run_directly(studio, "transcribe", [f"sound={talk}"], "")["text"] == "low mid"
    with pytest.raises(FileMissing, match="No file at none"):
        run_directly(studio, "transcribe", ["sound=none.wav"], "")


def test_a_length_is_told_as_people_say_it() -> None:
    assert [clock(s) for s in (0.04, 59.94, 59.96, 3600)] == ["0.0 s", "59.9 s", "1:00 min", "1:00:00 h"]
