"""Frames that no honest child would send, by the thousand, at the parent's reader and at a whole executor.

For a minute of it:  .venv/bin/python -m benchmarks.hostile_frames 60
"""

from __future__ import annotations

import gc
import json
import random
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.long_audio import resident_mb

HONEST: tuple[dict[str, Any], ...] = (
    {"op": "call", "id": 1, "name": "search", "args": ["q", 3], "kwargs": {}},
    {"op": "call", "id": 1, "name": "search", "args": [], "kwargs": {"query": "q", "most": 3}},
    {"op": "print", "text": "hello"},
    {"op": "done", "value": "4"},
    {"op": "done", "error": "ValueError: x"},
    {"op": "done", "final": True},
    {"op": "done", "stopped": True},
)
SPLICES = [
    b"[",
    b"{",
    b'"',
    b"\\u0000",
    b"\\ud800",
    b"1e999",
    b"-1",
    b"null",
    b"true",
    b"9" * 400,
    b",",
    b":",
    b"]",
    b"}",
]
SPLICES += [b"\xff", b"NaN", b"\x00", b"[" * 3000, b'"' + b"A" * 5000 + b'"']
VALUES = [
    [],
    {},
    None,
    1,
    -1,
    2**80,
    1.5,
    True,
    "x",
    "",
    "\x1b[2J",
    {"a": {"b": []}},
    [[[[]]]],
    "A" * 5000,
    "__class__",
]
TRIPWIRES = {
    "pickle.find_class",
    "marshal.loads",
    "os.system",
    "subprocess.Popen",
    "os.exec",
    "os.fork",
    "ctypes.dlopen",
}
"""What a parent that reads data never does."""


@dataclass(slots=True)
class Fuzzed:
    """What came of it."""

    frames: int = 0
    unexpected: list[str] = field(default_factory=list)
    """Exceptions that are none of the sandbox's own, and tripwires."""
    grown_mb: float = 0.0
    slowest_s: float = 0.0
    served: int = 0
    """Calls that were well enough formed to reach the tool."""


class Frames:
    """Wrong in every way that a few lines can think of; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def payload(self) -> tuple[bytes, int]:
        """Some frames as bytes, and how many; now and then one lies about its length."""
        frames = [self.frame() for _ in range(self.random.randrange(1, 4))]
        return b"".join(struct.pack("!I", self.length(frame)) + frame for frame in frames), len(frames)

    def length(self, frame: bytes) -> int:
        return len(frame) if self.random.random() > 0.03 else self.random.randrange(2**32)

    def frame(self) -> bytes:
        kinds = (self.noise, self.flipped, self.flipped, self.spliced, self.cut, self.replaced, self.replaced)
        return self.random.choice(kinds)()

    def honest(self) -> bytes:
        return json.dumps(self.random.choice(HONEST)).encode()

    def noise(self) -> bytes:
        return self.random.randbytes(self.random.randrange(200))

    def flipped(self) -> bytes:
        frame = bytearray(self.honest())
        for _ in range(self.random.randrange(1, 6)):
            frame[self.random.randrange(len(frame))] = self.random.randrange(256)
        return bytes(frame)

    def spliced(self) -> bytes:
        frame = self.honest()
        at = self.random.randrange(len(frame))
        return frame[:at] + self.random.choice(SPLICES) + frame[at:]

    def cut(self) -> bytes:
        frame = self.honest()
        return frame[: self.random.randrange(len(frame))]

    def replaced(self) -> bytes:
        """Good JSON, and a field that is not what it should be, gone, or one too many."""
        message = dict(self.random.choice(HONEST))
        name = self.random.choice([*message, "op", "id", "more"])
        message[name] = self.random.choice(VALUES)
        if self.random.random() < 0.2:
            del message[self.random.choice(list(message))]
        return json.dumps(message).encode()


@contextmanager
def looking(fuzzed: Fuzzed) -> Iterator[Callable[[bool], None]]:
    """Notes how memory grew and, while it is armed, what a tripwire of Python's auditing says."""
    armed = [False]

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if armed[0] and event in TRIPWIRES:
            fuzzed.unexpected.append(f"{event} {arguments!r:.80}")

    sys.addaudithook(heard)
    gc.collect()
    before = resident_mb()
    try:
        yield lambda on: armed.__setitem__(0, on)
    finally:
        armed[0] = False
        fuzzed.grown_mb = resident_mb() - before


def at_reader(seconds: float, seed: int = 7) -> Fuzzed:
    """Frames straight at `Channel`, which is what reads everything that a child says."""
    frames, fuzzed = Frames(seed), Fuzzed()
    timed(partial(read_all, b""), Fuzzed())  # what is imported at the first time is no growth
    with looking(fuzzed) as arm:
        until = time.monotonic() + seconds
        arm(True)
        while time.monotonic() < until:
            payload, count = frames.payload()
            timed(partial(read_all, payload), fuzzed)
            fuzzed.frames += count
    return fuzzed


def read_all(payload: bytes) -> None:
    """To the end, or to the first that is no message."""
    from agents.sandbox.framing import Channel

    parent, child = socket.socketpair()
    with parent, child:
        child.sendall(payload)
        child.shutdown(socket.SHUT_WR)
        channel = Channel(parent)
        while True:
            message = channel.receive(time.monotonic() + 1)
            assert isinstance(message, dict)


def timed(attempt: Callable[[], Any], fuzzed: Fuzzed) -> None:
    from runtime.errors import SandboxError

    start = time.perf_counter()
    with suppress(SandboxError, TimeoutError):
        try:
            attempt()
        except (SandboxError, TimeoutError):
            raise
        except BaseException as error:
            fuzzed.unexpected.append(f"{type(error).__name__}: {error}"[:200])
    fuzzed.slowest_s = max(fuzzed.slowest_s, time.perf_counter() - start)


class Search:
    """A tool that would notice an argument of the wrong type."""

    inputs = {"query": {"type": "string"}, "most": {"type": "integer", "nullable": True}}
    description, labels = "Searches.", ()

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, query: str, most: int | None = None, **more: Any) -> str:
        assert isinstance(query, str), query
        assert most is None or type(most) is int, most
        assert set(more) <= {"sanitize_inputs_outputs"}, more
        self.calls += 1
        return "found"


def at_executor(seconds: float, tier: str = "auto", seed: int = 7) -> Fuzzed:
    """The same from a real child, whose agent writes them on the channel itself."""
    from agents.sandbox.executor import SandboxExecutor
    from agents.sandbox.limits import Limits

    frames, fuzzed, search = Frames(seed), Fuzzed(), Search()
    with tempfile.TemporaryDirectory() as folder:
        executor = SandboxExecutor(workspace=Path(folder), tier=tier, limits=Limits(step_s=1.0), imports=("*",))
        executor.send_tools({"search": search})
        executor("1")
        with looking(fuzzed) as arm:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                payload, count = frames.payload()
                arm(executor.alive)
                timed(partial(executor, f"import os\nos.write(3, {payload!r})"), fuzzed)
                fuzzed.frames += count
        after = executor("6 * 7").output
        executor.cleanup()
    if str(after) != "42":
        fuzzed.unexpected.append(f"afterwards 6 * 7 was {after!r}")
    fuzzed.served = search.calls
    return fuzzed


if __name__ == "__main__":
    given = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    for fuzz in (at_reader, at_executor):
        print(fuzz.__name__, fuzz(given / 2))
