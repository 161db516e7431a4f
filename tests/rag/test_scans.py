"""Pages that are pictures of text, read by Tesseract where it is here."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from rag.documents import read
from rag.index import key_of
from rag.scans import Reader, Scan, read_scans, scan_of
from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled, NoTextLayer

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="needs the program tesseract")

LEAVE = "2 Leave\n\nEach full-time employee is eligible for 12 hours\nof volunteer time off, after the first month."


def picture(text: str) -> Image.Image:
    """A page of 600 by 800 pixels, dark letters on light grey."""
    page = Image.new("L", (600, 800), 240)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(20)
    for number, line in enumerate(text.split("\n")):
        draw.text((50, 60 + 30 * number), line, fill=20, font=font)
    return page


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[..., Path]:
    """Writes a PDF of small pages: a text is a page of letters, a picture one without, None a blank page."""

    def write(*pages: str | Image.Image | None) -> Path:
        pdf = FPDF(format=(105, 140))
        for page in pages:
            pdf.add_page()
            pdf.set_font("helvetica", size=11)
            if isinstance(page, str):
                pdf.multi_cell(0, 6, page)
            elif page is not None:
                pdf.image(page, x=0, y=0, w=105)
        pdf.output(str(tmp_path / "scan.pdf"))
        return tmp_path / "scan.pdf"

    return write


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")


@needs_tesseract
def test_a_scanned_page_is_read_with_its_paragraphs(scanned: Callable[..., Path]) -> None:
    pages = read(scanned("This page has letters.", picture(LEAVE))).pages

    assert [page.number for page in pages] == [1, 2]
    assert pages[1].text.split("\n") == [
        "2 Leave",
        "Each full-time employee is eligible for 12 hours of volunteer time off, after the first month.",
    ]


@needs_tesseract
def test_a_page_that_lies_on_its_side_is_turned(scanned: Callable[..., Path]) -> None:
    assert "eligible for 12 hours" in read(scanned(picture(LEAVE).rotate(90, expand=True))).text


@needs_tesseract
def test_a_blank_page_is_no_unread_one(scanned: Callable[..., Path]) -> None:
    document = read(scanned("Letters.", None, Image.new("L", (50, 50), 250)))

    assert ([page.text for page in document.pages], document.unread) == (["Letters.", "", ""], "")


def test_without_tesseract_the_pages_not_read_are_named(scanned: Callable[..., Path], no_tesseract: None) -> None:
    document = read(scanned("Letters.", picture("a"), picture("b"), None, picture("c")))

    assert document.text.strip() == "Letters."
    assert document.unread == (
        "scan.pdf: pages 2-3, 5 are pictures of text, not read here. "
        "Install Tesseract (apt-get install tesseract-ocr) and pip install -e '.[ocr]', and give the file again."
    )


def test_without_tesseract_a_scan_alone_is_refused(scanned: Callable[..., Path], no_tesseract: None) -> None:
    with pytest.raises(NoTextLayer, match=r"apt-get install tesseract-ocr.* pip install -e '\.\[ocr\]'"):
        read(scanned(picture(LEAVE)))


@needs_tesseract
def test_what_was_not_read_is_indexed_anew_once_it_can_be(
    scanned: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, words: object
) -> None:
    from rag.cut import Cut

    path = scanned("Letters.", picture(LEAVE))
    after = read(path)
    monkeypatch.setenv("PATH", "/nowhere")
    before = read(path)

    assert before.sha256 == after.sha256
    assert key_of(before, words, Cut()) != key_of(after, words, Cut())  # type: ignore[arg-type]


@needs_tesseract
def test_a_picture_without_letters_is_not_read_as_some(scanned: Callable[..., Path]) -> None:
    sun = Image.new("L", (300, 400), 240)
    ImageDraw.Draw(sun).ellipse((90, 90, 210, 210), fill=20)

    document = read(scanned("Letters.", sun))

    assert (document.pages[1].text, document.pages[1].unread) == ("", True)


def test_letters_that_tesseract_is_unsure_of_are_noise() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    sure, unsure = "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96.1\tLeave\n", "5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t12.5\t]}{|ii]|[;\n"

    assert scan_of(head + sure) == Scan(("Leave",))
    assert scan_of(head + sure + unsure) == scan_of(head) == Scan(unread=True)


def test_a_pdf_that_cannot_be_drawn_is_unread_where_pictures_are() -> None:
    assert read_scans(b"%PDF-1.7 but no more %%EOF", [0, 1], [1])[1] == Scan(unread=True)


def test_reading_scans_stops_with_the_run(scanned: Callable[..., Path]) -> None:
    data = scanned(*[picture(LEAVE)] * 4).read_bytes()
    token = CancelToken()
    token.cancel()
    start = time.perf_counter()

    with pytest.raises(Cancelled), limited(None, token):
        read_scans(data, range(4), range(4))
    assert time.perf_counter() - start < 1


def test_a_reader_that_is_not_here_knows_no_language(no_tesseract: None) -> None:
    from rag.scans import reader_here

    assert reader_here() == Reader("", False)
