"""Recordings are read as documents, by a tiny model that really listens."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.hearing import hearer
from app.indexing import Indexer
from app.service import Service
from app.stand_ins import forge_talks
from app.stand_ins.forge_audio import said
from rag.chunks import split
from rag.documents import read
from runtime.errors import CheckpointNotFound, NotThatKind
from runtime.settings import Settings


@pytest.fixture(scope="session")
def talks(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forge_talks.hub_of_talks(home, tmp_path_factory.mktemp("talks"), tmp_path_factory.mktemp("raw"))


@pytest.fixture
def listener(talks: Path, fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(talks))
    return Service(Settings(home=fresh_home, threads=1, device="cpu", dtype="fp32"))


def test_what_is_said_in_a_recording_is_a_document_with_times(listener: Service, tmp_path: Path) -> None:
    path = forge_talks.wav(tmp_path / "talk.wav", said(["low", "high", "mid"]), forge_talks.RATE)

    document = read(path, hear=hearer(listener.calls))

    assert (document.text, document.pages[0].seconds, document.media_type) == ("low high mid", (0.0,), "audio/wav")
    assert split(document, "talk-1")[0].place == "talk.wav, 00:00:00"


def test_a_file_that_is_no_recording_is_told_so(listener: Service, tmp_path: Path) -> None:
    (tmp_path / "talk.wav").write_bytes(b"not a sound")

    with pytest.raises(NotThatKind):
        read(tmp_path / "talk.wav", hear=hearer(listener.calls))


def test_without_a_model_the_command_that_fetches_one_is_named(fresh_home: Path, hub: Path, tmp_path: Path) -> None:
    path = forge_talks.wav(tmp_path / "talk.wav", said(["low"]), forge_talks.RATE)
    service = Service(Settings(home=fresh_home, threads=1))

    with pytest.raises(CheckpointNotFound, match="atelier pull"):
        read(path, hear=hearer(service.calls))


def test_a_recording_is_taken_into_a_collection_and_found_by_what_is_said(listener: Service, tmp_path: Path) -> None:
    for name, words in (("one", ["low", "high", "mid"]), ("other", ["mid", "mid"])):
        forge_talks.wav(tmp_path / f"{name}.wav", said(words), forge_talks.RATE)
    indexer = Indexer(listener, "main", lambda event: None)

    outcome = indexer.add([str(tmp_path / "*.wav")])

    assert (len(outcome.failures), len(indexer.collection.documents())) == (0, 2)
    assert indexer.search("low high", 1)[0].place == "one.wav, 00:00:00"


def test_recordings_are_not_taken_in_with_everything_in_a_folder(listener: Service, tmp_path: Path) -> None:
    forge_talks.wav(tmp_path / "talk.wav", said(["low"]), forge_talks.RATE)
    (tmp_path / "notes.txt").write_text("The boat leaves at nine.")
    indexer = Indexer(listener, "main", lambda event: None)

    indexer.add([str(tmp_path)])

    assert [held.title for held in indexer.collection.documents()] == ["notes.txt"]
