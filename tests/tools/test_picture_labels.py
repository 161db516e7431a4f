"""What pictures show is said by the classes that a checkpoint knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.stand_ins.forge_gallery import RESNET
from app.stand_ins.forge_sight import NAMES, draw
from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Request
from tools.picture_labels import ClassifyPicture


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(RESNET)


def test_each_picture_gets_its_own_class(bench: Any, hang: Any) -> None:
    names = [hang(bench, f"{name}.png", draw(name, 120)) for name in NAMES]

    result = ClassifyPicture(bench)(images=names, count=2)

    assert [row["label"] for row in result["pictures"]] == list(NAMES)
    assert [row["source"] for row in result["pictures"]] == names
    assert all(len(row["scores"]) == 2 for row in result["pictures"])
    assert result["labels"] == dict.fromkeys(NAMES, 1)
    assert result["confidence"] == min(max(row["scores"].values()) for row in result["pictures"])
    assert result["summary"].startswith("red circle.png: red circle ")
    assert result["models"][0]["checkpoint"] == RESNET


@pytest.mark.parametrize("count", [0, -1, 51])
def test_a_number_out_of_range_is_refused(bench: Any, count: int) -> None:
    with pytest.raises(BadInput, match="outside 1 to 50"):
        ClassifyPicture(bench)(images=["a-1"], count=count)


def test_what_is_no_picture_is_named_with_those_that_are(bench: Any, hang: Any, tmp_path: Path) -> None:
    hang(bench, "boat.png", draw())
    (tmp_path / "words.txt").write_text("no picture")
    text = bench.artifacts.import_file(tmp_path / "words.txt").name

    with pytest.raises(BadInput, match=r"words-1 is text/plain, not a picture\. Pictures here: boat-1\."):
        ClassifyPicture(bench)(images=[text])
    with pytest.raises(UnknownArtifact, match="boat-1"):
        ClassifyPicture(bench)(images=["boat-2"])


@pytest.mark.parametrize("images", [[], [" "], [f"a-{n}" for n in range(501)]])
def test_none_and_too_many_are_refused(bench: Any, images: list[str]) -> None:
    with pytest.raises(BadInput, match="takes 1 to 500 pictures"):
        ClassifyPicture(bench)(images=images)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1"])
def test_pictures_of_other_kinds_are_seen_too(bench: Any, hang: Any, mode: str) -> None:
    name = hang(bench, "boat.png", draw("blue square", 64).convert(mode))

    assert ClassifyPicture(bench)(images=[name])["pictures"][0]["label"] in NAMES


def test_a_very_wide_picture_is_seen(bench: Any, hang: Any) -> None:
    name = hang(bench, "wide.png", Image.new("L", (20_000, 40), 200))

    assert ClassifyPicture(bench)(images=[name])["pictures"][0]["label"] in NAMES


def test_it_is_planned_from_a_request(having: Any, tmp_path: Path) -> None:
    draw("blue square", 90).save(tmp_path / "sign.png")

    answer = having(RESNET).ask(Request("What is on this picture?", (tmp_path / "sign.png",)))

    assert answer.text.startswith("sign.png: blue square ")
