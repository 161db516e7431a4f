"""Tools, as agents' code sees them: functions that ask the parent and wait."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from .clock import Clock, StepStopped
from .frames import inward, outward, receive, send

FINAL = "final_answer"


class ToolError(RuntimeError):
    """What a tool raised in the parent. Raised as a subclass that is called as it was there."""


class FinalAnswer(BaseException):
    """Ends the step: the parent has the answer."""


class Caller:
    """Numbers the calls and holds the clock while one is answered."""

    def __init__(self, clock: Clock, before: Callable[[], None]) -> None:
        """`before` is done before each call: what was printed is sent."""
        self._clock, self._before, self._calls = clock, before, 0

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        given = [outward(value) for value in args]
        named = {key: outward(value) for key, value in kwargs.items()}
        with self._clock.held():
            self._before()
            self._calls += 1
            send({"op": "call", "id": self._calls, "name": name, "args": given, "kwargs": named})
            reply = receive()
            if reply["id"] != self._calls:
                os._exit(9)
        return returned(reply)


def returned(reply: dict[str, Any]) -> Any:
    if reply["op"] == "ret":
        return inward(reply["value"])
    if reply["op"] == "stop":
        raise StepStopped
    raise type(reply["kind"], (ToolError,), {})(reply["text"])


def stub(caller: Caller, name: str, about: str) -> Callable[..., Any]:
    def tool(*args: Any, **kwargs: Any) -> Any:
        value = caller.call(name, args, kwargs)
        if name == FINAL:
            raise FinalAnswer
        return value

    tool.__name__ = tool.__qualname__ = name
    tool.__doc__ = about
    return tool


def stubs(caller: Caller, tools: list[dict[str, str]]) -> dict[str, Callable[..., Any]]:
    return {tool["name"]: stub(caller, tool["name"], tool["about"]) for tool in tools}
