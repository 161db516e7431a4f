"""Asks the person at a terminal whether something may be said in somebody's voice. No agent can answer."""

from __future__ import annotations

import sys
from typing import TextIO

from memory.artifacts import printable
from memory.voices import Ask, Asked, nobody
from runtime.records import Event, Listener

SHOWN = 400
"""Characters of the text that are shown."""


def asker() -> Ask:
    """At a terminal, one that asks there; elsewhere one that finds nobody."""
    return at_terminal if sys.stdin.isatty() and sys.stderr.isatty() else nobody


def at_terminal(asked: Asked, reads: TextIO | None = None, writes: TextIO | None = None) -> str:
    """The name of the speaker who consents; empty where nobody does: anything but a name and `yes` is a no."""
    reads, writes = reads or sys.stdin, writes or sys.stderr
    says = asked.says if len(asked.says) <= SHOWN else f"{asked.says[:SHOWN]}… ({len(asked.says)} characters)"
    print(f"In the voice of {shown(asked.title)} shall be said:\n  “{shown(says)}”", file=writes)
    print("This takes the consent of whoever speaks there, and is written down.", file=writes)
    name = _answer("Who speaks there? (Enter for no) ", reads, writes)
    if not name:
        return ""
    return name if _answer(f"Does {name} consent? (yes/no) ", reads, writes).lower() == "yes" else ""


def _answer(question: str, reads: TextIO, writes: TextIO) -> str:
    print(question, end="", flush=True, file=writes)
    return shown(reads.readline())


def shown(text: str) -> str:
    """On one line, without what would move or turn round what else is on the screen."""
    return printable(" ".join(text.split()))


def announced(ask: Ask, tell: Listener) -> Ask:
    """`ask`, between two events: what draws on the terminal makes room."""

    def asking(asked: Asked) -> str:
        tell(Event("question", text=f"consent to use the voice in {asked.title}"))
        try:
            return ask(asked)
        finally:
            tell(Event("answered"))

    return asking
