"""The outlines of a picture, as a ControlNet follows them where another picture is made."""

from __future__ import annotations

from runtime.catalog import Checkpoint, load_catalog
from runtime.errors import CheckpointError
from runtime.places import add_on_folder, config_of, folder_of
from runtime.records import Artifact
from tools.pictures import PictureTool
from tools.studio_sizes import said_in

FOLLOWS = "canny"
"""In the ids of ControlNets that follow edges."""
WIDTH = "cross_attention_dim"
"""What a ControlNet and the network that it steers must have in common."""


def outlines(tool: PictureTool, picture: Artifact) -> str:
    """Name of an artifact with the picture's edges, white on black, by Canny."""
    from runtime.studio.hints import canny

    made = tool.made(None, [picture.name], f"The outlines of {picture.title}.")
    return tool.save_picture(canny(tool.opened(picture)), "outlines", made)


def follower(painter: Checkpoint) -> str:
    """Id of the ControlNet that makes `painter` follow outlines: made for it, else one that is here and goes with it.

    Where there is none it is the one that most are made for: what is missing is said when it is to be read.
    """
    base = painter.base or painter.id
    lines = [line for line in load_catalog().checkpoints if line.adds == "control" and FOLLOWS in line.id]
    of_it = next((line.id for line in lines if line.base == base), "")
    return of_it or next((line.id for line in lines if goes_with(line, base)), lines[0].id)


def goes_with(control: Checkpoint, base: str) -> bool:
    try:
        own = config_of(add_on_folder(control)).get(WIDTH)
        painter = load_catalog().find(base)
        return painter is not None and own == said_in(folder_of(painter), ("unet",)).get(WIDTH)
    except CheckpointError:
        return False
