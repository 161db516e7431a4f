"""Gathers the calls of several threads to one runner into batches."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runtime import cancel, progress
from runtime.devices import is_out_of_memory
from runtime.errors import OutOfMemory, Stopped

WAIT_S = 0.003
"""How long a batch that is not full waits for callers who were there a moment ago. A lone caller never waits."""
REST_S = 5.0
"""The thread that runs the batches ends after so long without work."""
TICK_S = 0.02
"""How often someone who waits looks whether the run was stopped."""
GRACE_S = 1.0
"""How long a stopped caller waits for the runner to notice, so that the device is idle when it hears of the stop."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of one call."""

    results: list[Any]
    relief: str = ""
    """What had to give when memory ran out in it: `idle models let go`, `smaller batches`; empty where nothing had."""


@dataclass(eq=False, slots=True)
class Call:
    """One caller's inputs on their way through."""

    inputs: Sequence[Any]
    parameters: Mapping[str, Any]
    kind: str
    """Calls of one kind may share a batch: their parameters are the same."""
    check: Callable[[], None]
    watcher: progress.Tell | None
    previews: int = 0
    """Every how many steps the watcher wants a preview."""
    waiting: deque[int] = field(default_factory=deque)
    """Places of the inputs not yet begun, those of like size beside each other."""
    results: dict[int, Any] = field(default_factory=dict)
    error: BaseException | None = None
    relief: str = ""
    began: float = field(default_factory=time.monotonic)
    running: int = 0
    """Inputs in the batch that runs now."""
    done: threading.Event = field(default_factory=threading.Event)

    def is_stopped(self) -> bool:
        try:
            self.check()
        except Stopped:
            return True
        return False

    def tell_how_far(self) -> None:
        done, total = len(self.results), len(self.inputs)
        if self.watcher and total > self.running:
            pace = (time.monotonic() - self.began) / done
            self.watcher(progress.Progress("input", done, total, (total - done) * pace))

    def settle(self) -> None:
        if self.error is not None or len(self.results) == len(self.inputs):
            self.waiting.clear()
            if not self.running:
                self.done.set()


class Everyone(cancel.CancelToken):
    """Pressed when every caller in a batch was stopped: for one alone the others' work does not end."""

    def __init__(self, calls: Sequence[Call]) -> None:
        super().__init__()
        self._calls = calls

    @property
    def cancelled(self) -> bool:
        return all(call.is_stopped() for call in self._calls)


