"""Real models come and go inside the budget, and what is let go of gives its memory back."""

from __future__ import annotations

import gc
import random
import weakref
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest

from app.stand_ins import forge
from runtime.calls import Calls
from runtime.catalog import Checkpoint
from runtime.devices import Device
from runtime.loaders import measurements, model_pool
from runtime.pool import ModelPool
from runtime.settings import Settings

TASK = "text-classification"
IDS = ("org/one", "org/two", "org/three")


@pytest.fixture(scope="module")
def sentiment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forge.sentiment(tmp_path_factory.mktemp("forged") / "sentiment")


@pytest.fixture
def installed(hub: Path, sentiment: Path) -> None:
    for id in IDS:
        forge.hub_install(sentiment, id, hub)


class Counted:
    """Counts loads, and the bytes of every model that is alive."""

    def __init__(self, load: Any) -> None:
        self.load, self.loads = load, 0
        self.alive: weakref.WeakSet[Any] = weakref.WeakSet()
        self.most_gb = 0.0

    def __call__(self, checkpoint: Checkpoint, base: Any, at: Any) -> Any:
        self.loads += 1
        runner = self.load(checkpoint, base, at)
        self.alive.add(runner)
        self.most_gb = max(self.most_gb, self.resident_gb())
        return runner

    def resident_gb(self) -> float:
        return sum(sum(runner.memory.values()) for runner in self.alive)


def counted_pool(home: Path, room_for: float, weight_gb: float) -> tuple[ModelPool, Counted]:
    settings = Settings(home=home, threads=1, pool_gb=room_for * weight_gb)
    pool = model_pool(settings, Device("cpu", "fp32", 8.0, ""), measurements(settings))
    counted = Counted(pool._load)
    pool._load = counted
    return pool, counted


@pytest.fixture
def weight_gb(tmp_path: Path, installed: None) -> float:
    """What one of them takes, measured."""
    settings = Settings(home=tmp_path / "scales", threads=1)
    pool = model_pool(settings, Device("cpu", "fp32", 8.0, ""), measurements(settings))
    with pool.acquire(TASK, IDS[0]) as held:
        return float(held.runner.memory["cpu"])


def test_ten_thousand_calls_of_three_models_with_room_for_two_load_as_often_as_an_lru_cache(
    tmp_path: Path, weight_gb: float
) -> None:
    pool, counted = counted_pool(tmp_path, 2.5, weight_gb)
    calls, rng = Calls(pool), random.Random(7)
    cache: OrderedDict[str, None] = OrderedDict()
    misses, id = 0, IDS[0]

    for n in range(10_000):
        id = rng.choice(IDS) if n % 150 == 0 else id
        if n % 150 == 75 and len(cache) == 2:
            id = next(iter(cache))  # the one used less recently: no load
        misses += id not in cache
        cache[id] = None
        cache.move_to_end(id)
        if len(cache) > 2:
            cache.popitem(last=False)

        assert calls.run(TASK, ["superb"], {}, id).items[0][0]["label"] == "POSITIVE"

    assert counted.loads == misses > 12
    assert counted.most_gb <= 2.5 * weight_gb
    assert [loaded.checkpoint.id for loaded in pool.loaded()] == list(cache)


def test_letting_go_of_a_model_gives_its_memory_back(tmp_path: Path, weight_gb: float) -> None:
    pool, counted = counted_pool(tmp_path, 3.5, weight_gb)
    for id in IDS:
        Calls(pool).run(TASK, ["superb"], {}, id)
    assert counted.resident_gb() == pytest.approx(3 * weight_gb)

    assert pool.evict_idle()
    gc.collect()

    assert counted.resident_gb() == 0
    assert pool.loaded() == ()


def test_what_is_in_use_is_not_let_go_of_and_goes_when_its_user_is_done(tmp_path: Path, weight_gb: float) -> None:
    pool, counted = counted_pool(tmp_path, 3.5, weight_gb)

    with pool.acquire(TASK, IDS[0]) as held:
        assert not pool.evict_idle()
        pool.close()
        assert held.call(["superb"], {}).results[0][0]["label"] == "POSITIVE"
        del held
    gc.collect()

    assert counted.resident_gb() == 0
