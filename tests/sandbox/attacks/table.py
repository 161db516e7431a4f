"""What an attack is: agent's code, and how its success is seen."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from textwrap import dedent


@dataclass(frozen=True, slots=True)
class Attack:
    """Code that an agent was talked into. It leaves in `OUT` what it learned.

    In the code stand `$HOME` (a person's home), `$RUNS` (the folder of all runs), `$PORT` (where a server listens),
    `$VICTIM` (a process of the same person), `$ADDRESS` (of 64 bytes in that process) and `$PARENT` (the platform).
    """

    id: str
    title: str
    code: str
    seen: str
    """Name of a way to see it, as in `seen.WAYS`; after a colon what to look for."""
    control: bool = True
    """Whether it means something without a sandbox. What speaks over the channel itself does not."""

    def filled(self, places: dict[str, object]) -> str:
        return Template(dedent(self.code).strip("\n")).safe_substitute(places)
