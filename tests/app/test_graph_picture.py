from io import BytesIO
from xml.etree import ElementTree

import pytest

from app.graph_page import page, png
from app.graph_picture import HEIGHT, WIDTH, Box, Line, layered, picture
from runtime.errors import BadArgument

BOXES = [Box("a", "Agent", "reader"), Box("s", "Step", "summarize", "tool"), Box("f", "Artifact", "summary-1")]
LINES = [Line("a", "EMITTED", "s"), Line("s", "MADE", "f")]


def test_what_points_to_another_stands_above_it():
    height = {placed.box.id: placed.y for placed in picture(BOXES, LINES).placed}

    assert height["a"] < height["s"] < height["f"]


def test_boxes_do_not_overlap_and_lie_within_the_picture():
    boxes = [Box(str(n), "Step", f"step {n}") for n in range(60)]
    drawn = picture(boxes, [Line(str(n // 3), "EMITTED", str(n)) for n in range(1, 60)])
    corners = [(placed.x, placed.y) for placed in drawn.placed]

    assert len(corners) == 60
    for n, (x, y) in enumerate(corners):
        assert 0 <= x <= drawn.width - WIDTH
        assert 0 <= y <= drawn.height - HEIGHT
        assert all(abs(x - u) >= WIDTH or abs(y - v) >= HEIGHT for u, v in corners[:n])


def test_circles_and_long_chains_are_drawn():
    circle = [Line("a", "EMITTED", "s"), Line("s", "EMITTED", "a"), Line("f", "USED", "f"), Line("x", "MADE", "y")]

    assert len(picture(BOXES, circle).placed) == 3
    ids = [str(n) for n in range(5000)]
    assert len(layered(ids, [Line(str(n), "EMITTED", str(n + 1)) for n in range(4999)])) == 5000
    assert picture([], []).placed == ()


def test_the_page_loads_nothing_and_takes_no_text_for_code():
    bad = Box("x", "Note", "<script>alert(1)</script>", text="</title><img src=http://x onerror=y>\"'&")
    made = page(picture([*BOXES, bad], LINES), "Session <b>")

    assert "<script" not in made
    assert "<img" not in made
    assert "Session <b>" not in made
    assert made.replace("http://www.w3.org/2000/svg", "").count("http://") == 2  # the note's words, twice, escaped
    assert "default-src 'none'" in made
    ElementTree.fromstring(made[made.index("<svg") : made.index("</svg>") + 6])


def test_a_png_shows_boxes_and_lines():
    image = pytest.importorskip("PIL.Image").open(BytesIO(png(picture(BOXES, LINES))))

    assert image.format == "PNG"
    assert len(image.getcolors(10_000)) > 5


def test_a_png_that_nobody_could_look_at_is_refused():
    boxes = [Box(str(n), "Step", "step") for n in range(4000)]

    with pytest.raises(BadArgument, match="--html"):
        png(picture(boxes, []))
