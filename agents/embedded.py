"""The embedded brain as a smolagents model: it reads the task and answers with the Python that its plan comes to."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Sequence

from smolagents import ChatMessage, TokenUsage

from agents.coding import manager_lines, specialist_lines
from agents.planner import Planner
from agents.plans import Plan, Situation
from agents.speaking import Speaker
from runtime import errors
from runtime.regex import regex

TASK = "New task:\n"
"""How smolagents marks the task among the messages."""
OUTPUT = "Last output from code snippet:\n"
"""How smolagents marks what a step came to."""
FAILED = regex(r"^Error:\n(.*?)(?:\nNow let's retry|\Z)", re.S | re.M)
DUE_TO = regex(r".* due to: (\w+): (.*)", re.S)
"""How smolagents tells of an exception in a step's code: its class and its text."""


class EmbeddedModel(Speaker):
    """Base of the two below: finds the task, knows a plan request from a code request, gives up politely."""

    def __init__(self, planner: Planner, situation: Callable[[], Situation]) -> None:
        """`situation` is asked anew for each plan: there may be new artifacts since the one before."""
        super().__init__(model_id="embedded")
        self.planner = planner
        self.situation = situation

    def say(self, messages: list[ChatMessage], stops: list[str] | None) -> tuple[str, TokenUsage]:
        """It costs no tokens: there is no language model behind it."""
        return self._said([text_of(message) for message in messages], stops), TokenUsage(0, 0)

    def _said(self, said: Sequence[str], stops: list[str] | None) -> str:
        failure = next((found for text in reversed(said) if (found := failed(text))), "")
        if stops is None:
            return refused_answer(said) if failure.startswith("Check ") else self.closing(failure)
        if "<end_plan>" in stops:
            return self.outline(self.plan(said))
        return self.recovery(failure) if failure else self.code(self.plan(said))

    def plan(self, said: Sequence[str]) -> Plan:
        return self.planner.plan(task_in(said), self.situation())

    def outline(self, plan: Plan) -> str:
        lines = [f"{i}. {node.offer.specialist}: {node.words}" for i, node in enumerate(plan.nodes, 1)]
        return "\n".join([*lines, *plan.refusals]) or "Nothing to do."

    @abstractmethod
    def code(self, plan: Plan) -> str:
        """The message with the Python that carries out `plan`."""

    @abstractmethod
    def recovery(self, failure: str) -> str:
        """The message with the Python that ends a task whose code failed."""

    def closing(self, failure: str) -> str:
        return reason(failure) or "I have no answer."


class ManagerModel(EmbeddedModel):
    """Writes the Python that hands each part of the request to its specialist."""

    _text = ""

    def plan(self, said: Sequence[str]) -> Plan:
        """The request stands before the first rule of dashes in the task."""
        return self.planner.plan(task_in(said).split("\n---\n", 1)[0], self.situation())

    def code(self, plan: Plan) -> str:
        thought = "Each part goes to the specialist whose tool fits it." if plan.nodes else "No tool here fits this."
        return coded(thought, manager_lines(plan))

    def recovery(self, failure: str) -> str:
        return coded("That did not work, and I have no other way.", [f"final_answer({self.closing(failure)!r})"])


class SpecialistModel(EmbeddedModel):
    """Writes the Python that calls the one tool a task comes to."""

    def code(self, plan: Plan) -> str:
        if not plan.nodes:
            return self.recovery(" ".join(plan.refusals))
        names = ", ".join(dict.fromkeys(node.offer.name for node in plan.nodes))
        return coded(f"{names} does this.", specialist_lines(plan))

    def recovery(self, failure: str) -> str:
        result = {"summary": self.closing(failure), "failed": True, "confidence": 0.0}
        return coded("The tool could not do it; I say so.", [f"final_answer({result!r})"])


def coded(thought: str, lines: Sequence[str]) -> str:
    return f"Thought: {thought}\n<code>\n" + "\n".join(lines) + "\n</code>"


def text_of(message: ChatMessage) -> str:
    content = message.content
    if isinstance(content, str) or content is None:
        return content or ""
    return "\n".join(part.get("text", "") for part in content if isinstance(part, dict))


def task_in(said: Sequence[str]) -> str:
    """The newest task among the messages, or the planning prompt's own copy of it."""
    tasks = [text.split(TASK, 1)[1] for text in said if TASK in text]
    return tasks[-1].strip() if tasks else ""


def reason(failure: str) -> str:
    """What a person is told of an error: our sentences as they are, anything else as the fault that it is.

    >>> reason("Code execution failed at line 'x' due to: NoResult: Nothing there.")
    'Nothing there.'
    >>> reason("Code execution failed at line 'x' due to: KeyError: 'y'")
    "Something broke inside a tool (KeyError: 'y'). Please report it."
    """
    match = DUE_TO.match(failure)
    if match is None or issubclass(getattr(errors, match[1], Exception), errors.AtelierError):
        return match[2] if match else failure
    return f"Something broke inside a tool ({match[1]}: {match[2]}). Please report it."


def refused_answer(said: Sequence[str]) -> str:
    """The last answer that a check refused: it is shown all the same, with the check's verdict."""
    outputs = [text.split(OUTPUT, 1)[1] for text in said if OUTPUT in text]
    return outputs[-1].strip() if outputs else ""


def failed(text: str) -> str:
    """What went wrong, where a message tells of an error."""
    match = FAILED.search(text)
    return match[1].strip() if match else ""