class Gatherer:
    """Runs one batch at a time, in a thread of its own, and takes turns between callers.

    What a runner must be: called with a list and parameters, it gives a list; `batch_size` is the most it takes at
    once, `size(input)` how big an input is beside others. One without `batch_size` is called as it is, by the caller.
    """

    def __init__(self, runner: Any, relieve: Callable[[], bool] = lambda: False, wait_s: float = WAIT_S) -> None:
        """`relieve` frees memory when it ran out, and says whether there was any to free."""
        self._runner, self._relieve, self._wait_s = runner, relieve, wait_s
        self._most: int = getattr(runner, "batch_size", 0)
        self._relief = ""
        self._calls: deque[Call] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._callers = 0
        """How many calls the last batch had to serve, waiting ones included."""

    def __call__(self, inputs: Sequence[Any], parameters: Mapping[str, Any]) -> Gathered:
        """The runner's results for `inputs`, in their order.

        Raises:
            OutOfMemory: not even one input at a time fits.
            Stopped: the run's time is up, or it was cancelled. The runner is idle by then, or will be in a moment.
            Whatever the runner raised for these inputs; another caller's error stays with that caller.
        """
        if not inputs:
            return Gathered([])
        if not self._most:
            return Gathered(list(self._runner(inputs, **parameters)))
        call = self._entered(inputs, parameters)
        try:
            while not call.done.wait(TICK_S):
                cancel.check()
        except BaseException:
            self._leave(call)
            raise
        if isinstance(call.error, Stopped):
            cancel.check()  # which says by what
        if call.error is not None:
            raise call.error
        return Gathered([call.results[place] for place in range(len(inputs))], call.relief)

    def close(self) -> None:
        """Let go of the runner and the thread. Nobody may call it any more."""
        with self._changed:
            self._runner, self._wait_s = None, -1.0
            self._changed.notify_all()

    def _entered(self, inputs: Sequence[Any], parameters: Mapping[str, Any]) -> Call:
        watcher, previews = progress.watcher(), progress.preview_steps()
        call = Call(inputs, parameters, _kind(parameters), cancel.carried(cancel.check), watcher, previews)
        size = getattr(self._runner, "size", lambda item: 0)
        call.waiting.extend(sorted(range(len(inputs)), key=lambda place: -size(inputs[place])))
        with self._changed:
            self._calls.append(call)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="batches", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return call

    def _leave(self, call: Call) -> None:
        """Take back what was not begun; wait a moment for what was, so that the device is idle after."""
        with self._changed:
            call.waiting.clear()
            if call in self._calls:
                self._calls.remove(call)
            self._changed.wait_for(lambda: not call.running, GRACE_S)

    # ------------------------------------------------------------------ the thread's side

    def _work(self) -> None:
        while batch := self._next():
            self._run(batch)
            with self._changed:
                for call in {call for call, _ in batch}:
                    call.running = 0
                    call.settle()
                self._calls = deque(call for call in self._calls if call.waiting)
                self._changed.notify_all()

    def _next(self) -> list[tuple[Call, int]]:
        """The inputs of the next batch, each with its call; none when the thread should end."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._calls or self._wait_s < 0, REST_S) or not self._calls:
                self._thread = None
                return []
            self._await_others()
            self._callers = len(self._calls)
            batch = self._picked()
            for call, _ in batch:
                call.running += 1
            return batch

    def _await_others(self) -> None:
        """Where several callers were served last time, give them a moment to be back with their next input."""
        until = time.monotonic() + self._wait_s

        def is_full() -> bool:
            waiting = sum(len(call.waiting) for call in self._calls)
            return waiting >= self._most or len(self._calls) >= self._callers

        while self._callers > 1 and not is_full() and (left := until - time.monotonic()) > 0:
            self._changed.wait(left)

    def _picked(self) -> list[tuple[Call, int]]:
        """Up to a batch of inputs of one kind, from the caller whose turn it is and then from the others."""
        first = self._calls[0]
        batch: list[tuple[Call, int]] = []
        for call in [call for call in self._calls if call.kind == first.kind]:
            while call.waiting and len(batch) < self._most:
                batch.append((call, call.waiting.popleft()))
        self._calls.rotate(-1)  # a long list does not keep a short one waiting
        return batch

    def _run(self, batch: list[tuple[Call, int]]) -> None:
        calls = list(dict.fromkeys(call for call, _ in batch))
        try:
            self._run_together(batch, calls)
        except BaseException as error:
            if len(calls) == 1 or isinstance(error, Stopped):
                for call in calls:
                    call.error = error
                return
            for call in calls:  # whose fault it was shows when each runs alone
                self._run([(owner, place) for owner, place in batch if owner is call])

    def _run_together(self, batch: list[tuple[Call, int]], calls: list[Call]) -> None:
        inputs = [call.inputs[place] for call, place in batch]
        previews = calls[0].previews if len(calls) == 1 else 0
        with cancel.limited(token=Everyone(calls)), progress.watched(lambda told: _tell(calls, told), previews):
            results, relief = self._eased(inputs, batch[0][0].parameters)
        for (call, place), result in zip(batch, results, strict=True):
            call.results[place] = result
        for call in calls:
            call.relief = call.relief or relief
            call.tell_how_far()

    def _eased(self, inputs: list[Any], parameters: Mapping[str, Any]) -> tuple[list[Any], str]:
        """The results, and what had to give: idle models first, then the size of batches, which stays."""
        try:
            return list(self._runner(inputs, **parameters)), self._relief
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        if self._relieve():
            results, relief = self._eased(inputs, parameters)
            return results, relief or "idle models let go"
        if len(inputs) == 1 and self._runner.batch_size == 1:
            raise OutOfMemory()
        self._most = (len(inputs) if len(inputs) > 1 else int(self._runner.batch_size)) // 2
        self._runner.batch_size = self._most  # for one input that it reads in several windows
        self._relief = "smaller batches"
        parts = [inputs[start : start + self._most] for start in range(0, len(inputs), self._most)]
        return [result for part in parts for result in self._eased(part, parameters)[0]], self._relief


def _tell(calls: Sequence[Call], told: progress.Progress) -> None:
    """What the runner reports of a batch goes to whoever has nothing else in work; others hear of inputs done."""
    for call in calls:
        if call.watcher and len(call.inputs) == call.running:
            call.watcher(told)


def _kind(value: Any) -> str:
    """The same text for the same parameters. What is no plain value is itself only.

    >>> _kind({"b": [1, "x"], "a": None})
    "{'a': None, 'b': [1, 'x']}"
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name!r}: {_kind(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_kind, value)) + "]"
    return repr(value) if isinstance(value, PLAIN) else f"<{id(value)}>"


PLAIN = (str, bytes, int, float, bool, type(None))
