"""Pictures are described in a sentence each, and the sentences are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.stand_ins.forge_gallery import BLIP
from app.stand_ins.forge_sight import NAMES, draw
from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Request
from tools.picture_captions import CaptionPicture


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(BLIP)


def test_one_picture_gets_one_sentence_in_a_text(bench: Any, hang: Any) -> None:
    result = CaptionPicture(bench)(images=[hang(bench, "sign.png", draw("blue square", 200))])

    assert result["summary"] == "a blue square"
    saved = [bench.artifacts.get(name) for name in result["artifacts"]]
    assert [one.media_type for one in saved] == ["text/plain"]
    assert saved[0].path.read_text() == "a blue square\n"
    assert saved[0].provenance.checkpoint == BLIP


def test_several_get_a_line_each(bench: Any, hang: Any) -> None:
    images = [hang(bench, f"{n}.png", draw(name, 120)) for n, name in enumerate(NAMES)]

    result = CaptionPicture(bench)(images=images)

    assert [row["caption"] for row in result["pictures"]] == [f"a {name}" for name in NAMES]
    text = bench.artifacts.get(result["artifacts"][0])
    assert text.path.read_text().splitlines() == [f"{n}.png: a {name}" for n, name in enumerate(NAMES)]
    assert text.provenance.sources == tuple(images)


def test_a_caption_goes_on_from_a_beginning(bench: Any, hang: Any) -> None:
    result = CaptionPicture(bench)(images=[hang(bench, "a.png", draw("red square"))], beginning=" a red ")

    assert result["summary"] == "a red square"


def test_what_cannot_be_used_is_refused(bench: Any) -> None:
    with pytest.raises(BadInput, match="beginning has 101 characters; give 100 at most"):
        CaptionPicture(bench)(images=["a-1"], beginning="x" * 101)
    with pytest.raises(UnknownArtifact):
        CaptionPicture(bench)(images=["a-1"])
    with pytest.raises(BadInput, match="images is missing"):
        CaptionPicture(bench)()


def test_it_is_planned_from_a_request(having: Any, tmp_path: Path) -> None:
    draw("red circle", 90).save(tmp_path / "one.png")
    draw("blue square", 90).save(tmp_path / "two.png")

    answer = having(BLIP).ask(Request("Caption these pictures", (tmp_path / "one.png", tmp_path / "two.png")))

    assert answer.text == "one.png: a red circle; two.png: a blue square."
    assert [artifact.made_by for artifact in answer.artifacts] == ["caption_picture"]
