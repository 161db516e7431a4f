"""Answers a child's calls of tools: finds the tool, fits the arguments, has the guard judge, and runs it here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agents.sandbox.guard import Guard
from agents.sandbox.limits import Limits
from agents.sandbox.values import megabytes, outgoing, shown, whole
from runtime.errors import ArtifactError, BadInput, NotApproved, SandboxViolation, Stopped, nearest
from tools.base import KINDS, Tool
from tools.labels import LABELS

FINAL = "final_answer"
NAME_SHOWN = 80
"""Characters of an unknown name that are repeated."""
ERROR_SHOWN = 4000
FLOOD = 20
"""So many times the allowed calls, each of which was refused, end the child."""
REFUSALS = (ArtifactError, BadInput, NotApproved)
"""What is called refused rather than failed: the call was not one to make in this run."""
KIND = {**KINDS, "image": (str,), "audio": (str,), "null": (type(None),), "any": (object,)}


class Calls:
    """Of one agent. Tools run in the thread that runs the step, under its deadline."""

    def __init__(self, agent: str, guard: Guard, limits: Limits) -> None:
        self.agent, self._guard, self._limits = agent, guard, limits
        self.tools: dict[str, Any] = {}
        self.answer: Any = None
        """What `final_answer` returned in this step: it is taken from here, never from the child."""
        self.answered = False
        self.stopped: Stopped | None = None
        """The run's end, met inside a tool."""
        self._made = 0

    def begin(self) -> None:
        """A new step."""
        self.answer, self.answered, self.stopped, self._made = None, False, None, 0

    def served(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The reply to a call.

        Raises:
            SandboxViolation: it is none.
        """
        number, name = message.get("id"), message.get("name")
        if type(number) is not int or not isinstance(name, str):
            raise SandboxViolation("it made a call without a number or a name")
        self._made += 1
        if self._made > FLOOD * self._limits.calls_per_step:
            raise SandboxViolation("it went on calling tools long past its limit")
        try:
            return {"op": "ret", "id": number, "value": self._result(shown(name, NAME_SHOWN), message)}
        except Stopped as error:
            self.stopped = error
            return {"op": "stop", "id": number}
        except SandboxViolation:
            raise
        except Exception as error:
            text = shown(str(error), ERROR_SHOWN)
            return {"op": "error", "id": number, "kind": type(error).__name__, "text": text}

    def _result(self, name: str, message: Mapping[str, Any]) -> Any:
        given: Any = (message.get("args"), message.get("kwargs"))
        try:
            tool, given = self._admitted(name, *given)
        except Exception as error:
            self._guard.note(self.agent, name, given, "refused", str(error))
            raise
        try:
            value = self._worked(name, tool, given)
        except BaseException as error:
            outcome = "refused" if isinstance(error, REFUSALS) else "failed"
            self._guard.note(self.agent, name, given, outcome, str(error))
            raise
        self._guard.note(self.agent, name, given, "done")
        return value

    def _admitted(self, name: str, args: Any, kwargs: Any) -> tuple[Any, dict[str, Any]]:
        if self._made > self._limits.calls_per_step:
            raise BadInput(f"More than {self._limits.calls_per_step} calls in one step. Go on in the next.")
        if name not in self.tools:
            raise BadInput(f"There is no tool {name!r}. {nearest(name, self.tools, 'You have')}")
        tool = self.tools[name]
        given = fitted(name, tool, whole(args), whole(kwargs))
        self._guard.admit(self.agent, name, getattr(tool, "labels", LABELS), given)
        return tool, given

    def _worked(self, name: str, tool: Any, given: dict[str, Any]) -> Any:
        value = tool(**given)
        if name == FINAL:
            self.answer, self.answered = value, True
            return None
        sent = outgoing(value)
        if (size := megabytes(sent)) > self._limits.result_mb:
            raise BadInput(f"{name} returned {size:.0f} MB, more than code is handed. Ask for a part of it.")
        return sent


def fitted(name: str, tool: Any, args: Any, kwargs: Any) -> dict[str, Any]:
    """Arguments by name, as the tool declares them.

    Raises:
        SandboxViolation: they are no list and no mapping.
        BadInput: one is missing, unknown, given twice or of another type.
    """
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        raise SandboxViolation("it made a call without arguments")
    if isinstance(tool, Tool):
        return tool.bind(tuple(args), kwargs)  # which says the same, and knows more
    declared: Mapping[str, Mapping[str, Any]] = getattr(tool, "takes", None) or getattr(tool, "inputs", {})
    names = list(declared)
    twice = [given for given in names[: len(args)] if given in kwargs]
    given = dict(zip(names, args, strict=False)) | kwargs
    faults = [f"{one!r} is given twice" for one in twice]
    faults += [f"there are more than {len(names)} arguments"] if len(args) > len(names) else []
    faults += [f"{shown(one, NAME_SHOWN)!r} is not an argument" for one in given if one not in declared]
    faults += [fault for one, spec in declared.items() if (fault := misfit(one, spec, given))]
    if faults:
        raise BadInput(f"{name}: {'; '.join(faults)}. It takes: {', '.join(names) or 'nothing'}.")
    return given


def misfit(name: str, spec: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """What is wrong with one argument; empty where nothing is."""
    kinds = [spec["type"]] if isinstance(spec["type"], str) else list(spec["type"])
    if given.get(name) is None:
        empty = name in given and {"any", "null"} & set(kinds)
        return "" if spec.get("nullable") or empty else f"{name} is missing"
    value = given[name]
    if isinstance(value, bool) and not {"any", "boolean"} & set(kinds):
        return f"{name} must be {' or '.join(kinds)}, not boolean"
    if not any(isinstance(value, KIND[kind]) for kind in kinds):
        return f"{name} must be {' or '.join(kinds)}, not {type(value).__name__}"
    if "enum" in spec and value not in spec["enum"]:
        return f"{name} must be one of {', '.join(map(str, spec['enum']))}"
    return ""
