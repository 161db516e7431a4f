"""Pictures are made larger, each kept as a picture of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.stand_ins.forge_gallery import SWIN2SR
from app.stand_ins.forge_sight import draw
from runtime.errors import BadInput, CheckpointNotFound
from runtime.records import Request
from tools.picture_enlarging import FACTORS, EnlargePicture


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(SWIN2SR)


def test_each_is_twice_as_wide_and_high(bench: Any, hang: Any) -> None:
    images = [hang(bench, "a.png", draw("red circle", 33)), hang(bench, "b.png", draw("blue square", 20))]

    result = EnlargePicture(bench)(images=images)

    assert [(row["width"], row["height"]) for row in result["pictures"]] == [(66, 66), (40, 40)]
    larger = bench.artifacts.get(result["artifacts"][0])
    assert larger.provenance.checkpoint == SWIN2SR
    assert larger.provenance.parameters["alt"].startswith("a.png, 2 times as wide and high")
    with Image.open(larger.path) as shown:
        red, green, _ = shown.getpixel((33, 33))
    assert red > 150 > green + 50
    assert result["summary"].startswith("a.png is 66 x 66 now: larger-1")


def test_four_times_takes_the_checkpoint_for_that(bench: Any, hang: Any) -> None:
    with pytest.raises(CheckpointNotFound, match=FACTORS[4]):
        EnlargePicture(bench)(images=[hang(bench, "a.png", draw())], factor=4)
    assert EnlargePicture.checkpoint_for("super-resolution", {"factor": 4}, None) == FACTORS[4]
    assert EnlargePicture.checkpoint_for("super-resolution", {"factor": 4, "model": "a/b"}, None) == "a/b"
    assert EnlargePicture.checkpoint_for("super-resolution", {}, None) == ""


def test_what_cannot_be_used_is_refused(bench: Any, hang: Any) -> None:
    with pytest.raises(BadInput, match="factor=3 is neither 2 nor 4"):
        EnlargePicture(bench)(images=["a-1"], factor=3)
    with pytest.raises(BadInput, match="has 2500 x 2000 pixels already"):
        EnlargePicture(bench)(images=[hang(bench, "large.png", Image.new("L", (2500, 2000)))])


def test_it_is_planned_from_a_request(having: Any, tmp_path: Path) -> None:
    draw("blue square", 24).save(tmp_path / "sign.png")

    answer = having(SWIN2SR).ask(Request("Upscale the picture", (tmp_path / "sign.png",)))

    assert answer.text.startswith("sign.png is 48 x 48 now")
