"""Depth maps show what is near, and keep the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins.forge_finding import scene
from app.stand_ins.forge_places import DEPTH
from runtime.errors import BadInput
from runtime.records import Request
from tools.picture_depth import EstimateDepth


def opened(bench: Any, name: str) -> Image.Image:
    with Image.open(bench.artifacts.get(name).path) as image:
        return image.copy()


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(DEPTH)


def test_near_is_bright_and_the_numbers_are_kept_in_16_bits(bench: Any, hang: Any) -> None:
    result = EstimateDepth(bench)(images=[hang(bench, "room.png", scene(4).picture)])

    (row,) = result["pictures"]
    shown, raw = (opened(bench, row[key]) for key in ("map", "raw"))
    assert shown.width == 320 < shown.height  # a scale stands below
    bright = np.asarray(shown.convert("L")).astype(int)
    assert bright[290:315, 100:220].mean() > bright[:100].mean() + 100
    assert (raw.mode, raw.size) == ("I;16", (320, 320))
    numbers = np.asarray(raw).astype(int)
    assert numbers[300:, 100:220].mean() > numbers[:100].mean() + 30_000
    assert row["nearest"] == "bottom centre"
    assert result["artifacts"] == [row["map"], row["raw"]]
    assert "Nearest is the bottom centre" in bench.artifacts.get(row["map"]).provenance.parameters["alt"]


def test_what_cannot_be_used_is_refused(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")

    name = bench.artifacts.import_file(tmp_path / "cut.png").name
    with pytest.raises(Exception, match="cut"):
        EstimateDepth(bench)(images=[name])
    with pytest.raises(BadInput, match="images is missing"):
        EstimateDepth(bench)()


def test_it_is_planned_from_a_request(having: Any, tmp_path: Path) -> None:
    scene(2).picture.save(tmp_path / "street.png")

    answer = having(DEPTH).ask(Request("Make a depth map of the photo", (tmp_path / "street.png",)))

    assert answer.text.startswith("street.png: nearest at the bottom ")
