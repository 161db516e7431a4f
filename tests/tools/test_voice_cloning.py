"""Nothing is said in a person's voice without their consent; whatever is, is written down."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.scripted import ScriptedBrain
from app import run
from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import silence, voice
from memory.voices import Asked, Consents, voices_folder
from memory.voices.consents import this_day
from memory.voices.statements import Statement, signed
from runtime.errors import BadInput, LogChanged, NoConsent, UnknownArtifact
from runtime.pool import Pool
from runtime.records import Request
from tools.read_aloud import ReadAloud
from tools.voice_cloning import CloneVoice
from tools.voices import DescribeVoice

SAID = "Good evening, everybody."
MODELS = f"speaker-embedding={forge_talks.WIDE}"


class Studio:
    """A service whose voices fit SpeechT5, a bench in it, and a recording of Ada."""

    def __init__(self, service: Service, pool: Pool, tmp_path: Path, heard: list[Any], ask: Any = None) -> None:
        settings = replace(service.settings, models=MODELS)
        asking = {} if ask is None else {"consent": ask}
        self.service = Service(settings, pool, **asking)
        self.session = self.service.sessions.open()
        given = () if ask is None else (ask,)
        self.desk = run.bench(settings, self.service.calls, self.session, heard.append, *given)
        self.talk = forge_talks.wav(tmp_path / "talk.wav", voice(0, random.Random(3)))
        self.name = self.desk.artifacts.import_file(self.talk).name
        self.consents = Consents(voices_folder(settings.home, settings.tenant))
        self.key = Ed25519PrivateKey.generate()
        pem = self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        (tmp_path / "ada.pub").write_bytes(pem)
        self.consents.add_key("ada", tmp_path / "ada.pub")

    def statement(self, by: Any = None, **given: Any) -> bytes:
        digest = hashlib.sha256(self.talk.read_bytes()).hexdigest()
        usual: dict[str, Any] = {"speaker": "Ada", "purpose": "evening news", "recording": digest, "key": "ada"}
        dates = {"begins": this_day(), "until": date(2999, 1, 1)}
        return signed(Statement(**usual | dates | given), by or self.key).text.encode()

    def events(self) -> list[str]:
        return [entry.event for entry in self.consents.log.entries()]


@pytest.fixture
def ada(studio: Service, audio_pool: Any, tmp_path: Path, heard: list[Any]) -> Studio:
    return Studio(studio, audio_pool(MODELS), tmp_path, heard)


def test_with_a_signed_statement_it_speaks_and_writes_it_down(ada: Studio) -> None:
    grant = ada.consents.grant(ada.statement())

    result = CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)

    made = ada.desk.artifacts.get(result["artifacts"][0])
    assert (result["cloned"], result["voice"], result["speaker"]) == (True, "given", "Ada")
    assert made.sources == (ada.name,)
    assert made.provenance.parameters == {"consent": grant.id}
    used = ada.consents.log.entries()[-1]
    assert (used.event, used.facts["grant"], used.facts["made_sha256"]) == ("used", grant.id, made.sha256)
    assert "Consent: Ada" in result["summary"]
    assert "evening news" in result["summary"]


def test_without_a_consent_nothing_is_made_or_even_heard(
    idle_studio: Service, tmp_path: Path, heard: list[Any]
) -> None:
    ada = Studio(idle_studio, idle_studio.pool, tmp_path, heard)

    with pytest.raises(NoConsent, match="atelier consent sign"):
        CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)

    assert ada.desk.artifacts.names() == (ada.name,)
    assert ada.events() == ["key-added", "refused"]
    assert "speaker-embedding" not in {loaded.checkpoint.task for loaded in ada.service.pool.loaded()}


def test_a_statement_for_another_recording_does_not_do(ada: Studio) -> None:
    ada.consents.grant(ada.statement(recording="0" * 64))

    with pytest.raises(NoConsent):
        CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)


def test_a_forged_statement_in_the_log_does_not_do(ada: Studio) -> None:
    forged = ada.statement(by=Ed25519PrivateKey.generate())
    ada.consents.log.add("granted", statement=forged.decode())

    with pytest.raises(NoConsent, match="signature is not that of the key"):
        CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)


def test_an_expired_statement_does_not_do(ada: Studio) -> None:
    ada.consents.log.add("granted", statement=ada.statement(begins=date(2020, 1, 1), until=date(2020, 2, 1)).decode())

    with pytest.raises(NoConsent, match="it held until 2020-02-01"):
        CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)


def test_a_withdrawn_consent_does_not_do(ada: Studio) -> None:
    ada.consents.withdraw(ada.consents.grant(ada.statement()).id)

    with pytest.raises(NoConsent, match="withdrawn"):
        CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)


def test_a_changed_log_stops_everything(ada: Studio) -> None:
    ada.consents.grant(ada.statement())
    log = voices_folder(ada.service.settings.home, "local") / "consents.jsonl"
    log.write_text(log.read_text().replace("evening", "morning"))

    with pytest.raises(LogChanged):
        CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)


def test_a_recording_that_was_exchanged_is_noticed(ada: Studio, tmp_path: Path) -> None:
    ada.consents.grant(ada.statement())
    other = forge_talks.wav(tmp_path / "other.wav", voice(1, random.Random(3)))
    ada.desk.artifacts.get(ada.name).path.write_bytes(other.read_bytes())

    with pytest.raises(BadInput, match="was changed since it was given"):
        CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)


def test_a_kept_voice_takes_the_same_consent(ada: Studio) -> None:
    kept = DescribeVoice(ada.desk)(sound=ada.name)["artifacts"][0]
    for tool, given in ((CloneVoice, {"voice_from": kept}), (ReadAloud, {"voice": kept})):
        with pytest.raises(NoConsent):
            tool(ada.desk)(text=SAID, **given)
    ada.consents.grant(ada.statement())

    results = [
        CloneVoice(ada.desk)(text=SAID, voice_from=kept),
        ReadAloud(ada.desk)(text=SAID, voice=kept),
    ]

    assert [result["voice"] for result in results] == ["given", "given"]
    assert ada.events().count("used") == 2


def test_a_person_at_the_terminal_may_consent_for_once(
    studio: Service, audio_pool: Any, tmp_path: Path, heard: list[Any]
) -> None:
    asked: list[Asked] = []

    def ask(about: Asked) -> str:
        asked.append(about)
        return "Ada Lovelace"

    ada = Studio(studio, audio_pool(MODELS), tmp_path, heard, ask)
    result = CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)

    assert result["speaker"] == "Ada Lovelace"
    assert (asked[0].title, asked[0].says) == ("talk.wav", SAID)
    assert ada.events() == ["key-added", "granted", "used"]
    kinds = [event.kind for event in heard]
    assert kinds.index("question") < kinds.index("answered") < kinds.index("tool-end")


def test_an_agent_cannot_consent(ada: Studio) -> None:
    code = (
        "try:\n    final_answer(clone_voice(text='Hello', voice_from='talk-1', consent=True))\n"
        "except Exception as error:\n    final_answer(str(error))"
    )
    brain = ScriptedBrain(
        "final_answer(audio(task='speak as them').summary)",
        code,
    )
    service = Service(ada.service.settings, ada.service.pool, brain)

    answer = service.ask(Request("Say hello in the voice of talk.wav", (ada.talk,)))

    assert "'consent' is not an argument" in answer.text
    assert answer.artifacts == ()


def test_nothing_of_it_is_remembered_and_no_number_is_told(ada: Studio, heard: list[Any]) -> None:
    ada.consents.grant(ada.statement())

    result = CloneVoice(ada.desk)(text=SAID, voice_from=ada.name)

    assert ada.service.calls.cache is not None
    assert ada.service.calls.cache.stats().entries == 1  # the text's language
    assert "speaker_embedding" not in json.dumps(result) + repr(heard)


def test_a_voice_that_does_not_fit_is_not_called_a_clone(
    studio: Service, audio_pool: Any, tmp_path: Path, heard: list[Any]
) -> None:
    ada = Studio(studio, audio_pool(""), tmp_path, heard)
    desk = ada.desk
    ada.consents.grant(ada.statement())

    result = CloneVoice(desk)(text=SAID, voice_from=ada.name)

    assert (result["cloned"], result["voice"]) == (False, "default")
    assert "in a synthetic voice" in result["summary"]


@pytest.mark.parametrize(
    ("given", "error", "fault"),
    [
        ({"text": " ", "voice_from": "talk-1"}, BadInput, "empty text"),
        ({"text": SAID}, BadInput, "voice_from is missing"),
        ({"text": SAID, "voice_from": "talk-7"}, UnknownArtifact, "talk-1"),
        ({"text": "x" * 20_001, "voice_from": "talk-1"}, BadInput, "20000 are spoken at once"),
        ({"text": "Guten Abend, meine Damen und Herren, ich freue mich sehr.", "voice_from": "talk-1"}, BadInput,
         "No voice here speaks German"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(given: dict[str, Any], error: type[Exception], fault: str, ada: Studio) -> None:
    with pytest.raises(error, match=fault):
        CloneVoice(ada.desk)(**given)


def test_a_document_is_no_voice(ada: Studio, handbook: Path) -> None:
    name = ada.desk.artifacts.import_file(handbook).name

    with pytest.raises(BadInput, match="not a recording"):
        CloneVoice(ada.desk)(text=SAID, voice_from=name)


def test_a_request_is_refused_with_how_to_consent_and_done_where_it_is_given(ada: Studio) -> None:
    request = Request(f'Say "{SAID}" in the voice of talk.wav', (ada.talk,))

    refused = ada.service.ask(request)
    ada.consents.grant(ada.statement())
    done = ada.service.ask(request)

    assert refused.text.startswith("Nobody has consented that the voice in talk.wav says this.")
    assert done.text.startswith("Said it in the voice of Ada: speech-1")


def test_silence_is_not_asked_about_in_vain(ada: Studio, tmp_path: Path) -> None:
    quiet = forge_talks.wav(tmp_path / "quiet.wav", silence(1.0))
    name = ada.desk.artifacts.import_file(quiet).name

    with pytest.raises(NoConsent, match="the voice in quiet"):
        CloneVoice(ada.desk)(text=SAID, voice_from=name)
