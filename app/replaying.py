"""A recorded run once more, as it was seen and as fast, or faster."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from app.live import told
from memory.history import RecordedStep
from rag.pages import clean


def played(
    steps: Sequence[RecordedStep],
    speed: float,
    say: Callable[[str], None],
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Say each step's lines with the seconds since the run began, and `wait` between them as long as it took then."""
    if not steps:
        return
    start = before = datetime.fromisoformat(steps[0].at)
    for step in steps:
        at = datetime.fromisoformat(step.at)
        wait(max(0.0, (at - before).total_seconds()) / speed)
        before = at
        for line in (line for row in told(step.event) for line in clean(row.plain).splitlines()):
            say(f"{(at - start).total_seconds():8.2f} s  {line}")
