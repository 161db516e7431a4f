"""Every kind of file but PDF, and what is asked before a file is opened."""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from rag.documents import KINDS, Document, read
from runtime.errors import (
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FileMissing,
    FileProblem,
    FileTooBig,
    KindNotRead,
    NotThatKind,
)

Write = Callable[[str, bytes], Path]


def outcome(path: Path) -> str:
    """The text, or the sentence about why there is none."""
    try:
        return read(path).text
    except FileProblem as error:
        return str(error)


def headings(document: Document) -> list[str]:
    return [heading.text for page in document.pages for heading in page.headings]


def test_a_missing_file_and_a_folder_are_missing(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pdf", tmp_path, tmp_path / ("long" * 100 + ".pdf")):
        with pytest.raises(FileMissing, match="No file at"):
            read(path)


@pytest.mark.parametrize("data", [b"", b" \n\t \r\n", "\ufeff \n".encode("utf-16-le"), "\ufeff\n".encode()])
def test_nothing_but_white_space_is_empty(file_of: Write, data: bytes) -> None:
    with pytest.raises(FileEmpty, match="is empty"):
        read(file_of("blank.txt", data))


def test_an_empty_file_of_an_unknown_kind_is_called_empty_first(file_of: Write) -> None:
    with pytest.raises(FileEmpty):
        read(file_of("empty.xyz", b""))


def test_the_limit_is_the_callers(file_of: Write) -> None:
    path = file_of("notes.txt", b"a" * 20_001)

    assert read(path, max_mb=0.1).text
    with pytest.raises(FileTooBig, match=r"the limit is 0\.02 MB"):
        read(path, max_mb=0.02)


def test_an_unknown_kind_lists_the_known_ones(file_of: Write) -> None:
    with pytest.raises(KindNotRead, match=r"Kinds that are: \.pdf, \.docx, \.txt"):
        read(file_of("song.mp3", b"ID3"))


def test_a_file_that_may_not_be_opened_is_one_sentence(file_of: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file_of("secret.txt", b"words")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(FileBroken, match="its permissions do not allow it"):
        read(path)


def test_one_media_type_has_one_reader() -> None:
    readers = {(kind.media_type, kind.read) for kind in KINDS.values()}

    assert len(readers) == len({media_type for media_type, _ in readers})


def test_the_title_is_the_files_name_unless_a_person_gave_another(file_of: Write) -> None:
    path = file_of("artifact-1.TXT", b"words")

    assert read(path).title == "artifact-1.TXT"
    assert read(path, title="Plan.txt").title == "Plan.txt"
    assert read(path).sha256 == hashlib.sha256(b"words").hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_usual_encodings(file_of: Write, encoding: str) -> None:
    assert read(file_of("notes.txt", "Café “Zürich” – 5 €".encode(encoding))).text == "Café “Zürich” – 5 €"


@pytest.mark.parametrize(
    "data", [b"text\x00text", b"caf\xe9 \x01\x02", b"%PDF-1.7 renamed", b"PK\x03\x04zip", b"\xff\xfeodd"]
)
def test_bytes_that_are_no_text_are_told_so(file_of: Write, data: bytes) -> None:
    with pytest.raises(NotThatKind, match=r"is named \.txt but is not one"):
        read(file_of("notes.txt", data))


def test_what_a_terminal_would_obey_is_taken_out(file_of: Write) -> None:
    assert read(file_of("notes.txt", b"safe\x1b[2Jtext\x07")).text == "safe[2Jtext"


def test_text_without_pages_has_one_without_a_number(file_of: Write) -> None:
    pages = read(file_of("notes.txt", b"one\n\ntwo")).pages

    assert [(page.number, page.text) for page in pages] == [(None, "one\ntwo")]


def test_wrapped_text_is_joined_and_lists_are_not(file_of: Write) -> None:
    text = (
        b"SICK LEAVE\n\nWhoever falls ill tells the shift lead before the shift\n"
        b"begins, and brings a note on day four.\n1. Call\n2. Rest\n* Bring the note\n  to reception\n\nThe end."
    )

    document = read(file_of("notes.txt", text))

    assert document.text.split("\n") == [
        "SICK LEAVE",
        "Whoever falls ill tells the shift lead before the shift begins, and brings a note on day four.",
        "1. Call",
        "2. Rest",
        "* Bring the note to reception",
        "The end.",
    ]
    assert headings(document) == ["SICK LEAVE"]


def test_a_paragraph_a_line_stays_so(file_of: Write) -> None:
    lines = ["word " * 60 + "end.", "other " * 50 + "end.", "and short"]

    assert read(file_of("notes.txt", "\n".join(lines).encode())).text.split("\n") == lines


def test_japanese_is_read_and_its_lines_joined_without_blanks(file_of: Write) -> None:
    text = "有給休暇は年に十二日あります。申請は二週間前までに上司に提\n出してください。"

    assert read(file_of("kisoku.txt", text.encode())).text == text.replace("\n", "")


def test_code_keeps_its_lines(file_of: Write) -> None:
    code = "def leave():\n    return 12"

    assert read(file_of("leave.py", code.encode())).text == code
    assert read(file_of("leave.json", b'{"hours":\n 12}')).text == '{"hours":\n 12}'


def test_markdown_knows_its_headings_and_keeps_code_and_tables(file_of: Write) -> None:
    text = b"""# Handbook

Leave is
12 days.

Lunch
-----
* soup
  of the day
* fish

| day | dish |
|-----|------|
| Mon | soup |

```
# not a heading
x = 1
```
## Pay ##
"""

    document = read(file_of("handbook.md", text))

    assert headings(document) == ["Handbook", "Lunch", "Pay"]
    assert document.text.split("\n") == [
        "# Handbook",
        "Leave is 12 days.",
        "Lunch -----",
        "* soup of the day",
        "* fish",
        "| day | dish |",
        "|-----|------|",
        "| Mon | soup |",
        "```",
        "# not a heading",
        "x = 1",
        "```",
        "## Pay ##",
    ]


PAGE = b"""<!doctype html><html><head><title>Staff &amp; pay</title><style>p {color: red}</style>
<script>alert("no")</script></head><body><nav>Home | About</nav><h1>Leave</h1>
<p>Each <b>full</b>-time employee<br>has 12 days.</p><p>Ask first.</p><ul><li>call</li><li>rest</li></ul>
<table><tr><td>Mon</td><td>soup</td></tr></table><pre>a
b</pre><!-- hidden --><h2>Pay</h2></body></html>"""


def test_html_keeps_title_headings_and_blocks_and_loses_scripts(file_of: Write) -> None:
    document = read(file_of("page.html", PAGE))

    assert headings(document) == ["Staff & pay", "Leave", "Pay"]
    assert document.text.split("\n") == [
        "Staff & pay",
        "Leave",
        "Each full-time employee",
        "has 12 days.",
        "Ask first.",
        "call",
        "rest",
        "Mon soup",
        "a",
        "b",
        "Pay",
    ]


def test_html_without_words_is_empty(file_of: Write) -> None:
    with pytest.raises(FileEmpty):
        read(file_of("page.html", b"<html><script>let x = 1</script></html>"))


def test_html_is_read_in_the_encoding_it_declares(file_of: Write) -> None:
    page = '<meta charset="shift_jis"><p>有給休暇</p>'

    assert read(file_of("page.html", page.encode("shift_jis"))).text == "有給休暇"
    assert read(file_of("page.html", page.encode("utf-8"))).text == "有給休暇"


def test_html_nested_deep_is_read_or_refused_in_good_time(file_of: Write) -> None:
    start = time.perf_counter()

    assert "deep" in outcome(file_of("deep.html", b"<div>" * 20_000 + b"deep"))
    assert time.perf_counter() - start < 5


def test_each_row_of_a_table_is_a_page_under_its_number(file_of: Write) -> None:
    document = read(file_of("hours.csv", b"\xef\xbb\xbfname;hours\nAda;12\nBo;14\n"))

    assert [page.text for page in document.pages] == ["name: Ada\nhours: 12", "name: Bo\nhours: 14"]
    assert [page.number for page in document.pages] == [None, None]
    assert headings(document) == ["row 1", "row 2"]


def test_ragged_rows_lose_nothing(file_of: Write) -> None:
    document = read(file_of("hours.csv", b'name,hours\nAda\nBo,14,late,"a,b"\n'))

    assert [page.text for page in document.pages] == ["name: Ada\nhours:", "name: Bo\nhours: 14\nmore: late,a,b"]


def test_a_cell_beyond_all_measure_is_broken(file_of: Write) -> None:
    with pytest.raises(FileBroken, match="rules of CSV"):
        read(file_of("hours.csv", b"name\n" + b"x" * 200_000))


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    word = docx.Document()
    word.add_heading("Leave policy", level=1)
    word.add_paragraph("Each employee has 12 days.")
    word.add_paragraph("Ask first", style="List Bullet")
    word.add_heading("Pay", level=2)
    word.add_paragraph("Monthly.")
    word.save(str(tmp_path / "letter.docx"))
    return tmp_path / "letter.docx"


def test_a_word_document_keeps_its_headings(letter: Path) -> None:
    document = read(letter)

    assert document.text.split("\n") == ["Leave policy", "Each employee has 12 days.", "Ask first", "Pay", "Monthly."]
    assert headings(document) == ["Leave policy", "Pay"]


def test_a_word_document_behind_a_password_is_encrypted(file_of: Write) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)

    with pytest.raises(FileEncrypted):
        read(file_of("letter.docx", ole))
    with pytest.raises(NotThatKind):
        read(file_of("letter.docx", ole[:500]))


def test_a_zip_without_a_document_is_no_word_document(file_of: Write) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        parts.writestr("readme.txt", "hello")

    with pytest.raises(NotThatKind, match=r"is named \.docx but is not one"):
        read(file_of("letter.docx", buffer.getvalue()))


def test_a_word_document_cut_short_is_broken(letter: Path) -> None:
    letter.write_bytes(letter.read_bytes()[:9000])

    with pytest.raises(FileBroken, match="damaged or cut short"):
        read(letter)


def test_a_word_document_with_spoilt_parts_is_broken(letter: Path) -> None:
    data = bytearray(letter.read_bytes())
    with zipfile.ZipFile(letter) as parts:
        start = parts.getinfo("word/document.xml").header_offset
    data[start + 60 : start + 200] = bytes(140)
    letter.write_bytes(data)

    with pytest.raises(FileBroken, match="damaged inside"):
        read(letter)


@pytest.mark.parametrize(("parts", "size"), [(6, 90), (1, 110)])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, parts: int, size: int) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        bomb.writestr("word/document.xml", b" " * (size * 1_000_000))
        for part in range(1, parts):
            bomb.writestr(f"word/media/{part}.bin", b" " * (size * 1_000_000))

    with pytest.raises(FileBroken, match="far more than a document has"):
        read(tmp_path / "bomb.docx")


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{lines}]><d>&e11;</d>'
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w") as bomb:
        bomb.writestr("word/document.xml", body)

    with pytest.raises(FileBroken):
        read(tmp_path / "bomb.docx")


def test_a_text_of_twenty_thousand_lines_is_read_in_seconds(file_of: Write) -> None:
    lines = "\n".join(f"Rule {n}: the crew of boat {n} meets at pier {n % 97} at dawn." for n in range(20_000))
    path = file_of("big.txt", lines.encode())
    start = time.perf_counter()

    text = read(path).text

    assert time.perf_counter() - start < 10
    assert "boat 19999 meets at pier 17 at dawn." in text
