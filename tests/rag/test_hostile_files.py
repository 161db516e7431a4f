"""Files made to do harm: entities that multiply or read other files, parts that lie about themselves."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pptx
import pytest

from rag.documents import read
from runtime.errors import FileBroken, FileEncrypted, FileProblem

MULTIPLY = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE d [<!ENTITY e0 "hahahaha">{MULTIPLY}]>'
READS_ALONG = '<!DOCTYPE d [<!ENTITY e11 SYSTEM "file://{secret}">]>'
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b.opf"/>'
    "</rootfiles></container>"
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)
Made = Callable[[str], Path]
PARTS = [
    ("xlsx", "xl/sharedStrings.xml"),
    ("xlsx", "xl/worksheets/sheet1.xml"),
    ("pptx", "ppt/slides/slide1.xml"),
    ("epub", "a.xhtml"),
    ("epub", "b.opf"),
]
"""A kind, and a part of it in which stands the word `harbour` or, in a list, `a.xhtml`, or the number 4711."""


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A good file of each kind, of the same few words."""

    def write(kind: str) -> Path:
        path = tmp_path / f"good.{kind}"
        if kind == "xlsx":
            book = openpyxl.Workbook()
            book.active.append(["harbour", 4711])
            book.save(str(path))
        elif kind == "pptx":
            slides = pptx.Presentation()
            slides.slides.add_slide(slides.slide_layouts[5]).shapes.title.text = "harbour"
            slides.save(str(path))
        else:
            with zipfile.ZipFile(path, "w") as book:
                book.writestr("META-INF/container.xml", CONTAINER)
                book.writestr("b.opf", PACKAGE)
                book.writestr("a.xhtml", "<html><body><p>harbour</p></body></html>")
        return path

    return write


def changed(path: Path, part: str, change: Callable[[str], str]) -> Path:
    new = path.with_stem("changed")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w") as parts:
        for name in old.namelist():
            data = old.read(name)
            parts.writestr(name, change(data.decode()) if name == part else data)
    return new


def with_entity(declared: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        start = text.index("?>") + 2 if text.startswith("<?xml") else 0
        word = next(word for word in ("harbour", "4711", "a.xhtml") if word in text)
        return text[:start] + declared + text[start:].replace(word, "&e11;", 1)

    return change


def outcome(path: Path) -> str:
    try:
        return read(path).text
    except FileProblem as error:
        return str(error)


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_entities_that_multiply_cost_nothing(made: Made, kind: str, part: str) -> None:
    path = changed(made(kind), part, with_entity(BOMB))
    start = time.perf_counter()

    assert len(outcome(path)) < 1000
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_no_other_file_is_read_along(made: Made, tmp_path: Path, kind: str, part: str) -> None:
    (tmp_path / "secret.xhtml").write_text("TOPSECRET")
    declared = READS_ALONG.format(secret=tmp_path / "secret.xhtml")

    assert "TOPSECRET" not in outcome(changed(made(kind), part, with_entity(declared)))


@pytest.mark.parametrize("kind", ["xlsx", "pptx", "epub"])
def test_a_part_that_asks_for_a_password_is_told(made: Made, kind: str) -> None:
    path = made(kind)
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    path.write_bytes(data)

    with pytest.raises(FileEncrypted):
        read(path)


@pytest.mark.parametrize("kind", ["xlsx", "pptx", "epub"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_file_cut_short_is_one_sentence(made: Made, kind: str, share: float) -> None:
    path = made(kind)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    with pytest.raises(FileBroken, match="damaged or cut short"):
        read(path)
