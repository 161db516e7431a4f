"""Keeps loaded models: loads on first use, shares, lets go of the least recently used."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from runtime.cancel import check
from runtime.catalog import Checkpoint, load_catalog
from runtime.choosing import HERE, Choice, Chooser, Gigabytes, fits, said, unlisted
from runtime.devices import Placement, free_caches, is_out_of_memory
from runtime.errors import CheckpointError, CheckpointTooBig, NoCheckpoint, Stopped
from runtime.gathering import Gatherer
from runtime.slots import Held, Key, Loaded, Slot, key_of, summed

Load = Callable[[Checkpoint, Any, Placement], Any]
"""Makes the runner of a checkpoint at a place; its second argument is the runner it is built `on`, or None."""
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

    def acquire(self, task: str, checkpoint: str = "", tier: str = "") -> AbstractContextManager[Held]:
        """As `get`, counted as a user: it is never let go of before the block ends."""

    def hold(self, choice: Choice) -> AbstractContextManager[Held]:
        """As `acquire`, for what was chosen already."""

    def choice(self, task: str, checkpoint: str = "", tier: str = "") -> Choice:
        """What `get` would use. Loads nothing."""

    def step_down(self, held: Held) -> None:
        """Memory ran out in a call of `held`: from its next use on it runs one rung lower.

        Raises:
            CheckpointTooBig: there is no lower rung.
        """


class ModelPool:
    """Safe to call from several threads; each model is loaded once however many ask at the same time."""

    def __init__(
        self,
        load: Load,
        chooser: Chooser,
        *,
        keep_warm: Iterable[str] = (),
        on_load: Callable[[Checkpoint, str], None] = lambda checkpoint, phase: None,
        on_measured: Callable[[Loaded], None] = lambda loaded: None,
        patience_s: float = 60.0,
    ) -> None:
        """Tasks and ids in `keep_warm` are never let go of to make room.

        Once a model is loaded, what its runner says of its own `memory` counts, and `on_measured` hears it. `on_load`
        hears `loading`, then `loaded` or `failed`, and `dropped` for what made room; from any thread, so it must be
        quick and must not raise. `patience_s` is how long to wait for models in use where those leave no room.
        """
        self.chooser, self._load, self._patience_s = chooser, load, patience_s
        self._warm = frozenset(keep_warm)
        self._on_load, self._on_measured = on_load, on_measured
        self._slots: dict[Key, Slot] = {}
        self._leaving: list[Slot] = []
        """Let go of while in use: their memory counts until the last user is done."""
        self._clock = 0
        self._changed = threading.Condition()  # guards all slots; notified when room may have come free

    def get(self, task: str, checkpoint: str = "", tier: str = "") -> Any:
        with self.acquire(task, checkpoint, tier) as held:
            return held.runner

    def acquire(self, task: str, checkpoint: str = "", tier: str = "") -> AbstractContextManager[Held]:
        return self.hold(self.choice(task, checkpoint, tier))

    @contextmanager
    def hold(self, choice: Choice) -> Iterator[Held]:
        holder = threading.get_ident()  # a generator may be closed by another thread
        slot = self._held(choice.checkpoint)
        try:
            yield slot.held()
        finally:
            self._release(slot, holder)

    def choice(self, task: str, checkpoint: str = "", tier: str = "") -> Choice:
        return self.chooser.choice(task, checkpoint, tier)

    def loaded(self) -> tuple[Loaded, ...]:
        """What is in memory now, the least recently used first."""
        with self._changed:
            slots = sorted((slot for slot in self._slots.values() if slot.done.is_set()), key=lambda slot: slot.used)
            return tuple(slot.shown() for slot in slots)

    def warm(self) -> None:
        """Load what is kept warm, so that its first use does not wait."""
        catalog = self.chooser.catalog()
        for name in sorted(self._warm):
            line = catalog.find(name)
            self.get(line.task, name) if line else self.get(name)

    def evict_idle(self) -> bool:
        """Let go of everything that nobody uses and nobody wants kept warm. Whether there was anything."""
        with self._changed:
            idle = [slot for slot in self._slots.values() if slot.memory and self._may_go(slot)]
            for slot in idle:
                self._drop(slot)
        free_caches()
        return bool(idle)

    def step_down(self, held: Held) -> None:
        lower = self.chooser.below(held.checkpoint, held.placement)
        with self._changed:
            slot = self._slots.get(key_of(held.checkpoint))
            if slot is not None and slot.placement == held.placement:
                self.chooser.come_down(held.checkpoint, lower)
                self._drop(slot)
        free_caches()

    def close(self) -> None:
        """Let go of every model; those in use live until their users are done. A later `get` loads again."""
        with self._changed:
            for slot in [slot for slot in self._slots.values() if slot.base is None]:
                self._drop(slot)
            self._changed.notify_all()

    # ------------------------------------------------------------------ loading

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
                    self._climb_down(slot)
                else:
                    self._on_load(slot.checkpoint, "loading")
                    slot.placement = slot.base.placement if slot.base else slot.placement
                    slot.runner = self._load(slot.checkpoint, base, slot.placement)
            slot.gatherer = Gatherer(slot.runner, self.evict_idle)
            slot.seconds = time.perf_counter() - started
            self._on_measured(slot.shown())
            self._on_load(slot.checkpoint, "loaded")
        except BaseException as error:
            slot.error = error
            self._forget(slot)
            self._on_load(slot.checkpoint, "failed")
            raise
        finally:
            slot.done.set()

    def _climb_down(self, slot: Slot) -> None:
        """Load at the first rung that memory allows: where it runs out, what is idle goes first, then the rung."""
        for rung in self.chooser.rungs(slot.checkpoint):
            if not fits(self.chooser.weigh(slot.checkpoint, rung), self.chooser.budget):
                continue
            if self._loaded_at(slot, rung) or (self.evict_idle() and self._loaded_at(slot, rung)):
                self.chooser.come_down(slot.checkpoint, rung)
                return
        raise self.chooser.too_big(slot.checkpoint)

    def _loaded_at(self, slot: Slot, rung: Placement) -> bool:
        """Whether it could be loaded there: False where memory ran out, or it turned out to be over the budget."""
        self._make_room(slot, self.chooser.weigh(slot.checkpoint, rung))
        self._on_load(slot.checkpoint, "loading")
        try:
            runner = self._load(slot.checkpoint, None, rung)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            return False
        return self._settled(slot, runner, rung)

    @contextmanager
    def _base_of(self, slot: Slot) -> Iterator[Any]:
        """The runner that this one is built on, held while it is being built; None where there is none."""
        line = slot.checkpoint
        base = self.chooser.catalog().find(line.base or line.id, line.on) if line.on else None
        if base is None:
            yield None
            return
        slot.base = self._held(self.chooser.locate(base))
        try:
            yield slot.base.runner
        finally:
            self._release(slot.base)

    # ------------------------------------------------------------------ room

    def _make_room(self, slot: Slot, need: Gigabytes) -> None:
        """Reserve `need` for `slot`; let go of idle models, or wait for those in use, where it does not fit."""
        until = time.monotonic() + self._patience_s
        with self._changed:
            slot.memory = {}
            while not self._goes_in(need, self._held_gb()):
                in_vain = not self._goes_in(need, self._held_gb(threading.get_ident()))
                if in_vain or time.monotonic() >= until:
                    left = {device: self.chooser.budget.get(device, 0.0) - self._held_gb()[device] for device in need}
                    raise CheckpointError(
                        f"{slot.checkpoint.id!r} takes {said(need)} and models in use leave {said(left)}. "
                        "Ask again later, or raise ATELIER_POOL_GB."
                    )
                check()
                self._changed.wait(TICK_S)
            self._shrink(need)
            slot.memory = need

    def _settled(self, slot: Slot, runner: Any, rung: Placement) -> bool:
        """Put what the runner really takes in the place of what was expected. False where that cannot fit."""
        with self._changed:
            memory = dict(getattr(runner, "memory", slot.memory))
            self.chooser.measured(slot.checkpoint, rung, memory)
            if not fits(memory, self.chooser.budget):
                return False
            slot.runner, slot.memory, slot.placement = runner, memory, rung
            self._shrink()
            return True

    def _shrink(self, need: Gigabytes | None = None) -> None:
        """Let go of idle models, the least recently used first, until `need` would fit too, or none is idle."""
        need = need or {}
        while not self._goes_in(need, taken := self._taken()):
            short = [d for d in {*need, *taken} if not self._goes_in({d: need.get(d, 0.0)}, {d: taken[d]})]
            idle = [slot for slot in self._slots.values() if slot.memory.keys() & short and self._may_go(slot)]
            if not idle:
                return
            self._drop(min(idle, key=lambda slot: slot.used))

    def _goes_in(self, need: Gigabytes, beside: Mapping[str, float]) -> bool:
        return fits(need, self.chooser.budget, beside)

    def _drop(self, slot: Slot) -> None:
        for dropped in (*self._built_on(slot), slot):
            del self._slots[dropped.key]
            if dropped.users.total():
                self._leaving.append(dropped)
            else:
                dropped.empty()
            self._on_load(dropped.checkpoint, "dropped")

    def _may_go(self, slot: Slot) -> bool:
        """Nobody uses it nor what is built on it. One that is built on another goes with that one."""
        family = (slot, *self._built_on(slot))
        kept = any(self._warm & {*member.key} for member in family)
        return slot.base is None and not kept and not any(member.users.total() for member in family)

    def _built_on(self, base: Slot) -> list[Slot]:
        return [slot for slot in self._slots.values() if slot.base is base]

    def _taken(self) -> Counter[str]:
        """GB of everything that is or is being loaded."""
        return summed(slot.memory for slot in (*self._slots.values(), *self._leaving))

    def _held_gb(self, thread: int | None = None) -> Counter[str]:
        """GB that cannot come free now; or, of one thread, what it holds itself."""

        def counts(slot: Slot) -> bool:
            if thread is not None:
                return any(member.users[thread] for member in (slot, *self._built_on(slot)))
            return slot in self._leaving or not self._may_go(slot)

        return summed(slot.memory for slot in (*self._slots.values(), *self._leaving) if counts(slot))

    def _touch(self, slot: Slot) -> None:
        self._clock += 1
        slot.used = self._clock
        if slot.base is not None:
            slot.base.used = self._clock

    def _release(self, slot: Slot, holder: int | None = None) -> None:
        with self._changed:
            slot.users -= Counter([holder or threading.get_ident()])
            if slot in self._leaving and not slot.users.total():
                self._leaving.remove(slot)
                slot.empty()
            self._shrink()
            self._changed.notify_all()

    def _forget(self, slot: Slot) -> None:
        with self._changed:
            slot.memory = {}
            if self._slots.get(slot.key) is slot:
                del self._slots[slot.key]
            self._changed.notify_all()


class FakePool:
    """A pool of runners made beforehand, for tests: `FakePool({"sentence-similarity": encoder})`.

    Where a task has an embedded line, that is what the runner is taken for.
    """

    def __init__(self, runners: Mapping[str, Any]) -> None:
        self._runners = dict(runners)
        self._gatherers: dict[str, Gatherer] = {}

    def get(self, task: str, checkpoint: str = "", tier: str = "") -> Any:
        if task not in self._runners:
            raise NoCheckpoint(task, self._runners)
        return self._runners[task]

    def acquire(self, task: str, checkpoint: str = "", tier: str = "") -> AbstractContextManager[Held]:
        return self.hold(self.choice(task, checkpoint, tier))

    @contextmanager
    def hold(self, choice: Choice) -> Iterator[Held]:
        task = choice.checkpoint.task
        gatherer = self._gatherers.setdefault(task, Gatherer(self.get(task)))
        yield Held(choice.checkpoint, choice.placement, self.get(task), gatherer)

    def choice(self, task: str, checkpoint: str = "", tier: str = "") -> Choice:
        self.get(task)
        packaged = (line for line in load_catalog().checkpoints if line.task == task and line.package)
        line = next((line for line in packaged if checkpoint in ("", line.id)), None)
        return Choice(line or unlisted(checkpoint or f"fake/{task}", task), HERE, "A stand-in was given.")

    def step_down(self, held: Held) -> None:
        raise CheckpointTooBig(held.checkpoint.id, held.checkpoint.memory_gb, 0.0)

    def loaded(self) -> tuple[Loaded, ...]:
        return ()

    def close(self) -> None:
        self._runners.clear()
