"""Keeps loaded models: loads on first use, shares, lets go of the least recently used."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from runtime.cancel import check
from runtime.catalog import TIERS, Catalog, Checkpoint
from runtime.errors import CheckpointError, CheckpointTooBig, NoCheckpoint, Stopped

Load = Callable[[Checkpoint, Any], Any]
"""Makes the runner of a checkpoint; its second argument is the runner it is built `on`, or None."""
Locate = Callable[[Checkpoint], Checkpoint]
"""The checkpoint as it is on this machine, its revision filled in; raises CheckpointNotFound where it is not."""
Key = tuple[str, str]
"""A checkpoint's id and its task."""

TICK_S = 0.05
"""How often someone who waits looks whether the run was stopped."""


class Pool(Protocol):
    """What tools and agents know of it."""

    def get(self, task: str, checkpoint: str = "", tier: str = "") -> Any:
        """The runner for `task`, loaded if it is not yet; at the default checkpoint and size, or those named.

        Raises:
            NoCheckpoint: the catalog has none for this task, or none of this size.
            CheckpointNotFound: it is not on this machine.
            CheckpointTooBig: it would not fit even in an empty pool.
        """

    def using(self, task: str, checkpoint: str = "", tier: str = "") -> AbstractContextManager[Any]:
        """As `get`, and never let go of before the block ends. For work that takes minutes."""

    def choice(self, task: str, checkpoint: str = "", tier: str = "") -> tuple[Checkpoint, str]:
        """The checkpoint that `get` would use, with its revision, and why, in a sentence. Loads nothing."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory, for people to look at."""

    checkpoint: Checkpoint
    memory_gb: float
    """What it adds: 0 for one that works through another's runner."""
    users: int
    seconds: float
    """What loading it took."""


@dataclass(eq=False, slots=True)
class Slot:
    """A runner's place in the pool, from the moment its loading begins."""

    checkpoint: Checkpoint
    runner: Any = None
    error: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)
    memory_gb: float = 0.0
    """0 until room was made for it, and for one that works through its base."""
    base: Slot | None = None
    users: Counter[int] = field(default_factory=Counter)
    """How often each thread holds it; its loader does until it is loaded."""
    used: int = 0
    """The pool's clock when it was last used."""
    seconds: float = 0.0

    @property
    def key(self) -> Key:
        return self.checkpoint.id, self.checkpoint.task


