"""A call of a model is remembered by content, and comes down the ladder when memory runs out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.stand_ins import forge
from runtime.cache import Cache
from runtime.calls import Calls
from runtime.catalog import Catalog, Checkpoint
from runtime.choosing import Chooser
from runtime.devices import Device, Placement, placements
from runtime.errors import CheckpointTooBig
from runtime.loaders import measurements, model_pool
from runtime.pool import ModelPool
from runtime.settings import Settings

CARD = Device("cuda:0", "fp32", 8.0, "")
SENTIMENT = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"


class OutOfMemoryError(RuntimeError):
    """Named as torch's own."""


class Runner:
    """Says how long texts are, where memory lasts."""

    batch_size = 4

    def __init__(self, at: Placement, machine: Machine) -> None:
        self.at, self.machine = at, machine
        self.memory = {at.device.name: 1.0}

    def __call__(self, inputs: Sequence[str], **parameters: Any) -> list[int]:
        self.machine.calls.append(len(inputs))
        if len(inputs) > self.machine.fits.get(self.at.rung, 99):
            raise OutOfMemoryError
        return [len(text) for text in inputs]

    def settles(self, parameters: Any) -> bool:
        return not parameters.get("dice")


class Machine:
    """What fits it: inputs in a call by rung; and the rungs where not even the weights do."""

    def __init__(self, fits: dict[str, int] | None = None, too_small_for: Sequence[str] = ()) -> None:
        self.fits, self.too_small_for = fits or {}, too_small_for
        self.calls: list[int] = []
        self.loads: list[str] = []

    def load(self, checkpoint: Checkpoint, base: Any, at: Placement) -> Any:
        self.loads.append(f"{checkpoint.task} {at.rung}".strip())
        if at.rung in self.too_small_for:
            raise OutOfMemoryError
        return Runner(at, self)

    def pool(self) -> ModelPool:
        catalog = Catalog(tuple(Checkpoint(task, f"org/{task}", "light", 1.0, "mit", "-") for task in "ab"))
        ladder = placements(CARD, can_offload=True)
        return ModelPool(self.load, Chooser(lambda: catalog, {"cuda:0": 8.0, "cpu": 8.0}, ladder=lambda line: ladder))


@pytest.fixture
def cache(tmp_path: Path) -> Any:
    with_results = Cache(tmp_path / "results.sqlite", 0.1)
    yield with_results
    with_results.close()


# ------------------------------------------------------------------ remembered


def test_the_same_call_is_made_once(cache: Cache) -> None:
    machine = Machine()
    calls = Calls(machine.pool(), cache)

    first, second = calls.run("a", ["one", "three"], {}), calls.run("a", ["three", "one"], {})

    assert (first.items, first.cached) == ([3, 5], 0)
    assert (second.items, second.cached) == ([5, 3], 2)
    assert machine.calls == [2]


def test_of_a_list_only_what_is_new_is_computed(cache: Cache) -> None:
    machine = Machine()
    calls = Calls(machine.pool(), cache)
    calls.run("a", ["one"], {})

    results = calls.run("a", ["four", "one", "fifth"], {})

    assert (results.items, results.cached) == ([4, 3, 5], 1)
    assert machine.calls == [1, 2]


def test_another_process_finds_what_was_computed_and_loads_no_model(tmp_path: Path) -> None:
    Calls(Machine().pool(), Cache(tmp_path / "results.sqlite", 0.1)).run("a", ["one"], {})
    machine = Machine()

    results = Calls(machine.pool(), Cache(tmp_path / "results.sqlite", 0.1)).run("a", ["one"], {})

    assert results.items == [3]
    assert machine.loads == []


def test_other_parameters_or_another_task_are_another_call(cache: Cache) -> None:
    machine = Machine()
    calls = Calls(machine.pool(), cache)

    for task, parameters in (("a", {}), ("a", {"by": 2}), ("b", {})):
        assert calls.run(task, ["one"], parameters).cached == 0


def test_what_is_left_to_chance_is_not_remembered(cache: Cache) -> None:
    machine = Machine()
    calls = Calls(machine.pool(), cache)

    assert [calls.run("a", ["one"], {"dice": True}).cached for _ in range(2)] == [0, 0]


def test_without_a_cache_every_call_is_made() -> None:
    machine = Machine()
    calls = Calls(machine.pool())

    assert [calls.run("a", ["one"], {}).cached for _ in range(2)] == [0, 0]


