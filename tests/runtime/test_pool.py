"""The pool loads once, shares, stays inside its memory, and lets go of the least recently used."""

from __future__ import annotations

import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.cancel import CancelToken, limited
from runtime.catalog import Catalog, Checkpoint
from runtime.choosing import HERE, Chooser
from runtime.devices import Device, Placement
from runtime.errors import (
    Cancelled,
    CheckpointError,
    CheckpointNotFound,
    CheckpointTooBig,
    DeadlinePassed,
    NoCheckpoint,
    SettingsError,
)
from runtime.pool import FakePool, ModelPool, Pool

Load = Callable[[Checkpoint, Any], Any]


def line(task: str, memory_gb: float = 1.0, tier: str = "light", id: str = "", **more: Any) -> Checkpoint:
    return Checkpoint(task, id or f"org/{task}", tier, memory_gb, "mit", "a note", **more)


def runner(checkpoint: Checkpoint, base: Any) -> Any:
    return [checkpoint.id, base]


def pool_of(*lines: Checkpoint, load: Load = runner, memory_gb: float = 10.0, **more: Any) -> ModelPool:
    """On a processor with `memory_gb`; what is no argument of the pool's is one of its chooser's."""
    chooses = {name: more.pop(name) for name in list(more) if name in Chooser.__slots__}
    catalog = Catalog(lines)
    return ModelPool(
        lambda checkpoint, base, at: load(checkpoint, base),
        Chooser(lambda: catalog, {"cpu": memory_gb}, **chooses),
        **more,
    )


def tasks_in(pool: ModelPool) -> list[str]:
    """The tasks of what is loaded, the least recently used first."""
    return [loaded.checkpoint.task for loaded in pool.loaded()]


