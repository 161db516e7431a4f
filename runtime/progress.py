"""How far the work inside a call has come: tokens, denoising steps, batches, told to whoever watches.

    with watched(print):
        for batch in counted(batches, "batch"):
            ...

Like the limits of `runtime.cancel` the watcher lives in a context variable: another thread has it only if it was
carried there, by `watched(watcher())`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from runtime import cancel
from runtime.records import Event

T = TypeVar("T")

OFTEN_S = 0.1
"""A count is told at most once in so many seconds, its first and last step aside."""
RECENT = 20
"""The pace is that of the latest so many tellings: two seconds of quick steps, twenty slow ones."""


@dataclass(frozen=True, slots=True)
class Progress:
    what: str
    """What is counted, in one word or two: `token`, `denoising`."""
    step: int
    """How many are done: 1 after the first."""
    total: int | None
    """How many there will be; at most, for tokens. None where nobody knows."""
    seconds_left: float | None
    """By the pace of the latest steps; None until there is one, and where there is no total."""
    picture: Any = None
    """A `PIL.Image`, where it is a preview of what is being made: asked for by `watched`."""

    @property
    def fraction(self) -> float | None:
        """0 to 1; None where there is no total."""
        return min(1.0, self.step / self.total) if self.total else None


Tell = Callable[[Progress], None]

_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(tell: Tell, previews: int = 0) -> Iterator[None]:
    """Let `tell` hear what is reported inside, instead of whoever watches around it.

    `previews`: it also gets a small picture of what is being made, every so many steps; none where it is 0.
    """
    restore = _watch.set(Watch(tell, previews))
    try:
        yield
    finally:
        _watch.reset(restore)


def watcher() -> Tell | None:
    """Who watches here, to be carried into another thread; None where nobody does."""
    watch = _watch.get()
    return watch.tell if watch else None


def report(what: str, step: int, total: int | None) -> None:
    """Say that `step` of `total` are done. Costs next to nothing where nobody watches; call it in every loop."""
    watch = _watch.get()
    if watch is not None:
        watch.hear(what, step, total)


def preview_steps() -> int:
    """Every how many steps whoever watches here wants a preview; 0 where nobody does."""
    watch = _watch.get()
    return watch.previews if watch else 0


def show(picture: Any, step: int, total: int | None) -> None:
    """Hand a preview, a small `PIL.Image`, to whoever wants any."""
    watch = _watch.get()
    if watch is not None and watch.previews:
        watch.tell(Progress("preview", step, total, None, picture))


def counted(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Each of `items`; after each the work may be stopped, and its progress is reported.

    Raises:
        Stopped: the time is up, or a token was pressed.
    """
    total = len(items) if total is None and isinstance(items, Sized) else total
    for step, item in enumerate(items, 1):
        yield item
        cancel.check()
        report(what, step, total)


def as_event(progress: Progress) -> Event:
    """What a run's listeners hear of it."""
    step, total, left = progress.step, progress.total, progress.seconds_left
    return Event("progress", text=progress.what, step=step, total=total, seconds_left=left)


class Generating:
    """A stopping criterion for transformers' `generate`: asked after each token, it reports it and may stop the work.

    One for each call. A call that generates several times, a window at a time, counts anew each time. Not for decoding
    that makes several tokens at once.
    """

    def __init__(self, max_new_tokens: int | None = None) -> None:
        self._total = max_new_tokens
        self._before = self._length = 0

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        """`input_ids` is (N, T), with the prompt where the model continues it; returns (N,) bool, all False.

        Raises:
            Stopped: the time is up, or a token was pressed.
        """
        length = input_ids.shape[1]
        if length != self._length + 1:
            self._before = length - 1
        self._length = length
        go_on = cancel.stop_generating(input_ids, scores)
        report("token", length - self._before, self._total)
        return go_on


class Watch:
    """One watcher, and the pace of each count it hears. Threads that share it count apart."""

    def __init__(self, tell: Tell, previews: int = 0) -> None:
        self.tell, self.previews = tell, previews
        self._paces: dict[tuple[str, int], Pace] = {}

    def hear(self, what: str, step: int, total: int | None) -> None:
        key = (what, threading.get_ident())
        pace = self._paces.get(key)
        if pace is None or step < pace.step:
            pace = self._paces[key] = Pace()
        if pace.is_due(step, total):
            self.tell(Progress(what, step, total, pace.seconds_left(step, total)))


class Pace:
    """How fast one count goes, seen at the steps that were told."""

    __slots__ = ("_marks", "step")

    def __init__(self) -> None:
        self.step = 0
        self._marks: deque[tuple[float, int]] = deque(maxlen=RECENT)

    def is_due(self, step: int, total: int | None) -> bool:
        """Whether this step should be told; it is remembered if so."""
        self.step = step
        now = time.monotonic()
        if self._marks and step != total and now - self._marks[-1][0] < OFTEN_S:
            return False
        self._marks.append((now, step))
        return True

    def seconds_left(self, step: int, total: int | None) -> float | None:
        """By the way from the oldest mark to the newest."""
        (began, first), (now, _) = self._marks[0], self._marks[-1]
        if total is None or (step == first and step < total):
            return None
        return max(0, total - step) * (now - began) / max(1, step - first)
