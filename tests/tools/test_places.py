"""A citation says where to look: the line of a source file, the moment of a recording, the row of a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw

from app.output import answer_fields, answer_text, tool_text
from app.service import Service
from rag.pages import Document, Page
from rag.placing import placed, spot_in
from runtime.errors import NoResult
from runtime.records import Citation, Passage, Request
from tools.answers import AnswerFromDocuments
from tools.files import ReadFile
from tools.search import SearchDocuments

TOOL = '''"""Volunteer time."""

import datetime


def hours(employee):
    # A full-time employee receives 12 volunteer hours each year.
    return 12 if employee.full_time else 6


def lunch():
    # The canteen serves lunch from noon until two o'clock.
    return datetime.time(12)
'''
TALK = """1
00:00:04,000 --> 00:00:07,000
Welcome to the yearly meeting.

2
00:01:12,500 --> 00:01:16,000
Each full-time employee receives 12 volunteer

3
00:01:16,000 --> 00:01:18,000
hours in a calendar year.

4
01:02:03,000 --> 01:02:06,000
Lunch is served from noon until two o'clock.
"""


@pytest.fixture
def tool_file(tmp_path: Path) -> Path:
    (tmp_path / "tool.py").write_text(TOOL)
    return tmp_path / "tool.py"


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    (tmp_path / "talk.srt").write_text(TALK)
    return tmp_path / "talk.srt"


@pytest.fixture
def half_scanned(tmp_path: Path) -> Path:
    pdf = FPDF(format=(105, 140))
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, "The canteen serves lunch from noon until two o'clock.")
    pdf.add_page()
    page = Image.new("L", (200, 200), 240)
    ImageDraw.Draw(page).rectangle((50, 50, 150, 150), fill=20)
    pdf.image(page, w=80)
    pdf.output(str(tmp_path / "half.pdf"))
    return tmp_path / "half.pdf"


def test_an_answer_from_source_code_names_the_line_of_its_sentence(bench: Any, tool_file: Path) -> None:
    bench.artifacts.import_file(tool_file)

    result = AnswerFromDocuments(bench)(
        question="How many volunteer hours does a full-time employee receive each year?"
    )

    assert "12 volunteer hours" in result["answer"]
    assert (result["place"], result["citations"][0]["line"]) == ("tool.py, line 7", 7)
    assert "[1] tool.py, line 7: “" in tool_text(result)


def test_a_search_names_where_each_passage_begins(bench: Any, tool_file: Path) -> None:
    bench.artifacts.import_file(tool_file)

    found = SearchDocuments(bench)(query="lunch in the canteen")

    first = found["passages"][0]
    assert first["line"] == 1 + TOOL[: TOOL.index(first["text"])].count("\n")
    assert f"tool.py, line {first['line']} [^1]" in found["summary"]


def test_an_answer_from_a_talk_names_the_moment(service: Service, talk: Path) -> None:
    answer = service.ask(Request("How many volunteer hours does a full-time employee receive each year?", (talk,)))

    assert answer.text == "Each full-time employee receives 12 volunteer hours in a calendar year. [1]"
    assert "[1] talk.srt, 00:01:12: “Each full-time" in answer_text(answer)
    assert answer_fields(answer)["citations"][0]["seconds"] == 72.5
    assert all(verdict.ok for verdict in answer.verdicts)


def test_an_answer_from_a_spreadsheet_names_the_sheet_and_the_row(service: Service, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["rule", "text"]] + [["parking", f"Car {n} stands on level {n}."] for n in range(20)]:
        book.active.append(row)
    book.active["B9"] = "Each full-time employee receives 12 volunteer hours each year."
    book.save(str(tmp_path / "rules.xlsx"))

    answer = service.ask(
        Request("How many volunteer hours does a full-time employee receive?", (tmp_path / "rules.xlsx",))
    )

    assert "12 volunteer hours" in answer.text
    assert [citation.place for citation in answer.citations] == ["rules.xlsx, sheet 1, row 9"]
    assert all(verdict.ok for verdict in answer.verdicts)


def test_a_question_that_unread_pages_may_answer_is_told_so(
    bench: Any, half_scanned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    name = bench.artifacts.import_file(half_scanned).name

    refused = AnswerFromDocuments(bench)(question="Who repairs the laptops?")
    found = AnswerFromDocuments(bench)(question="When does the canteen serve lunch?")

    assert "half.pdf: page 2 is a picture of text, not read here. Install Tesseract" in refused["summary"]
    assert "Tesseract" not in found["summary"]
    assert "half.pdf: page 2 is a picture" in ReadFile(bench)(file=name)["summary"]
    with pytest.raises(NoResult, match=r"no words on that page of half-1\. half\.pdf: page 2 is a picture"):
        ReadFile(bench)(file=name, first_page=2)


def test_pages_are_read_by_the_number_they_have(bench: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    for name in ("two", "three"):
        book.create_sheet(name).append([f"sheet {name}"])
    book.active = 1
    book.save(str(tmp_path / "book.xlsx"))
    name = bench.artifacts.import_file(tmp_path / "book.xlsx").name

    result = ReadFile(bench)(file=name, first_page=3)

    assert (result["summary"], result["pages"], result["of_pages"]) == ("sheet three [^1]", [3], 3)
    with pytest.raises(NoResult):
        ReadFile(bench)(file=name, first_page=1)


def test_a_quote_that_stands_twice_is_placed_after_its_passage_began() -> None:
    document = Document("a.py", (Page(None, "x = 1\ny = 2\n\nx = 1\nz", line=10),), "text/x-python", "")

    def line(quote: str, known: int | None) -> int | None:
        return placed(Citation("a.py", None, quote, 1.0, "a-1", known), document).line

    assert [line("x = 1", known) for known in (None, 10, 11, 13)] == [10, 10, 13, 13]
    assert line("y  =\n2", None) == 11
    assert line("z", 99) == 14
    assert line("not there", 12) == 12
    assert placed(Citation("a.pdf", 1, "x", 1.0), Document("a.pdf", (Page(1, "x"),), "", "")).line is None


def test_a_quote_is_placed_by_its_passage_alone_where_the_document_is_not_at_hand() -> None:
    passage = Passage("x = 1\ny = 2\nz", "a-1", "a.py", line=10)

    assert [spot_in(passage, quote).line for quote in ("x = 1", "y = 2\nz", "z", "not there")] == [10, 11, 12, 10]
    assert spot_in(Passage("Land ahoy.", "t-1", "t.srt", seconds=7.5), "ahoy") == (None, 7.5)
