"""What the sandbox costs: starting, calling, stepping, stopping, memory; and that nothing stays behind.

make bench-sandbox
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.hostile_frames import at_executor, at_reader
from benchmarks.measure import Figure, milliseconds

FUZZED_S = {at_reader: 60, at_executor: 30}
RUNS, TOGETHER, CALLS, STEPS = 200, 8, 4000, 300
WORKLOADS = {
    "a loop": "while True: pass",
    "a loop past every error": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "a loop in C": "sum(range(10**12))",
    "sleep": "import time\ntime.sleep(1000)",
    "a large power": "7**(10**9)",
    "a regular expression": "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
    "numpy": "import numpy as np\nnp.linalg.svd(np.random.rand(3000, 3000))",
    "800 MB of memory": "b = bytearray(800 << 20)\nwhile True:\n    for i in range(0, len(b), 4096): b[i] = 1",
}
TIMED_CALLS = f"""
import time
taken = []
for i in range({CALLS}):
    start = time.perf_counter()
    add(a=i, b=1)
    taken.append(time.perf_counter() - start)
taken.sort()
'%f %f' % (taken[{CALLS // 2}] * 1e3, taken[{CALLS * 95 // 100}] * 1e3)
"""


class Add:
    inputs = {"a": {"type": "integer"}, "b": {"type": "integer"}}
    description, output_type, labels = "Adds.", "integer", ()

    def __call__(self, a: int, b: int, **_: Any) -> int:
        return a + b


def figures() -> Iterator[Figure]:
    yield from starting()
    yield from calling()
    yield from stopping()
    yield from together()
    yield from leaving()
    yield from fuzzing()


@contextmanager
def executor(**given: Any) -> Iterator[Any]:
    """One in a folder of its own, with room for what is measured."""
    from agents.sandbox.executor import SandboxExecutor
    from agents.sandbox.limits import Limits

    limits = Limits(calls_per_step=10**6, memory_mb=1400)
    with tempfile.TemporaryDirectory() as folder:
        made = SandboxExecutor(**{"workspace": Path(folder), "limits": limits, "imports": ("*",)} | given)
        made.send_tools({"add": Add()})
        try:
            yield made
        finally:
            made.cleanup()


def starting() -> Iterator[Figure]:
    """A child with pandas, from a zygote that has started."""
    taken = []
    for _ in range(31):
        with executor(preload=("pandas",)) as made:
            made("1")
            taken.append(made.start_ms)
    taken = sorted(taken[1:])
    yield Figure(f"tier {made.tier}: a child with pandas, from the zygote, median", taken[15], "ms", 30)
    yield Figure(f"tier {made.tier}: the same, p95", taken[28], "ms", 50)


def calling() -> Iterator[Figure]:
    """Best of three: load of others does not decide."""
    from smolagents import LocalPythonExecutor

    local = LocalPythonExecutor([])
    local.send_tools({})
    with executor() as made:
        made("1")
        best = min(tuple(map(float, str(made(TIMED_CALLS).output).split())) for _ in range(3))
        steps = statistics.median(milliseconds(lambda: made("x = 1"), STEPS))
    plain = statistics.median(milliseconds(lambda: local("x = 1"), STEPS))
    yield Figure("a tool call there and back, median", best[0], "ms", 0.2)
    yield Figure("a tool call there and back, p95", best[1], "ms", 0.4)
    yield Figure("a step over one of LocalPythonExecutor", steps - plain, "ms", 5)


def stopping() -> Iterator[Figure]:
    """From the button until the step has ended, in the middle of eight kinds of statements, thrice each."""
    taken = [stopped(code) for code in WORKLOADS.values() for _ in range(3)]
    yield Figure("stop in the middle of a statement, median", statistics.median(taken), "ms", 30)
    yield Figure("stop in the middle of a statement, worst", max(taken), "ms", 150)


def stopped(code: str) -> float:
    """Milliseconds."""
    from runtime.errors import SandboxError

    ended: list[float] = []

    def step() -> None:
        try:
            made(code)
        except SandboxError:
            ended.append(time.perf_counter())

    with executor(preload=("numpy",)) as made:
        made("1")
        thread = threading.Thread(target=step)
        thread.start()
        time.sleep(0.8 if "800" in code or "numpy" in code else 0.3)
        pressed = time.perf_counter()
        made.stop()
        thread.join(10)
    return (ended[0] - pressed) * 1e3 if ended else float("inf")


def together() -> Iterator[Figure]:
    """Eight children with pandas at once, each with a table of its own, and their zygote."""
    before = proportional_mb()
    made = [executor(preload=("pandas",)) for _ in range(TOGETHER)]
    entered = [one.__enter__() for one in made]
    for one in entered:
        one("import pandas as pd\ntable = pd.DataFrame({'a': range(10000)})\ntable.a.sum()")
    grown = proportional_mb() - before
    for one in made:
        one.__exit__(None, None, None)
    yield Figure(f"{TOGETHER} sandboxes with pandas at once, memory", grown, "MB", 400)


def leaving() -> Iterator[Figure]:
    run_once()
    before = Traces.now()
    for _ in range(RUNS):
        run_once()
    left = Traces.now() - before
    yield Figure(f"{RUNS} runs, left behind: processes, descriptors and mounts", left, "", 1)


def run_once() -> None:
    with executor() as made:
        made("x = add(a=1, b=2)")
        made("x + 1")


def fuzzing() -> Iterator[Figure]:
    for what, fuzz in (("the reader", at_reader), ("an executor", at_executor)):
        done = fuzz(FUZZED_S[fuzz])
        print(*done.unexpected[:5], sep="\n", file=sys.stderr, end="")
        yield Figure(f"{done.frames:,} hostile frames at {what}: what should not happen", len(done.unexpected), "", 1)
        yield Figure(f"{done.frames:,} hostile frames at {what}: memory", done.grown_mb, "MB", 50)


@dataclass(frozen=True, slots=True)
class Traces:
    """What a run might leave behind, counted."""

    processes: int
    descriptors: int
    mounts: int

    @classmethod
    def now(cls) -> Traces:
        """After what is about to end has had time to."""
        time.sleep(0.3)
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").count("\n")
        return cls(len(below()), len([*Path("/proc/self/fd").iterdir()]), mounts)

    def __sub__(self, before: Traces) -> int:
        pairs = (
            (self.processes, before.processes),
            (self.descriptors, before.descriptors),
            (self.mounts, before.mounts),
        )
        return sum(abs(now - then) for now, then in pairs)


def below(pid: int | str = "self") -> list[int]:
    """All processes that descend from one."""
    try:
        tasks = [(task / "children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    children = [int(number) for text in tasks for number in text.split()]
    return [*children, *(deeper for child in children for deeper in below(child))]


def proportional_mb() -> float:
    """Of this process and all below, shared pages divided among those that share them; a locked one tells only root."""
    return sum(map(process_mb, ["self", *below()]))


def process_mb(pid: int | str) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e3
    except PermissionError:  # locked: what it holds resident is more than its share
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
    except (OSError, StopIteration):  # it has just ended
        return 0.0


if __name__ == "__main__":
    missed = 0
    for figure in figures():
        print(figure, flush=True)
        missed += not figure.ok
    sys.exit(1 if missed else 0)
