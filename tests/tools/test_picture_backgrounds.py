"""What a picture is of is cut out of its background, or put before another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins.forge_finding import INKS, scene
from app.stand_ins.forge_places import SEGFORMER
from runtime.errors import BadInput, NoResult
from runtime.records import Request
from tools.picture_backgrounds import RemoveBackground, ReplaceBackground


def opened(bench: Any, name: str) -> Image.Image:
    with Image.open(bench.artifacts.get(name).path) as image:
        return image.copy()


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(SEGFORMER)


def pixels(bench: Any, name: str) -> Any:
    return np.asarray(opened(bench, name)).astype(int)


@pytest.mark.parametrize("size", [(320, 320), (1500, 1400)])
def test_the_shape_that_is_cut_out_is_right(size: tuple[int, int], bench: Any, hang: Any) -> None:
    result = RemoveBackground(bench)(images=[hang(bench, "a.png", scene(7).picture.resize(size))])

    (row,) = result["pictures"]
    cut = opened(bench, row["cut_out"])
    assert (cut.mode, cut.size) == ("RGBA", size)
    got = np.asarray(cut.getchannel("A")) > 127
    kinds = Image.fromarray(scene(7).kinds.astype(np.uint8)).resize(size, Image.Resampling.NEAREST)
    right = np.asarray(kinds) > 0
    assert (got & right).sum() / (got | right).sum() >= 0.9
    assert set(row["kept"]) == {"sports ball", "book"}
    assert result["summary"].startswith("a.png: kept ")


def test_only_what_is_to_be_kept_is_kept(bench: Any, hang: Any) -> None:
    result = RemoveBackground(bench)(images=[hang(bench, "a.png", scene(7).picture)], keep=["the book"])

    (row,) = result["pictures"]
    assert row["kept"] == ["book"]
    alpha = pixels(bench, row["cut_out"])[..., 3] > 127
    right = scene(7).kinds == 4
    assert (alpha & right).sum() / (alpha | right).sum() >= 0.9


def test_a_colour_a_picture_and_a_blur_stand_behind_it(bench: Any, hang: Any) -> None:
    name = hang(bench, "a.png", scene(2).picture)
    ground = hang(bench, "grass.png", Image.new("RGB", (50, 30), (10, 120, 10)))
    replace = ReplaceBackground(bench)
    inside, corner = scene(2).kinds > 0, (5, 5)

    made = {
        said: pixels(
            bench, replace(images=[name, ground] if said == ground else [name], background=said)["artifacts"][0]
        )
        for said in ("navy", "#102030", ground, "blur")
    }

    assert [tuple(made[said][corner]) for said in ("navy", "#102030", ground)] == [
        (0, 0, 128),
        (16, 32, 48),
        (10, 120, 10),
    ]
    for picture in made.values():
        assert picture.shape == (320, 320, 3)
        assert np.abs(np.median(picture[inside], 0) - INKS["stop sign"]).max() <= 2
    around = pixels(bench, name)[corner] - made["blur"][corner]
    assert np.abs(around).max() < 12
    ring = made["blur"][max(0, np.argwhere(inside)[:, 0].min() - 12), int(np.argwhere(inside)[:, 1].mean())]
    assert ring[0] - ring[1] < 40  # no red halo


def test_a_picture_of_background_only_is_said_to_be_one(bench: Any, hang: Any) -> None:
    with pytest.raises(NoResult, match=r"empty\.png shows only what counts as background: wall\."):
        RemoveBackground(bench)(images=[hang(bench, "empty.png", Image.new("RGB", (64, 64), (240, 240, 255)))])


def test_among_many_the_one_that_shows_nothing_is_named_and_the_others_are_done(bench: Any, hang: Any) -> None:
    images = [hang(bench, "empty.png", Image.new("RGB", (64, 64), (240, 240, 255)))]
    images += [hang(bench, f"{n}.png", scene(n).picture) for n in (0, 1)]

    result = RemoveBackground(bench)(images=images)

    assert [row["source"] for row in result["pictures"]] == images[1:]
    assert result["summary"].endswith("empty.png shows only what counts as background: wall.")


def test_what_cannot_be_used_is_refused(bench: Any, hang: Any) -> None:
    name = hang(bench, "a.png", scene(0).picture)

    with pytest.raises(BadInput, match=r"a\.png shows none of \['dragon'\]; it shows wall, stop sign"):
        RemoveBackground(bench)(images=[name], keep=["dragon"])
    with pytest.raises(BadInput, match="background='plaid' is no colour, no picture here and not 'blur'"):
        ReplaceBackground(bench)(images=[name], background="plaid")
    with pytest.raises(BadInput, match="background is missing"):
        ReplaceBackground(bench)(images=[name])
    with pytest.raises(BadInput, match="takes 1 to 500 pictures"):
        RemoveBackground(bench)(images=[])


def test_both_are_planned_from_requests(having: Any, tmp_path: Path) -> None:
    scene(2).picture.save(tmp_path / "sign.png")
    service = having(SEGFORMER)

    removed = service.ask(Request("Remove the background of sign.png", (tmp_path / "sign.png",)))
    replaced = service.ask(Request("Replace the background with white", (tmp_path / "sign.png",)))

    assert removed.text == "sign.png: kept stop sign (cutout-1)."
    assert replaced.text == "sign.png: stop sign before white (before-1)."
