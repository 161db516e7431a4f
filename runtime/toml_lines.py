"""Tables of TOML as text, and files that are written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

Value = str | bool | int | float


def table(name: str, values: Mapping[str, Value]) -> str:
    """One table of an array. Source: TOML 1.0.

    >>> print(table("checkpoint", {"id": "a/b", "memory_gb": 0.5, "gated": True}), end="")
    [[checkpoint]]
    id = "a/b"
    memory_gb = 0.5
    gated = true
    """
    return f"[[{name}]]\n" + "".join(f"{key} = {_written(value)}\n" for key, value in values.items())


def replace_file(path: Path, text: str) -> None:
    """Put `text` in the place of what `path` holds: whoever reads meanwhile sees all of the old or all of the new.

    Raises:
        OSError: it cannot be written there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def _written(value: Value) -> str:
    """JSON's strings are TOML's basic strings but for one sign, which TOML wants escaped; its numbers are the same."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
