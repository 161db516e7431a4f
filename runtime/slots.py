"""A model's place in the pool: what is loaded, where, what it takes and who uses it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from runtime.catalog import Checkpoint
from runtime.choosing import HERE, Gigabytes
from runtime.devices import Placement
from runtime.gathering import Gatherer

Key = tuple[str, str, str]
"""A checkpoint's id, its task and its revision: one that was fetched anew is another model."""


@dataclass(frozen=True, slots=True)
class Held:
    """A loaded model while someone uses it."""

    checkpoint: Checkpoint
    placement: Placement
    runner: Any
    call: Gatherer
    """The runner over a list of any length, gathered with the calls of others."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory, for people to look at."""

    checkpoint: Checkpoint
    placement: Placement
    memory: Gigabytes
    """What it adds: nothing for one that works through another's runner."""
    users: int
    seconds: float
    """What loading it took."""

    @property
    def memory_gb(self) -> float:
        return sum(self.memory.values())


@dataclass(eq=False, slots=True)
class Slot:
    """A runner's place in the pool, from the moment its loading begins."""

    checkpoint: Checkpoint
    placement: Placement = HERE
    runner: Any = None
    gatherer: Gatherer | None = None
    error: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)
    memory: Gigabytes = field(default_factory=dict)
    """Empty until room was made for it, and for one that works through its base."""
    base: Slot | None = None
    users: Counter[int] = field(default_factory=Counter)
    """How often each thread holds it; its loader does until it is loaded."""
    used: int = 0
    """The pool's clock when it was last used."""
    seconds: float = 0.0

    @property
    def key(self) -> Key:
        return key_of(self.checkpoint)

    def held(self) -> Held:
        assert self.gatherer is not None  # it is loaded
        return Held(self.checkpoint, self.placement, self.runner, self.gatherer)

    def shown(self) -> Loaded:
        return Loaded(self.checkpoint, self.placement, self.memory, self.users.total(), self.seconds)

    def empty(self) -> None:
        """Keep nothing of it alive."""
        if self.gatherer is not None:
            self.gatherer.close()
        self.runner, self.gatherer, self.memory = None, None, {}


def key_of(checkpoint: Checkpoint) -> Key:
    return checkpoint.id, checkpoint.task, checkpoint.revision


def summed(parts: Iterable[Gigabytes]) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        for device, gigabytes in part.items():
            total[device] += gigabytes  # type: ignore[assignment]
    return total
