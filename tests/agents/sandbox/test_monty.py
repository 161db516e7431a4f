"""The portable tier: the same contract, in a smaller Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("pydantic_monty")

from agents.sandbox.guard import Guard
from agents.sandbox.limits import Limits
from agents.sandbox.monty import MontyExecutor
from runtime.cancel import limited
from runtime.errors import CodeFailed, DeadlinePassed, NoResult, SandboxEnded
from runtime.records import Report


@pytest.fixture
def monty(function: Any) -> Iterator[MontyExecutor]:
    def nothing() -> None:
        raise NoResult("Nothing there.")

    executor = MontyExecutor(Limits(step_s=0.5, memory_mb=64), Guard())
    executor.send_tools(
        {
            "add": function(lambda a, b: a + b, a="integer", b="integer"),
            "read": function(lambda: "words", labels=("reads_untrusted",)),
            "mail": function(lambda: "sent", labels=("side_effect",)),
            "report": function(lambda: Report("It rains.", {"mm": 3}, ("map-1",))),
            "nothing": function(nothing),
            "final_answer": function(lambda answer: f"answer: {answer}", answer="any"),
        }
    )
    yield executor
    executor.cleanup()


def test_variables_prints_and_values_are_as_in_the_other_tiers(monty: MontyExecutor) -> None:
    monty.send_variables({"given": [1, 2]})
    assert monty("x = add(given[0], b=2)\nprint('so', x)\nx").logs == "so 3\n"
    assert monty("x").output == "3"


def test_a_report_has_its_fields(monty: MontyExecutor) -> None:
    assert monty("r = report()\nr.summary + ' ' + r.artifacts[0] + str(r.data['mm'])").output == "It rains. map-1" + "3"


def test_the_answer_is_the_parents(monty: MontyExecutor) -> None:
    output = monty("try:\n    final_answer('yes')\nexcept Exception:\n    print('never')")

    assert (output.output, output.is_final_answer, output.logs) == ("answer: yes", True, "")


def test_errors_are_worded_as_in_the_other_tiers(monty: MontyExecutor) -> None:
    with pytest.raises(
        CodeFailed, match=r"Code execution failed at line 'nothing\(\)' due to: NoResult: Nothing there."
    ):
        monty("nothing()")
    with pytest.raises(CodeFailed, match="due to: BadInput: add: b is missing"):
        monty("add(1)")
    with pytest.raises(CodeFailed, match="Code parsing failed"):
        monty("foo(")


def test_time_and_memory_are_limited_and_what_is_lost_is_said(monty: MontyExecutor) -> None:
    monty("x = 1")
    with pytest.raises(SandboxEnded, match="time limit"):
        monty("while True:\n    pass")
    with pytest.raises(SandboxEnded, match="memory limit"):
        monty("y = 'x' * (1 << 30)")

    assert "variables of earlier steps are gone" in monty("1").logs


@pytest.mark.parametrize("code", ["import os\nos.listdir('/')", "open('/etc/passwd').read()", "import socket"])
def test_there_are_no_files_and_no_network(monty: MontyExecutor, code: str) -> None:
    with pytest.raises(CodeFailed):
        monty(code)


def test_the_guard_is_the_same(monty: MontyExecutor) -> None:
    monty("mail()\nread()")

    with pytest.raises(CodeFailed, match="NotApproved: A person has to approve of mail"):
        monty("mail()")
    assert [call.outcome for call in monty.guard.audit] == ["done", "done", "refused"]


def test_a_run_that_is_over_begins_no_step(monty: MontyExecutor) -> None:
    with limited(0), pytest.raises(DeadlinePassed):
        monty("1")
