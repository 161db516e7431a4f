"""Which checkpoint serves a task on this machine, where it runs, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from runtime.catalog import TIERS, Catalog, Checkpoint
from runtime.devices import Device, Placement
from runtime.errors import CheckpointError, CheckpointTooBig, NeedsModule
from runtime.modules import imports

Locate = Callable[[Checkpoint], Checkpoint]
"""The checkpoint as it is on this machine, its revision filled in; raises CheckpointNotFound where it is not."""
Gigabytes = Mapping[str, float]
"""GB by device: `{"cuda:0": 6.4, "cpu": 0.2}`."""

HERE = Placement(Device("cpu", "fp32", 0.0, ""))


@dataclass(frozen=True, slots=True)
class Choice:
    """What would serve a task, and why."""

    checkpoint: Checkpoint
    """With its revision, as it is on this machine."""
    placement: Placement
    reason: str
    """One sentence for a person."""
    named: bool = False
    """Whether somebody chose it: here by its name, in the settings, or by adding it."""


@dataclass(slots=True)
class Chooser:
    catalog: Callable[[], Catalog]
    """As it is now: a checkpoint may be added while the program runs."""
    budget: Gigabytes
    """What loaded models may take together on each device."""
    tier: str = "auto"
    ladder: Callable[[Checkpoint], Sequence[Placement]] = lambda checkpoint: (HERE,)
    """Where a checkpoint may run, best first."""
    locate: Locate = lambda checkpoint: checkpoint
    expect: Callable[[Checkpoint, Placement], Gigabytes] = lambda line, at: {at.device.name: line.memory_gb}
    """What a checkpoint should take at a place, until it was loaded there."""
    preferred: Mapping[str, str] = field(default_factory=dict)
    """The checkpoint for a task, by the settings."""
    has: Callable[[str], bool] = imports
    """Whether a module that a checkpoint needs imports here."""
    _lowest: dict[tuple[str, str], int] = field(default_factory=dict)
    """By id and task: the rung to begin at, for what ran out of memory higher up."""
    _true: dict[tuple[str, str, Placement], Gigabytes] = field(default_factory=dict)

    def choice(self, task: str, checkpoint: str = "", tier: str = "") -> Choice:
        """
        Raises:
            NoCheckpoint: the catalog has none for this task, or none of this size.
            CheckpointNotFound: it is not on this machine.
            CheckpointTooBig: it would not fit even in an empty pool.
            NeedsModule: all of them need a module that does not import here.
        """
        lines, reason = self._candidates(task, checkpoint, tier)
        line, placement = self._biggest(self._loadable(lines))
        if placement.rung:
            reason += f" It would not fit otherwise than so: {placement.rung}."
        reason += self._passed_over(lines, line)
        named = bool(checkpoint) or line.own or (not tier and line.id == self.preferred.get(task))
        return Choice(line, placement, reason, named)

    def wanted(self, task: str, checkpoint: str = "", tier: str = "") -> tuple[Checkpoint, Placement]:
        """What would be used if everything were on this machine: the first that fits, and where it would run."""
        every, _ = self._candidates(task, checkpoint, tier)
        lines = [line for line in every if self._loads(line)] or every
        placed = ((line, self.place(line)) for line in lines if not line.serves_instead)
        return next(((line, at) for line, at in placed if at), (lines[0], self.ladder(lines[0])[-1]))

    def _candidates(self, task: str, checkpoint: str, tier: str) -> tuple[Sequence[Checkpoint], str]:
        catalog, size = self.catalog(), tier or self.tier
        named = checkpoint or ("" if tier else self.preferred.get(task, ""))
        if named:
            line = catalog.find(named, task) or unlisted(named, task)
            return [line], "It was asked for by name." if checkpoint else "The settings name it for this task."
        if size != "auto":
            return catalog.serving(task, size), f"Size {size!r} was asked for."
        every = catalog.serving(task)
        lines = [line for line in every if not line.when_asked] or every
        if own := [line for line in lines if line.own]:
            return own, "It was added for this task."
        return lines, f"The biggest on this machine that fits in {said(self.budget)}."

    def _loads(self, line: Checkpoint) -> bool:
        return not line.needs or self.has(line.needs)

    def _loadable(self, lines: Sequence[Checkpoint]) -> Sequence[Checkpoint]:
        """Those of `lines` whose modules import here. They are asked for only where such a checkpoint is here."""
        found = [line for line in lines if not line.needs or not self._here(line) or self.has(line.needs)]
        if not found:
            raise NeedsModule(lines[0].id, lines[0].needs)
        return found

    def _here(self, line: Checkpoint) -> bool:
        try:
            self.locate(line)
        except CheckpointError:
            return False
        return True

    def _passed_over(self, lines: Sequence[Checkpoint], chosen: Checkpoint) -> str:
        """A sentence on those that would have come first and cannot be loaded; empty where there are none."""
        rank = TIERS.index(chosen.tier)
        out = [one for one in lines if one.needs and TIERS.index(one.tier) >= rank and one != chosen]
        out = [one for one in out if self._here(one) and not self.has(one.needs)]
        return "".join(f" {one.id} was passed over: {one.needs} does not import here." for one in out)

    def _biggest(self, lines: Sequence[Checkpoint]) -> tuple[Checkpoint, Placement]:
        """The biggest of `lines` that is here and fits as it is; else the biggest that fits on a lower rung.

        Where none does, what is wrong with the first of them is raised.
        """
        here = []
        for line in sorted(lines, key=lambda line: -TIERS.index(line.tier)):
            try:
                here.append(self.locate(line))
            except CheckpointError:
                continue
        placed = [(line, placement) for line in here if (placement := self.place(line)) is not None]
        best = next((found for found in placed if not found[1].rung), placed[0] if placed else None)
        if best is None:
            raise self.too_big(self.locate(lines[0]))
        return best

    def place(self, line: Checkpoint) -> Placement | None:
        """The first rung of its ladder where it fits an empty pool, from the one that it has come down to."""
        return next((rung for rung in self.rungs(line) if fits(self.weigh(line, rung), self.budget)), None)

    def weigh(self, line: Checkpoint, at: Placement) -> Gigabytes:
        """What it takes there: measured, once it was loaded."""
        return self._true.get((line.id, line.task, at)) or self.expect(line, at)

    def measured(self, line: Checkpoint, at: Placement, memory: Gigabytes) -> None:
        self._true[line.id, line.task, at] = dict(memory)

    def rungs(self, line: Checkpoint) -> Sequence[Placement]:
        return self.ladder(line)[self._lowest.get((line.id, line.task), 0) :]

    def come_down(self, line: Checkpoint, to: Placement) -> None:
        """From now on `line` runs no higher up its ladder than at `to`."""
        self._lowest[line.id, line.task] = list(self.ladder(line)).index(to)

    def below(self, line: Checkpoint, placement: Placement) -> Placement:
        """The rung below.

        Raises:
            CheckpointTooBig: there is none.
        """
        ladder = list(self.ladder(line))
        if placement == ladder[-1]:
            raise self.too_big(line)
        return ladder[ladder.index(placement) + 1]

    def too_big(self, line: Checkpoint) -> CheckpointTooBig:
        """As the last rung of its ladder finds it, which is the roomiest."""
        last = self.ladder(line)[-1]
        return CheckpointTooBig(line.id, sum(self.weigh(line, last).values()), self.budget.get(last.device.name, 0.0))


def fits(need: Gigabytes, budget: Gigabytes, beside: Mapping[str, float] | None = None) -> bool:
    """Whether `need` goes into the budget, with `beside` there already.

    >>> fits({"cpu": 1.0}, {"cpu": 2.0}), fits({"cpu": 1.0}, {"cpu": 2.0}, beside={"cpu": 1.5})
    (True, False)
    """
    beside = beside or {}
    devices = {*need, *beside}
    return all(need.get(d, 0.0) + beside.get(d, 0.0) <= budget.get(d, 0.0) + 1e-9 for d in devices)


def said(gigabytes: Gigabytes) -> str:
    """
    >>> said({"cuda:0": 20, "cpu": 8})
    '20.0 GB on cuda:0 and 8.0 GB on cpu'
    """
    return " and ".join(f"{size:.1f} GB on {device}" for device, size in gigabytes.items()) or "nothing"


def unlisted(checkpoint: str, task: str) -> Checkpoint:
    """A checkpoint that the catalog does not know; what it takes is found where it lies."""
    return Checkpoint(task, checkpoint, "light", memory_gb=0.0, licence="unknown", note="not in the catalog")
