"""The one thread that brings runs to the mirrors, when nothing else is going on."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

QUIET_S = 2.0
"""Without a run for so long, it begins: a run is not slowed, and a command that ends at once never waits."""
LONGEST_S = 60.0
"""Where runs never cease it begins after this."""
AGAIN_S = (1.0, 60.0)
"""A mirror out of reach is tried again after this, then after twice as long each time, up to the second."""


class Outcome(Protocol):
    @property
    def left(self) -> int: ...

    @property
    def problem(self) -> str: ...


class Worker:
    """Works in a thread that is there only while something waits."""

    def __init__(self, sync: Callable[[], Sequence[Outcome]]) -> None:
        self._sync = sync
        self._running = 0
        self._last = self._first = 0.0
        self._thread: threading.Thread | None = None
        self._told = threading.Condition()
        self.stopping = False

    def busy(self) -> None:
        """A run begins."""
        with self._told:
            self._running += 1

    def idle(self) -> None:
        """A run has ended."""
        with self._told:
            self._running -= 1
            self._last = time.monotonic()
            self._first = self._first or self._last
            self._told.notify_all()
        self.start()

    def start(self) -> None:
        """See to it that the thread runs."""
        with self._told:
            if self.stopping or self._thread is not None:
                return
            self._thread = threading.Thread(target=self._work, name="mirrors", daemon=True)
            atexit.register(self.stop)
            self._thread.start()

    def stop(self, wait_s: float = 30.0) -> None:
        """Let the thread finish what it is at, and end. It cannot be started again."""
        with self._told:
            self.stopping = True
            self._told.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(wait_s)
        atexit.unregister(self.stop)

    def _work(self) -> None:
        pause = AGAIN_S[0]
        while self._quiet():
            troubled = any(outcome.problem for outcome in self._sync())
            with self._told:
                if not troubled and not self._newer():
                    self._thread, self._first = None, 0.0
                    atexit.unregister(self.stop)
                    return
                if troubled:
                    self._told.wait_for(lambda: self.stopping, pause)
                    pause = min(2 * pause, AGAIN_S[1])

    def _newer(self) -> bool:
        """Whether a run has ended since the last look, which may not have seen it."""
        return self._last > self._looked

    _looked = 0.0

    def _quiet(self) -> bool:
        """Wait until no run was under way for a while; False where it should end."""
        with self._told:
            while not self.stopping:
                present = time.monotonic()
                calm = self._last + QUIET_S - present if not self._running else QUIET_S
                if min(calm, self._first + LONGEST_S - present) <= 0:
                    self._looked, self._first = present, present
                    return True
                self._told.wait(max(0.01, min(calm, self._first + LONGEST_S - present)))
        return False
