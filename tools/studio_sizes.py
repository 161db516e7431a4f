"""How large a picture is to be: said in pixels, or as a shape with as many pixels as the checkpoint was made for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from runtime.errors import BadInput
from runtime.places import config_of
from runtime.weights import read_json

SHAPES = {
    "square": (1.0, 1.0),
    "landscape": (1.22, 0.82),
    "portrait": (0.82, 1.22),
    "wide": (1.33, 0.75),
    "widescreen": (1.33, 0.75),
}
"""Width and height as shares of the checkpoint's own side: as many pixels as its square, so that it stays at ease."""
PIXELS = re.compile(r"\s*(\d{1,5})\s*(?:x|×|by)\s*(\d{1,5})\s*(?:px|pixels?)?\s*", re.I)
LEAST, MOST = 8, 4096


def sides(size: str, own: int) -> tuple[int, int]:
    """Width and height in pixels; `own` is the side that the checkpoint was made for.

    >>> sides("768 x 512", 512), sides("landscape", 1024), sides("Portrait", 512)
    ((768, 512), (1280, 832), (416, 640))

    Raises:
        BadInput: it is neither pixels nor a known shape.
    """
    said = size.strip().lower().replace("wide screen", "wide")
    match = PIXELS.fullmatch(said)
    if match:
        width, height = int(match[1]), int(match[2])
    elif said in SHAPES:
        step = max(8, min(64, own // 16))
        width, height = (max(1, round(own * share / step)) * step for share in SHAPES[said])
    else:
        raise BadInput(f"size={size!r} is none. Write it as '768x512', or one of: {', '.join(SHAPES)}.")
    if not (LEAST <= width <= MOST and LEAST <= height <= MOST):
        raise BadInput(f"size={size!r}: a side has {LEAST} to {MOST} pixels, e.g. size='768x512'.")
    return width, height


def own_side(folder: Path) -> int:
    """The side in pixels that a checkpoint of diffusers was made for, by its files."""
    from runtime.studio.families import FAMILIES

    network, vae = (said_in(folder, names) for names in (("unet", "transformer"), ("vae",)))
    of, blocks = network.get("sample_size"), vae.get("block_out_channels")
    if isinstance(of, int) and isinstance(blocks, list):
        return int(of * 2 ** (len(blocks) - 1))
    name = str(config_of(folder).get("_class_name", ""))
    return next(family.side for family in FAMILIES if name.startswith(family.starts))


def said_in(folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    """The configuration of the first of a pipeline's parts that it has; empty where it has none."""
    found = (folder / name / "config.json" for name in names)
    return next((read_json(path) for path in found if path.is_file()), {})
