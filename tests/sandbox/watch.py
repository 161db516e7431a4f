"""Looks on while an attack runs: memory, processes and threads, as /proc tells them."""

from __future__ import annotations

import os
import threading
from pathlib import Path


class Watch:
    """The most there was of each since it started, over what there was before. Memory in MB."""

    def __init__(self, apart: int) -> None:
        self._apart = apart  # the victim: whatever it does is not of the attack
        self._done = threading.Event()
        self._own, self._count, self._threads = memory_mb(os.getpid()), len(descendants()), threads(os.getpid())
        self.own_mb = self.largest_mb = 0.0
        self.processes = self.threads = 0
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self._thread.start()

    def _look_on(self) -> None:
        while not self._done.wait(0.02):
            self._look()

    def _look(self) -> None:
        below = [pid for pid in descendants() if pid != self._apart]
        self.processes = max(self.processes, len(below) + 1 - self._count)
        self.own_mb = max(self.own_mb, memory_mb(os.getpid()) - self._own)
        self.largest_mb = max([self.largest_mb, self.own_mb, *map(memory_mb, below)])
        self.threads = max([self.threads, threads(os.getpid()) - self._threads, *map(threads, below)])

    def close(self) -> None:
        self._done.set()
        self._thread.join()


def descendants(pid: int | str = "self") -> list[int]:
    """All processes below `pid`."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    except OSError:
        return found
    return found + [below for child in found for below in descendants(child)]


def memory_mb(pid: int) -> float:
    """Resident memory; 0 where the process is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
    except OSError:
        return 0.0


def threads(pid: int) -> int:
    try:
        return len([*Path(f"/proc/{pid}/task").iterdir()])
    except OSError:
        return 0
