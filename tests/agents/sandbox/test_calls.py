"""What of a call is checked here, whatever the child says."""

from __future__ import annotations

from typing import Any

import pytest

from agents.sandbox.calls import Calls, fitted
from agents.sandbox.guard import Guard
from agents.sandbox.limits import Limits
from runtime.errors import BadInput, SandboxViolation, UnknownArtifact


@pytest.fixture
def calls(function: Any) -> Calls:
    made = Calls("worker", Guard(), Limits())
    made.tools = {
        "mail": function(lambda to, n=1: "sent", to="string", n="integer"),
        "big": function(lambda: "x" * (9 << 20)),
    }
    made.tools["mail"].inputs["n"]["nullable"] = True
    return made


def ask(calls: Calls, name: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
    return calls.served({"op": "call", "id": 1, "name": name, "args": list(args), "kwargs": kwargs})


@pytest.mark.parametrize(
    ("args", "kwargs", "says"),
    [
        ((), {}, "to is missing"),
        ((5,), {}, "to must be string, not int"),
        ((["a"],), {}, "to must be string, not list"),
        (("a", True), {}, "n must be integer, not boolean"),
        (("a", 1.5), {}, "n must be integer, not float"),
        (("a", 1, 2), {}, "there are more than 2 arguments"),
        (("a",), {"to": "b"}, "'to' is given twice"),
        (("a",), {"bcc": "b"}, "'bcc' is not an argument"),
        (("a",), {"\u202e": "b"}, r"\\x202e"),
    ],
)
def test_arguments_that_do_not_fit_never_reach_the_tool(
    calls: Calls, args: tuple[Any, ...], kwargs: dict[str, Any], says: str
) -> None:
    reply = ask(calls, "mail", *args, **kwargs)

    assert (reply["op"], reply["kind"]) == ("error", "BadInput")
    assert says in reply["text"]
    assert [call.outcome for call in calls._guard.audit] == ["refused"]


def test_what_may_be_left_out_may_be(calls: Calls) -> None:
    assert ask(calls, "mail", "a")["value"] == ask(calls, "mail", to="a", n=None)["value"] == "sent"


@pytest.mark.parametrize("name", ["os.system", "__class__", "mial", ""])
def test_a_tool_that_was_not_given_is_refused_and_written_down(calls: Calls, name: str) -> None:
    assert f"There is no tool {name!r}" in ask(calls, name)["text"]
    assert calls._guard.audit[0].outcome == "refused"


def test_another_runs_artifact_is_refused_and_written_down(calls: Calls, function: Any) -> None:
    def read(file: str) -> None:
        raise UnknownArtifact(file, ["mine-1"])

    calls.tools["read"] = function(read, file="string")

    assert "Known artifacts: mine-1." in ask(calls, "read", "theirs-1")["text"]
    assert calls._guard.audit[0].outcome == "refused"


def test_a_result_that_is_too_big_is_an_error_of_the_call(calls: Calls) -> None:
    assert "big returned 9 MB" in ask(calls, "big")["text"]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"id": "1", "name": "mail", "args": [], "kwargs": {}},
        {"id": True, "name": "mail", "args": [], "kwargs": {}},
        {"id": 1, "name": ["mail"], "args": [], "kwargs": {}},
        {"id": 1, "name": "mail", "args": {}, "kwargs": {}},
        {"id": 1, "name": "mail", "args": [], "kwargs": []},
        {"id": 1, "name": "mail"},
    ],
)
def test_what_is_no_call_is_a_violation(calls: Calls, message: dict[str, Any]) -> None:
    with pytest.raises(SandboxViolation):
        calls.served(message)


def test_a_flood_of_calls_is_a_violation(function: Any) -> None:
    calls = Calls("worker", Guard(), Limits(calls_per_step=1))

    for _ in range(20):
        assert ask(calls, "nothing")["op"] == "error"
    with pytest.raises(SandboxViolation, match="long past its limit"):
        ask(calls, "nothing")


def test_a_tool_of_ours_says_itself_what_does_not_fit(bench: Any) -> None:
    from tools.files import ReadFile

    with pytest.raises(BadInput, match=r"read_file: file is missing. Call it again as read_file\("):
        fitted("read_file", ReadFile(bench), [], {})


def test_half_a_character_in_an_argument_becomes_a_question_mark(calls: Calls, function: Any) -> None:
    got: list[str] = []
    calls.tools["note"] = function(lambda text: got.append(text), text="string")
    ask(calls, "note", "a\ud800b")

    assert got == ["a?b"]
