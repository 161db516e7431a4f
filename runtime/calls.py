"""A call of a model, from a tool's list of inputs to a list of results: remembered, batched, inside the memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from typing import Any

from runtime.cache import MISSING, Cache, key_of
from runtime.catalog import Checkpoint
from runtime.choosing import Choice
from runtime.devices import Placement
from runtime.errors import OutOfMemory
from runtime.measured import Measured
from runtime.pool import Pool
from runtime.records import Json
from runtime.settings import Settings
from runtime.slots import Held

CHOSEN_S = 1.0
"""How long a choice holds before the disk is looked at again."""


@dataclass(frozen=True, slots=True)
class Results:
    """What a model said, and how it came to say it."""

    items: list[Any]
    """One for each input, in their order."""
    checkpoint: Checkpoint
    """With its revision."""
    placement: Placement
    parameters: Mapping[str, Json]
    rung: str = ""
    """What had to give where memory ran out; empty where nothing had."""
    cached: int = 0
    """How many of them were known from before."""
    seconds: float = 0.0

    def facts(self) -> dict[str, Json]:
        """As plain values, for a tool's result and the history."""
        facts: dict[str, Json] = {
            "checkpoint": self.checkpoint.id,
            "revision": self.checkpoint.revision,
            "device": self.placement.at,
            "parameters": {name: value for name, value in self.parameters.items() if isinstance(value, PLAIN)},
        }
        return facts | ({"memory": self.rung} if self.rung else {})


PLAIN = (str, int, float, bool, list, tuple, type(None))


@dataclass(frozen=True, slots=True)
class Calls:
    """Safe to call from several threads."""

    pool: Pool
    cache: Cache | None = None
    measured: Measured | None = None
    _chosen: dict[tuple[str, str, str], tuple[float, Choice]] = field(default_factory=dict)

    def run(
        self, task: str, inputs: Sequence[Any], parameters: Mapping[str, Any], checkpoint: str = "", tier: str = ""
    ) -> Results:
        """The results of `task` for each of `inputs`; those known from before cost no model.

        Raises:
            CheckpointError: no model can be had for it, or none that fits the memory.
            Stopped: the run's time is up, or it was cancelled.
            ValueError: the runner has no use for these parameters.
        """
        started = time.perf_counter()
        choice = self._choice(task, checkpoint, tier)
        keys = self._keys(choice, parameters, inputs)
        known = self._known(keys)
        missing = [place for place, result in enumerate(known) if result is MISSING]
        if not missing:
            return Results(known, choice.checkpoint, choice.placement, parameters, "", len(inputs), _since(started))
        held, fresh, rung = self._computed(choice, [inputs[place] for place in missing], parameters)
        for place, result in zip(missing, fresh, strict=True):
            known[place] = result
        if held.placement == choice.placement and getattr(held.runner, "settles", _always)(parameters):
            self._keep([(keys[place], known[place]) for place in missing])
        cached = len(inputs) - len(missing)
        return Results(known, held.checkpoint, held.placement, parameters, rung, cached, _since(started))

    def _choice(self, task: str, checkpoint: str, tier: str) -> Choice:
        """What the pool chooses, and for a second after the same: looking at the disk shows in short calls."""
        asked = (task, checkpoint, tier)
        known = self._chosen.get(asked)
        if known is None or time.monotonic() - known[0] > CHOSEN_S:
            known = self._chosen[asked] = time.monotonic(), self.pool.choice(*asked)
        return known[1]

    def _computed(
        self, choice: Choice, inputs: Sequence[Any], parameters: Mapping[str, Any]
    ) -> tuple[Held, list[Any], str]:
        """Who computed it, the results, and what had to give: as often as memory runs out, it comes down a rung."""
        while True:
            with self.pool.hold(choice) as held:
                started = time.perf_counter()
                try:
                    gathered = held.call(inputs, parameters)
                    self._timed(held, _since(started) / len(inputs))
                    return held, gathered.results, ", ".join(filter(None, (gathered.relief, held.placement.rung)))
                except OutOfMemory:
                    pass
            self.pool.step_down(held)

    def _timed(self, held: Held, each: float) -> None:
        if self.measured is not None:
            self.measured.keep_seconds(held.checkpoint, held.placement, "input", each)

    def _keys(self, choice: Choice, parameters: Mapping[str, Any], inputs: Sequence[Any]) -> list[str | None]:
        if self.cache is None:
            return [None] * len(inputs)
        line, dtype = choice.checkpoint, choice.placement.device.dtype
        revision = f"{line.revision} atelier {_ours()}"  # another version of ours may read it otherwise
        return [key_of(line.task, line.id, revision, dtype, parameters, item) for item in inputs]

    def _known(self, keys: Sequence[str | None]) -> list[Any]:
        asked = [key for key in keys if key is not None]
        found = dict(zip(asked, self.cache.get(asked), strict=True)) if self.cache and asked else {}
        return [MISSING if key is None else found[key] for key in keys]

    def _keep(self, results: Sequence[tuple[str | None, Any]]) -> None:
        if self.cache is not None:
            self.cache.put([(key, result) for key, result in results if key is not None])


def results_of(settings: Settings, on_trouble: Callable[[str], None] = lambda trouble: None) -> Cache:
    """The results that were kept under these settings; shared by all who know an input, for an input is its own key."""
    return Cache(settings.home / "results.sqlite", settings.cache_gb or Settings().cache_gb, on_trouble)


@cache
def _ours() -> str:
    return metadata.version("atelier")


def _always(parameters: Mapping[str, Any]) -> bool:
    return True


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 4)
