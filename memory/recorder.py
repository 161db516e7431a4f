"""A run's events → the history, each under the step that started what it is part of."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from memory.history import History
from runtime.records import Event


@dataclass(frozen=True, slots=True)
class Open:
    """A step that started something which has not ended."""

    id: int
    kind: str
    """`run`, `agent` or `tool`."""
    agent: str
    tool: str
    thread: int


class Recorder:
    """Hears a run's events and writes each down as it happens, under the step that started what it is part of.

    An agent's tools may run in several threads at once. Safe to call from any.
    """

    def __init__(self, history: History, run: str) -> None:
        self._history, self._run = history, run
        self._open: list[Open] = []
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        if event.kind == "preview" or (event.kind == "progress" and event.total is not None):
            return  # counts change ten times a second, and the end of the step says how it went
        with self._lock:
            around = self._enclosing(event)
            step = self._history.add(self._run, event, around.id if around else None)
            what, _, side = event.kind.partition("-")
            tool = event.tool if what == "tool" else ""
            if side == "start":
                self._open.append(Open(step, what, event.agent, tool, threading.get_ident()))
            elif side == "end" and around and (around.kind, around.tool) == (what, tool):
                self._close(around)

    def _enclosing(self, event: Event) -> Open | None:
        """The latest open step that fits best: of the same tool, then of this thread. Without an agent, of this thread.

        An agent starts under a step of the agent that called it: the one that names it, where one does.
        """
        agent, tool = (event.parent, event.agent) if event.kind == "agent-start" else (event.agent, event.tool)
        thread, ends, begins = threading.get_ident(), event.kind == "agent-end", event.kind == "tool-start"

        def fit(step: Open) -> tuple[bool, bool]:
            named = step.kind == "agent" if ends else step.tool == tool != "" and not begins
            return named, step.thread == thread or step.kind != "tool"

        candidates = [step for step in self._open if (step.agent == agent if agent else step.thread == thread)]
        root = self._open[:1]
        return max(reversed(root if event.kind == "run-end" else candidates or root), key=fit, default=None)

    def _close(self, ended: Open) -> None:
        """Forget a step, and what began inside it in its thread and was never ended."""
        at = self._open.index(ended)
        self._open[at:] = [step for step in self._open[at + 1 :] if step.thread != ended.thread]
