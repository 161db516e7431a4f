"""Tier D: agents' code in a reduced Python of its own, written in Rust, in a process beside this one. For any system.

Guards, limits and calls are the same as in the other tiers. It has no files and no packages. What is to be stopped from
outside is only stopped at its next call, or when its time is up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from smolagents.local_python_executor import CodeOutput, PythonExecutor

from agents.sandbox.calls import Calls
from agents.sandbox.child.frames import TAG, NotTransferable, Record, outward
from agents.sandbox.guard import Guard
from agents.sandbox.limits import Limits
from agents.sandbox.steps import Printed
from agents.sandbox.values import outgoing, shown
from runtime import cancel
from runtime.errors import CodeFailed, SandboxEnded, SandboxViolation, need

MOST_CALLS = 1_000_000
"""In one session: the limit that counts is that of a step."""
LOST = "(A new process was started: the variables of earlier steps are gone.)\n"


class StepOver(BaseException):
    """Ends a step from inside a tool: code that goes on after any error does not go on after this."""


class MontyExecutor(PythonExecutor):
    tier = "D"

    def __init__(self, limits: Limits | None = None, guard: Guard | None = None, agent: str = "agent") -> None:
        """
        Raises:
            MissingExtra: pydantic-monty is not installed.
        """
        self.limits, self.guard = limits or Limits(), guard or Guard()
        self._monty = need("pydantic_monty", "sandbox")
        self._calls = Calls(agent, self.guard, self.limits)
        self._busy = threading.Lock()
        self._open, self._session = ExitStack(), None
        self._variables: dict[str, Any] = {}
        self._told: dict[str, Any] = {}
        self._failure, self._lost = "", False
        self._violation: SandboxViolation | None = None
        self.state: dict[str, Any] = {"_print_outputs": ""}

    @property
    def agent(self) -> str:
        return self._calls.agent

    @agent.setter
    def agent(self, name: str) -> None:
        self._calls.agent = name

    def send_tools(self, tools: Mapping[str, Any]) -> None:
        self._calls.tools = dict(tools)

    def send_variables(self, variables: Mapping[str, Any] | None) -> None:
        new = {name: proxied(outgoing(value), self._monty) for name, value in (variables or {}).items()}
        self._variables |= new
        self._told |= new

    def __call__(self, code_action: str) -> CodeOutput:
        """
        Raises:
            CodeFailed: the code raised.
            SandboxEnded: it took too long, or too much; variables are lost.
            Stopped: the run is over.
        """
        cancel.check()
        with self._busy:
            self._calls.begin()
            printed = Printed(self.limits.printed)
            printed.add(LOST if self._lost else "")
            self._lost, self._failure, self._violation = False, "", None
            try:
                return self._fed(code_action, printed)
            finally:
                self.state = {"_print_outputs": printed.text}

    def _fed(self, code: str, printed: Printed) -> CodeOutput:
        inputs, self._told = self._told, {}
        functions = {name: self._function(name) for name in self._calls.tools}
        try:
            value = self._there().feed_run(
                code, inputs=inputs, external_lookup=functions, print_callback=lambda _, text: printed.add(text)
            )
        except (self._monty.MontyError, RuntimeError) as error:  # the latter of a session that is over
            if self._calls.answered:
                return CodeOutput(self._calls.answer, printed.text, True)
            raise self._worded(error) from error
        text = None if value is None else shown(value if isinstance(value, str) else str(value), self.limits.shown)
        return CodeOutput(text, printed.text, False)

    def _function(self, name: str) -> Callable[..., Any]:
        """A tool, as the code sees it."""

        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                given = {"args": outward(list(args)), "kwargs": outward(kwargs)}
            except NotTransferable as error:
                raise TypeError(str(error)) from error
            try:
                reply = self._calls.served({"id": 0, "name": name, **given})
            except SandboxViolation as error:
                self._violation = error
                raise StepOver from error
            if reply["op"] == "error":
                self._failure = f"{reply['kind']}: {reply['text']}"
                raise RuntimeError(self._failure)
            if reply["op"] == "stop" or self._calls.answered:
                raise StepOver
            return proxied(reply["value"], self._monty)

        return call

    def _there(self) -> Any:
        if self._session is None:
            pool = self._open.enter_context(self._monty.Monty(max_processes=1))
            limits = {
                "max_feed_duration_secs": self.limits.step_s,
                "max_memory": self.limits.memory_mb << 20,
                "max_suspensions": MOST_CALLS,
            }
            session = pool.checkout(limits=limits, os_policy={"sleep": "zero"})
            self._session = self._open.enter_context(session)
        return self._session

    def _worded(self, error: Any) -> Exception:
        """The error as the other tiers have it. One about time or memory leaves no session to go on with."""
        if self._calls.stopped:
            return self._calls.stopped
        if isinstance(error, self._monty.MontySyntaxError):
            return CodeFailed(f"Code parsing failed due to: SyntaxError: {shown(str(error), self.limits.shown)}")
        text = shown(str(error), self.limits.shown)
        over = not isinstance(error, self._monty.MontyRuntimeError)
        if self._violation or over or text.startswith(("TimeoutError: feed", "MemoryError")):
            self._let_go()
            return self._violation or SandboxEnded(text)
        told = text.removeprefix("RuntimeError: ") if text == f"RuntimeError: {self._failure}" else text
        return CodeFailed(f"Code execution failed at line '{line(error)}' due to: {told}")

    def kill(self, why: str = "somebody ended it") -> None:
        """At the end of the running step: this process has no hold of one in the middle."""
        with self._busy:
            self._let_go()

    def _let_go(self) -> None:
        """What was sent is sent again to the next one."""
        self.cleanup()
        self._told, self._lost = dict(self._variables), True

    def cleanup(self) -> None:
        self._open.close()
        self._session = None


def proxied(value: Any, monty: Any) -> Any:
    """A value as it goes out, a record as an object with its fields: those of the copy, never the object itself."""
    if isinstance(value, list):
        return [proxied(item, monty) for item in value]
    if not isinstance(value, dict):
        return value
    if TAG not in value:
        return {name: proxied(item, monty) for name, item in value.items()}
    items = {name: proxied(item, monty) for name, item in value["items"].items()}
    if value[TAG] == "mapping":
        return items
    return monty.ClassInstance(Record(value[TAG], items, value["text"]), eager_attrs=tuple(items))


def line(error: Any) -> str:
    frames = error.traceback()
    return str(frames[-1].source_line or "?").strip() if frames else "?"
