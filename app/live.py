"""What manager and specialists are doing, as it happens, on standard error."""

from __future__ import annotations

import re
import threading
import time
from types import TracebackType

from rich.console import Console
from rich.live import Live as Drawing
from rich.text import Text

from app.bar import Bar, phrase
from rag.pages import clean
from runtime.records import MARK, Event

CITED = re.compile(f" ?{MARK.pattern}")
"""A citation on its way: its number means something only in the finished answer."""
WIDEST = 100
"""Characters of an argument or summary that are shown."""
SILENT_S = 10.0
"""Where no bar can be drawn, in a log say, progress is a line after so many seconds without one."""


class Live:
    """A listener that prints a line for each thing that happens, and on a terminal shows what is going on now."""

    def __init__(self, console: Console | None = None, steps: bool = True) -> None:
        """`steps`: whether what the agents do is printed; else there is only what is going on now."""
        self.console = console or Console(stderr=True, highlight=False)
        self._steps = steps
        self._doing = "starting"
        self.bar = Bar(self._doing)
        self._drawing: Drawing | None = None
        self._previews: set[str] = set()
        self._printed_at = time.monotonic()
        self._lock = threading.Lock()

    def __enter__(self) -> Live:
        if self.console.is_terminal and not self.console.is_dumb_terminal:
            self._drawing = Drawing(self.bar, console=self.console, transient=True, refresh_per_second=12.5)
            self._drawing.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._drawing:
            self._drawing.stop()

    def __call__(self, event: Event) -> None:
        with self._lock:
            if event.kind == "preview":
                self._tell_of_preview(event.text)
                return
            self._show(event)
            for row in told(event) if self._steps else []:
                self._print(row)
            if event.kind == "progress" and not self._drawing and time.monotonic() - self._printed_at >= SILENT_S:
                self._print(line("dim", "", phrase(event)))

    def _show(self, event: Event) -> None:
        """Progress is shown while it lasts; then, what it was part of."""
        if event.kind in ("question", "answered") and self._drawing:  # the bar would be drawn over what is typed
            self._drawing.stop() if event.kind == "question" else self._drawing.start()
        if event.kind != "progress":
            self._doing = doing(event) or self._doing
        if event.kind != "progress" or event.fraction == 1:
            self.bar.show(self._doing)
        else:
            self.bar.show(short(event.text), event)

    def _tell_of_preview(self, path: str) -> None:
        """Where it lies, once: the file is renewed as the picture comes along."""
        if path not in self._previews:
            self._previews.add(path)
            self._print(line("dim", "preview", f"of what is being made, renewed every few steps: {path}"))

    def _print(self, row: Text) -> None:
        self.console.print(row)
        self._printed_at = time.monotonic()


def doing(event: Event) -> str:
    """What is going on from this event on; empty where it does not change that."""
    return {
        "run-start": "manager: planning",
        "plan": "manager: working",
        "agent-start": f"{event.agent}: thinking",
        "tool-start": f"{event.agent}: {event.tool}",
        "tool-end": f"{event.agent}: finishing",
        "agent-end": "manager: putting it together",
        "check": "checking",
    }.get(event.kind, "")


def told(event: Event) -> list[Text]:
    """The lines that an event prints."""
    if event.kind == "plan" and not event.parent:
        return [line("bold", "manager", "plans")] + [line("", "", f"  {row}") for row in clean(event.text).splitlines()]
    if event.kind == "agent-start":
        return [line("bold cyan", event.agent, short(str(event.arguments.get("task", ""))))]
    if event.kind == "tool-end":
        return [tool_line(event)]
    if event.kind == "code" and event.error:
        return [line("yellow", event.agent, short(event.error.replace("\n", " ")))]
    if event.kind == "sandbox" and event.tool not in ("A", "none"):  # of none, it was said before
        return [line("yellow", "sandbox", event.text)]
    if event.kind == "refused":
        return [line("yellow", event.agent, f"may not call {event.tool}: {short(event.text)}")]
    if event.kind == "check":
        mark, style = ("✗", "red") if event.error else ("✓", "green")
        return [line(style, mark, f"{event.tool}{': ' + short(event.error) if event.error else ''}")]
    return []


def tool_line(event: Event) -> Text:
    arguments = ", ".join(f"{name}={short(repr(value), 60)}" for name, value in event.arguments.items())
    outcome = event.error or event.text
    row = line("", "", f"  {event.tool}({arguments})")
    row.append(f"  {event.seconds:.2f} s", style="dim")
    row.append(f"\n    {'✗ ' if event.error else ''}{short(outcome)}", style="red" if event.error else "dim")
    return row


def line(style: str, who: str, what: str) -> Text:
    return Text.assemble((who, style), " " if who else "", what)


def short(text: str, width: int = WIDEST) -> str:
    """
    >>> short("a\\n  long   text", 8)
    'a long…'
    """
    flat = " ".join(clean(CITED.sub("", text)).split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"
