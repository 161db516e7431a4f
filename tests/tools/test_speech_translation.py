"""What is said in one language is spoken in another, with both texts kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins import forge, forge_seq2seq, forge_talks
from app.stand_ins.forge_audio import kept, said, silence
from runtime.errors import BadInput, CheckpointNotFound, NoResult, UnknownArtifact
from runtime.records import Request
from tools.speech_translation import TranslateSpeech

TONES = {"low high mid": "bas haut moyen", "mid low": "moyen bas", "low": "bas", "high high": "haut haut"}


def tones(folder: Path) -> Path:
    """Marian that says `TONES` in French."""
    return forge_seq2seq.marian(folder, {">>fra<<": TONES})


@pytest.fixture
def with_french(at_the_hub: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub, with a translator into French besides."""
    hub = tmp_path / "hub"
    hub.mkdir()
    for repository in at_the_hub.iterdir():
        (hub / repository.name).symlink_to(repository)
    forge.hub_install(kept(home, tones), "Helsinki-NLP/opus-mt-en-fr", hub)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub))
    return hub


def test_french_is_said_in_english(desk: Any, record: Any) -> None:
    name = record("french.wav", said(["haut", "bas"]))

    result = TranslateSpeech(desk)(sound=name, target="English")

    assert (result["text"], result["translation"]) == ("haut bas", "high low")
    assert (result["source"], result["target"]) == ("fr", "en")
    speech, transcript, translation = (desk.artifacts.get(made) for made in result["artifacts"])
    assert (speech.media_type, speech.sources) == ("audio/wav", (name,))
    assert (transcript.path.read_text(), translation.path.read_text()) == ("haut bas", "high low")
    assert "“haut bas”" in result["summary"]
    assert "“high low”" in result["summary"]


def test_english_is_said_in_french_by_way_of_a_translator(desk: Any, record: Any, with_french: Path) -> None:
    result = TranslateSpeech(desk)(sound=record("talk.wav", said(["low", "high", "mid"])), target="fr")

    assert (result["text"], result["translation"]) == ("low high mid", "bas haut moyen")
    used = [model["checkpoint"] for model in result["models"]]
    assert used == ["openai/whisper-tiny", "Helsinki-NLP/opus-mt-en-fr", "facebook/mms-tts-fra"]
    assert result["seconds"] > 0.1


def test_a_missing_translator_is_named_before_anything_is_heard(idle_studio: Service, tmp_path: Path) -> None:
    session, talk = idle_studio.take(forge_talks.wav(tmp_path / "talk.wav", said(["low"])))

    with pytest.raises(CheckpointNotFound, match="atelier pull Helsinki-NLP/opus-mt-en-fr"):
        idle_studio.run_tool("translate_speech", {"sound": talk.name, "target": "fr"}, session)
    assert idle_studio.pool.loaded() == ()


def test_a_missing_voice_is_named_before_the_run_begins(studio: Service, tmp_path: Path) -> None:
    talk = forge_talks.wav(tmp_path / "talk.wav", said(["low"]))

    with pytest.raises(CheckpointNotFound, match="atelier pull facebook/mms-tts-deu"):
        studio.ask(Request("Dub the recording in German", (talk,)))


def test_what_is_in_that_language_already_is_said_to_be(desk: Any, record: Any) -> None:
    with pytest.raises(NoResult, match="in that language already"):
        TranslateSpeech(desk)(sound=record("talk.wav", said(["low"])), target="English")


def test_silence_is_not_translated(desk: Any, record: Any) -> None:
    with pytest.raises(NoResult, match="Nobody is heard"):
        TranslateSpeech(desk)(sound=record("quiet.wav", silence(1.0)), target="English")


@pytest.mark.parametrize(
    ("given", "error", "fault"),
    [
        ({"sound": "talk-1"}, BadInput, "target is missing"),
        ({"sound": "talk-1", "target": "Klingon"}, BadInput, "no language that is known"),
        ({"sound": "talk-1", "target": ""}, BadInput, "no language that is known"),
        ({"sound": "talk-4", "target": "en"}, UnknownArtifact, "talk-1"),
        ({"sound": "talk-1", "target": "Icelandic"}, BadInput, "No voice here speaks Icelandic. Translate it"),
    ],
)
def test_what_cannot_be_translated_is_refused(
    given: dict[str, Any], error: type[Exception], fault: str, desk: Any, record: Any
) -> None:
    record("talk.wav", said(["low"]))

    with pytest.raises(error, match=fault):
        TranslateSpeech(desk)(**given)


def test_more_speech_than_is_said_at_once_is_refused(desk: Any, record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.speech_translation.LONGEST", 5)

    with pytest.raises(BadInput, match="Cut it into parts with edit_sound"):
        TranslateSpeech(desk)(sound=record("french.wav", said(["haut", "bas"])), target="English")


def test_it_is_planned_from_a_request(studio: Service, tmp_path: Path) -> None:
    talk = forge_talks.wav(tmp_path / "french.wav", said(["haut", "bas"]))

    answer = studio.ask(Request("Translate the recording into spoken English", (talk,)))

    assert answer.text.startswith("french.wav (fr): “haut bas”\nIn en: “high low”")
