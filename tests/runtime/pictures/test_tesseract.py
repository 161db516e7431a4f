"""What is written in a picture is read word by word, with where it stands and how sure that is."""

from __future__ import annotations

import shutil

import pytest
from PIL import Image

from app.stand_ins.forge_scans import invoice
from runtime.errors import MissingProgram
from runtime.pictures.tesseract import Word, lines_of, reader_here, words_in, written_in

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="needs the program tesseract")


@needs_tesseract
def test_words_come_in_order_with_their_boxes() -> None:
    words = written_in(invoice("4711", "99"))

    assert [word.text for word in words] == ["Invoice", "number", "4711", "Total", "99", "EUR"]
    assert all(word.sure > 80 for word in words)
    left, top, right, bottom = words[2].box
    assert 200 < left < right < 300
    assert 5 < top < bottom < 50


@needs_tesseract
def test_a_large_picture_has_its_boxes_in_its_own_pixels() -> None:
    large = invoice().resize((3600, 1200))

    left, top, right, bottom = written_in(large)[2].box

    assert 2000 < left < right < 3000
    assert 50 < top < bottom < 500


@needs_tesseract
def test_where_nothing_is_written_there_are_no_words() -> None:
    assert written_in(Image.new("RGB", (200, 200), "white")) == []


@needs_tesseract
@pytest.mark.parametrize("language", ["../eng", "eng;rm", "xyz"])
def test_a_language_that_is_none_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match=r"language|Languages"):
        written_in(invoice(), language)


def test_without_the_program_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert not reader_here().languages
    with pytest.raises(MissingProgram, match="apt-get install tesseract-ocr"):
        written_in(invoice())


def test_words_are_put_in_lines_with_an_empty_one_between_paragraphs() -> None:
    rows = [("1", "1", "one"), ("1", "1", "two"), ("1", "2", "three"), ("2", "1", "four\x1b")]
    table = "\n".join(["head", *("5\t1\t1\t{}\t{}\t1\t0\t0\t9\t9\t96\t{}".format(*row) for row in rows), "4\t1", ""])

    lines = list(lines_of(words_in(table)))

    assert [[word.text for word in line] for line in lines] == [["one", "two"], ["three"], [], ["four"]]
    assert lines[0][0] == Word(("1", "1"), "1", 96.0, "one", (0.0, 0.0, 9.0, 9.0))
