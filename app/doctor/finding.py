"""One thing found on this machine: it works, it is broken, or it is not there and need not be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from runtime.records import Json

State = Literal["ok", "missing", "broken"]
MARKS: dict[State, str] = {"ok": "✓", "missing": "–", "broken": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: State
    says: str
    """For a person; where something is to be done, with what to type."""
    facts: Mapping[str, Json] = field(default_factory=dict)
    """The figures in it, for a program."""

    @property
    def ok(self) -> bool:
        """Whether it is not broken."""
        return self.state != "broken"

    def line(self) -> str:
        return f"{MARKS[self.state]} {self.what}: {self.says}"

    def fields(self) -> dict[str, Json]:
        plain: dict[str, Json] = {"what": self.what, "state": self.state, "ok": self.ok, "says": self.says}
        return plain | ({"facts": dict(self.facts)} if self.facts else {})


def found(what: str, check: Callable[[], Finding | str]) -> Finding:
    """What `check` finds; text alone means that it works, and an error of any kind that it is broken."""
    try:
        result = check()
    except Exception as error:
        return Finding(what, "broken", one_line(str(error)) or type(error).__name__)
    return Finding(what, "ok", result) if isinstance(result, str) else result


def one_line(text: str, longest: int = 300) -> str:
    """`text` without line breaks, its end cut off where it is long.

    >>> one_line("two\\n  lines")
    'two lines'
    """
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
