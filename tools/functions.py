"""A plain Python function as a tool: its name, docstring and annotations are all that it declares."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

from runtime.errors import ToolError
from runtime.records import Json
from tools.base import Tool

TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", tuple: "array", dict: "object"}
ARGUMENT = re.compile(r"^\s+(\w+)(?:\s*\([^)]*\))?:\s*(.+)$", re.M)
"""`    city: Where.` under `Args:`."""


def tool_from(function: Callable[..., Any]) -> type[Tool]:
    """A tool that calls `function`: for a `Remit`, beside the platform's own.

    What it returns becomes the summary, a dict with a `summary` the whole result. It may do anything to a run, for it
    does not say; set `labels` on the class to say less.

    >>> def double(number: int) -> str:
    ...     "Doubles a number."
    ...     return str(2 * number)
    >>> tool_from(double).name, tool_from(double).inputs["number"]["type"]
    ('double', 'integer')

    Raises:
        ToolError: it has no docstring, or an argument without a type that JSON has.
    """
    doc = inspect.getdoc(function) or ""
    if not doc.strip():
        raise ToolError(f"{function.__name__} has no docstring. Write what it does: tools are chosen by that.")
    said = dict(ARGUMENT.findall(doc.partition("Args:")[2]))
    description = " ".join(re.split(r"\n\s*(?:Args|Returns|Raises):", doc)[0].split())
    facts = {"name": function.__name__, "description": description, "inputs": _inputs(function, said)}
    return type(_class_name(function.__name__), (FunctionTool,), facts | {"function": staticmethod(function)})


class FunctionTool(Tool):
    """Base of the classes that `tool_from` makes."""

    function: Callable[..., Any]

    def forward(self, **given: Json) -> dict[str, Json]:
        result = self.function(**given)
        if isinstance(result, Mapping):
            return {"summary": ", ".join(f"{name}: {value}" for name, value in result.items()), **result}
        return {"summary": str(result)}


def _inputs(function: Callable[..., Any], said: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    hints = get_type_hints(function)
    return {
        name: {"type": _json_type(function, name, hints.get(name)), "description": said.get(name, f"The {name}.")}
        | ({} if parameter.default is inspect.Parameter.empty else {"nullable": True})
        for name, parameter in inspect.signature(function).parameters.items()
    }


def _json_type(function: Callable[..., Any], name: str, hint: Any) -> str:
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    plain = next((option for option in options if option is not type(None)), None)
    origin: Any = get_origin(plain) or plain
    kind = TYPES.get(origin)
    if kind is None:
        raise ToolError(
            f"{function.__name__} does not say what {name} is. Annotate it as str, int, float, bool or list."
        )
    return kind


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
