"""One step: an agent's code goes to the child, calls come back and are answered, until it is done or out of time."""

from __future__ import annotations

import math
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from agents.sandbox.calls import Calls
from agents.sandbox.limits import Limits
from agents.sandbox.offspring import Child
from agents.sandbox.values import shown
from agents.sandbox.workspace import Workspace
from runtime import cancel
from runtime.errors import CodeFailed, SandboxEnded, SandboxStopped, SandboxViolation, Stopped

LOOK_S = 0.01
"""How often the workspace is measured, as long as that takes no time to speak of."""
LOOKS_SHARE = 0.1
"""Of the time may be spent on measuring."""
SEND_S = 10.0
"""Seconds that the child may take to read what it is sent."""


@dataclass(slots=True)
class Printed:
    """What a step printed so far."""

    most: int
    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        kept = shown(text, max(0, self.most - self.length))
        self.parts.append(kept)
        self.length += len(kept)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Step:
    """Runs once."""

    def __init__(self, child: Child, calls: Calls, limits: Limits, workspace: Workspace, stop: threading.Event) -> None:
        self._child, self._calls, self._limits = child, calls, limits
        self._workspace, self._stop = workspace, stop
        self.printed = Printed(limits.printed + 100)
        self._until, self._next_look = math.inf, time.monotonic() + LOOK_S
        self._step = secrets.token_hex(8)  # which no earlier step can know: its late words are not taken for this one's
        self.done = False
        """Whether the child itself ended the step: only then may it go on to another."""
        self._alarmed = False
        self._run_over: Stopped | None = None

    def run(self, code: str) -> str | None:
        """The last line's value in words; the answer, where one was handed over, is with the calls.

        Raises:
            CodeFailed: the code raised.
            SandboxStopped: its time is up, or it was stopped.
            SandboxEnded, SandboxViolation: the child has to go.
            Stopped: the run is over.
        """
        self._calls.begin()
        seconds = self._limits.step_s
        order = {"op": "exec", "code": code, "seconds": seconds, "step": self._step}
        self._child.channel.send(order, time.monotonic() + SEND_S)
        self._until = time.monotonic() + seconds + self._limits.grace_s
        while True:
            message = self._received()
            match message.get("op"):
                case "print":
                    self.printed.add(self._text(message, "text"))
                case "call":
                    self._serve(message)
                case "done":
                    return self._done(message)
                case _:
                    raise SandboxViolation("it sent a message that has no meaning")

    def _received(self) -> dict[str, Any]:
        """The next message. A flood of them is looked at like silence."""
        try:
            self._watch()
            return self._child.channel.receive(self._until, self._watch)
        except TimeoutError as error:
            raise self._run_over or SandboxEnded(self._why_ended()) from error

    def _why_ended(self) -> str:
        if self._alarmed:
            return "it was stopped, and went on"
        return f"it computed for more than {self._limits.step_s:g} s, and did not let itself be stopped"

    def _watch(self) -> None:
        """Whether the step should go on: cheap, for it is called often."""
        if not self._alarmed:
            try:
                cancel.check()
            except Stopped as over:
                self._run_over = over
            if self._run_over or self._stop.is_set():
                self._end_softly()
        if self._child.ended:
            raise SandboxEnded(self._child.ended)
        if time.monotonic() >= self._next_look:
            self._measure()
        if time.monotonic() >= self._until:  # which may have come nearer while it was waited
            raise TimeoutError

    def _end_softly(self) -> None:
        self._alarmed = True
        self._until = min(self._until, time.monotonic() + self._limits.stop_grace_s)
        self._child.alarm()

    def _measure(self) -> None:
        began = time.monotonic()
        size, count = self._workspace.usage()
        if size > self._limits.workspace_mb << 20 or count > self._limits.workspace_files:
            limits = f"{self._limits.workspace_mb} MB and {self._limits.workspace_files} files"
            raise SandboxEnded(f"its workspace is over {limits}")
        ended = time.monotonic()
        self._next_look = ended + max(LOOK_S, (ended - began) / LOOKS_SHARE)

    def _serve(self, message: dict[str, Any]) -> None:
        """The clock stands still: what a tool takes is no time of the code's."""
        began = time.monotonic()
        reply = self._calls.served(message)
        if self._stop.is_set() and reply["op"] != "stop":
            reply = {"op": "stop", "id": reply["id"]}
        if reply["op"] == "stop":
            self._alarmed, self._until = True, time.monotonic() + self._limits.stop_grace_s
        else:
            self._until += time.monotonic() - began
        self._child.channel.send(reply, self._until)

    def _done(self, message: dict[str, Any]) -> str | None:
        if message.get("step") != self._step:
            raise SandboxViolation("it told the end of another step")
        if self._child.channel.waiting():
            raise SandboxViolation("it went on talking after the end of the step")
        self._measure()  # as many short steps would fill the disk too
        self.done = True
        if over := self._run_over or self._calls.stopped:
            raise over
        if message.get("stopped"):
            raise SandboxStopped(0.0 if self._alarmed else self._limits.step_s)
        if "error" in message:
            raise CodeFailed(shown(self._text(message, "error"), self._limits.shown))
        value = message.get("value")
        return None if value is None else shown(self._text(message, "value"), self._limits.shown)

    def _text(self, message: dict[str, Any], name: str) -> str:
        text = message.get(name)
        if not isinstance(text, str):
            raise SandboxViolation(f"it sent a message without {name}")
        return text
