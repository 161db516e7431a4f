"""Motion modules: what makes a Stable Diffusion paint frames that hang together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runtime.devices import Placement, torch_dtype
from runtime.errors import CheckpointError, need
from runtime.studio.clip_families import MOTION
from runtime.weights import CONFIG, read_json

SMOOTH = {"beta_schedule": "linear", "clip_sample": False, "timestep_spacing": "linspace", "steps_offset": 1}
"""How noise comes and goes where motion modules were trained. Source: their cards."""


def smooth(own: Any) -> Any:
    """A scheduler as motion modules were trained with, otherwise like the base's `own`."""
    kinds: Any = need("diffusers", "studio").DDIMScheduler
    return kinds.from_config(own.config, **SMOOTH)


def open_file(folder: Path, file: str, placement: Placement) -> Any:
    """The motion module in one of a folder's files, of the shape that its config.json says, if it has one.

    Raises:
        CheckpointError: there is no such file, or it is no motion module.
    """
    from safetensors.torch import load_file

    path = folder / file
    if path.suffix != ".safetensors" or not path.is_file():
        raise CheckpointError(f"{folder} has no {file}. Fetch it again with: atelier pull, and its name.")
    shape = read_json(folder / CONFIG) if (folder / CONFIG).is_file() else {}
    kinds: Any = getattr(need("diffusers", "studio"), MOTION)
    module = kinds.from_config(shape)
    try:
        module.load_state_dict(load_file(path))
    except (RuntimeError, ValueError, OSError) as error:
        raise CheckpointError(f"{path} is no motion module, or is broken. Fetch it again.") from error
    return module.to(torch_dtype(placement.device)).eval()
