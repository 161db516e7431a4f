"""A small picture of what is being made, every few steps, for whoever watches: from the latents, without decoding them.

Where the latents have few channels, as those of Stable Diffusion, colours are nearly a linear function of them: it is
fitted on the pipeline's own coder, once. Else the first three channels show shapes, spread over the range of colours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

from runtime.progress import preview_steps, show

SIDE = 256
"""Pixels of a preview's longer side, at most."""
FITTED = 4
"""Latents of so many channels get colours."""
PATCHES = 12
SAMPLED = 192
"""Patches and pixels to a side of the picture that the colours are fitted on."""

_colours: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
"""By coder: the linear function from latents to colours."""


@contextmanager
def previewed(pipeline: Any, total: int | None) -> Iterator[None]:
    """Show a preview every few steps of the `pipeline` that runs inside, where the one who watches wants any.

    Nothing that comes out of the pipeline changes by it.
    """
    every, scheduler = preview_steps(), getattr(pipeline, "scheduler", None)
    if not every or scheduler is None or "step" in vars(scheduler):
        yield
        return
    painter = Painter(pipeline, every, total)
    scheduler.step = painter.watching(scheduler.step)
    try:
        yield
    finally:
        del scheduler.step


class Painter:
    """Sees the latents of each step go by."""

    def __init__(self, pipeline: Any, every: int, total: int | None) -> None:
        self._every, self._total, self._done = every, total, 0
        self._channels = latent_channels(pipeline)
        self._colours = colours_of(pipeline) if self._channels == FITTED else None

    def watching(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """`step` of a scheduler, looked at."""

        @wraps(step)
        def watched(*args: Any, **kwargs: Any) -> Any:
            made = step(*args, **kwargs)
            self._done += 1
            if self._done % self._every == 0 and self._done != self._total:
                self._paint(made[0] if isinstance(made, tuple) else made.prev_sample)
            return made

        return watched

    def _paint(self, latents: Any) -> None:
        grid = middle(latents, self._channels)
        if grid is not None:
            show(drawn(grid, self._colours), self._done, self._total)


def latent_channels(pipeline: Any) -> int:
    """Channels of the latents; 0 where the pipeline has no coder that says so."""
    config = getattr(getattr(pipeline, "vae", None), "config", {})
    return int(config.get("latent_channels") or config.get("z_dim") or 0)


def middle(latents: Any, channels: int) -> Any:
    """(C, H, W), the first picture of a batch, or of a clip the frame in its middle; None where it is packed otherwise.

    A clip's latents are (N, C, T, H, W) or (N, T, C, H, W).
    """
    if latents.ndim == 5 and latents.shape[1] == channels:
        latents = latents[:, :, latents.shape[2] // 2]
    elif latents.ndim == 5:
        latents = latents[:, latents.shape[1] // 2]
    return latents[0].float().cpu() if latents.ndim == 4 and latents.shape[1] == channels >= 3 else None


def drawn(grid: Any, colours: Any) -> Any:
    """A `PIL.Image` in RGB of latents (C, H, W)."""
    from PIL import Image

    flat = grid.flatten(1).T  # (H * W, C)
    rgb = flat @ colours[:-1] + colours[-1] if colours is not None else spread(flat[:, :3])
    pixels = (rgb.clamp(-1, 1) * 127.5 + 127.5).round().byte().reshape(*grid.shape[1:], 3)
    image = Image.fromarray(pixels.numpy())
    scale = max(1, math.floor(SIDE / max(image.size)))
    return image.resize((image.width * scale, image.height * scale), Image.Resampling.BILINEAR)


def spread(values: Any) -> Any:
    """Each column from its darkest to its brightest, -1 to 1."""
    low, high = values.min(0).values, values.max(0).values
    return (values - low) / (high - low).clamp(min=1e-6) * 2 - 1


def colours_of(pipeline: Any) -> Any:
    """(C + 1, 3): what latents and a one are multiplied with to be colours, -1 to 1; None where it cannot be fitted.

    A coder that only visits the device is not asked: it would send what runs there away.
    """
    vae = pipeline.vae
    if vae not in _colours:
        visits = hasattr(vae, "_hf_hook") or hasattr(vae, "_diffusers_hook")
        _colours[vae] = None if visits else fitted(vae)
    return _colours[vae]


def fitted(vae: Any) -> Any:
    """Least squares from the latents that `vae` has for soft patches of every colour to those colours.

    No random numbers of anybody's are used up.
    """
    import torch

    scale = float(vae.config.get("scaling_factor") or 1.0)
    colours = torch.rand(1, 3, PATCHES, PATCHES, generator=torch.Generator("cpu").manual_seed(0)) * 2 - 1
    pixels = torch.nn.functional.interpolate(colours, size=(SAMPLED, SAMPLED), mode="bilinear")
    with torch.inference_mode():
        coded = vae.encode(pixels.to(vae.device, vae.dtype))
    latents = (coded.latents if hasattr(coded, "latents") else coded.latent_dist.mode()).float().cpu() * scale
    flat = latents[0].flatten(1).T
    known = torch.cat([flat, torch.ones(len(flat), 1)], 1)
    rgb = torch.nn.functional.adaptive_avg_pool2d(pixels, latents.shape[-2:])[0].flatten(1).T
    return torch.linalg.lstsq(known, rgb).solution
