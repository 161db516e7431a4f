"""Asks the person at a terminal whether a call may be made after the run has read what others wrote."""

from __future__ import annotations

import sys
from typing import TextIO

from agents.sandbox.guard import Approval, Approve, no_one
from app.consenting import SHOWN, shown
from runtime.records import Event, Listener


def approver() -> Approve:
    """At a terminal, one that asks there; elsewhere one that finds nobody."""
    return at_terminal if sys.stdin.isatty() and sys.stderr.isatty() else no_one


def at_terminal(asked: Approval, reads: TextIO | None = None, writes: TextIO | None = None) -> bool:
    """Anything but `yes` is a no. What is shown is the call itself, not what an agent says of it."""
    reads, writes = reads or sys.stdin, writes or sys.stderr
    print(f"An agent ({shown(asked.agent)}) wants to make this call:\n  {call(asked)}", file=writes)
    read = ", ".join(asked.sources)
    print(f"Before, the run has read what others wrote ({read}): it may be their wish, not yours.", file=writes)
    print("Shall it be made? (yes/no) ", end="", flush=True, file=writes)
    return shown(reads.readline()).lower() == "yes"


def call(asked: Approval) -> str:
    """The call as Python would write it, long values cut."""
    given = [f"{name}={shown(repr(value))}" for name, value in asked.arguments.items()]
    return f"{asked.tool}({', '.join(each if len(each) <= SHOWN else f'{each[:SHOWN]}…' for each in given)})"


def announced(approve: Approve, tell: Listener) -> Approve:
    """`approve`, between two events: what draws on the terminal makes room."""

    def asking(asked: Approval) -> bool:
        tell(Event("question", text=f"approval of {asked.tool}"))
        try:
            return approve(asked)
        finally:
            tell(Event("answered"))

    return asking
