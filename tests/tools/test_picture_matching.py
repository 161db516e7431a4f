"""Pictures are sorted under labels named on the spot, and captions scored against them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.stand_ins.forge_gallery import CLIP
from app.stand_ins.forge_sight import CAPTIONS, draw
from runtime.errors import BadInput
from runtime.records import Request
from tools.picture_matching import MatchPicture, ScorePicture


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(CLIP)


def test_the_label_that_fits_comes_first(bench: Any, hang: Any) -> None:
    images = [hang(bench, "a.png", draw("red circle")), hang(bench, "b.png", draw("blue square"))]

    result = MatchPicture(bench)(images=images, labels=list(CAPTIONS), template="{}")

    assert [row["label"] for row in result["pictures"]] == ["a red circle", "a blue square"]
    assert result["labels"] == {"a red circle": 1, "a blue square": 1}
    assert sum(result["pictures"][0]["scores"].values()) == pytest.approx(1, abs=0.001)
    assert result["summary"].startswith("a.png: a red circle ")


@pytest.mark.parametrize("labels", [[], ["one"], ["a", "a"], ["a", " "], [1, 2], [f"label {n}" for n in range(201)]])
def test_labels_that_cannot_be_chosen_from_are_refused(bench: Any, labels: list[Any]) -> None:
    with pytest.raises(BadInput, match="give 2 to 200"):
        MatchPicture(bench)(images=["a-1"], labels=labels)


def test_a_template_without_a_place_for_the_label_is_refused(bench: Any) -> None:
    with pytest.raises(BadInput, match=r"has no \{\}"):
        MatchPicture(bench)(images=["a-1"], labels=["a", "b"], template="a photo")


def test_labels_in_other_scripts_are_taken(bench: Any, hang: Any) -> None:
    result = MatchPicture(bench)(images=[hang(bench, "a.png", draw())], labels=["赤い丸", "κόκκινος"])

    assert set(result["pictures"][0]["scores"]) == {"赤い丸", "κόκκινος"}


def test_a_caption_that_fits_scores_higher(bench: Any, hang: Any) -> None:
    images = [hang(bench, "a.png", draw("blue square")), hang(bench, "b.png", draw("red circle"))]

    result = ScorePicture(bench)(images=images, caption="a red circle")

    wrong, right = (row["score"] for row in result["pictures"])
    assert 100 >= right > 60 > wrong + 10 >= 10
    assert result["best"] == images[1]
    assert result["mean"] == pytest.approx((wrong + right) / 2, abs=0.01)
    assert "b.png: " in result["summary"]


@pytest.mark.parametrize("caption", ["", "  ", "x" * 301])
def test_a_caption_that_says_nothing_or_too_much_is_refused(bench: Any, caption: str) -> None:
    with pytest.raises(BadInput, match="give 1 to 300"):
        ScorePicture(bench)(images=["a-1"], caption=caption)


def test_both_are_planned_from_requests(having: Any, tmp_path: Path) -> None:
    draw("red circle", 64).save(tmp_path / "sign.png")
    service = having(CLIP)

    sorted_ = service.ask(Request("Is this picture a red circle or a blue square?", (tmp_path / "sign.png",)))
    scored = service.ask(Request('How well does "a red circle" fit the picture?', (tmp_path / "sign.png",)))

    assert sorted_.text.startswith("sign.png: ")
    assert all(label in sorted_.text for label in ("red circle", "blue square"))
    assert scored.text.startswith("How well “a red circle” fits (CLIP score). sign.png: ")
