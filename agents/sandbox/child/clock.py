"""How long a step has computed, and its end: an alarm, from here or the parent, raises in the middle of a statement."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class StepStopped(BaseException):
    """The step is over. No `Exception`, so that code which goes on after any error does not go on after this."""


class Clock:
    """One per process. Counts only while agents' code runs."""

    def __init__(self) -> None:
        self._running = False
        signal.signal(signal.SIGALRM, self._alarmed)

    def _alarmed(self, *_: Any) -> None:
        if self._running:
            raise StepStopped

    @contextmanager
    def running(self, seconds: float) -> Iterator[None]:
        """Raises StepStopped inside when the time is up."""
        signal.setitimer(signal.ITIMER_REAL, seconds)
        self._running = True
        try:
            yield
        finally:
            self._running = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    @contextmanager
    def held(self) -> Iterator[None]:
        """What is done inside counts not, and no alarm raises in it."""
        was, self._running = self._running, False
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            yield
        finally:
            self._running = was
            if left:
                signal.setitimer(signal.ITIMER_REAL, left)
