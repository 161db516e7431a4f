"""What is written in pictures is read out, and questions are answered from it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.service import Service
from app.stand_ins.forge_gallery import DONUT, LAYOUT
from app.stand_ins.forge_scans import invoice
from runtime.errors import BadInput, MissingProgram, NoResult
from runtime.records import Request
from tools.picture_text import AskScan, ReadPicture

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="needs the program tesseract")


@needs_tesseract
def test_text_is_read_out_with_each_word_in_its_box_and_kept(bench: Any, hang: Any) -> None:
    result = ReadPicture(bench)(image=hang(bench, "bill.png", invoice()))

    assert result["text"] == result["summary"] == "Invoice number 4711\n\nTotal 99 EUR"
    assert [word["text"] for word in result["words"]] == ["Invoice", "number", "4711", "Total", "99", "EUR"]
    left, top, right, bottom = result["words"][2]["box"]
    assert 200 < left < right < 300 > bottom > top
    assert 0.8 < result["confidence"] <= 1
    assert bench.artifacts.get(result["artifacts"][0]).path.read_text() == result["text"] + "\n"


@needs_tesseract
def test_where_nothing_can_be_read_that_is_said(bench: Any, hang: Any) -> None:
    with pytest.raises(NoResult, match="No text that can be read"):
        ReadPicture(bench)(image=hang(bench, "blank.png", Image.new("RGB", (300, 200), "white")))


@needs_tesseract
@pytest.mark.parametrize("language", ["klingon", "../../eng"])
def test_a_language_that_is_not_here_is_refused(bench: Any, hang: Any, language: str) -> None:
    with pytest.raises(BadInput, match=r"read_picture: .*(eng|language)"):
        ReadPicture(bench)(image=hang(bench, "bill.png", invoice()), language=language)


def test_without_tesseract_it_is_named(bench: Any, hang: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(MissingProgram, match="tesseract"):
        ReadPicture(bench)(image=hang(bench, "bill.png", invoice()))


@needs_tesseract
def test_an_answer_is_quoted_and_marked_where_it_stands(gallery: Any, hang: Any) -> None:
    bench = gallery(LAYOUT)

    result = AskScan(bench)(
        image=hang(bench, "bill.png", invoice("8305", "42")), question="what is the invoice number?"
    )

    assert result["answer"] == "8305"
    assert result["summary"].startswith("8305 (score ")
    assert 200 < result["box"][0] < result["box"][2] < 300
    marked = bench.artifacts.get(result["artifacts"][0])
    assert marked.provenance.parameters["alt"] == "The answer “8305” is marked."
    with Image.open(marked.path) as shown:
        assert shown.size == (360, 120)


def test_a_model_that_reads_by_itself_marks_nothing(gallery: Any, hang: Any) -> None:
    bench = gallery(DONUT)

    result = AskScan(bench)(image=hang(bench, "bill.png", invoice()), question="what is the total?")

    assert (result["answer"], result["box"], result["artifacts"]) == ("99", None, [])


@pytest.mark.parametrize("question", ["", " ", "x" * 201])
def test_a_question_that_asks_nothing_or_too_much_is_refused(bench: Any, question: str) -> None:
    with pytest.raises(BadInput, match="give 1 to 200, "):
        AskScan(bench)(image="a-1", question=question)


@needs_tesseract
def test_reading_is_planned_from_a_request(service: Service, tmp_path: Path) -> None:
    invoice().save(tmp_path / "bill.png")

    answer = service.ask(Request("Read the text in this picture", (tmp_path / "bill.png",)))

    assert "Invoice number 4711" in answer.text


@needs_tesseract
def test_what_was_read_is_worked_on_by_tools_for_text(service: Service, tmp_path: Path) -> None:
    invoice().save(tmp_path / "bill.png")

    answer = service.ask(Request("Which language is bill.png in?", (tmp_path / "bill.png",)))

    assert any(artifact.made_by == "read_picture" for artifact in answer.artifacts)


@needs_tesseract
def test_a_question_about_a_scan_is_planned(having: Any, tmp_path: Path) -> None:
    invoice("5566", "77").save(tmp_path / "scan.png")

    answer = having(LAYOUT).ask(Request("What is the invoice number?", (tmp_path / "scan.png",)))

    assert answer.text.startswith("5566 (score ")
