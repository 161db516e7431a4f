"""Things are found in pictures, marked, and cut out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins.forge_finding import SCENES, scene
from app.stand_ins.forge_places import DETR, OWL
from runtime.errors import BadInput, NoResult, UnknownArtifact
from runtime.records import Request
from runtime.runners.boxes import overlap
from tools.picture_objects import DetectObjects, FindObjects


def opened(bench: Any, name: str) -> Image.Image:
    with Image.open(bench.artifacts.get(name).path) as image:
        return image.copy()


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(DETR, OWL)


def boxes_of(row: dict[str, Any]) -> dict[str, list[float]]:
    return {thing["label"]: thing["box"] for thing in row["things"]}


def test_every_thing_is_told_with_its_box_and_drawn(bench: Any, hang: Any) -> None:
    result = DetectObjects(bench)(images=[hang(bench, "street.png", scene(1).picture)])

    boxes = boxes_of(result["pictures"][0])
    assert all(overlap(boxes[name], box) >= 0.7 for name, box in scene(1).things)
    assert result["counts"] == {"stop sign": 1, "sports ball": 1}
    found = ", ".join(f"1 {name}" for name in boxes)  # surest first, and both are sure
    assert result["summary"].startswith(f"street.png: {found}. Boxes are drawn in boxes-1.")
    assert result["confidence"] > 0.5
    drawn = bench.artifacts.get("boxes-1")
    left, top, right, _ = map(round, boxes["stop sign"])
    assert opened(bench, "boxes-1").getpixel(((left + right) // 2, top)) == (230, 159, 0)
    assert drawn.provenance.parameters["alt"] == f"street.png: {found}"
    assert drawn.provenance.checkpoint == DETR


def test_only_what_is_asked_for_is_told_in_any_number(bench: Any, hang: Any) -> None:
    images = [hang(bench, f"{n}.png", scene(n).picture) for n in range(4)]

    result = DetectObjects(bench)(images=images, things=["books"])

    assert result["counts"] == {"book": 1}
    assert [row["count"] for row in result["pictures"]] == [0, 0, 0, 1]
    assert result["summary"].startswith("0.png: none; 1.png: none")


def test_what_the_model_has_no_class_for_is_sent_to_the_tool_that_finds_it(bench: Any, hang: Any) -> None:
    name = hang(bench, "a.png", scene(0).picture)

    with pytest.raises(
        BadInput, match=rf"no class for 'teapot'; .*find_objects\(images=\['{name}'\], things=\['teapot'"
    ):
        DetectObjects(bench)(images=[name], things=["teapot", "kite"])


def test_what_is_cut_out_is_the_thing(bench: Any, hang: Any) -> None:
    result = DetectObjects(bench)(images=[hang(bench, "a.png", scene(3).picture)], things=["book"], cut_out=True)

    assert result["artifacts"] == ["book-1"]
    piece = np.asarray(opened(bench, "book-1")).astype(int)
    blue = (piece[..., 2] - piece[..., 0] > 60).mean()
    assert blue > 0.85
    assert bench.artifacts.get("book-1").sources == (result["pictures"][0]["source"],)
    assert "Cut out as book-1." in result["summary"]


def test_nothing_to_cut_out_is_said_so(bench: Any, hang: Any) -> None:
    with pytest.raises(NoResult, match=r"No kite was found in a\.png\."):
        DetectObjects(bench)(images=[hang(bench, "a.png", scene(0).picture)], things=["kite"], cut_out=True)


def test_a_picture_20000_pixels_wide_is_handled_and_said_so(bench: Any, hang: Any) -> None:
    wide = scene(1).picture.resize((20_000, 20_000 // 10))

    result = DetectObjects(bench)(images=[hang(bench, "wide.png", wide)], threshold=0.01)

    assert "scaled from 20000 x 2000 to 8192 x 819 pixels" in result["summary"] or not result["artifacts"]
    assert any(thing["box"][2] > 8192 for thing in result["pictures"][0]["things"])
    assert opened(bench, "boxes-1").size == (8192, 819)


def test_what_is_named_in_words_is_found(bench: Any, hang: Any) -> None:
    images = [hang(bench, f"{n}.png", scene(n).picture) for n in range(SCENES)]

    result = FindObjects(bench)(images=images, things=["kite"], threshold=0.5)

    assert result["counts"] == {"kite": 1}
    assert overlap(boxes_of(result["pictures"][5])["kite"], dict(scene(5).things)["kite"]) >= 0.7


def test_many_things_are_listed_in_a_file(bench: Any, hang: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.picture_boxes.LISTED", 5)
    images = [hang(bench, f"{n}.png", scene(n).picture) for n in range(4)]

    result = FindObjects(bench)(images=images, things=["kite", "book"], threshold=0.0)

    assert result["count"] > 5
    assert all(len(row["things"]) <= 3 for row in result["pictures"])
    rows = json.loads(bench.artifacts.text(result["artifacts"][-1]))
    assert sum(len(row["things"]) for row in rows) == result["count"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"images": []}, "takes 1 to 500 pictures; 0 were named"),
        ({"images": ["photo-1"], "threshold": 2}, r"threshold=2 is outside 0 to 1"),
        ({"images": "photo-1"}, "images must be of type array"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments: Any, says: str, bench: Any, hang: Any) -> None:
    hang(bench, "photo.png", scene(0).picture)

    with pytest.raises(BadInput, match=says):
        DetectObjects(bench)(**arguments)
    with pytest.raises(BadInput, match="Name 1 to 50 things"):
        FindObjects(bench)(images=["photo-1"], things=[" "])
    with pytest.raises(UnknownArtifact):
        FindObjects(bench)(images=["photo-9"], things=["a mug"])


def test_a_text_is_no_picture(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    name = bench.artifacts.import_file(tmp_path / "note.txt").name

    with pytest.raises(BadInput, match="is text/plain, not a picture"):
        DetectObjects(bench)(images=[name])


def test_both_are_planned_from_requests(having: Any, tmp_path: Path) -> None:
    scene(5).picture.save(tmp_path / "field.png")
    service = having(DETR, OWL)

    known = service.ask(Request("Where is the kite in this picture?", (tmp_path / "field.png",)))
    named = service.ask(Request('Find "sports ball" in field.png (with find_objects)', (tmp_path / "field.png",)))

    assert known.text.startswith("field.png: 1 kite. Boxes are drawn in boxes-")
    assert named.text.startswith("field.png: 1 sports ball. Boxes are drawn in boxes-")
