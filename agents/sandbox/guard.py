"""What agents' code may do with tools, judged here, where it cannot reach: taint, approvals, and a list of every call.

Where anything untrusted was read, all that the run says from then on may be what somebody else wants. So a tool that
changes the world outside, or carries something there, then needs a person's yes; and so does carrying out what is
private. What holds for the run holds for each value: code could pass one on under any guise.
"""

from __future__ import annotations

import reprlib
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.errors import NotApproved
from runtime.records import Event, Listener
from tools.labels import EGRESS, READS_PRIVATE, READS_UNTRUSTED, SIDE_EFFECT

REMEMBERED = 500
"""Characters of the arguments of a call that are kept."""


@dataclass(frozen=True, slots=True)
class Approval:
    """What a person is asked. It comes from the call itself, not from what an agent says of it."""

    agent: str
    tool: str
    arguments: Mapping[str, Any]
    sources: tuple[str, ...]
    """The tools by which the words of others came into the run."""


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the audit."""

    agent: str
    tool: str
    arguments: str
    outcome: str
    """`done`, `failed` or `refused`: refused before the tool saw it, or by the tool because it was not for this run."""
    why: str = ""


Approve = Callable[[Approval], bool]


def no_one(asked: Approval) -> bool:
    """Nobody is there to approve of anything."""
    return False


def unheard(event: Event) -> None:
    """Nobody listens."""


class Guard:
    """One per run, shared by its agents. Safe to call from any thread."""

    def __init__(self, approve: Approve = no_one, tell: Listener = unheard) -> None:
        self._approve, self._tell = approve, tell
        self._untrusted: dict[str, None] = {}
        self._private: dict[str, None] = {}
        self._approved: set[tuple[str, str]] = set()
        self._calls: list[Call] = []
        self._lock = threading.RLock()

    @property
    def sources(self) -> tuple[str, ...]:
        """The tools, or other ways, by which untrusted words came into the run."""
        return tuple(self._untrusted)

    @property
    def audit(self) -> tuple[Call, ...]:
        """Every call so far."""
        return tuple(self._calls)

    def taint(self, source: str) -> None:
        """Untrusted words came in by `source`."""
        with self._lock:
            self._untrusted[source] = None

    def admit(self, agent: str, tool: str, labels: Iterable[str], arguments: Mapping[str, Any]) -> None:
        """Let a call pass, and remember what it brings into the run; the same call is asked about once.

        Raises:
            NotApproved: nobody who was asked said yes.
        """
        with self._lock:
            held = set(labels)
            if sources := self._reasons(held):
                self._ask(Approval(agent, tool, arguments, sources))
            self._untrusted |= dict.fromkeys([tool] if READS_UNTRUSTED in held else [])
            self._private |= dict.fromkeys([tool] if READS_PRIVATE in held else [])

    def _ask(self, asked: Approval) -> None:
        call = (asked.tool, repr(sorted(asked.arguments.items())))
        if call in self._approved:
            return
        if not self._approve(asked):
            raise NotApproved(asked.tool, asked.sources)
        self._approved.add(call)

    def _reasons(self, labels: set[str]) -> tuple[str, ...]:
        """What has been read that makes the call one to ask about; empty where it may go on."""
        acts = labels & {SIDE_EFFECT, EGRESS}
        told = labels & {EGRESS}
        return tuple({**(self._untrusted if acts else {}), **(self._private if told else {})})

    def note(self, agent: str, tool: str, arguments: Any, outcome: str, why: str = "") -> None:
        with self._lock:
            self._calls.append(Call(agent, tool, brief(arguments), outcome, why))
        if outcome == "refused":
            self._tell(Event("refused", agent, tool=tool, text=why))


def brief(arguments: Any) -> str:
    """The arguments in at most `REMEMBERED` characters; of a long text, its ends."""
    short = reprlib.Repr()
    short.maxstring = short.maxother = REMEMBERED // 4
    return short.repr(arguments)[:REMEMBERED]
