"""`atelier plan`: what a request comes to, before any of it is run; and the planner's draft as a hint."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agents.scripted import ScriptedBrain
from app.output_plan import plan_fields, plan_text
from app.service import Service
from runtime.errors import FileMissing, LanguageNotRead
from runtime.pool import FakePool
from runtime.records import Request
from runtime.settings import Settings

ASKED = "If handbook.pdf is in English, summarise it in two sentences"


@pytest.fixture
def plan(cli_environment: dict[str, str], handbook: Path, tmp_path: Path) -> Any:
    """Runs the command on the handbook."""

    def run(request: str, *options: str) -> Any:
        command = [sys.executable, "-m", "app.cli", "plan", request, "--file", str(handbook), *options]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=cli_environment, timeout=120)

    return run


def test_it_prints_steps_code_and_calls(plan: Any) -> None:
    said = plan(ASKED).stdout

    assert "1. language: detect_language(text='handbook-1')" in said
    assert "   only if report_1.data.get('language') == 'en'" in said
    assert "    if report_1.data.get('language') == 'en':" in said
    assert "    summarize(text='handbook-1', sentences=2)" in said


def test_explained_each_step_says_what_chose_it(plan: Any) -> None:
    said = plan("Summarise handbook.pdf in two sentences", "--explain").stdout

    for line in (
        "words that ask for it: “Summarise”",
        "nearest in meaning",
        "next best: ",
        "text: handbook.pdf, named",
    ):
        assert line in said


def test_as_json_it_is_one_object(plan: Any) -> None:
    fields = json.loads(plan(ASKED, "--json").stdout)

    assert [step["tool"] for step in fields["steps"]] == ["detect_language", "summarize"]
    assert fields["steps"][1]["only_if"] == "report_1.data.get('language') == 'en'"
    assert fields["refusals"] == []


def test_a_file_that_is_not_there_is_named(plan: Any) -> None:
    done = plan("Summarise it", "--file", "/no/such.pdf")

    assert (done.returncode, "/no/such.pdf" in done.stderr) == (2, True)


def test_nothing_is_run_or_written(service: Service, handbook: Path, settings: Settings) -> None:
    service.plan(Request("Summarise it", (handbook,)))

    assert not (settings.home / "sessions").exists()
    with pytest.raises(FileMissing):
        service.plan(Request("Summarise it", (Path("/no/such.pdf"),)))
    with pytest.raises(LanguageNotRead):
        service.plan(Request("Résume ce document", (handbook,)))


def test_what_cannot_be_done_is_said_without_code(service: Service) -> None:
    plan = service.plan(Request("Book a table for two"))

    assert "the nearest are" in plan_text(plan)
    assert "The manager runs" not in plan_text(plan)
    assert plan_fields(plan)["steps"] == []


@pytest.mark.parametrize(
    ("language", "made"), [("Das ist ein Brief über Hunde und Katzen im Garten.", 1), ("This is a letter.", 0)]
)
def test_a_condition_is_acted_on(service: Service, tmp_path: Path, language: str, made: int) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(language * 3)

    answer = service.ask(Request("If letter.txt is in German, summarise it in one sentence", (letter,)))

    assert len(answer.artifacts) == made
    assert "letter.txt is written in" in answer.text


def test_what_was_made_in_an_earlier_turn_can_be_worked_on(service: Service, handbook: Path) -> None:
    session = service.ask(Request("Summarise handbook.pdf in two sentences", (handbook,))).session

    plan = service.plan(Request("Read the summary aloud", session=session))

    assert [node.values for node in plan.nodes] == [{"text": "summary-1"}]


@pytest.mark.parametrize(("setting", "shown"), [("on", True), ("off", False)])
def test_a_language_model_is_shown_the_draft_only_where_the_settings_say_so(
    tmp_path: Path, pool: FakePool, handbook: Path, setting: str, shown: bool
) -> None:
    brain = ScriptedBrain("final_answer('Done.')")

    Service(Settings(home=tmp_path / "home", plan_hint=setting), pool, brain).ask(Request("Summarise it", (handbook,)))

    heard = "".join(str(message.content) for message in brain.model.heard[0])
    assert ("A draft of the code" in heard and "language(task='Summarise it [handbook-1]')" in heard) == shown


def test_a_chat_asks_first_where_it_is_not_sure_and_does_it_on_a_yes(
    cli_environment: dict[str, str], tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(
        "The ferry leaves at noon. The bus leaves at one. The train leaves at two. The plane leaves at three."
    )
    command = [sys.executable, "-m", "app.cli", "chat", "--file", str(notes), "--quiet"]

    said = subprocess.run(
        command,
        input="make it nicer\nno\nmake it nicer\nyes\n",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=cli_environment,
        timeout=120,
    )

    question, _, answer = said.stdout.partition("Say yes, or put it in other words.")
    assert question.startswith("By “make it nicer”, do you mean summarize?")
    assert "Then put it in other words." in answer
    assert "Made summary-1" in answer
