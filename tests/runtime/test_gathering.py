"""Concurrent calls share batches, take turns, and keep their errors, stops and orders to themselves."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from runtime import cancel, progress
from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled, DeadlinePassed, OutOfMemory
from runtime.gathering import Gatherer


class Doubler:
    """Doubles numbers; it may be told to take its time, to choke on a number, and how many fit its memory."""

    batch_size = 4

    def __init__(self, seconds: float = 0.0, chokes_on: Any = None, fits: int = 99) -> None:
        self.seconds, self.chokes_on, self.fits = seconds, chokes_on, fits
        self.batches: list[list[Any]] = []
        self.at_once = 0

    def __call__(self, inputs: Sequence[Any], **parameters: Any) -> list[Any]:
        self.at_once += 1
        assert self.at_once == 1, "two batches ran at once"
        try:
            self.batches.append(list(inputs))
            until = time.monotonic() + self.seconds
            while time.monotonic() < until:
                cancel.check()
                time.sleep(0.002)
            if len(inputs) > self.fits:
                raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB")
            if self.chokes_on in inputs:
                raise ValueError(f"cannot double {self.chokes_on}")
            return [item * parameters.get("by", 2) for item in inputs]
        finally:
            self.at_once -= 1

    def size(self, item: Any) -> int:
        return len(item) if isinstance(item, str) else int(item)


def test_results_come_in_the_order_of_the_inputs() -> None:
    assert Gatherer(Doubler())(list(range(11)), {}).results == [2 * n for n in range(11)]


def test_a_long_list_is_cut_into_batches_of_like_size() -> None:
    run = Doubler()

    Gatherer(run)([1, 90, 2, 91, 3, 92, 4, 93], {})

    assert run.batches == [[93, 92, 91, 90], [4, 3, 2, 1]]


def test_an_empty_list_calls_nothing() -> None:
    run = Doubler()

    assert Gatherer(run)([], {}).results == []
    assert run.batches == []


def test_a_runner_without_batches_is_called_as_it_is_by_its_caller() -> None:
    threads: list[int] = []

    def plain(inputs: Sequence[int]) -> list[int]:
        threads.append(threading.get_ident())
        return [n + 1 for n in inputs]

    assert Gatherer(plain)([1, 2, 3], {}).results == [2, 3, 4]
    assert threads == [threading.get_ident()]


def test_callers_at_the_same_time_share_batches() -> None:
    run = Doubler(seconds=0.01)
    call = Gatherer(run)

    with ThreadPoolExecutor(16) as threads:
        results = list(threads.map(lambda n: call([n], {}).results, range(64)))

    assert results == [[2 * n] for n in range(64)]
    assert sorted(n for batch in run.batches for n in batch) == list(range(64))
    assert len(run.batches) <= 24  # sixteen full ones would be the least


def test_calls_with_other_parameters_do_not_share_a_batch() -> None:
    run = Doubler(seconds=0.02)
    call = Gatherer(run)

    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(lambda n: call([n], {"by": 2 + n % 2}).results[0], range(6)))

    assert results == [0, 3, 4, 9, 8, 15]
    assert all(len({n % 2 for n in batch}) == 1 for batch in run.batches)


def test_an_array_among_the_parameters_is_like_no_other() -> None:
    class Shape:
        def __repr__(self) -> str:
            return "array([...])"

    run = Doubler(seconds=0.02)
    call = Gatherer(run)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda n: call([n], {"voice": Shape()}), range(3)))

    assert [len(batch) for batch in run.batches] == [1, 1, 1]


def test_one_callers_error_does_not_reach_another() -> None:
    run = Doubler(seconds=0.02, chokes_on=3)
    call = Gatherer(run)

    with ThreadPoolExecutor(8) as threads:
        asked = {n: threads.submit(call, [n], {}) for n in range(8)}

    assert str(asked[3].exception()) == "cannot double 3"
    assert [asked[n].result().results for n in asked if n != 3] == [[2 * n] for n in asked if n != 3]


def test_a_short_call_does_not_wait_for_all_of_a_long_one() -> None:
    run = Doubler(seconds=0.02)
    call = Gatherer(run)

    with ThreadPoolExecutor(2) as threads:
        long = threads.submit(call, list(range(100)), {})
        while not run.batches:
            time.sleep(0.001)
        started = time.perf_counter()
        call([5], {})
        short_s = time.perf_counter() - started
        assert not long.done()

    assert short_s < 0.25


def test_a_lone_caller_does_not_wait_for_company() -> None:
    call = Gatherer(Doubler(), wait_s=0.5)
    started = time.perf_counter()

    for n in range(10):
        call([n], {})

    assert time.perf_counter() - started < 0.4


def test_one_who_is_stopped_leaves_the_others_their_results() -> None:
    run = Doubler(seconds=0.1)
    call, token = Gatherer(run), CancelToken()

    def stoppable(n: int) -> Any:
        with limited(token=token if n == 2 else None):
            return call([n], {}).results

    with ThreadPoolExecutor(4) as threads:
        threads.submit(call, [9], {})
        time.sleep(0.02)
        asked = [threads.submit(stoppable, n) for n in range(4)]
        time.sleep(0.12)
        token.cancel()

    assert isinstance(asked[2].exception(), Cancelled)
    assert [asked[n].result() for n in (0, 1, 3)] == [[0], [2], [6]]


def test_a_stop_reaches_into_the_batch_and_takes_back_what_was_not_begun() -> None:
    run = Doubler(seconds=5)
    call, token = Gatherer(run), CancelToken()
    threading.Timer(0.1, token.cancel).start()
    started = time.perf_counter()

    with limited(token=token), pytest.raises(Cancelled):
        call(list(range(40)), {})

    assert time.perf_counter() - started < 1
    assert run.at_once == 0
    assert len(run.batches) == 1


def test_a_deadline_ends_a_call() -> None:
    with limited(0.1), pytest.raises(DeadlinePassed):
        Gatherer(Doubler(seconds=5))([1], {})


def test_it_works_on_after_a_stop() -> None:
    run = Doubler(seconds=0.2)
    call = Gatherer(run)
    with limited(0.05), pytest.raises(DeadlinePassed):
        call([1], {})
    run.seconds = 0

    assert call([4], {}).results == [8]


def test_out_of_memory_lets_idle_models_go_first() -> None:
    run = Doubler(fits=2)

    def relieve() -> bool:
        was_short, run.fits = run.fits < 4, 99
        return was_short

    gathered = Gatherer(run, relieve)([1, 2, 3, 4], {})

    assert (gathered.results, gathered.relief) == ([2, 4, 6, 8], "idle models let go")
    assert [len(batch) for batch in run.batches] == [4, 4]


def test_out_of_memory_halves_the_batch_for_good() -> None:
    run = Doubler(fits=1)
    call = Gatherer(run)

    first, second = call([1, 2, 3, 4], {}), call([5, 6], {})

    assert (first.results, first.relief) == ([2, 4, 6, 8], "smaller batches")
    assert (second.results, second.relief) == ([10, 12], "smaller batches")
    assert [len(batch) for batch in run.batches][-2:] == [1, 1]


def test_one_input_that_is_read_in_windows_gets_fewer_at_once() -> None:
    class Windows(Doubler):
        def __call__(self, inputs: Sequence[Any], **parameters: Any) -> list[Any]:
            self.batches.append([self.batch_size])
            if self.batch_size > 1:
                raise MemoryError
            return list(inputs)

    run = Windows()

    assert Gatherer(run)([7], {}).relief == "smaller batches"
    assert run.batches == [[4], [2], [1]]


def test_out_of_memory_with_one_input_is_for_the_pool_to_solve() -> None:
    with pytest.raises(OutOfMemory):
        Gatherer(Doubler(fits=0))([1, 2], {})


def test_who_watches_hears_how_many_inputs_are_done() -> None:
    heard: list[progress.Progress] = []

    with progress.watched(heard.append):
        Gatherer(Doubler())(list(range(10)), {})

    assert [(told.step, told.total) for told in heard] == [(4, 10), (8, 10), (10, 10)]
    assert heard[0].seconds_left is not None


def test_what_the_runner_reports_of_a_single_batch_is_heard() -> None:
    class Steps(Doubler):
        def __call__(self, inputs: Sequence[Any], **parameters: Any) -> list[Any]:
            for step in (1, 2, 3):
                progress.report("denoising", step, 3)
            return list(inputs)

    heard: list[progress.Progress] = []

    with progress.watched(heard.append):
        Gatherer(Steps())([1], {})

    assert heard[0].what == "denoising"
    assert heard[-1].step == 3


def test_its_thread_ends_when_it_is_closed() -> None:
    before = threading.active_count()
    call = Gatherer(Doubler())
    call([1], {})

    call.close()
    until = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)

    assert threading.active_count() <= before
