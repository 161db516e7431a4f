"""Pictures stand side by side; and what is found is cut out, captioned, and put on one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.stand_ins.forge_finding import scene
from app.stand_ins.forge_gallery import BLIP
from app.stand_ins.forge_places import DETR
from runtime.errors import BadInput
from runtime.records import Request
from tools.picture_captions import CaptionPicture
from tools.picture_sheets import MakeSheet


def opened(bench: Any, name: str) -> Image.Image:
    with Image.open(bench.artifacts.get(name).path) as image:
        return image.copy()


def test_a_sheet_has_a_line_for_each_picture(gallery: Any, hang: Any) -> None:
    bench = gallery()
    images = [hang(bench, f"scene {n}.png", scene(n).picture) for n in range(4)]

    titled = MakeSheet(bench)(images=images)
    told = MakeSheet(bench)(images=images, captions=["one", "two ", "three", "four"], columns=4)

    assert [row["caption"] for row in titled["pictures"]] == [f"scene {n}.png" for n in range(4)]
    assert [row["caption"] for row in told["pictures"]] == ["one", "two", "three", "four"]
    square, wide = (opened(bench, one["artifacts"][0]) for one in (titled, told))
    assert abs(square.width - square.height) < 100
    assert wide.width > 3 * wide.height
    assert bench.artifacts.get(told["artifacts"][0]).sources == tuple(images)


def test_what_a_model_wrote_of_the_pictures_stands_under_them(gallery: Any, hang: Any) -> None:
    bench = gallery(BLIP)
    images = [hang(bench, f"my scene {n}.png", scene(n).picture) for n in range(3)]
    captions = [row["caption"] for row in CaptionPicture(bench)(images=images[:2])["pictures"]]

    result = MakeSheet(bench)(images=images)

    assert [row["caption"] for row in result["pictures"]] == [*captions, "my scene 2.png"]


def test_what_cannot_be_used_is_refused(gallery: Any, hang: Any) -> None:
    bench = gallery()
    name = hang(bench, "a.png", scene(0).picture)

    with pytest.raises(BadInput, match="2 captions for 1 pictures"):
        MakeSheet(bench)(images=[name], captions=["a", "b"])
    with pytest.raises(BadInput, match="1 to 12 columns"):
        MakeSheet(bench)(images=[name], columns=40)
    with pytest.raises(BadInput, match="takes 1 to 500 pictures"):
        MakeSheet(bench)(images=[])


def test_found_cut_out_captioned_and_on_one_sheet_in_one_request(having: Any, tmp_path: Path) -> None:
    files = []
    for number in (0, 1, 3):
        scene(number).picture.save(tmp_path / f"street-{number}.png")
        files.append(tmp_path / f"street-{number}.png")

    answer = having(DETR, BLIP).ask(
        Request(
            "Find all stop signs in these pictures, cut them out, caption each, and give me one sheet", tuple(files)
        )
    )

    assert [step.tool for step in answer.steps if step.tool != "vision"] == [
        "detect_objects",
        "caption_picture",
        "make_sheet",
    ]
    assert "Cut out as stop-sign-1, stop-sign-2, stop-sign-3." in answer.text
    assert "3 pictures on one sheet: sheet-1." in answer.text
