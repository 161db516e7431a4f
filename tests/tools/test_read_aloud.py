"""A text is spoken by a voice that knows its language, evenly loud, and saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins import forge, forge_voices
from app.stand_ins.forge_audio import silence
from runtime import sound
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Provenance, Request
from tools.read_aloud import ReadAloud
from tools.speaking import LONGEST

FRENCH = "Bonjour à tous, je suis très content de vous voir ici ce soir avec nous."
GERMAN = "Guten Abend, meine Damen und Herren, ich freue mich sehr über Ihren Besuch."


def test_a_text_is_spoken_and_saved_as_a_wav(desk: Any) -> None:
    result = ReadAloud(desk)(text="Good evening. How are you?")

    made = desk.artifacts.get(result["artifacts"][0])
    facts = sound.probe(made.path)
    assert (made.media_type, made.made_by, made.sources) == ("audio/wav", "read_aloud", ())
    assert (result["voice"], result["sample_rate_hz"]) == ("default", 16_000)
    assert facts.seconds == pytest.approx(result["seconds"], abs=0.001)
    assert (made.provenance.checkpoint, made.provenance.seed) == ("microsoft/speecht5_tts", 0)
    assert result["summary"] == f"Read the text aloud: speech-1, {result['seconds']:.1f} s."


def test_a_document_is_read_whole_and_is_the_source(desk: Any, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The ferry leaves at noon. It returns at six.")
    name = desk.artifacts.import_file(tmp_path / "note.txt").name

    result = ReadAloud(desk)(text=name)

    assert desk.artifacts.get(result["artifacts"][0]).sources == (name,)
    assert result["summary"].startswith("Read note.txt aloud")


def test_the_same_seed_says_the_same(desk: Any) -> None:
    said = [ReadAloud(desk)(text=FRENCH, seed=seed)["artifacts"][0] for seed in (7, 7, 8)]

    one, two, other = (desk.artifacts.get(name).sha256 for name in said)
    assert one == two != other


def test_a_text_in_another_language_gets_a_voice_that_is_here(desk: Any) -> None:
    result = ReadAloud(desk)(text=FRENCH)

    assert result["models"][-1]["checkpoint"] == "facebook/mms-tts-fra"
    assert result["loudness_lufs"] == pytest.approx(-16, abs=0.3)


def test_without_one_it_says_which_to_fetch(desk: Any) -> None:
    with pytest.raises(BadInput, match=r"No voice here speaks German\..*atelier pull facebook/mms-tts-deu"):
        ReadAloud(desk)(text=GERMAN)


def test_whoever_says_which_language_it_is_is_believed(desk: Any) -> None:
    result = ReadAloud(desk)(text=GERMAN, language="English")

    assert result["models"][-1]["checkpoint"] == "microsoft/speecht5_tts"


def test_a_named_voice_is_not_replaced_by_another(desk: Any) -> None:
    with pytest.raises(BadInput, match="microsoft/speecht5_tts does not speak French"):
        ReadAloud(desk)(text=FRENCH, model="microsoft/speecht5_tts")


def test_the_pace_is_changed_where_the_voice_can(desk: Any) -> None:
    slow, fast = (ReadAloud(desk)(text=FRENCH, speed=speed)["seconds"] for speed in (0.5, 2.0))

    assert slow > 2 * fast
    with pytest.raises(BadInput, match="one pace"):
        ReadAloud(desk)(text="Hello", speed=2.0)


def test_a_checkpoint_with_voices_of_its_own_takes_one(
    desk: Any, audio_hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = tmp_path / "hub"
    forge.hub_install(forge_voices.vits(tmp_path / "several", voices=3), "facebook/mms-tts-eng", hub)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub))

    result = ReadAloud(desk)(text="hello", voice="2", model="facebook/mms-tts-eng")

    assert result["voice"] == "2"
    with pytest.raises(BadInput, match="from 0 to 2"):
        ReadAloud(desk)(text="hello", voice="9", model="facebook/mms-tts-eng")


@pytest.mark.parametrize(
    ("given", "error", "fault"),
    [
        ({"text": " "}, BadInput, "empty text"),
        ({"text": 5}, BadInput, "must be of type string"),
        ({"text": "page-3"}, UnknownArtifact, "page-3"),
        ({"text": "x" * (LONGEST + 1)}, BadInput, "20000 are spoken at once"),
        ({"text": "東京に行きました"}, BadInput, "nothing in .* that this voice can say"),
        ({"text": "!!! ..."}, BadInput, "nothing in .* that this voice can say"),
        ({"text": "Hello", "speed": 9.0}, BadInput, "not between 0.25 and 4.0"),
        ({"text": "Hello", "seed": -1}, BadInput, "whole number, 0 or more"),
        ({"text": "Hello", "language": "Klingon"}, BadInput, "no language that is known"),
        ({"text": "Hello", "voice": "voice-7"}, UnknownArtifact, "voice-7"),
        ({"text": "Hello", "voice": "v2/en_speaker_6"}, BadInput, "not by a name"),
    ],
)
def test_what_cannot_be_said_is_refused(given: dict[str, Any], error: type[Exception], fault: str, desk: Any) -> None:
    with pytest.raises(error, match=fault):
        ReadAloud(desk)(**given)


def test_a_recording_is_not_read_and_a_text_is_no_voice(desk: Any, record: Any) -> None:
    name = record("talk.wav", silence(1.0))
    note = desk.artifacts.save_text("hello", "note", Provenance("user")).name

    with pytest.raises(BadInput, match="not a document"):
        ReadAloud(desk)(text=name)
    with pytest.raises(BadInput, match="not a voice"):
        ReadAloud(desk)(text="Hello", voice=note)


def test_it_is_planned_from_a_request(studio: Service) -> None:
    answer = studio.ask(Request('Read "The ferry leaves at noon" aloud'))

    assert answer.text.startswith("Read the text aloud: speech-1")
    assert answer.artifacts[0].media_type == "audio/wav"


def test_a_summary_is_read_aloud_in_its_turn(studio: Service, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The harbour froze last night. Ships waited outside for three days. Nobody minded that very much.")

    answer = studio.ask(Request("Summarise note.txt in one sentence and read the summary aloud", (note,)))

    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["summarize", "read_aloud"]
    assert answer.artifacts[-1].sources == ("summary-1",)


def test_without_the_second_half_of_the_voice_it_says_what_to_fetch(
    idle_studio: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge.hub_install(forge_voices.speecht5(tmp_path / "half"), "microsoft/speecht5_tts", tmp_path / "hub")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))

    with pytest.raises(CheckpointNotFound, match="atelier pull microsoft/speecht5_hifigan"):
        idle_studio.run_tool("read_aloud", {"text": "Hello"})
