"""What a request would take, before anything runs: tools, checkpoints, downloads, memory, seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.plans import Plan
from agents.specialists import Remit, tool_named
from runtime.choosing import Chooser
from runtime.errors import CheckpointError, CheckpointNotFound
from runtime.measured import Measured
from runtime.pool import Pool
from runtime.records import Json
from tools.base import Tool


@dataclass(frozen=True, slots=True)
class Needed:
    """A model that a tool would run."""

    task: str
    checkpoint: str
    at: str
    """`cuda:0, bf16`."""
    memory_gb: float
    """0 for one that works through another's runner."""
    download_gb: float
    """0 where it is on this machine."""
    says: str
    """Why it was chosen, or what is wrong with it and what to type."""
    ok: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One tool call to be made."""

    specialist: str
    tool: str
    arguments: Mapping[str, Json]
    models: tuple[Needed, ...]
    seconds: float | None
    """As long as it took lately; None where it never ran."""


@dataclass(frozen=True, slots=True)
class Foresight:
    parts: tuple[Part, ...]
    refusals: tuple[str, ...]
    """One sentence for each part of the request that cannot be done."""
    decides_later: bool
    """A language model decides as it goes: the parts are all that it could use."""
    budget_gb: float

    @property
    def models(self) -> tuple[Needed, ...]:
        """Each once."""
        return tuple({(model.checkpoint, model.task): model for part in self.parts for model in part.models}.values())

    @property
    def download_gb(self) -> float:
        return sum({model.checkpoint: model.download_gb for model in self.models}.values())

    @property
    def peak_gb(self) -> float:
        """What the models take together; the pool lets go of what is idle where that is more than it may use."""
        sizes = [model.memory_gb for model in self.models]
        return max(min(sum(sizes), self.budget_gb), *sizes, 0.0)

    @property
    def seconds(self) -> float | None:
        """None where some part was never run here."""
        known = [part.seconds for part in self.parts if part.seconds is not None]
        return sum(known) if len(known) == len(self.parts) and not self.decides_later else None


@dataclass(frozen=True, slots=True)
class Foreseer:
    chooser: Chooser
    measured: Measured
    took: Callable[[str], float | None]
    """Seconds that a tool took lately, by the history."""

    def foresee(self, plan: Plan | None, team: Sequence[Remit]) -> Foresight:
        """What `plan` would take; without one, all that `team` could use."""
        budget = sum(self.chooser.budget.values())
        if plan is None:
            everything = [self._part(remit.name, tool.name, {}, team) for remit in team for tool in remit.tools]
            return Foresight(tuple(everything), (), True, budget)
        parts = [self._part(node.offer.specialist, node.offer.name, node.values, team) for node in plan.nodes]
        return Foresight(tuple(parts), plan.refusals, False, budget)

    def _part(self, specialist: str, name: str, arguments: Mapping[str, Json], team: Sequence[Remit]) -> Part:
        tool, _ = tool_named(name, team)
        choose = self.chooser.choice
        models = tuple(self._needed(task, tool.checkpoint_for(task, arguments, choose)) for task in tool.needs())
        return Part(specialist, name, dict(arguments), models, self.took(name) or self._measured_s(models))

    def _needed(self, task: str, checkpoint: str) -> Needed:
        try:
            choice = self.chooser.choice(task, checkpoint)
        except CheckpointError as error:
            return self._absent(task, checkpoint, error)
        line = choice.checkpoint
        takes = 0.0 if line.on else sum(self.chooser.weigh(line, choice.placement).values())
        return Needed(task, line.id, choice.placement.at, takes, 0.0, choice.reason, True)

    def _absent(self, task: str, checkpoint: str, error: CheckpointError) -> Needed:
        """What would serve it once it were here."""
        line, at = self.chooser.wanted(task, checkpoint)
        takes = sum(self.chooser.weigh(line, at).values())
        download = line.disk_gb if isinstance(error, CheckpointNotFound) else 0.0
        return Needed(task, line.id, at.at, takes, download, str(error), False)

    def _measured_s(self, models: Iterable[Needed]) -> float | None:
        """Loading and one input, where every model of the tool was measured."""
        seconds = [self._one_s(model) for model in models]
        return sum(s for s in seconds if s is not None) if seconds and None not in seconds else None

    def _one_s(self, model: Needed) -> float | None:
        if not model.ok:
            return None
        choice = self.chooser.choice(model.task, model.checkpoint)
        spent = [self.measured.seconds(choice.checkpoint, choice.placement, what) for what in ("load", "input")]
        return sum(s for s in spent if s is not None) if None not in spent else None


def missing(plan: Plan, team: Sequence[Remit], pool: Pool) -> CheckpointError | None:
    """What is wrong with the first model that `plan` needs and cannot have; None where it can have all."""
    problems = (lacks(tool_named(node.offer.name, team)[0], pool, node.values) for node in plan.nodes)
    return next((problem for problem in problems if problem), None)


def equipped(team: Sequence[Remit], pool: Pool) -> tuple[Remit, ...]:
    """The team with the tools whose models can be had, and what the others lack in their specialist's remit."""
    return tuple(_equipped(remit, {tool: lacks(tool, pool, {}) for tool in remit.tools}) for remit in team)


def _equipped(remit: Remit, lacking: Mapping[type[Tool], CheckpointError | None]) -> Remit:
    able = tuple(tool for tool, problem in lacking.items() if problem is None)
    unable = [f"{tool.name}: {problem}" for tool, problem in lacking.items() if problem]
    about = f"{remit.about} Cannot do now, because a model is not here: {' '.join(unable)}" if unable else remit.about
    return Remit(remit.name, about, able)


def lacks(tool: type[Tool], pool: Pool, arguments: Mapping[str, Json]) -> CheckpointError | None:
    """What is wrong with a model that the tool needs; None where nothing is."""
    for task in tool.needs():
        try:
            pool.choice(task, tool.checkpoint_for(task, arguments, pool.choice))
        except CheckpointError as error:
            return error
    return None
