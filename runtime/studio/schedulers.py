"""The ways from noise to a picture that can be asked for by name, and what goes with the quick ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime.errors import nearest
from runtime.records import Json
from runtime.studio.hushing import hushed

TRAILING = {"timestep_spacing": "trailing"}


@dataclass(frozen=True, slots=True)
class Way:
    kind: str
    """The class of diffusers."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What is set beside the checkpoint's own settings."""
    steps: int = 0
    """Of those that were distilled for few: as many as where none are said; 0 for the family's."""
    guidance: float = -1.0
    """The same; below 0 for the family's."""


WAYS = {
    "ddim": Way("DDIMScheduler"),
    "ddpm": Way("DDPMScheduler"),
    "pndm": Way("PNDMScheduler"),
    "lms": Way("LMSDiscreteScheduler"),
    "heun": Way("HeunDiscreteScheduler"),
    "euler": Way("EulerDiscreteScheduler"),
    "euler-a": Way("EulerAncestralDiscreteScheduler"),
    "dpm++": Way("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++"}),
    "dpm++-karras": Way("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++", "use_karras_sigmas": True}),
    "unipc": Way("UniPCMultistepScheduler"),
    "lcm": Way("LCMScheduler", steps=4, guidance=1.0),
    "tcd": Way("TCDScheduler", steps=4, guidance=0.0),
    "lightning": Way("EulerDiscreteScheduler", TRAILING, steps=4, guidance=0.0),
    "turbo": Way("EulerAncestralDiscreteScheduler", TRAILING, steps=4, guidance=0.0),
}
"""By our name. The last four are for checkpoints and LoRAs that were distilled for them. Source: their cards."""
FLOWING = {"euler": Way("FlowMatchEulerDiscreteScheduler"), "heun": Way("FlowMatchHeunDiscreteScheduler")}
"""Of what was trained by flow matching."""


def way(name: str, flows: bool) -> Way | None:
    """The way called `name`; None for the checkpoint's own, which is the empty name.

    Raises:
        ValueError: there is none of this name, or it is not for this family.
    """
    known = FLOWING if flows else WAYS
    if not name or name in known:
        return known.get(name)
    if name in WAYS:
        raise ValueError(f"scheduler={name!r} is not for this model. It takes {' or '.join(known)}; or leave it out.")
    raise ValueError(f"scheduler={name!r} is not known. {nearest(name, known, 'Schedulers')} Or leave it out.")


def scheduler(own: Any, chosen: Way | None) -> Any:
    """A new one, for one picture: it counts its steps. `own` is the checkpoint's."""
    import diffusers

    if chosen is None:
        return type(own).from_config(own.config)
    with hushed():
        return getattr(diffusers, chosen.kind).from_config(own.config, **chosen.more)


def told(used: Any) -> dict[str, Json]:
    """Its class and all its settings, plain."""
    plain = (str, int, float, bool, list, type(None))
    settings = {name: value for name, value in used.config.items() if isinstance(value, plain) and name[0] != "_"}
    return {"class": type(used).__name__} | settings
