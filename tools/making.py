"""All that decides a made picture or clip, as one record: kept with what was made, and enough to make it again.

    drawn = render(self, Making("text-to-image", {"prompt": "a red boat", "seed": 7}, {"steps": 20}))
    drawn.result["image"], drawn.making.settings["scheduler"]

`tools.made_files` saves what was drawn, with its making.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from runtime.calls import Results
from runtime.catalog import Checkpoint, load_catalog
from runtime.choosing import unlisted
from runtime.errors import BadInput, CheckpointError
from runtime.records import Json
from runtime.studio.fitting import said
from tools.base import Bench, Tool

PICTURES = ("image", "mask", "hint", "style")
"""Of an input: what is the name of an artifact here, and the path of its file for the runner."""
SETTLED = (
    "negative_prompt", "steps", "guidance", "width", "height", "strength", "control_weight", "style_weight", "frames",
    "rate",
)  # fmt: skip
"""What a runner is given as it took it before, where the one who asked had left it to the checkpoint."""


@dataclass(frozen=True, slots=True)
class Making:
    task: str
    input: Mapping[str, Json]
    """`prompt` and `seed`, and names of artifacts under `image`, `mask`, `hint` or `style`."""
    parameters: Mapping[str, Json] = field(default_factory=dict)
    """As they were asked for; what was left out was left to the checkpoint."""
    checkpoint: str = ""
    """The task's default where it is empty."""
    revision: str = ""
    """This and all below is known once it was made."""
    settings: Mapping[str, Json] = field(default_factory=dict)
    """Every value as it was really used: steps, guidance, size, the scheduler's own, versions of libraries."""
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Revision and licence of the checkpoint and of each add-on that had a part in it, by its id."""
    device: str = ""
    """With the precision: `cpu, fp32`."""
    shows_prompt: bool = True
    """Whether the file that was made says the words it was made from."""

    def __post_init__(self) -> None:
        for name in ("input", "parameters", "settings"):
            object.__setattr__(self, name, _plain(getattr(self, name)))

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the artifacts that it is made from."""
        return tuple(dict.fromkeys(str(self.input[name]) for name in PICTURES if self.input.get(name)))

    @property
    def prompt(self) -> str:
        return str(self.input.get("prompt", ""))

    @property
    def seed(self) -> int:
        return int(self.input.get("seed", 0))

    @property
    def libraries(self) -> Mapping[str, str]:
        return dict(self.settings.get("libraries", {}))

    def called_with(self) -> dict[str, Json]:
        """The runner's parameters: what was asked, rounded as it was then, and what had been left to the checkpoint."""
        asked = {name: value for name, value in self.parameters.items() if value is not None}
        if "adapters" in asked:
            asked["adapters"] = tuple((str(id), float(weight)) for id, weight in asked["adapters"])
        settled = {name: self.settings[name] for name in SETTLED if self.settings.get(name) is not None}
        return asked | settled

    def is_same(self, other: Making) -> bool:
        """Whether both ask for the same, whatever is known of how one of them was made."""
        return all(getattr(self, name) == getattr(other, name) for name in ("task", "input")) and (
            self.parameters == other.parameters and self.checkpoint in ("", other.checkpoint)
        )

    def to_json(self) -> dict[str, Json]:
        return {name: value for name, value in asdict(self).items() if value or name == "shows_prompt"}

    @classmethod
    def from_json(cls, record: Json) -> Making:
        """
        Raises:
            ValueError: it is not the record of a making.
        """
        if not isinstance(record, Mapping) or not {"task", "input"} <= record.keys():
            raise ValueError("The record of how it was made is not one.")
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in record.items() if name in known})


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of a making."""

    result: Mapping[str, Any]
    """`image`, or `frames` and `rate`; `flagged`, `settings`: as the runner gives them."""
    making: Making
    """With all that was not known before."""
    ran: Results

    @property
    def memory(self) -> str:
        """What had to give for it to fit, in a sentence; empty where nothing had."""
        return said(self.ran.placement)


def render(maker: Tool | Bench, making: Making) -> Drawn:
    """Make it, the first time or anew. A tool hands in itself, so that the model's facts join its result.

    Raises:
        BadInput: the checkpoint has no use for these parameters.
        UnknownArtifact: a picture that it is made from is gone.
        CheckpointError: the checkpoint is not on this machine, or does not fit.
        Stopped: the run's time is up, or it was cancelled.
    """
    bench = maker.bench if isinstance(maker, Tool) else maker
    given = dict(making.input) | {
        name: bench.artifacts.get(str(making.input[name])).path for name in PICTURES if making.input.get(name)
    }
    ran = _run(maker, making, given)
    result = ran.items[0]
    shows = making.shows_prompt if making.settings else bench.prompts_in_files == "on"
    return Drawn(result, replace(_settled(making, ran, result["settings"]), shows_prompt=shows), ran)


def _run(maker: Tool | Bench, making: Making, given: Mapping[str, Any]) -> Results:
    """Never from what is remembered: pixels would fill that, and what is made anew is to be made."""
    parameters = making.called_with()
    if isinstance(maker, Tool):
        return maker.run([given], making.task, checkpoint=making.checkpoint, kept=False, also=parameters)
    try:
        return replace(maker.calls, cache=None).run(making.task, [given], parameters, making.checkpoint)
    except ValueError as error:
        raise BadInput(str(error)) from error


def _settled(making: Making, ran: Results, told: Mapping[str, Json]) -> Making:
    line = ran.checkpoint
    settings = {name: value for name, value in told.items() if name != "parts"}
    every = [line, *(here(id, making.task) for id in (line.base, *add_ons(making)) if id)]
    parts = {one.id: {"revision": one.revision, "licence": one.licence} for one in every} | dict(told.get("parts", {}))
    return replace(
        making,
        checkpoint=line.id,
        revision=line.revision,
        settings=settings,
        parts=parts,
        device=ran.placement.at,
    )


def add_ons(making: Making) -> tuple[str, ...]:
    """Ids of the checkpoints that it asks for beside the first: LoRAs, a ControlNet, an IP-Adapter, a base."""
    asked = making.parameters
    named = [str(id) for id, _ in asked.get("adapters") or ()]
    return tuple(dict.fromkeys([*named, *(str(asked[n]) for n in ("control", "base", "styler") if asked.get(n))]))


def here(id: str, task: str) -> Checkpoint:
    """The line of an add-on, with the revision that is on this machine; without one where it is not here."""
    from runtime.studio.add_ons import find

    with suppress(CheckpointError):
        return find(id).line
    return load_catalog().find(id) or unlisted(id, task)


def _plain(value: Json) -> Json:
    """As JSON gives it back: tuples are lists."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