class ModelPool:
    """Safe to call from several threads; each model is loaded once however many ask at the same time."""

    def __init__(
        self,
        load: Load,
        catalog: Catalog,
        memory_gb: float,
        tier: str = "auto",
        *,
        locate: Locate = lambda checkpoint: checkpoint,
        weigh: Callable[[Checkpoint], float] = lambda checkpoint: checkpoint.memory_gb,
        on_load: Callable[[Checkpoint, str], None] = lambda checkpoint, phase: None,
        patience_s: float = 60.0,
    ) -> None:
        """`weigh` says what a checkpoint will take, in GB; once it is loaded its runner's own `memory_gb` counts.

        `on_load` hears `loading`, then `loaded` or `failed`, and `dropped` for what made room; from any thread, so it
        must be quick and must not raise. `patience_s` is how long to wait for models in use where those leave no room.
        """
        self.catalog, self.memory_gb, self.tier = catalog, memory_gb, tier
        self._load, self._locate, self._weigh, self._on_load = load, locate, weigh, on_load
        self._patience_s = patience_s
        self._slots: dict[Key, Slot] = {}
        self._clock = 0
        self._changed = threading.Condition()  # guards all slots; notified when room may have come free

    def get(self, task: str, checkpoint: str = "", tier: str = "") -> Any:
        with self.using(task, checkpoint, tier) as runner:
            return runner

    @contextmanager
    def using(self, task: str, checkpoint: str = "", tier: str = "") -> Iterator[Any]:
        holder = threading.get_ident()  # a generator may be closed by another thread
        slot = self._held(self.choice(task, checkpoint, tier)[0])
        try:
            yield slot.runner
        finally:
            self._release(slot, holder)

    def choice(self, task: str, checkpoint: str = "", tier: str = "") -> tuple[Checkpoint, str]:
        size = tier or self.tier
        if checkpoint:
            lines: Sequence[Checkpoint] = [self.catalog.find(checkpoint, task) or unlisted(checkpoint, task)]
            reason = "It was asked for by name."
        elif size != "auto":
            lines, reason = self.catalog.serving(task, size), f"Size {size!r} was asked for."
        else:
            every = self.catalog.serving(task)
            lines = [line for line in every if not line.when_asked] or every
            reason = f"The biggest on this machine that fits in {self.memory_gb:.1f} GB."
        return self._biggest(lines), reason

    def loaded(self) -> tuple[Loaded, ...]:
        """What is in memory now, the least recently used first."""
        with self._changed:
            slots = sorted((slot for slot in self._slots.values() if slot.done.is_set()), key=lambda slot: slot.used)
            return tuple(Loaded(s.checkpoint, s.memory_gb, s.users.total(), s.seconds) for s in slots)

    def close(self) -> None:
        """Let go of every model; those in use live until their users are done. A later `get` loads again."""
        with self._changed:
            self._slots.clear()
            self._changed.notify_all()

    def _biggest(self, lines: Sequence[Checkpoint]) -> Checkpoint:
        """The biggest of `lines` that is here and fits; where none is, what is wrong with the first is raised."""
        for line in sorted(lines, key=lambda line: -TIERS.index(line.tier)):
            try:
                return self._usable(line)
            except CheckpointError:
                continue
        return self._usable(lines[0])

    def _usable(self, line: Checkpoint) -> Checkpoint:
        here = self._locate(line)
        if not self._fits(self._weigh(here)):
            raise CheckpointTooBig(here.id, self._weigh(here), self.memory_gb)
        return here

    def _held(self, checkpoint: Checkpoint) -> Slot:
        """The slot of `checkpoint`, loaded and held by this thread."""
        while True:
            slot, is_mine = self._claimed(checkpoint)
            if is_mine:
                self._fill(slot)
                return slot
            self._wait(slot)
            if slot.error is None:
                return slot
            if isinstance(slot.error, Exception) and not isinstance(slot.error, Stopped):
                raise slot.error  # else whoever was loading was stopped, and we were not: our turn

    def _claimed(self, checkpoint: Checkpoint) -> tuple[Slot, bool]:
        """The slot of `checkpoint`, held by this thread; and whether it is new, so that this thread must fill it."""
        new = Slot(checkpoint)
        with self._changed:
            slot = self._slots.setdefault(new.key, new)
            slot.users[threading.get_ident()] += 1
            self._touch(slot)
            return slot, slot is new

    def _wait(self, slot: Slot) -> None:
        try:
            while not slot.done.wait(TICK_S):
                check()
        except BaseException:
            self._release(slot)
            raise

    def _fill(self, slot: Slot) -> None:
        started = time.perf_counter()
        try:
            with self._base_of(slot) as base:
                if base is None:
                    self._make_room(slot, self._weigh(slot.checkpoint))
                self._on_load(slot.checkpoint, "loading")
                slot.runner = self._load(slot.checkpoint, base)
            self._settle(slot)
            self._on_load(slot.checkpoint, "loaded")
        except BaseException as error:
            slot.error = error
            self._forget(slot)
            self._on_load(slot.checkpoint, "failed")
            raise
        finally:
            slot.seconds = time.perf_counter() - started
            slot.done.set()

    @contextmanager
    def _base_of(self, slot: Slot) -> Iterator[Any]:
        """The runner that this one is built on, held while it is being built; None where there is none."""
        line = self.catalog.find(slot.checkpoint.id, slot.checkpoint.on) if slot.checkpoint.on else None
        if line is None:
            yield None
            return
        slot.base = self._held(self._locate(line))
        try:
            yield slot.base.runner
        finally:
            self._release(slot.base)

    def _make_room(self, slot: Slot, need: float) -> None:
        """Reserve `need` GB for `slot`; let go of idle models, or wait for those in use, where it does not fit."""
        until = time.monotonic() + self._patience_s
        with self._changed:
            while not self._fits(need + self._busy()):
                if time.monotonic() >= until or not self._fits(need + self._busy(threading.get_ident())):
                    raise CheckpointError(
                        f"{slot.checkpoint.id!r} takes {need:.1f} GB and models in use leave "
                        f"{self.memory_gb - self._busy():.1f} GB. Ask again later, or raise ATELIER_POOL_GB."
                    )
                check()
                self._changed.wait(TICK_S)
            self._shrink(need)
            slot.memory_gb = need

    def _settle(self, slot: Slot) -> None:
        """Put what the runner really takes in the place of what was expected."""
        with self._changed:
            if slot.base is None:
                slot.memory_gb = float(getattr(slot.runner, "memory_gb", slot.memory_gb))
            if not self._fits(slot.memory_gb):
                raise CheckpointTooBig(slot.checkpoint.id, slot.memory_gb, self.memory_gb)
            self._shrink()

    def _shrink(self, need: float = 0.0) -> None:
        """Let go of idle models, the least recently used first, until `need` GB more would fit, or none is idle."""
        while not self._fits(need + sum(slot.memory_gb for slot in self._slots.values())):
            idle = [slot for slot in self._slots.values() if slot.memory_gb and self._is_idle(slot)]
            if not idle:
                return
            self._drop(min(idle, key=lambda slot: slot.used))

    def _drop(self, slot: Slot) -> None:
        for dropped in (*self._built_on(slot), slot):
            del self._slots[dropped.key]
            self._on_load(dropped.checkpoint, "dropped")

    def _is_idle(self, slot: Slot) -> bool:
        """Nobody uses it nor what is built on it. One that is built on another goes with that one."""
        return slot.base is None and not any(s.users.total() for s in (slot, *self._built_on(slot)))

    def _built_on(self, base: Slot) -> list[Slot]:
        return [slot for slot in self._slots.values() if slot.base is base]

    def _busy(self, thread: int | None = None) -> float:
        """GB held by anyone, or by one thread."""
        return sum(
            s.memory_gb
            for s in self._slots.values()
            if any(held.users[thread] if thread else held.users.total() for held in (s, *self._built_on(s)))
        )

    def _fits(self, gigabytes: float) -> bool:
        return gigabytes <= self.memory_gb + 1e-9  # sums of fractions

    def _touch(self, slot: Slot) -> None:
        self._clock += 1
        slot.used = self._clock
        if slot.base is not None:
            slot.base.used = self._clock

    def _release(self, slot: Slot, holder: int | None = None) -> None:
        with self._changed:
            slot.users -= Counter([holder or threading.get_ident()])
            self._shrink()
            self._changed.notify_all()

    def _forget(self, slot: Slot) -> None:
        with self._changed:
            if self._slots.get(slot.key) is slot:
                del self._slots[slot.key]
            self._changed.notify_all()


def unlisted(checkpoint: str, task: str) -> Checkpoint:
    """A checkpoint that the catalog does not know; what it takes is found where it lies."""
    return Checkpoint(task, checkpoint, "light", memory_gb=0.0, licence="unknown", note="not in the catalog")


class FakePool:
    """A pool of runners made beforehand, for tests: `FakePool({"sentence-similarity": encoder})`."""

    def __init__(self, runners: Mapping[str, Any]) -> None:
        self._runners = dict(runners)

    def get(self, task: str, checkpoint: str = "", tier: str = "") -> Any:
        if task not in self._runners:
            raise NoCheckpoint(task, self._runners)
        return self._runners[task]

    @contextmanager
    def using(self, task: str, checkpoint: str = "", tier: str = "") -> Iterator[Any]:
        yield self.get(task, checkpoint, tier)

    def choice(self, task: str, checkpoint: str = "", tier: str = "") -> tuple[Checkpoint, str]:
        self.get(task)
        return unlisted(checkpoint or f"fake/{task}", task), "A stand-in was given."

    def loaded(self) -> tuple[Loaded, ...]:
        return ()

    def close(self) -> None:
        self._runners.clear()
