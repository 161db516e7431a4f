"""The child: takes orders from the parent and runs agents' code, step after step."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from . import hardening
from .clock import Clock, StepStopped
from .frames import inward, receive, send
from .orders import Order
from .prints import Prints
from .running import complaint, namespace, run
from .stubs import Caller, FinalAnswer, stubs

STOPPED = "the step was stopped"


def work(order: Order) -> None:
    """Lock this process, then obey. Does not return: it ends with the channel."""
    os.chdir(order.inside)
    for sign in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)
    worker = Worker(order)
    send({"op": "ready", "pid": os.getpid(), "user": os.getuid(), **hardening.lock(order)})
    while True:
        worker.obey(receive())


class Worker:
    def __init__(self, order: Order) -> None:
        self._order = order
        self._clock = Clock()
        self._names = namespace(order.imports)
        self._tools: dict[str, Any] = {}
        self._prints = Prints(order.printed)
        self._caller = Caller(self._clock, lambda: self._prints.send())

    def obey(self, message: dict[str, Any]) -> None:
        if message["op"] == "tools":
            self._tools = stubs(self._caller, message["tools"])
        elif message["op"] == "vars":
            self._names.update(inward(message["vars"]))
        elif message["op"] == "exec":
            self._step(message["code"], message["seconds"], message["step"])

    def _step(self, code: str, seconds: float, step: str) -> None:
        """A tool's name that code gave another meaning has its own again in the next step."""
        self._names.update(self._tools)
        self._prints = Prints(self._order.printed)
        sys.stdout = sys.stderr = self._prints
        try:
            done = self._outcome(code, seconds)
        finally:
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        self._prints.close_step()
        send({"op": "done", "step": step, **done})

    def _outcome(self, code: str, seconds: float) -> dict[str, Any]:
        """The last line's value, in words, is made inside the time too: `__str__` may be the agent's."""
        try:
            with self._clock.running(seconds):
                value = run(code, self._names)
                return {"value": None if value is None else str(value)[: self._order.shown]}
        except FinalAnswer:
            return {"final": True}
        except StepStopped:
            return {"stopped": True}
        except BaseException as error:
            return {"error": self._worded(error, code)}

    def _worded(self, error: BaseException, code: str) -> str:
        """An error's own words may be the agent's code, endless or failing, so they have a second of their own."""
        try:
            with self._clock.running(1.0):
                return complaint(error, code)[: self._order.shown]
        except BaseException:
            return f"Code execution failed due to: {type(error).__name__}"
