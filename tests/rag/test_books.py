"""EPUB books, written as the standard has them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.chunks import split
from rag.documents import read
from runtime.errors import FileBroken, FileEmpty, FileEncrypted, NotThatKind

CONTAINER = """<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""

Book = Callable[..., Path]


def chapter(body: str) -> str:
    return (
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>The Harbour</title></head><body>{body}</body></html>'
    )


LEAVE = chapter("<h1>Leave</h1><p>Each sailor has <b>12</b> days.</p><script>no()</script>")
LUNCH = chapter("<h1>Lunch</h1><h2>Soup</h2><p>The canteen opens at noon.</p>")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a book of the files given, read in the order of `spine`."""

    def write(spine: str = "cover one two", **files: str) -> Path:
        parts = {"cover": chapter("<img src='a.png'/>"), "one": LEAVE, "two": LUNCH} | files
        items = "".join(f'<item id="{name}" href="text/{name}%20part.xhtml"/>' for name in parts)
        order = "".join(f'<itemref idref="{name}"/>' for name in spine.split())
        opf = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{order}</spine></package>'
        with zipfile.ZipFile(tmp_path / "book.epub", "w") as package:
            package.writestr("mimetype", "application/epub+zip")
            package.writestr("META-INF/container.xml", CONTAINER)
            package.writestr("OEBPS/book.opf", opf)
            for name, text in parts.items():
                package.writestr(f"OEBPS/text/{name} part.xhtml", text)
        return tmp_path / "book.epub"

    return write


def test_parts_are_pages_in_the_order_of_reading(book: Book) -> None:
    pages = read(book("cover two one")).pages

    assert [(page.number, page.text) for page in pages] == [
        (2, "Lunch\nSoup\nThe canteen opens at noon."),
        (3, "Leave\nEach sailor has 12 days."),
    ]


def test_headings_tell_where_a_passage_stands(book: Book) -> None:
    passages = split(read(book()), "book-1")

    assert [(passage.place, passage.section.rsplit(" ", 1)[-1]) for passage in passages] == [
        ("book.epub, part 2", "Leave"),
        ("book.epub, part 3", "Soup"),
    ]


def test_a_part_without_a_heading_has_its_title(book: Book) -> None:
    assert read(book("one", one=chapter("<p>Call me.</p>"))).text == "The Harbour\nCall me."


def test_a_locked_book_is_encrypted_and_hidden_fonts_lock_nothing(book: Book) -> None:
    path = book()
    lock = (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="%s"/>'
        "</e:EncryptedData></encryption>"
    )
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("META-INF/encryption.xml", lock % "http://www.idpf.org/2008/embedding")
    assert "12 days" in read(path).text

    path = book()
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("META-INF/encryption.xml", lock % "http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(FileEncrypted):
        read(path)


def test_a_book_of_pictures_is_empty(book: Book) -> None:
    with pytest.raises(FileEmpty):
        read(book("cover", cover="<html><body><img src='a.png'/></body></html>"))


def test_a_zip_without_a_book_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.epub", "w") as package:
        package.writestr("readme.txt", "hello")

    with pytest.raises(NotThatKind):
        read(tmp_path / "book.epub")


def test_a_book_cut_short_or_without_its_list_is_broken(book: Book, tmp_path: Path) -> None:
    path = book()
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(FileBroken, match="cut short"):
        read(path)

    with zipfile.ZipFile(tmp_path / "odd.epub", "w") as package:
        package.writestr("META-INF/container.xml", CONTAINER)
    with pytest.raises(FileBroken, match="damaged inside"):
        read(tmp_path / "odd.epub")


def test_a_part_outside_the_book_is_not_looked_for(book: Book, tmp_path: Path) -> None:
    (tmp_path / "secret.xhtml").write_text(chapter("<p>secret</p>"))
    path = book()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "odd.epub", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"text/one%20part.xhtml", b"../../secret.xhtml"))

    assert read(tmp_path / "odd.epub").text == "Lunch\nSoup\nThe canteen opens at noon."
