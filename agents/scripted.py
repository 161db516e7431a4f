"""A brain that plays back a script: real manager, real specialists, real tools, no language model."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from smolagents import ChatMessage, Model, TokenUsage

from agents.marking import Marking
from agents.plans import Plan, Situation
from agents.speaking import Speaker
from agents.specialists import Remit
from tools.base import Bench


class ScriptEnded(AssertionError):
    """The agents asked for more lines than the script has."""


class ScriptedModel(Speaker):
    """Says one line of the script after another: Python, or a whole message where it has `<code>` in it.

    Manager and specialists share it, so the lines stand in the order in which they are said. Plans cost no line.
    """

    def __init__(self, *lines: str, plan: str = "Follow the script.") -> None:
        super().__init__(model_id="scripted")
        self._lines, self._plan, self._lock = list(lines), plan, threading.Lock()
        self.heard: list[list[ChatMessage]] = []

    def say(self, messages: list[ChatMessage], stops: list[str] | None) -> tuple[str, TokenUsage]:
        if "<end_plan>" in (stops or ()):
            return self._plan, TokenUsage(1, 1)
        with self._lock:
            self.heard.append(list(messages))
            if not self._lines:
                raise ScriptEnded("The script has no more lines.")
            line = self._lines.pop(0)
        whole = "<code>" in line or stops is None
        return line if whole else f"Thought: as scripted.\n<code>\n{line}\n</code>", TokenUsage(1, 1)


class ScriptedBrain:
    """`Brain` over one script."""

    name = "scripted"
    manager_steps = 0
    reads_any_language = True
    swayed = True

    def __init__(self, *lines: str, plan: str = "Follow the script.", aside: Sequence[str] = ()) -> None:
        """`aside` is what it says in short calls beside the agents' own; where there is none, it is not asked."""
        self.model = ScriptedModel(*lines, plan=plan)
        self.aside = ScriptedModel(*aside) if aside else None

    def foresees(self, request: str, team: Sequence[Remit], situation: Situation) -> Plan | None:
        return None

    def for_manager(self, team: Sequence[Remit], situation: Situation) -> Model:
        return Marking(self.model)

    def for_specialist(self, remit: Remit, bench: Bench) -> Model:
        return Marking(self.model)
