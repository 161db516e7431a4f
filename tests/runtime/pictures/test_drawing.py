"""Marks on pictures can be read, and stand where they belong."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PIL import Image

from runtime.pictures import drawing
from runtime.pictures.colours import colour, colours_of, heat
from runtime.pictures.drawing import Mark, draw_boxes, overlap, paint_areas, with_legend, with_scale
from runtime.pictures.sheets import broken, contact_sheet

GREY = (128, 128, 128)


def grey(width: int = 400, height: int = 300) -> Image.Image:
    return Image.new("RGB", (width, height), GREY)


def test_a_box_is_drawn_where_it_is_and_the_rest_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw_boxes(grey(), [Mark((100, 100, 200, 200), "dog", 0.98)])

    assert drawn.getpixel((100, 150)) == drawn.getpixel((199, 150)) == colours_of(["dog"])["dog"]
    assert drawn.getpixel((150, 150)) == drawn.getpixel((300, 250)) == GREY


def test_labels_of_boxes_on_top_of_one_another_do_not_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[drawing.Box] = []
    label = drawing._label

    def seen(*arguments):
        places.append(label(*arguments))
        return places[-1]

    monkeypatch.setattr(drawing, "_label", seen)
    draw_boxes(grey(), [Mark((100 + n, 100 + n, 200, 200), f"dog {n}", 0.9) for n in range(6)])

    assert len(places) == 6
    assert all(overlap(one, other) == 0 for one, other in itertools.combinations(places, 2))


@pytest.mark.parametrize("box", [(-50, -50, 500, 400), (390, 290, 500, 400), (10, 10, 10, 10), (-9, -9, -3, -3)])
def test_boxes_that_leave_the_picture_are_drawn_inside_it(box: drawing.Box) -> None:
    assert draw_boxes(grey(), [Mark(box, "犬", None)]).size == (400, 300)


def test_an_area_is_tinted_and_outlined() -> None:
    mask = np.zeros((300, 400), bool)
    mask[100:200, 100:200] = True

    drawn = paint_areas(grey(), [("road", mask)])

    tint = np.array(colours_of(["road"])["road"])
    assert drawn.getpixel((100, 150)) == tuple(tint)
    assert np.allclose(drawn.getpixel((150, 150)), (tint + GREY) / 2, atol=1)
    assert drawn.getpixel((50, 50)) == GREY


def test_a_legend_and_a_scale_stand_below_the_picture() -> None:
    shown = with_legend(grey(), {f"class number {n}": colour(n) for n in range(9)})
    scaled = with_scale(grey(), heat(np.linspace(0, 1, 64)[None])[0], "far", "near")

    for sheet in (shown, scaled):
        assert sheet.width == 400
        assert sheet.height > 300
        assert sheet.getpixel((200, 299)) == GREY
    strip = np.asarray(scaled)[306:318, 100:300].astype(int).sum(-1).mean(0)
    assert (np.diff(strip) > -3).all()
    assert strip[-1] > strip[0] + 200


def test_heat_is_brighter_where_the_value_is_higher() -> None:
    brightness = heat(np.linspace(0, 1, 256)[None])[0] @ np.array([0.299, 0.587, 0.114])

    assert (np.diff(brightness) > -0.01).all()
    assert brightness[-1] - brightness[0] > 200


def test_thirty_colours_can_be_told_apart() -> None:
    colours = [np.array(colour(number)) for number in range(30)]

    assert min(np.abs(one - other).sum() for one, other in itertools.combinations(colours, 2)) > 25


def test_a_contact_sheet_has_every_picture_whole_with_its_caption() -> None:
    images = [Image.new("RGB", size, (200, 30 * n, 40)) for n, size in enumerate([(50, 100), (640, 320), (9, 9)])]

    sheet = contact_sheet(images, ["a tall one", "a wide one", "a small one " * 30])

    assert sheet.width == 16 + 2 * 336
    for n, (x, y) in enumerate([(176, 176), (512, 176)]):
        assert sheet.getpixel((x, y)) == (200, 30 * n, 40)
    with pytest.raises(ValueError, match="one each"):
        contact_sheet(images, ["only one"])


def test_a_long_caption_is_cut_with_an_ellipsis() -> None:
    lines = broken("word " * 200, 320)

    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert broken("short", 320) == ("short",)
    assert broken("", 320) == ()