# ------------------------------------------------------------------ the ladder


def test_where_memory_lasts_nothing_gives() -> None:
    results = Calls(Machine().pool()).run("a", ["one"], {})

    assert results.facts() == {"checkpoint": "org/a", "revision": "", "device": "cuda:0, fp32", "parameters": {}}


def test_idle_models_go_first() -> None:
    machine = Machine(fits={"": 1})
    pool = machine.pool()
    calls = Calls(pool)
    calls.run("b", ["one"], {})

    results = calls.run("a", ["one", "two"], {})

    assert [loaded.checkpoint.task for loaded in pool.loaded()] == ["a"]
    assert machine.calls == [1, 2, 2, 1, 1]
    assert (results.items, results.rung) == ([3, 3], "smaller batches")


def test_a_model_that_runs_out_of_memory_with_one_input_is_loaded_a_rung_lower() -> None:
    machine = Machine(fits={"": 0})

    results = Calls(machine.pool()).run("a", ["one", "three"], {})

    assert results.items == [3, 5]
    assert machine.loads == ["a", "a offloaded"]
    assert results.facts()["memory"] == "offloaded"


def test_the_last_rung_is_the_processor() -> None:
    machine = Machine(fits={"": 0, "offloaded": 0, "offloaded in pieces": 0})

    results = Calls(machine.pool()).run("a", ["one"], {})

    assert machine.loads == ["a", "a offloaded", "a offloaded in pieces", "a processor"]
    assert (results.placement.device.name, results.rung) == ("cpu", "processor")


def test_below_the_last_rung_is_a_refusal_that_says_what_to_do() -> None:
    machine = Machine(fits={"": 0, "offloaded": 0, "offloaded in pieces": 0, "processor": 0})

    with pytest.raises(CheckpointTooBig, match=r"'org/a' .*Raise ATELIER_POOL_GB, or choose a smaller size"):
        Calls(machine.pool()).run("a", ["one"], {})


def test_weights_that_do_not_fit_are_loaded_a_rung_lower_and_later_begin_there() -> None:
    machine = Machine(too_small_for=("", "offloaded"))
    pool = machine.pool()

    results = Calls(pool).run("a", ["one"], {})
    pool.close()
    Calls(pool).run("a", ["one"], {})

    assert results.rung == "offloaded in pieces"
    assert machine.loads == ["a", "a offloaded", "a offloaded in pieces", "a offloaded in pieces"]


def test_weights_that_fit_nowhere_are_refused() -> None:
    machine = Machine(too_small_for=("", "offloaded", "offloaded in pieces", "processor"))

    with pytest.raises(CheckpointTooBig):
        Calls(machine.pool()).run("a", ["one"], {})


def test_idle_models_make_room_for_weights_before_a_rung_is_given_up() -> None:
    machine = Machine()
    pool = machine.pool()
    pool.get("b")
    load, tried = machine.load, []

    def first_time_short(checkpoint: Checkpoint, base: Any, at: Placement) -> Any:
        tried.append(checkpoint.task)
        if len(tried) == 1:
            raise OutOfMemoryError
        return load(checkpoint, base, at)

    pool._load = first_time_short

    assert Calls(pool).run("a", ["one"], {}).rung == ""
    assert [loaded.checkpoint.task for loaded in pool.loaded()] == ["a"]


def test_torchs_own_error_in_a_real_model_brings_it_to_lower_precision(
    tmp_path: Path, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    forge.hub_install(forge.sentiment(tmp_path / "forged"), SENTIMENT, hub)
    settings = Settings(home=tmp_path / "home", threads=1)
    pool = model_pool(settings, Device("cpu", "fp32", 8.0, ""), measurements(settings))
    forward = torch.nn.Linear.forward

    def short_of_memory(self: Any, given: Any) -> Any:
        if self.weight.dtype == torch.float32:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return forward(self, given)

    monkeypatch.setattr(torch.nn.Linear, "forward", short_of_memory)

    results = Calls(pool).run("text-classification", ["a superb film", "a dreadful meal"], {}, SENTIMENT)

    assert [found[0]["label"] for found in results.items] == ["POSITIVE", "NEGATIVE"]
    assert results.facts()["memory"] == "lower precision"
    assert results.facts()["device"] == "cpu, bf16"
