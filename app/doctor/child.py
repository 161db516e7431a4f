"""Another process that is asked something: whatever becomes of it, the doctor goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from app.doctor.finding import one_line
from runtime.records import Json
from runtime.settings import Settings

ROOT = Path(__file__).parents[2]
RUN = "import sys; sys.path.append(sys.argv[1]); from app.doctor.probe import main; main(sys.argv[2])"
"""Run with -P, so that a `torch.py` in the folder where the doctor is called is not taken for torch."""
CANNOT_START = 127
"""The exit code that shells give where a program cannot be started."""
GRACE_S = 2.0
"""Seconds for a process to be gone once it is killed; one that waits for a driver may stay for ever."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it said until then."""

    code: int | None
    """None where its time ran out."""
    limit_s: float
    out: str = ""
    err: str = ""

    @property
    def fate(self) -> str:
        """What became of it, to follow its name; empty where it ended well."""
        if self.code is None:
            return f"did not answer within {self.limit_s:g} s"
        if self.code < 0:
            return f"was killed by {_signal(-self.code)}"
        return f"ended with exit code {self.code}" if self.code else ""

    def told(self) -> dict[str, Json]:
        """The last whole JSON object that it printed; empty where it printed none."""
        for line in reversed(self.out.splitlines()):
            with suppress(ValueError):
                if isinstance(value := json.loads(line), dict):
                    return value
        return {}

    @property
    def last_words(self) -> str:
        """The last line that says anything, of its errors or else of what it printed."""
        lines = [line for text in (self.out, self.err) for line in text.splitlines() if line.strip()]
        return one_line(lines[-1]) if lines else ""


def _signal(number: int) -> str:
    try:
        return f"{signal.Signals(number).name} ({str(signal.strsignal(number)).lower()})"
    except ValueError:
        return f"signal {number}"


class Child:
    """A process that runs from now on and is asked for its end later."""

    def __init__(self, command: Sequence[str], limit_s: float, tell: str = "") -> None:
        self.limit_s, self._until = limit_s, time.monotonic() + limit_s
        self._process, self._refusal = _started(command)
        if self._process and (pipe := self._process.stdin):
            with suppress(OSError):  # it may have ended before it read anything
                pipe.write(tell.encode())
            with suppress(OSError):
                pipe.close()
            self._process.stdin = None

    def ended(self) -> Ended:
        """Waits until it ends by itself or its time is up; then it is killed."""
        if self._process is None:
            return Ended(CANNOT_START, self.limit_s, err=self._refusal)
        try:
            out, err = self._process.communicate(timeout=max(0.0, self._until - time.monotonic()))
        except subprocess.TimeoutExpired:
            return Ended(None, self.limit_s, *map(_text, _killed(self._process)))
        return Ended(self._process.returncode, self.limit_s, _text(out), _text(err))

    def close(self) -> None:
        """End it if it still runs."""
        if self._process and self._process.poll() is None:
            _killed(self._process)


def _started(command: Sequence[str]) -> tuple[subprocess.Popen[bytes] | None, str]:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe), ""
    except OSError as error:
        return None, str(error)


def _killed(process: subprocess.Popen[bytes]) -> tuple[bytes | None, bytes | None]:
    process.kill()
    try:
        return process.communicate(timeout=GRACE_S)
    except subprocess.TimeoutExpired as error:
        return error.output, error.stderr


def _text(said: bytes | None) -> str:
    return (said or b"").decode(errors="replace")


def asked(what: str, settings: Settings, limit_s: float) -> Child:
    """A Python of ours that looks at `what`; see `app/doctor/probe.py`. The settings go by a pipe: a key is in them."""
    command = [sys.executable, "-P", "-W", "ignore", "-c", RUN, str(ROOT), what]
    return Child(command, limit_s, json.dumps(asdict(settings), default=str))


def first_line(ended: Ended) -> str:
    """The first line of what it printed, or of its errors: old programs print their version there."""
    return next((line.strip() for line in f"{ended.out}\n{ended.err}".splitlines() if line.strip()), "")
