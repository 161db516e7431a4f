"""Pictures are parted into areas, each with its mask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins.forge_areas import KINDS
from app.stand_ins.forge_finding import scene
from app.stand_ins.forge_places import MASK2FORMER, SEGFORMER
from runtime.errors import BadInput
from runtime.records import Request
from tools.picture_areas import SegmentPicture, numbered


def opened(bench: Any, name: str) -> Image.Image:
    with Image.open(bench.artifacts.get(name).path) as image:
        return image.copy()


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(SEGFORMER, MASK2FORMER)


def mask_of(bench: Any, name: str) -> Any:
    return np.asarray(opened(bench, name)) > 127


def test_masks_have_the_shapes_and_the_overlay_a_legend(bench: Any, hang: Any) -> None:
    result = SegmentPicture(bench)(images=[hang(bench, "a.png", scene(3).picture)])

    (row,) = result["pictures"]
    for area in row["areas"]:
        got = mask_of(bench, area["mask"])
        right = scene(3).kinds == KINDS.index(area["label"])
        assert (got & right).sum() / (got | right).sum() >= 0.9
    assert {area["label"] for area in row["areas"]} == {"wall", "stop sign", "book"}
    shown = opened(bench, row["overlay"])
    assert shown.width == 320 < shown.height
    assert result["artifacts"] == [row["overlay"], *(area["mask"] for area in row["areas"])]
    assert result["summary"].startswith("a.png: wall 8")
    assert sum(result["labels"].values()) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("kind", ["instance", "panoptic"])
def test_things_by_themselves_are_told_by_the_model_that_can(kind: str, bench: Any, hang: Any) -> None:
    result = SegmentPicture(bench)(images=[hang(bench, "a.png", scene(1).picture)], kind=kind, things=["stop signs"])

    assert result["models"][0]["checkpoint"] == MASK2FORMER
    (area,) = result["pictures"][0]["areas"]
    assert area["score"] > 0.5
    right = scene(1).kinds == KINDS.index("stop sign")
    got = mask_of(bench, area["mask"])
    assert (got & right).sum() / (got | right).sum() >= 0.9


def test_a_mask_is_as_large_as_its_picture(bench: Any, hang: Any) -> None:
    result = SegmentPicture(bench)(images=[hang(bench, "a.png", scene(3).picture.resize((1600, 1500)))])

    assert mask_of(bench, result["pictures"][0]["areas"][0]["mask"]).shape == (1500, 1600)


def test_what_cannot_be_used_is_refused(bench: Any, hang: Any) -> None:
    name = hang(bench, "a.png", scene(0).picture)

    with pytest.raises(BadInput, match="kind='fine' is none of semantic, instance, panoptic"):
        SegmentPicture(bench)(images=[name], kind="fine")
    with pytest.raises(BadInput, match=r"None of \['dragon'\] is there\. What is there: wall, stop sign"):
        SegmentPicture(bench)(images=[name], things=["dragon"])
    with pytest.raises(BadInput, match="this checkpoint does semantic"):
        SegmentPicture(bench)(images=[name], kind="instance", model=SEGFORMER)


def test_things_of_one_name_are_numbered() -> None:
    assert numbered(["dog", "sky", "dog", "dog"]) == ["dog 1", "sky", "dog 2", "dog 3"]


def test_it_is_planned_from_a_request(having: Any, tmp_path: Path) -> None:
    scene(2).picture.save(tmp_path / "street.png")

    answer = having(SEGFORMER).ask(Request("Segment the picture", (tmp_path / "street.png",)))

    assert answer.text.startswith("street.png: wall 9")
