"""Pictures are made larger tile by tile, to the right size and without seams."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.stand_ins import forge_larger
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_larger import half
from app.stand_ins.forge_sight import drawing
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled
from runtime.runners import super_resolution
from runtime.runners.super_resolution import Enlarger

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))


@pytest.fixture(scope="module")
def enlarge(home: Path) -> Enlarger:
    return Enlarger(kept(home, forge_larger.swin2sr), CPU)


@pytest.mark.parametrize("dtype", ["fp32", "bf16"])
def test_a_drawing_comes_back_in_its_own_size_and_colours(dtype: str, home: Path) -> None:
    run = Enlarger(kept(home, forge_larger.swin2sr), CPU if dtype == "fp32" else HALF)
    whole = drawing(random.Random(7), "red circle").picture

    made = run([half(whole)])[0]

    assert (made.shape, made.dtype) == ((32, 32, 3), np.uint8)
    assert np.abs(made.astype(int) - np.asarray(whole)).mean() < 15


@pytest.mark.parametrize("size", [(1, 1), (7, 13), (30, 20)])
def test_every_size_is_doubled_exactly(enlarge: Enlarger, size: tuple[int, int]) -> None:
    assert enlarge([Image.new("RGB", size, (200, 40, 40))])[0].shape == (2 * size[1], 2 * size[0], 3)


def test_tiles_leave_no_seam(enlarge: Enlarger, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Image.linear_gradient("L").resize((60, 52)).convert("RGB")
    whole = enlarge([picture])[0]
    monkeypatch.setattr(super_resolution, "TILE", 24)

    in_tiles = enlarge([picture])[0]

    assert in_tiles.shape == whole.shape
    assert np.abs(in_tiles.astype(int) - whole).max() < 40
    assert np.abs(in_tiles.astype(int) - whole).mean() < 4


def test_what_cannot_be_used_is_refused(enlarge: Enlarger) -> None:
    assert enlarge([]) == []
    with pytest.raises(ValueError, match="no parameters"):
        enlarge([Image.new("RGB", (4, 4))], factor=2)
    with pytest.raises(ValueError, match="no picture"):
        enlarge(["a boat"])


def test_a_stop_is_heard_between_tiles(enlarge: Enlarger) -> None:
    token = CancelToken()
    token.cancel()

    with limited(60, token), pytest.raises(Cancelled):
        enlarge([Image.new("RGB", (8, 8))])
