"""What a request would take is known before anything runs; a model that is missing ends it before the first step."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

from agents.scripted import ScriptedBrain
from agents.specialists import SPECIALISTS, Remit
from app.output_foresight import foresight_fields, foresight_text
from app.service import Service
from app.stand_ins import forge
from runtime.errors import CheckpointNotFound, FileMissing
from runtime.records import Request
from runtime.settings import Settings
from tools.base import Tool

SENTIMENT = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
ASKED = "What is the mood of “a superb film”?"


class Mood(Tool):
    name = "mood"
    description = "Says whether a text is glad or sad."
    inputs: ClassVar = {"text": {"type": "string", "role": "text", "description": "The text."}}
    task = "text-classification"
    cues: ClassVar = (r"\bmood\b",)
    asks: ClassVar = ("what is the mood of this text?",)

    def forward(self, text: str) -> dict[str, Any]:
        return {"summary": self.run([text]).items[0][0]["label"]}


TEAM = (*SPECIALISTS, Remit("moods", "Feels.", (Mood,)))


@pytest.fixture(scope="module")
def sentiment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forge.sentiment(tmp_path_factory.mktemp("forged") / "sentiment")


@pytest.fixture
def moody(fresh_home: Path, hub: Path) -> Service:
    """A service whose team needs a model that this machine does not have yet."""
    return Service(Settings(home=fresh_home, threads=1, models=f"text-classification={SENTIMENT}"), team=TEAM)


def test_what_is_missing_is_foreseen_with_its_size_and_the_command(moody: Service) -> None:
    foreseen = moody.foresee(Request(ASKED))

    part = foreseen.parts[0]
    assert (part.tool, part.seconds) == ("mood", None)
    assert not part.models[0].ok
    assert part.models[0].says.endswith(f"Fetch it with: atelier pull {SENTIMENT}")
    assert foreseen.download_gb == part.models[0].download_gb > 0.2
    assert foreseen.seconds is None


def test_foreseeing_writes_nothing_and_loads_none_of_the_tools_models(moody: Service, fresh_home: Path) -> None:
    moody.foresee(Request(ASKED))

    assert not (fresh_home / "sessions").exists()
    assert all(loaded.checkpoint.task == "sentence-similarity" for loaded in moody.pool.loaded())


def test_a_missing_model_ends_a_request_before_its_first_step(moody: Service, heard: list[Any]) -> None:
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {SENTIMENT}"):
        moody.ask(Request(f"Which language is “guten Tag, meine Damen und Herren” in? {ASKED}"), heard.append)

    assert [event for event in heard if event.kind != "progress"] == []
    assert moody.sessions.known() == ()


def test_what_is_here_is_foreseen_with_its_memory_and_later_with_its_seconds(
    moody: Service, hub: Path, sentiment: Path
) -> None:
    forge.hub_install(sentiment, SENTIMENT, hub)
    before = moody.foresee(Request(ASKED))
    assert before.parts[0].models[0].ok
    assert before.peak_gb > 0

    assert moody.ask(Request(ASKED)).text == "POSITIVE"
    after = moody.foresee(Request(ASKED))

    assert after.seconds is not None
    assert after.seconds > 0
    assert 0 < after.peak_gb < 0.001 < before.peak_gb


def test_what_cannot_be_done_is_foreseen_too(moody: Service) -> None:
    foreseen = moody.foresee(Request("Order a paper boat for the meeting"))

    assert foreseen.parts == ()
    assert foreseen.refusals


def test_a_bad_file_is_refused(moody: Service, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        moody.foresee(Request("Summarise it", (tmp_path / "none.pdf",)))


def test_a_language_model_gets_only_the_tools_whose_models_are_here(fresh_home: Path, hub: Path) -> None:
    brain = ScriptedBrain("final_answer('done')")
    service = Service(
        Settings(home=fresh_home, threads=1, models=f"text-classification={SENTIMENT}"), brain=brain, team=TEAM
    )

    service.ask(Request("anything"))

    told = str(brain.model.heard[0])
    assert "Cannot do now, because a model is not here: mood: No checkpoint" in told
    assert service.foresee(Request("anything")).decides_later


def test_it_is_told_in_words_and_in_json(moody: Service, handbook: Path) -> None:
    foreseen = moody.foresee(Request("Which language is it in?", (handbook,)))

    text, fields = foresight_text(foreseen), foresight_fields(foreseen)

    assert text.startswith("1. language: detect_language(text='handbook-1')")
    assert text.endswith("In all: nothing to download, at most 0.05 GB of memory for models, unknown time.")
    assert json.loads(json.dumps(fields))["parts"][0]["models"][0]["checkpoint"] == "langdetect"


def test_the_command_prints_it_and_runs_nothing(cli_environment: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "ask", "Which language is “guten Tag, meine Damen” in?", "--dry-run"]
    environment = cli_environment | {"ATELIER_HOME": str(tmp_path)}

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert "detect_language" in done.stdout
    assert "In all: nothing to download" in done.stdout
    assert not (tmp_path / "sessions").exists()


def test_the_same_job_a_second_time_calls_no_model(fresh_home: Path, hub: Path, sentiment: Path) -> None:
    forge.hub_install(sentiment, SENTIMENT, hub)
    settings = Settings(home=fresh_home, threads=1, models=f"text-classification={SENTIMENT}")
    first = Service(settings, team=TEAM)
    assert first.ask(Request(ASKED)).text == "POSITIVE"

    second = Service(settings, team=TEAM)
    assert second.ask(Request(ASKED)).text == "POSITIVE"

    assert "text-classification" in {loaded.checkpoint.task for loaded in first.pool.loaded()}
    assert "text-classification" not in {loaded.checkpoint.task for loaded in second.pool.loaded()}
