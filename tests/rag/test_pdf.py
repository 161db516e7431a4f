"""PDFs, good and bad."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter

from rag.documents import read
from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled, FileBroken, FileEncrypted, FileProblem, FileTooBig, NoTextLayer, NotThatKind


def outcome(path: Path) -> str:
    """The text, or the sentence about why there is none."""
    try:
        return read(path).text
    except FileProblem as error:
        return str(error)


def squashed(text: str) -> str:
    return "".join(text.split())


def test_pages_are_numbered_from_one(handbook: Path) -> None:
    document = read(handbook)

    assert [page.number for page in document.pages] == [1, 2, 3]
    assert "12 hours of volunteer time" in document.pages[1].text
    assert (document.title, document.media_type) == ("handbook.pdf", "application/pdf")


def test_running_headers_and_page_numbers_are_left_out(handbook: Path) -> None:
    text = read(handbook).text

    assert "Acme Handbook 2026" not in text
    assert "of 3" not in text


def test_large_letters_make_a_heading_on_a_line_of_its_own(handbook: Path) -> None:
    page = read(handbook).pages[1]

    assert page.headings == ((0, "2 Leave", 0),)
    assert page.text.split("\n")[0] == "2 Leave"


def test_wrapped_lines_are_one_paragraph_and_bullets_begin_lines(handbook: Path) -> None:
    lines = read(handbook).pages[1].text.split("\n")

    assert lines[1].startswith("Each full-time employee")
    assert lines[1].endswith("after the first month.")
    assert lines[2:] == [
        "- Ask your manager first, who will look at the rota of the whole team.",
        "- Then enter it in the portal.",
    ]


def test_every_paragraph_is_found_verbatim_on_its_page(handbook: Path) -> None:
    for page, raw in zip(read(handbook).pages, PdfReader(handbook).pages, strict=True):
        for paragraph in page.text.split("\n"):
            assert squashed(paragraph) in squashed(raw.extract_text())


def test_a_page_number_beside_a_changing_title_is_left_out(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    for number, title in enumerate(("Leave", "Leave", "Lunch", "Lunch", "Laptops"), start=7):
        pdf.add_page()
        pdf.cell(0, 8, f"Chapter {title} {number}", new_x="LMARGIN", new_y="NEXT")
        pdf.multi_cell(0, 6, f"Words about {title} that only this page has, number {number * 31}.")
    pdf.output(str(tmp_path / "chapters.pdf"))

    assert "Chapter" not in read(tmp_path / "chapters.pdf").text


def test_a_document_that_repeats_one_line_keeps_it(pdf_of: Callable[..., Path]) -> None:
    assert read(pdf_of("Hello", "Hello", "Hello")).text == "Hello\nHello\nHello"


def test_numbered_headings_that_count_like_pages_are_kept(tmp_path: Path) -> None:
    pdf = FPDF()
    for number in range(1, 5):
        pdf.add_page()
        pdf.set_font("helvetica", "B", 16)
        pdf.cell(0, 10, f"Chapter {number}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", size=11)
        pdf.multi_cell(0, 6, f"What chapter {number * 17} has to say about its own subject, in many words.")
    pdf.output(str(tmp_path / "chapters.pdf"))

    assert [page.headings[0].text for page in read(tmp_path / "chapters.pdf").pages] == [
        "Chapter 1",
        "Chapter 2",
        "Chapter 3",
        "Chapter 4",
    ]


def locked(path: Path, password: str, algorithm: str) -> Path:
    writer = PdfWriter(clone_from=path)
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
    writer.write(path.with_name("locked.pdf"))
    return path.with_name("locked.pdf")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_is_asked_for_in_one_sentence(handbook: Path, algorithm: str) -> None:
    with pytest.raises(FileEncrypted, match="Save a copy without its password"):
        read(locked(handbook, "secret", algorithm))


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_empty_password_opens_without_a_word(handbook: Path, algorithm: str) -> None:
    assert "12 hours" in read(locked(handbook, "", algorithm)).text


def test_pictures_of_pages_have_no_text(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.image(Image.linear_gradient("L"), w=100)
    pdf.output(str(tmp_path / "scan.pdf"))

    with pytest.raises(NoTextLayer, match=r"ocrmypdf scan\.pdf"):
        read(tmp_path / "scan.pdf")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_pdf_cut_short_is_broken_not_half_read(handbook: Path, share: float) -> None:
    data = handbook.read_bytes()
    handbook.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(FileBroken, match="cut short"):
        read(handbook)


def test_random_bytes_are_no_pdf(file_of: Callable[[str, bytes], Path]) -> None:
    with pytest.raises(NotThatKind, match=r"is named \.pdf but is not one"):
        read(file_of("noise.pdf", random.Random(1).randbytes(5000)))


def test_noise_between_the_marks_of_a_pdf_is_broken(file_of: Callable[[str, bytes], Path]) -> None:
    with pytest.raises(FileBroken, match="damaged inside"):
        read(file_of("noise.pdf", b"%PDF-1.7\n" + random.Random(2).randbytes(5000) + b"\n%%EOF\n"))


@pytest.mark.parametrize("seed", range(12))
def test_a_pdf_with_spoilt_bytes_is_read_or_refused_but_never_crashes(handbook: Path, seed: int) -> None:
    noise = random.Random(seed)
    data = bytearray(handbook.read_bytes())
    for _ in range(60):
        data[noise.randrange(20, len(data) - 200)] = noise.randrange(256)
    handbook.write_bytes(data)

    assert outcome(handbook)


@pytest.mark.parametrize("error", [RecursionError("too deep"), KeyError("/Root"), AttributeError("None")])
def test_whatever_the_parser_raises_becomes_one_sentence(
    handbook: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("pypdf.PageObject.extract_text", fail)

    with pytest.raises(FileBroken) as caught:
        read(handbook)

    assert caught.value.__cause__ is error


def test_a_cancelled_run_stops_between_pages_and_is_not_called_a_broken_file(handbook: Path) -> None:
    token = CancelToken()
    token.cancel()

    with limited(token=token), pytest.raises(Cancelled):
        read(handbook)


def test_two_hundred_megabytes_are_refused_without_opening_them(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as handle:
        os.truncate(handle.fileno(), 200_000_000)
    start = time.perf_counter()

    with pytest.raises(FileTooBig, match="has 200 MB; the limit is 100 MB"):
        read(path)

    assert time.perf_counter() - start < 0.1


def test_the_parser_says_nothing_to_the_person(
    handbook: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    handbook.write_bytes(b"junk before\n" + handbook.read_bytes())

    assert "12 hours" in read(handbook).text
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_two_columns_are_joined_within_each(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("times", size=10)
    left = "The council meets in spring to decide about the harbour, the market and the old bridge. " * 6
    with pdf.text_columns(ncols=2, gutter=10, text_align="J") as columns:
        columns.write(left)
    pdf.output(str(tmp_path / "columns.pdf"))

    lines = read(tmp_path / "columns.pdf").text.split("\n")

    assert len(lines) == 1
    assert " ".join(lines[0].split()) == left.strip()


def test_words_cut_at_a_lines_end_are_whole_again(pdf_of: Callable[..., Path]) -> None:
    page = (
        "Every new employee at the yard receives an introduc-\ntion to the long-\nterm plan and to pre-\nand post-work."
    )

    text = read(pdf_of(page)).text.replace("\n", " ")

    assert "an introduction to the long-term plan and to pre- and post-work" in text
