"""Pixels are told apart by what they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge_areas
from app.stand_ins.forge_areas import KINDS
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_finding import SCENES, scene
from runtime.devices import Device, Placement
from runtime.runners.segmentation import Segmenter, largest

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))


@pytest.fixture(scope="module")
def by_class(home: Path) -> Segmenter:
    return Segmenter(kept(home, forge_areas.segmenter), CPU)


@pytest.fixture(scope="module")
def by_thing(home: Path) -> Segmenter:
    return Segmenter(kept(home, forge_areas.separator), CPU)


def shared(found: dict[str, Any], label: str, number: int) -> float:
    """Intersection over union of an area with the drawn one."""
    ids = [area["id"] for area in found["areas"] if area["label"] == label]
    got, right = np.isin(found["map"], ids), scene(number).kinds == KINDS.index(label)
    return float((got & right).sum() / (got | right).sum())


def test_classes_have_the_shape_that_was_drawn(by_class: Segmenter) -> None:
    for number, found in enumerate(by_class([scene(number).picture for number in range(SCENES)])):
        assert found["kind"] == "semantic"
        assert all(shared(found, name, number) >= 0.9 for name, _ in scene(number).things)
        assert sum(area["share"] for area in found["areas"]) == pytest.approx(1)
        assert [area["id"] for area in found["areas"]] == list(range(1, len(found["areas"]) + 1))


@pytest.mark.parametrize("kind", ["panoptic", "instance", "semantic"])
def test_things_have_the_shape_that_was_drawn(kind: str, by_thing: Segmenter) -> None:
    (found,) = by_thing([scene(1).picture], kind=kind)

    assert found["kind"] == kind
    assert all(shared(found, name, 1) >= 0.9 for name, _ in scene(1).things)
    assert all((area["score"] is None) == (kind == "semantic") for area in found["areas"])


def test_the_map_has_the_shape_of_the_picture_and_is_no_larger_than_is_looked_at(
    by_class: Segmenter, tmp_path: Path
) -> None:
    scene(1).picture.resize((2000, 500)).save(tmp_path / "wide.png")

    (found,) = by_class([tmp_path / "wide.png"])

    assert found["map"].shape == (256, 1024)
    assert found["map"].dtype == np.uint16


def test_a_batch_is_as_one_by_one(by_class: Segmenter, by_thing: Segmenter) -> None:
    pictures = [scene(0).picture, scene(1).picture.resize((200, 300)), scene(2).picture]

    for tell in (by_class, by_thing):
        for one, found in zip(pictures, tell(pictures), strict=True):
            assert (tell([one])[0]["map"] != found["map"]).mean() < 0.001


def test_bf16_tells_the_same(home: Path) -> None:
    for number, (forge, kind) in enumerate([(forge_areas.segmenter, ""), (forge_areas.separator, "panoptic")]):
        (found,) = Segmenter(kept(home, forge), HALF)([scene(number).picture], kind=kind)
        assert all(shared(found, name, number) >= 0.8 for name, _ in scene(number).things)


def test_many_classes_are_scaled_some_at_a_time_with_the_same_outcome() -> None:
    import torch

    logits = torch.randn(1, 50, 8, 8, generator=torch.Generator().manual_seed(1))
    whole = torch.nn.functional.interpolate(logits, (40, 30), mode="bilinear").argmax(1)[0].numpy()

    assert (largest(logits, (40, 30)) == whole).all()


def test_what_cannot_be_used_is_refused(by_class: Segmenter) -> None:
    with pytest.raises(ValueError, match=r"kind='panoptic': this checkpoint does semantic\."):
        by_class([scene(0).picture], kind="panoptic")
    with pytest.raises(ValueError, match="threshold=-1"):
        by_class([scene(0).picture], threshold=-1)
    with pytest.raises(ValueError, match="A NoneType is no picture"):
        by_class([None])
    assert by_class([]) == []
