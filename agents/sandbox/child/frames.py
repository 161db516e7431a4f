"""What goes over the socket, on the child's side: four bytes of length and a JSON object; and values as such."""

from __future__ import annotations

import json
import math
import os
import struct
from typing import Any

CHANNEL = 3
"""The descriptor of the socket."""
LARGEST = 4 << 20
"""Bytes of a message to the parent."""
DEEPEST = 30
"""Levels that a value may be nested."""
TAG = "$"
"""A mapping with this key stands for something JSON has no form for."""


class NotTransferable(TypeError):
    """A value that cannot leave the sandbox."""


class Record:
    """What a tool returned that has fields rather than keys: a report, say. Its text is what it was there."""

    def __init__(self, kind: str, fields: dict[str, Any], text: str) -> None:
        self.__dict__.update(fields)
        self._kind, self._text = kind, text

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in fields_of(self).items())
        return f"{self._kind}({shown})"


def fields_of(record: Record) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if not name.startswith("_")}


def receive() -> Any:
    """The next message. At the end of the channel the process ends: nobody is there to work for."""
    (length,) = struct.unpack("!I", exactly(4))
    return json.loads(exactly(length))


def exactly(size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(CHANNEL, size - len(parts))
        if not part:
            os._exit(0)
        parts += part
    return bytes(parts)


def send(message: dict[str, Any]) -> None:
    """One message, lone surrogates as question marks.

    Raises:
        NotTransferable: it is too big.
    """
    data = json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    if len(data) > LARGEST:
        raise NotTransferable(f"{len(data) >> 20} MB are too much for one call: the limit is {LARGEST >> 20} MB")
    left = memoryview(struct.pack("!I", len(data)) + data)
    while left:
        left = left[os.write(CHANNEL, left) :]


def outward(value: Any, depth: int = 0) -> Any:
    """`value` as JSON.

    Raises:
        NotTransferable: it is no plain value, is not finite, or is nested too deep.
    """
    if value is None or type(value) in (bool, int, str):
        return value
    if depth > DEEPEST:
        raise NotTransferable(f"a value nested more than {DEEPEST} levels cannot leave the sandbox")
    if isinstance(value, float):
        return finite(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [outward(item, depth + 1) for item in value]
    if isinstance(value, Record):
        return outward(fields_of(value), depth)
    if isinstance(value, dict):
        return {str(name): outward(item, depth + 1) for name, item in value.items()}
    return outward(simplified(value), depth + 1)


def finite(value: float) -> float:
    if not math.isfinite(value):
        raise NotTransferable(f"{value} cannot leave the sandbox: give a finite number, or words")
    return float(value)


def simplified(value: Any) -> Any:
    """A number or text of numpy's or a subclass's as the plain one."""
    for plain in (str, int):
        if isinstance(value, plain):
            return plain(value)
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        return value.item()
    raise NotTransferable(f"a {type(value).__name__} cannot leave the sandbox: give text, numbers, lists or dicts")


def inward(value: Any) -> Any:
    """A value that came, as what it stands for."""
    if isinstance(value, list):
        return [inward(item) for item in value]
    if not isinstance(value, dict):
        return value
    if TAG not in value:
        return {name: inward(item) for name, item in value.items()}
    items = {name: inward(item) for name, item in value["items"].items()}
    return items if value[TAG] == "mapping" else Record(value[TAG], items, value["text"])
