"""Things that a checkpoint was trained on are found where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.stand_ins import forge_finding
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_finding import SCENES, THINGS, scene
from app.stand_ins.forge_sight import labels
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, FileEmpty
from runtime.runners.boxes import overlap
from runtime.runners.object_detection import ObjectDetector

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_finding.detector)


@pytest.fixture(scope="module")
def detect(folder: Path) -> ObjectDetector:
    return ObjectDetector(folder, CPU)


def by_label(found: dict[str, Any]) -> dict[str, list[float]]:
    return {thing["label"]: thing["box"] for thing in found["things"]}


def test_every_thing_is_found_in_its_place_and_nothing_else(detect: ObjectDetector) -> None:
    scenes = [scene(number) for number in range(SCENES)]

    found = detect([one.picture for one in scenes])

    for one, boxes in zip(scenes, map(by_label, found), strict=True):
        assert boxes.keys() == {name for name, _ in one.things}
        assert all(overlap(boxes[name], box) >= 0.7 for name, box in one.things)
    assert found[0]["classes"] == list(THINGS)


def test_boxes_are_in_the_pictures_own_pixels_whatever_is_looked_at(detect: ObjectDetector, tmp_path: Path) -> None:
    one = scene(1)
    one.picture.resize((6400, 6400)).save(tmp_path / "large.jpg")  # more than the 2048 that are looked at

    boxes = by_label(detect([tmp_path / "large.jpg"])[0])

    assert all(overlap(boxes[name], [20 * edge for edge in box]) >= 0.7 for name, box in one.things)


def test_a_batch_of_many_shapes_is_as_one_by_one(detect: ObjectDetector) -> None:
    shapes = [(320, 320), (320, 200), (200, 320), (500, 320), (320, 320)]
    pictures = [scene(number).picture.resize(shape) for number, shape in enumerate(shapes)]

    together, alone = detect(pictures, threshold=0.3), [detect([one], threshold=0.3)[0] for one in pictures]

    for one, other in zip(together, alone, strict=True):
        assert [thing["label"] for thing in one["things"]] == [thing["label"] for thing in other["things"]]
        for thing, same in zip(one["things"], other["things"], strict=True):
            assert thing["box"] == pytest.approx(same["box"], abs=0.05)
            assert thing["score"] == pytest.approx(same["score"], abs=1e-4)


def test_boxes_are_those_of_transformers_own_pipeline(detect: ObjectDetector, folder: Path) -> None:
    from transformers import pipeline

    picture = scene(3).picture.resize((640, 480))
    theirs = pipeline("object-detection", model=str(folder), device="cpu")(picture, threshold=0.5)

    ours = detect([picture])[0]["things"]
    assert ours
    in_order = sorted(ours, key=lambda x: (x["label"], x["score"]))
    for one, same in zip(sorted(theirs, key=lambda x: (x["label"], x["score"])), in_order, strict=True):
        assert same["label"] == one["label"]
        assert same["box"] == pytest.approx(list(one["box"].values()), abs=1)
        assert same["score"] == pytest.approx(one["score"], abs=1e-5)


def test_bf16_finds_the_same(folder: Path) -> None:
    boxes = by_label(ObjectDetector(folder, HALF)([scene(1).picture])[0])

    assert all(overlap(boxes[name], box) >= 0.6 for name, box in scene(1).things)


@pytest.mark.parametrize("kind", ["yolos", "rt_detr"])
def test_other_architectures_give_the_same_form_and_boxes_inside(kind: str, tmp_path: Path) -> None:
    untrained(kind, tmp_path)
    picture = scene(0).picture.resize((200, 100))

    (found,) = ObjectDetector(tmp_path, CPU)([picture], threshold=0.0)

    assert found["things"]
    for thing in found["things"]:
        left, top, right, bottom = thing["box"]
        assert 0 <= left <= right <= 200
        assert 0 <= top <= bottom <= 100
        assert thing["label"] in THINGS


def untrained(kind: str, folder: Path) -> None:
    import torch
    import transformers as t

    torch.manual_seed(0)
    if kind == "yolos":
        small = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
        config = t.YolosConfig(**small, image_size=[64, 64], patch_size=8, num_detection_tokens=4, **labels(THINGS))
        model, looks = t.YolosForObjectDetection(config), t.YolosImageProcessorPil
        looks(size={"shortest_edge": 64, "longest_edge": 128}).save_pretrained(folder)
    else:
        stages = {"depths": [1] * 4, "layer_type": "basic", "out_features": ["stage2", "stage3", "stage4"]}
        back = t.RTDetrResNetConfig(embedding_size=8, hidden_sizes=[8, 8, 16, 16], **stages)
        small = {"encoder_hidden_dim": 16, "encoder_layers": 1, "encoder_ffn_dim": 16, "encoder_attention_heads": 2}
        ends = {"d_model": 16, "num_queries": 4, "decoder_ffn_dim": 16, "decoder_layers": 1, "num_denoising": 2}
        sides = {"encoder_in_channels": [8, 16, 16], "decoder_in_channels": [16] * 3, "decoder_attention_heads": 2}
        config = t.RTDetrConfig(backbone_config=back, decoder_n_points=2, **small, **ends, **sides, **labels(THINGS))
        model = t.RTDetrForObjectDetection(config)
        t.RTDetrImageProcessorPil(size={"height": 64, "width": 64}).save_pretrained(folder)
    model.save_pretrained(folder)


def test_what_cannot_be_used_is_refused(detect: ObjectDetector, tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()

    with pytest.raises(ValueError, match=r"threshold=1\.5"):
        detect([scene(0).picture], threshold=1.5)
    with pytest.raises(ValueError, match="top_k: not taken here"):
        detect([scene(0).picture], top_k=3)
    with pytest.raises(ValueError, match="A str is no picture"):
        detect(["photo.png"])
    with pytest.raises(FileEmpty):
        detect([tmp_path / "empty.png"])
    with pytest.raises(ValueError, match="A picture of 3000 x 2 pixels is too narrow"):
        detect([Image.new("RGB", (3000, 2))])
    assert detect([]) == []
    assert detect([Image.new("RGB", (1, 1))], threshold=0.99) == [{"things": [], "classes": list(THINGS)}]


def test_it_stops_between_batches(detect: ObjectDetector) -> None:
    token = CancelToken()
    token.cancel()

    with limited(token=token), pytest.raises(Cancelled):
        detect([scene(0).picture] * 3)
