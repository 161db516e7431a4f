"""What crosses: from here plain values and records, from there text that is made harmless to show."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any

from agents.sandbox.child.frames import DEEPEST, TAG
from runtime.errors import BadInput

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and new line, what turns the direction of text, and halves of pairs."""
LONGEST = 20_000
"""Characters of an object that is told in words."""


def shown(text: str, most: int) -> str:
    """What came from the child, its unseen characters written out; `\\r\\n` is a new line.

    >>> shown("a\\x1b[2J", 100)
    'a\\\\x1b[2J'
    """
    plain = text[:most].replace("\r\n", "\n")
    return UNSEEN.sub(lambda found: rf"\x{ord(found[0]):02x}", plain)


def whole(value: Any, depth: int = 0) -> Any:
    """An argument that came from the child, halves of surrogate pairs as question marks.

    Raises:
        BadInput: it is nested too deep.
    """
    if depth > DEEPEST + 2:
        raise BadInput(f"An argument is nested more than {DEEPEST} levels. Give a flatter one.")
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [whole(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {whole(name): whole(item, depth + 1) for name, item in value.items()}
    return value


def outgoing(value: Any, depth: int = 0) -> Any:
    """`value` as JSON for the child: a record by its fields, any other object in words. No live object crosses."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if depth > DEEPEST:
        return str(value)[:LONGEST]
    if isinstance(value, Mapping):
        items = {str(name): outgoing(item, depth + 1) for name, item in value.items()}
        return {TAG: "mapping", "items": items} if TAG in items else items
    if isinstance(value, list | tuple | Set):
        return [outgoing(item, depth + 1) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return record(value, depth)
    return str(value)[:LONGEST]


def record(value: Any, depth: int) -> dict[str, Any]:
    items = {each.name: outgoing(getattr(value, each.name), depth + 1) for each in fields(value)}
    return {TAG: type(value).__name__, "items": items, "text": str(value)}


def megabytes(value: Any) -> float:
    return len(json.dumps(value)) / (1 << 20)
