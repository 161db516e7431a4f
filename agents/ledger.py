"""What a run did and what it cost, all its agents together."""

from __future__ import annotations

import threading
from dataclasses import replace

from runtime.records import Event, Step, Usage


class Ledger:
    """A listener that keeps the steps of a run, in the order in which they ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: list[Step] = []
        self._usage = Usage()

    def __call__(self, event: Event) -> None:
        with self._lock:
            if event.kind in ("plan", "code", "rewording"):
                self._count(event)
            elif event.kind == "tool-end":
                self._usage = replace(self._usage, tool_calls=self._usage.tool_calls + 1)
                self._steps.append(step(event, event.agent))
            elif event.kind == "agent-end" and event.parent:
                self._steps.append(step(event, event.parent))

    def _count(self, event: Event) -> None:
        self._usage = replace(
            self._usage,
            model_calls=self._usage.model_calls + 1,
            input_tokens=self._usage.input_tokens + event.input_tokens,
            output_tokens=self._usage.output_tokens + event.output_tokens,
        )

    def steps(self) -> tuple[Step, ...]:
        with self._lock:
            return tuple(self._steps)

    def usage(self) -> Usage:
        with self._lock:
            return self._usage


def step(event: Event, agent: str) -> Step:
    return Step(agent, event.tool, event.arguments, round(event.seconds, 4), event.text, event.error)
