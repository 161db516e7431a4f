"""The last line of a terminal while something runs: what, how far it is, how much longer it takes."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from rag.pages import clean
from runtime.records import Event

WIDE = 24
"""Characters of the bar."""
ROOMY = 60
"""Characters of a terminal that has room for one."""


class Bar:
    """Drawn again and again by rich: one line, however narrow the terminal. A spinner where nothing is counted."""

    def __init__(self, text: str) -> None:
        self._spinner = Spinner("dots")
        self.show(text)

    def show(self, text: str, event: Event | None = None) -> None:
        """What is going on; `event` where it says how far it is. Safe to call while it is drawn."""
        self._shown = (text, event)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text, event = self._shown
        cells: list[RenderableType] = [self._spinner, Text(text, no_wrap=True, overflow="ellipsis")]
        if event and event.fraction is not None and options.max_width >= ROOMY:
            cells.append(ProgressBar(total=1.0, completed=event.fraction, width=WIDE))
        if event:
            cells += [Text(said, no_wrap=True) for said in (count(event), left(event)) if said]
        row = Table.grid(padding=(0, 1))
        row.add_row(*cells)
        yield row


def count(event: Event) -> str:
    """
    >>> count(Event("progress", step=12, total=50)), count(Event("progress", fraction=0.5))
    ('12/50', '50%')
    """
    if event.total:
        return f"{event.step}/{event.total}"
    return str(event.step or "") if event.fraction is None else f"{event.fraction:.0%}"


def left(event: Event) -> str:
    """
    >>> left(Event("progress", seconds_left=39.6)), left(Event("progress", seconds_left=5000.0))
    ('about 40 s left', 'about 1 h 23 min left')
    """
    return f"about {spoken(event.seconds_left)} left" if event.seconds_left else ""


def spoken(seconds: float) -> str:
    """A time as a person would say it.

    >>> spoken(0.2), spoken(89), spoken(3599), spoken(3700)
    ('1 s', '1 min', '1 h', '1 h 2 min')
    """
    if seconds < 59.5:
        return f"{max(1, round(seconds))} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def phrase(event: Event) -> str:
    """What a bar shows, in words.

    >>> phrase(Event("progress", text="denoising", step=12, total=50, seconds_left=40.2))
    'denoising 12 of 50, about 40 s left'
    >>> phrase(Event("progress", text="token", step=7)), phrase(Event("progress", text="reading a.pdf", fraction=0.5))
    ('token 7', 'reading a.pdf (50%)')
    """
    text = " ".join(clean(event.text).split())
    if event.total:
        text = f"{text} {event.step} of {event.total}"
    elif event.fraction is not None:
        text = f"{text} ({event.fraction:.0%})"
    elif event.step:
        text = f"{text} {event.step}"
    return f"{text}, {left(event)}" if left(event) else text
