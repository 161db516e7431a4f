"""Deadlines and cancellation, carried along with the work: whatever loops calls `check()`.

    with limited(30, token):
        for batch in batches:
            check()

They live in a context variable: code that starts a thread of its own hands them over with `carried`.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from runtime.errors import Cancelled, DeadlinePassed

P = ParamSpec("P")
R = TypeVar("R")


class CancelToken:
    """A stop button. Any thread may press it, as often as it likes."""

    def __init__(self) -> None:
        self._pressed = threading.Event()

    def cancel(self) -> None:
        self._pressed.set()

    @property
    def cancelled(self) -> bool:
        return self._pressed.is_set()


@dataclass(frozen=True, slots=True)
class Limit:
    """What holds for the running work."""

    seconds: float
    """How long was given, for the error's sentence."""
    ends_at: float
    """On `time.monotonic()`; infinity where there is no deadline."""
    tokens: tuple[CancelToken, ...]


_limit: ContextVar[Limit | None] = ContextVar("limit", default=None)


@contextmanager
def limited(seconds: float | None = None, token: CancelToken | None = None) -> Iterator[None]:
    """Give what runs inside `seconds` (None: no deadline of its own) and a stop button.

    Limits nest: the earliest deadline counts, and every token does.
    """
    restore = _limit.set(_narrowed(_limit.get(), math.inf if seconds is None else seconds, token))
    try:
        yield
    finally:
        _limit.reset(restore)


def _narrowed(outer: Limit | None, seconds: float, token: CancelToken | None) -> Limit:
    tokens = (*(outer.tokens if outer else ()), *([token] if token else []))
    ends_at = time.monotonic() + seconds
    if outer and outer.ends_at <= ends_at:
        return Limit(outer.seconds, outer.ends_at, tokens)
    return Limit(seconds, ends_at, tokens)


def check() -> None:
    """Go on, or stop here. Costs under a microsecond; call it in every loop.

    Raises:
        Cancelled: a token was pressed.
        DeadlinePassed: the time is up.
    """
    limit = _limit.get()
    if limit is None:
        return
    if any(token.cancelled for token in limit.tokens):
        raise Cancelled()
    if time.monotonic() >= limit.ends_at:
        raise DeadlinePassed(limit.seconds)


def remaining() -> float | None:
    """Seconds left, never negative; None where there is no deadline."""
    limit = _limit.get()
    if limit is None or limit.ends_at == math.inf:
        return None
    return max(0.0, limit.ends_at - time.monotonic())


def carried(function: Callable[P, R]) -> Callable[P, R]:
    """`function` under the limit that holds now, whatever thread calls it."""
    limit = _limit.get()

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        restore = _limit.set(limit)
        try:
            return function(*args, **kwargs)
        finally:
            _limit.reset(restore)

    return call


def stop_generating(input_ids: Any, scores: Any, **_: Any) -> Any:
    """A stopping criterion for transformers' `generate`: asked after each token, it raises what `check` raises.

    `input_ids` is (N, T); returns (N,) bool, all False.
    """
    check()
    return input_ids.new_zeros(input_ids.shape[0]).bool()