class Slow:
    """A load that counts itself and ends when it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.begun, self.go = threading.Event(), threading.Event()
        self.count = 0

    def __call__(self, checkpoint: Checkpoint, base: Any) -> Any:
        self.count += 1
        self.begun.set()
        assert self.go.wait(10)
        if self.error:
            raise self.error
        return object()


# ------------------------------------------------------------------ loading


def test_a_model_is_loaded_on_first_use_and_shared_after() -> None:
    pool: Pool = pool_of(line("a"))

    assert pool.get("a") is pool.get("a")


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    pool = pool_of(line("a"))

    pool.choice("a")

    assert pool.loaded() == ()


def test_sixteen_threads_that_ask_for_a_cold_model_load_it_once() -> None:
    slow = Slow()
    pool = pool_of(line("a"), load=slow)

    with ThreadPoolExecutor(16) as threads:
        asked = [threads.submit(pool.get, "a") for _ in range(16)]
        slow.begun.wait(10)
        slow.go.set()
        runners = {id(one.result(10)) for one in asked}

    assert (slow.count, len(runners)) == (1, 1)


def test_a_failed_load_reaches_everyone_who_waited_and_is_not_remembered() -> None:
    slow = Slow(CheckpointError("broken"))
    pool = pool_of(line("a"), load=slow)

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(pool.get, "a") for _ in range(4)]
        slow.begun.wait(10)
        time.sleep(0.1)
        slow.go.set()
        errors = {str(one.exception(10)) for one in asked}
    slow.error = None

    assert errors == {"broken"}
    assert slow.count <= 4
    assert pool.get("a") is not None


def test_different_models_load_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=10)
    pool = pool_of(line("a"), line("b"), load=lambda checkpoint, base: both.wait() + 1)

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(pool.get, "ab")) == [1, 2]


def test_whoever_waits_stops_when_its_own_time_is_up() -> None:
    slow = Slow()
    pool = pool_of(line("a"), load=slow)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(pool.get, "a")
        slow.begun.wait(10)
        with limited(0.05), pytest.raises(DeadlinePassed):
            pool.get("a")
        slow.go.set()
        assert first.result(10) is pool.get("a")

    assert pool.loaded()[0].users == 0


def test_a_loader_that_is_stopped_hands_over_to_one_that_waits() -> None:
    token = CancelToken()
    loads = []

    def load(checkpoint: Checkpoint, base: Any) -> Any:
        loads.append(checkpoint)
        if len(loads) > 1:
            return "loaded by the second"
        while not token.cancelled:
            time.sleep(0.005)
        raise Cancelled()

    pool = pool_of(line("a"), load=load)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(pool.get, "a")
        while not loads:
            time.sleep(0.005)
        second = threads.submit(pool.get, "a")
        time.sleep(0.05)
        token.cancel()

        assert isinstance(first.exception(10), Cancelled)
        assert second.result(10) == "loaded by the second"


def test_a_display_hears_what_is_loaded_and_dropped() -> None:
    heard: list[str] = []
    pool = pool_of(
        line("a"),
        line("b"),
        memory_gb=1.0,
        on_load=lambda checkpoint, phase: heard.append(f"{phase} {checkpoint.task}"),
    )

    pool.get("a")
    pool.get("b")

    assert heard == ["loading a", "loaded a", "dropped a", "loading b", "loaded b"]


def test_a_display_hears_of_failures() -> None:
    heard: list[str] = []

    def load(checkpoint: Checkpoint, base: Any) -> Any:
        raise CheckpointError("broken")

    pool = pool_of(line("a"), load=load, on_load=lambda checkpoint, phase: heard.append(phase))
    with pytest.raises(CheckpointError, match="broken"):
        pool.get("a")

    assert heard == ["loading", "failed"]


# ------------------------------------------------------------------ memory


def test_least_recently_used_model_makes_room() -> None:
    pool = pool_of(line("a"), line("b"), line("c"), memory_gb=2.0)

    for task in "abac":
        pool.get(task)

    assert tasks_in(pool) == ["a", "c"]


def test_a_model_in_use_is_never_let_go_of() -> None:
    pool = pool_of(line("a"), line("b"), line("c"), memory_gb=2.0)

    with pool.acquire("a"):
        pool.get("b")
        pool.get("c")

        assert tasks_in(pool) == ["a", "c"]


def test_nothing_is_let_go_of_in_vain() -> None:
    pool = pool_of(line("a", 2.0), line("b"), line("c", 2.0), memory_gb=3.0, patience_s=0)
    pool.get("b")

    with pool.acquire("a"), pytest.raises(CheckpointError):
        pool.get("c")

    assert tasks_in(pool) == ["b", "a"]


def test_a_model_that_no_empty_pool_could_hold_is_refused_before_anything_is_dropped() -> None:
    pool = pool_of(line("a"), line("b", 11.0))
    pool.get("a")

    with pytest.raises(CheckpointTooBig, match=r"'org/b' takes 11\.0 GB; the pool may use 10\.0 GB"):
        pool.get("b")

    assert tasks_in(pool) == ["a"]


def test_what_a_runner_says_it_takes_counts_once_it_is_loaded() -> None:
    sizes = {"org/a": 0.5, "org/b": 1.5, "org/c": 1.0}

    def load(checkpoint: Checkpoint, base: Any) -> Any:
        return type("Runner", (), {"memory": {"cpu": sizes[checkpoint.id]}})()

    pool = pool_of(line("a"), line("b"), line("c"), load=load, memory_gb=2.0)
    pool.get("a")
    pool.get("b")
    assert {loaded.checkpoint.task: loaded.memory_gb for loaded in pool.loaded()} == {"a": 0.5, "b": 1.5}

    pool.get("c")
    assert tasks_in(pool) == ["c"]


def test_a_runner_that_turns_out_too_big_for_the_pool_is_refused() -> None:
    pool = pool_of(line("a"), load=lambda checkpoint, base: type("Big", (), {"memory": {"cpu": 99}})())

    with pytest.raises(CheckpointTooBig, match=r"99\.0 GB"):
        pool.get("a")

    assert pool.loaded() == ()


def test_a_model_waits_for_room_until_another_is_done() -> None:
    pool = pool_of(line("a"), line("b"), memory_gb=1.0)

    with ThreadPoolExecutor(1) as threads:
        with pool.acquire("a"):
            waiting = threads.submit(pool.get, "b")
            time.sleep(0.1)
            assert not waiting.done()
        waiting.result(10)

    assert tasks_in(pool) == ["b"]


def test_who_waits_for_room_gives_up_in_the_end_and_says_how_much_there_is() -> None:
    pool = pool_of(line("a", 0.75), line("b"), memory_gb=1.0, patience_s=0.1)

    with ThreadPoolExecutor(1) as threads, pool.acquire("a"):
        error = threads.submit(pool.get, "b").exception(10)

    assert "'org/b' takes 1.0 GB on cpu and models in use leave 0.2 GB on cpu" in str(error)


def test_who_holds_the_room_itself_does_not_wait_for_it() -> None:
    pool = pool_of(line("a"), line("b"), memory_gb=1.0, patience_s=60)
    start = time.monotonic()

    with pool.acquire("a"), pytest.raises(CheckpointError, match="models in use"):
        pool.get("b")

    assert time.monotonic() - start < 5


def test_what_is_expected_at_a_place_counts_not_what_the_catalog_says() -> None:
    pool = pool_of(line("a", 16.0), expect=lambda checkpoint, at: {"cpu": checkpoint.memory_gb / 2})

    pool.get("a")

    assert pool.loaded()[0].memory_gb == 8.0


def test_closing_lets_go_of_everything_and_a_later_use_loads_again() -> None:
    pool = pool_of(line("a"))
    first = pool.get("a")

    with pool.acquire("a"):
        pool.close()

    assert pool.loaded() == ()
    assert pool.get("a") is not first


# ------------------------------------------------------------------ two devices, and what stays


CARD = Placement(Device("cuda:0", "bf16", 8.0, ""))


def on_card(*lines: Checkpoint, **more: Any) -> ModelPool:
    """A card and a processor; embedded models run beside the processor."""
    catalog = Catalog(lines)
    chooser = Chooser(
        lambda: catalog, {"cuda:0": 2.0, "cpu": 1.0}, ladder=lambda line: (HERE if line.tier == "embedded" else CARD,)
    )
    return ModelPool(lambda checkpoint, base, at: object(), chooser, **more)


def test_each_device_has_a_budget_of_its_own() -> None:
    pool = on_card(line("a"), line("b"), line("c", tier="embedded"), line("d", tier="embedded"))

    for task in "abcd":
        pool.get(task)

    assert tasks_in(pool) == ["a", "b", "d"]
    assert [loaded.memory for loaded in pool.loaded()] == [{"cuda:0": 1.0}, {"cuda:0": 1.0}, {"cpu": 1.0}]


def test_what_takes_more_than_one_device_has_is_refused_though_the_other_has_room() -> None:
    with pytest.raises(CheckpointTooBig, match=r"takes 1\.5 GB; the pool may use 1\.0 GB"):
        on_card(line("a", 1.5, tier="embedded")).get("a")


@pytest.mark.parametrize("name", ["a", "org/a"])
def test_what_is_kept_warm_is_loaded_at_once_and_never_makes_room(name: str) -> None:
    pool = pool_of(line("a"), line("b"), line("c"), memory_gb=2.0, keep_warm=[name])

    pool.warm()
    for task in "bcb":
        pool.get(task)

    assert tasks_in(pool) == ["a", "b"]
    pool.evict_idle()
    assert tasks_in(pool) == ["a"]


# ------------------------------------------------------------------ models that share


SHARED = (line("similarity", id="org/m"), line("labels", id="org/m", on="similarity"), line("other", 9.5))


def test_two_tasks_of_one_checkpoint_share_its_runner() -> None:
    pool = pool_of(*SHARED)

    assert pool.get("labels") == ["org/m", pool.get("similarity")]
    assert pool.get("labels")[1] is pool.get("similarity")


def test_what_works_through_another_takes_no_memory_of_its_own() -> None:
    pool = pool_of(*SHARED)

    pool.get("labels")

    assert sum(loaded.memory_gb for loaded in pool.loaded()) == 1.0


def test_a_runner_and_what_is_built_on_it_go_together() -> None:
    pool = pool_of(*SHARED)

    pool.get("labels")
    pool.get("other")

    assert tasks_in(pool) == ["other"]


def test_a_runner_stays_while_what_is_built_on_it_is_in_use() -> None:
    pool = pool_of(*SHARED, patience_s=0)

    with pool.acquire("labels"):
        with pytest.raises(CheckpointError, match="models in use"):
            pool.get("other")
        assert set(tasks_in(pool)) == {"similarity", "labels"}


def test_using_what_is_built_on_a_runner_keeps_that_fresh_too() -> None:
    pool = pool_of(*SHARED, line("b"), line("c"), memory_gb=2.0)

    for task in ("labels", "b", "labels", "c"):
        pool.get(task)

    assert "similarity" in tasks_in(pool)
    assert "b" not in tasks_in(pool)


# ------------------------------------------------------------------ which one


SIZES = (line("t", 1, "embedded", "org/small"), line("t", 2, "light", "org/mid"), line("t", 8, "full", "org/big"))


def only(*here: str) -> Any:
    """A machine that has these checkpoints."""

    def locate(checkpoint: Checkpoint) -> Checkpoint:
        if checkpoint.id not in here:
            raise CheckpointNotFound(checkpoint.id, checkpoint.task, Path("/data/hub"))
        return replace(checkpoint, revision="abc")

    return locate


@pytest.mark.parametrize(
    ("here", "memory_gb", "chosen"),
    [
        (("org/small",), 10, "org/small"),
        (("org/small", "org/mid"), 10, "org/mid"),
        (("org/small", "org/mid", "org/big"), 10, "org/big"),
        (("org/small", "org/mid", "org/big"), 4, "org/mid"),
        (("org/small", "org/big"), 4, "org/small"),
    ],
)
def test_auto_takes_the_biggest_that_is_here_and_fits(here: tuple[str, ...], memory_gb: float, chosen: str) -> None:
    pool = pool_of(*SIZES, memory_gb=memory_gb, locate=only(*here))

    choice = pool.choice("t")

    assert (choice.checkpoint.id, choice.checkpoint.revision) == (chosen, "abc")
    assert choice.reason == f"The biggest on this machine that fits in {memory_gb:.1f} GB on cpu."


def test_auto_passes_over_what_is_used_only_when_asked_for() -> None:
    pool = pool_of(SIZES[0], replace(SIZES[1], when_asked=True))

    assert pool.choice("t").checkpoint.id == "org/small"
    assert pool.choice("t", tier="light").checkpoint.id == "org/mid"
    assert pool.choice("t", checkpoint="org/mid").checkpoint.id == "org/mid"


def test_the_size_that_was_set_holds_and_one_asked_for_beats_it() -> None:
    pool = pool_of(*SIZES, tier="light")

    assert pool.choice("t").checkpoint.id == "org/mid"
    assert pool.choice("t", tier="full").checkpoint.id == "org/big"
    assert pool.choice("t", tier="auto").checkpoint.id == "org/big"


def test_a_size_that_is_not_here_is_not_replaced_by_another() -> None:
    pool = pool_of(*SIZES, locate=only("org/small"))

    with pytest.raises(CheckpointNotFound, match="No checkpoint 'org/mid' for 't' in /data/hub"):
        pool.get("t", tier="light")


def test_a_checkpoint_that_is_not_here_is_not_replaced_by_another() -> None:
    pool = pool_of(*SIZES, locate=only("org/small"))

    with pytest.raises(CheckpointNotFound, match="Fetch it with: atelier pull org/big"):
        pool.get("t", "org/big")


def test_where_nothing_is_here_the_default_is_what_to_fetch() -> None:
    pool = pool_of(*SIZES[1:], locate=only())

    with pytest.raises(CheckpointNotFound, match="atelier pull org/mid"):
        pool.get("t")


def test_a_checkpoint_outside_the_catalog_may_be_named() -> None:
    pool = pool_of(*SIZES)

    assert pool.get("t", "someone/else") == ["someone/else", None]


def test_an_unknown_task_or_size_is_named() -> None:
    with pytest.raises(NoCheckpoint, match="No checkpoint serves 'tt'"):
        pool_of(*SIZES).get("tt")
    with pytest.raises(SettingsError, match="Did you mean 'light'"):
        pool_of(*SIZES, tier="lite").get("t")


def test_the_stand_in_gives_what_it_was_given() -> None:
    pool: Pool = FakePool({"t": "runner"})

    assert pool.get("t", "any/checkpoint", "full") == "runner"
    with pool.acquire("t") as held:
        assert held.runner == "runner"
    assert pool.choice("t").checkpoint.id == "fake/t"
    with pytest.raises(NoCheckpoint, match="Known: t"):
        pool.get("summarization")


# ------------------------------------------------------------------ against an oracle


class Oracle:
    """What a least-recently-used cache of these sizes holds, the simplest way to say it."""

    def __init__(self, sizes: dict[str, int], budget: int) -> None:
        self.sizes, self.budget = sizes, budget
        self.held: OrderedDict[str, int] = OrderedDict()
        self.loads = 0

    def use(self, task: str) -> None:
        if task in self.held:
            self.held.move_to_end(task)
            return
        while sum(self.held.values()) + self.sizes[task] > self.budget:
            self.held.popitem(last=False)
        self.held[task] = self.sizes[task]
        self.loads += 1


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=8),
    budget=st.integers(6, 14),
    uses=st.lists(st.integers(0, 7), max_size=60),
)
def test_the_pool_holds_what_a_least_recently_used_cache_holds(sizes: list[int], budget: int, uses: list[int]) -> None:
    names = {str(place): size for place, size in enumerate(sizes)}
    loads: list[str] = []
    pool = pool_of(
        *(line(name, size) for name, size in names.items()),
        load=lambda checkpoint, base: loads.append(checkpoint.task),
        memory_gb=budget,
    )
    oracle = Oracle(names, budget)

    for use in uses:
        task = str(use % len(sizes))
        pool.get(task)
        oracle.use(task)
        assert tasks_in(pool) == list(oracle.held)

    assert len(loads) == oracle.loads


def test_ten_thousand_mixed_calls_of_eight_threads_stay_inside_the_budget() -> None:
    lines = [line(str(place), 1 + place % 4) for place in range(10)]
    lines += [line("built", id="org/0", on="0"), line("also", id="org/1", on="1")]
    pool = pool_of(*lines, memory_gb=9.0, patience_s=30)
    over: list[float] = []

    def work(seed: int) -> int:
        rng = random.Random(seed)
        for _ in range(1250):
            with pool.acquire(rng.choice(lines).task) as held:
                assert held.runner[0].startswith("org/")
                total = sum(loaded.memory_gb for loaded in pool.loaded())
                over.extend([total] if total > 9.0 else [])
        return 1

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(work, range(8))) == 8

    assert over == []
    assert all(loaded.users == 0 for loaded in pool.loaded())
