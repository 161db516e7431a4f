"""Pictures are sorted under the labels that a checkpoint was trained on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image

from app.stand_ins import forge_sight
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_sight import NAMES, draw, drawing
from runtime.devices import Device, Placement
from runtime.errors import FileEmpty
from runtime.runners.picture_labels import PictureClassifier

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_sight.sorter)


@pytest.fixture(scope="module")
def sort(folder: Path) -> PictureClassifier:
    return PictureClassifier(folder, CPU)


def test_shapes_are_told_apart_wherever_they_are_drawn(sort: PictureClassifier) -> None:
    drawn = [drawing(random.Random(seed)) for seed in range(20)]

    found = sort([one.picture for one in drawn], top_k=4)

    assert [labels[0]["label"] for labels in found] == [one.name for one in drawn]
    assert [sum(label["score"] for label in labels) for labels in found] == pytest.approx([1] * 20, abs=1e-5)


def test_a_file_and_its_picture_are_the_same_and_a_batch_is_as_one_by_one(sort: PictureClassifier, tmp_path) -> None:
    for name in NAMES:
        draw(name, 200).save(tmp_path / f"{name}.png")
    files = [tmp_path / f"{name}.png" for name in NAMES]

    together, alone = sort(files), [sort([Image.open(file)])[0] for file in files]

    assert [labels[0]["label"] for labels in together] == list(NAMES)
    for one, other in zip(together, alone, strict=True):
        assert [x["label"] for x in one] == [x["label"] for x in other]
        assert [x["score"] for x in one] == pytest.approx([x["score"] for x in other], abs=1e-5)


def test_scores_are_those_of_transformers_own_pipeline(sort: PictureClassifier, folder: Path) -> None:
    from transformers import pipeline

    theirs = pipeline("image-classification", model=str(folder), device="cpu")(draw("blue square"), top_k=4)

    ours = sort([draw("blue square")], top_k=4)[0]
    assert [x["label"] for x in ours] == [x["label"] for x in theirs]
    assert [x["score"] for x in ours] == pytest.approx([x["score"] for x in theirs], abs=1e-5)


def test_bf16_sees_the_same(folder: Path) -> None:
    assert PictureClassifier(folder, HALF)([draw("red square")])[0][0]["label"] == "red square"


def test_what_cannot_be_used_is_refused(sort: PictureClassifier, tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()

    with pytest.raises(ValueError, match="top_k=0"):
        sort([draw()], top_k=0)
    with pytest.raises(ValueError, match="A str is no picture"):
        sort(["photo.png"])
    with pytest.raises(FileEmpty):
        sort([tmp_path / "empty.png"])
    assert sort([]) == []
    assert len(sort([draw()], top_k=1)[0]) == 1
