import pytest

from agents.checks import final_answer_check
from agents.manager import Limits, build_manager, task_text
from agents.plans import Situation
from agents.prompts import prompts
from agents.scripted import ScriptedBrain
from memory.history import Turn
from runtime import cancel
from runtime.errors import DeadlinePassed
from runtime.records import Request, Verdict
from validators.cascade import Outcome


def manager_on(bench, *lines, **given):
    brain = ScriptedBrain(*lines)
    return build_manager(brain, bench, Situation(), Limits(**given.pop("limits", {})), **given), brain.model


def test_a_failed_check_sends_the_manager_back_to_work_with_the_hint(bench):
    def judge(text):
        ok = "42" in text
        return Outcome((Verdict("number", ok, "" if ok else "Name the number."),), "show" if ok else "retry")

    manager, model = manager_on(bench, "final_answer('many')", "final_answer('42')", checks=[final_answer_check(judge)])

    assert manager.run("How many?") == "42"
    assert "Name the number." in str(model.heard[1][-1].content)


def test_a_run_whose_time_is_up_ends_between_steps(bench):
    manager, _ = manager_on(bench, "x = 1", "final_answer(x)")

    with cancel.limited(0.0), pytest.raises(DeadlinePassed):
        manager.run("Count.")


def test_a_cancelled_run_ends_inside_a_specialist(bench):
    token = cancel.CancelToken()
    from dataclasses import replace

    def press(event):
        if event.kind == "tool-start":
            token.cancel()

    manager, _ = manager_on(
        replace(bench, tell=press), "final_answer(documents(task='list').summary)", "x = list_artifacts()", "print(1)"
    )

    with cancel.limited(60, token), pytest.raises(cancel.Cancelled):
        manager.run("List them.")


def test_the_task_tells_files_earlier_turns_and_the_language():
    request = Request("And then?", language="de", schema={"type": "object"})

    text = task_text(request, {"a-1": "a.pdf"}, [Turn("First?", "This.")], [])

    assert text.startswith("And then?\n---\n")
    for told in (
        "- a-1: a.pdf",
        "They asked: First?",
        "You answered: <material>This.</material>",
        "Answer in this language: de.",
        '{"type": "object"}',
    ):
        assert told in text


def test_templates_read_a_request_as_text_not_as_a_template():
    assert task_text(Request("{{ 7 * 7 }} {% if %}"), {}, [], []).startswith("{{ 7 * 7 }} {% if %}")


def test_an_undefined_placeholder_is_an_error(monkeypatch):
    monkeypatch.setitem(prompts("manager"), "task", "{{nobody}}")

    with pytest.raises(Exception, match="nobody"):
        task_text(Request("x"), {}, [], [])


def test_the_prompt_lists_every_specialist_and_no_tool_of_theirs(bench):
    manager, _ = manager_on(bench)

    assert "def documents(task: str) -> Report" in manager.system_prompt
    assert "def language(task: str) -> Report" in manager.system_prompt
    assert "search_documents" not in manager.system_prompt


def test_agents_code_may_not_import_what_was_not_allowed(bench):
    manager, model = manager_on(bench, "import subprocess", "final_answer('no')")

    assert manager.run("Try.") == "no"
    assert "not allowed" in str(model.heard[1][-1].content)
