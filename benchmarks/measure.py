"""How the figures are taken: processor seconds of whole processes, medians of repeated calls."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    value: float
    unit: str
    limit: float
    """What it must stay under, or reach."""
    reach: bool = False

    @property
    def ok(self) -> bool:
        return self.value >= self.limit if self.reach else self.value < self.limit

    def __str__(self) -> str:
        limit = f"({'at least' if self.reach else 'limit'} {self.limit:g} {self.unit})"
        return f"{'✓' if self.ok else '✗'} {self.what}: {self.value:.3g} {self.unit} {limit}"


def process(arguments: Sequence[str], env: dict[str, str] | None = None) -> tuple[float, float]:
    """Run Python with `arguments` to its end; returns its processor and wall seconds.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | (env or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, arguments)
    return usage.ru_utime + usage.ru_stime, wall


def median_process(arguments: Sequence[str], runs: int = 5, env: dict[str, str] | None = None) -> tuple[float, float]:
    """Medians of processor and wall seconds over `runs`, after one that is not counted."""
    process(arguments, env)
    taken = [process(arguments, env) for _ in range(runs)]
    return statistics.median(cpu for cpu, _ in taken), statistics.median(wall for _, wall in taken)


def milliseconds(call: Callable[[], object], runs: int) -> list[float]:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return taken
