"""Executors with a few tools, on every tier that this machine has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agents.sandbox.executor import SandboxExecutor
from agents.sandbox.tiers import probe
from runtime.errors import NoResult
from runtime.records import Report


class Function:
    """A tool over a plain function."""

    def __init__(self, work: Callable[..., Any], labels: tuple[str, ...] = (), **inputs: str) -> None:
        self.description, self.labels, self._work = work.__name__, labels, work
        self.inputs = {name: {"type": kind} for name, kind in inputs.items()}

    def __call__(self, **given: Any) -> Any:
        return self._work(**given)


def nothing_found() -> None:
    raise NoResult("Nothing there. Say so.")


TOOLS = {
    "add": Function(lambda a, b: a + b, a="integer", b="number"),
    "echo": Function(lambda value: value, value="any"),
    "report": Function(lambda: Report("It rains.", {"mm": 3}, ("map-1",))),
    "nothing": Function(nothing_found),
    "final_answer": Function(lambda answer: f"answer: {answer}", answer="any"),
}


@pytest.fixture
def function() -> type[Function]:
    return Function


@pytest.fixture
def sandbox() -> Iterator[Callable[..., SandboxExecutor]]:
    """Makes executors that have the tools above; each is cleaned up at the end."""
    made: list[SandboxExecutor] = []

    def make(**given: Any) -> SandboxExecutor:
        more = given.pop("tools", {})
        made.append(SandboxExecutor(**given))
        made[-1].send_tools(TOOLS | more)
        return made[-1]

    yield make
    for executor in made:
        executor.cleanup()


@pytest.fixture(params=["A", "B", "C"])
def executor(request: pytest.FixtureRequest, sandbox: Any) -> SandboxExecutor:
    if why := probe()[request.param]:
        pytest.skip(f"no tier {request.param} here: {why}")
    made: SandboxExecutor = sandbox(tier=request.param)
    return made
