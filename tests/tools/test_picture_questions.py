"""Short questions about pictures are answered, with how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.stand_ins.forge_gallery import BLIP_VQA, VILT
from app.stand_ins.forge_sight import draw
from runtime.errors import BadInput
from runtime.records import Request
from tools.picture_questions import AskPicture


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(VILT)


def test_each_picture_gets_its_own_answer(bench: Any, hang: Any) -> None:
    images = [hang(bench, "a.png", draw("red circle", 90)), hang(bench, "b.png", draw("blue square", 90))]

    result = AskPicture(bench)(images=images, question="what colour is it?", count=3)

    assert [row["answer"] for row in result["pictures"]] == ["red", "blue"]
    assert all(len(row["others"]) == 2 for row in result["pictures"])
    assert result["confidence"] == min(row["score"] for row in result["pictures"]) > 0.5
    assert result["summary"].startswith("a.png: red (score ")


def test_one_that_writes_answers_too(gallery: Any, hang: Any) -> None:
    bench = gallery(BLIP_VQA)

    result = AskPicture(bench)(images=[hang(bench, "a.png", draw("blue square"))], question="what shape is it?")

    assert result["pictures"][0]["answer"] == "square"
    assert result["summary"].startswith("square (score ")


@pytest.mark.parametrize("question", ["", "  ", "x" * 201])
def test_a_question_that_asks_nothing_or_too_much_is_refused(bench: Any, question: str) -> None:
    with pytest.raises(BadInput, match="give 1 to 200, "):
        AskPicture(bench)(images=["a-1"], question=question)


def test_a_count_out_of_range_is_refused(bench: Any) -> None:
    with pytest.raises(BadInput, match="outside 1 to 20"):
        AskPicture(bench)(images=["a-1"], question="what is it?", count=21)


def test_it_is_planned_from_a_request(having: Any, tmp_path: Path) -> None:
    draw("blue square", 90).save(tmp_path / "sign.png")

    answer = having(VILT).ask(Request("What colour is it?", (tmp_path / "sign.png",)))

    assert answer.text.startswith("blue (score ")
