"""Work stops when its time is up or its token is pressed, and says which."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from runtime.cancel import CancelToken, carried, check, limited, remaining
from runtime.errors import Cancelled, DeadlinePassed


def work() -> None:
    """A loop that looks, for at most ten seconds."""
    for _ in range(1000):
        check()
        time.sleep(0.01)


def test_without_a_limit_work_goes_on() -> None:
    check()

    assert remaining() is None


def test_a_passed_deadline_stops_the_work_and_names_the_limit() -> None:
    with limited(0.01):
        time.sleep(0.02)

        with pytest.raises(DeadlinePassed, match=r"longer than its 0\.01 s"):
            check()


def test_no_time_at_all_stops_at_once() -> None:
    with limited(0), pytest.raises(DeadlinePassed):
        check()


def test_what_remains_runs_down_and_is_never_negative() -> None:
    with limited(10):
        assert 9 < (remaining() or 0) <= 10
    with limited(0.001):
        time.sleep(0.01)
        assert remaining() == 0


def test_an_inner_limit_may_be_tighter() -> None:
    with limited(100):
        with limited(1):
            assert (remaining() or 0) <= 1
        assert (remaining() or 0) > 99


def test_an_inner_limit_never_extends_the_outer_one() -> None:
    with limited(0.01), limited(100):
        assert (remaining() or 0) <= 0.01
        time.sleep(0.02)

        with pytest.raises(DeadlinePassed, match=r"0\.01 s"):
            check()


def test_a_pressed_token_stops_the_work() -> None:
    token = CancelToken()

    with limited(None, token):
        check()
        assert remaining() is None
        token.cancel()
        token.cancel()

        assert token.cancelled
        with pytest.raises(Cancelled):
            check()


def test_the_outer_token_counts_inside_an_inner_limit() -> None:
    token = CancelToken()
    token.cancel()

    with limited(100, token), limited(1, CancelToken()), pytest.raises(Cancelled):
        check()


def test_a_limit_ends_with_its_block_also_when_the_block_fails() -> None:
    with pytest.raises(KeyError), limited(0):
        raise KeyError

    check()


def test_a_token_is_pressed_from_another_thread() -> None:
    token = CancelToken()

    with limited(30, token):
        threading.Timer(0.05, token.cancel).start()
        start = time.monotonic()
        with pytest.raises(Cancelled):
            work()

    assert time.monotonic() - start < 5


def test_another_thread_has_the_limit_only_where_it_was_carried() -> None:
    with ThreadPoolExecutor(1) as threads, limited(0):
        assert threads.submit(remaining).result() is None
        assert threads.submit(carried(remaining)).result() == 0
        with pytest.raises(DeadlinePassed):
            threads.submit(carried(check)).result()
        assert threads.submit(remaining).result() is None


def test_two_threads_have_limits_of_their_own() -> None:
    both_inside = threading.Barrier(2, timeout=10)

    def left(seconds: float) -> float:
        with limited(seconds):
            both_inside.wait()
            return remaining() or 0

    with ThreadPoolExecutor(2) as threads:
        short, long = threads.map(left, (1, 100))

    assert short <= 1 < 99 < long
