"""Excel files, made by openpyxl."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rag import sheets
from rag.chunks import split
from rag.documents import read
from runtime.errors import FileBroken, FileEmpty, NotThatKind, TooMuchInside


def book(path: Path, **rows_of: Sequence[Sequence[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in rows_of.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(str(path))
    return path


def lines(path: Path) -> list[str]:
    return [line for page in read(path).pages for line in page.text.split("\n")]


def test_each_cell_is_read_with_the_name_of_its_column(tmp_path: Path) -> None:
    path = book(tmp_path / "fleet.xlsx", Fleet=[["boat", "berth", "crew"], ["Otter", "B 4", 3], ["Seal", None, 5]])

    assert lines(path) == ["boat | berth | crew", "boat: Otter; berth: B 4; crew: 3", "boat: Seal; crew: 5"]


def test_a_row_is_cited_by_its_sheet_and_its_number(tmp_path: Path) -> None:
    rows = [["boat", "rule"]] + [
        [f"Boat {n}", f"meets at pier {n} at dawn, whatever the weather"] for n in range(2, 60)
    ]
    document = read(book(tmp_path / "fleet.xlsx", Notes=[["boat", "rule"], ["Otter", "rests"]], Fleet=rows))

    passages = split(document, "fleet-1")

    assert len(passages) > 3
    for passage in passages[1:]:
        assert passage.place == f"fleet.xlsx, sheet 2, row {passage.line}"
        texts = dict(enumerate(passage.text.split("\n"), passage.line or 0))
        assert all(text.startswith(f"boat: Boat {row};") for row, text in texts.items() if row > 1)
    assert [passage.section for passage in passages] == ["Notes", *["Fleet"] * (len(passages) - 1)]


def test_dates_shares_and_numbers_read_as_they_show(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["since", "at", "share", "price", "paid"])
    made.active.append([datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 14, 30), 0.125, 1200.50, True])
    made.active["C2"].number_format = "0.0%"
    made.save(str(tmp_path / "sums.xlsx"))

    assert lines(tmp_path / "sums.xlsx")[1] == (
        "since: 2026-03-01; at: 2026-03-01 14:30; share: 12.5%; price: 1200.5; paid: TRUE"
    )


def test_a_formula_is_its_saved_value_or_else_itself(tmp_path: Path) -> None:
    path = book(tmp_path / "sums.xlsx", Sums=[["city", "boats"], ["Oslo", 3], ["all", "=SUM(B2:B2)"]])
    assert lines(path)[2] == "city: all; boats: =SUM(B2:B2)"

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "saved.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>3</v>", data)
            new.writestr(name, data)

    assert lines(tmp_path / "saved.xlsx")[2] == "city: all; boats: 3"


def test_a_lone_cell_above_a_table_is_its_heading(tmp_path: Path) -> None:
    rows = [
        ["Berths"],
        [],
        ["pier", "fee"],
        [4, 120],
        [],
        ["Crew", None],
        ["name", "role", "since"],
        ["Ada", "cook", 2019],
    ]
    document = read(book(tmp_path / "harbour.xlsx", Port=rows))

    assert document.text.split("\n")[3:] == [
        "pier: 4; fee: 120",
        "",
        "Crew",
        "name | role | since",
        "name: Ada; role: cook; since: 2019",
    ]
    assert [heading.text for heading in document.pages[0].headings] == ["Port › Berths", "Port › Crew"]


def test_a_list_of_one_column_has_no_headings(tmp_path: Path) -> None:
    path = book(tmp_path / "list.xlsx", List=[["rope"], ["paint"], [None], ["tar"]])

    assert lines(path) == ["rope", "paint", "", "tar"]
    assert [heading.text for heading in read(path).pages[0].headings] == ["List"]


def test_hidden_sheets_are_left_out_and_the_others_keep_their_number(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["secret"])
    made.active.sheet_state = "hidden"
    made.create_sheet("Shown").append(["open"])
    made.active = 1
    made.save(str(tmp_path / "two.xlsx"))

    assert [(page.number, page.text) for page in read(tmp_path / "two.xlsx").pages] == [(2, "open")]


def test_other_scripts_and_line_breaks_in_cells_survive(tmp_path: Path) -> None:
    path = book(tmp_path / "休暇.xlsx", 規則=[["項目", "قيمة"], ["有給\n休暇", "١٢"]])

    assert lines(path)[1] == "項目: 有給 休暇; قيمة: ١٢"


def test_a_sheet_without_cells_is_empty(tmp_path: Path) -> None:
    with pytest.raises(FileEmpty):
        read(book(tmp_path / "none.xlsx", Nothing=[]))


def test_more_rows_than_can_be_worked_on_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "big.xlsx", Big=[["n"]] + [[n] for n in range(60)])
    monkeypatch.setattr(sheets, "ROWS", 50)

    with pytest.raises(TooMuchInside, match="more than 50 rows"):
        read(path)


def test_cells_far_out_do_not_cost_what_lies_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = openpyxl.Workbook()
    made.active["XFD200000"] = "far"
    made.active["A1"] = "near"
    made.save(str(tmp_path / "wide.xlsx"))

    document = read(tmp_path / "wide.xlsx")

    assert [(page.number, page.line, page.text) for page in document.pages] == [(1, 1, "near"), (1, 200_000, "far")]
    monkeypatch.setattr(sheets, "CELLS", 10_000)
    with pytest.raises(TooMuchInside, match=r"wide\.xlsx has more than 10,000 cells"):
        read(tmp_path / "wide.xlsx")


def test_a_workbook_with_a_spoilt_sheet_is_broken(tmp_path: Path) -> None:
    path = book(tmp_path / "fleet.xlsx", Fleet=[["boat"], ["Otter"]])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "spoilt.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:200] if name == "xl/worksheets/sheet1.xml" else old.read(name))

    with pytest.raises(FileBroken, match="damaged inside"):
        read(tmp_path / "spoilt.xlsx")


def test_a_sheet_that_unpacks_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        bomb.writestr("xl/workbook.xml", b"<workbook/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b" " * 110_000_000)

    with pytest.raises(FileBroken, match="far more than a document has"):
        read(tmp_path / "bomb.xlsx")


def test_what_openpyxl_would_remark_on_is_read_without_a_word(tmp_path: Path) -> None:
    path = book(tmp_path / "plain.xlsx", Fleet=[["boat"], ["Otter"]])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "bare.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, re.sub(rb"<cellStyles.*?</cellStyles>", b"", data) if name == "xl/styles.xml" else data)

    assert lines(tmp_path / "bare.xlsx") == ["boat", "Otter"]


def test_an_old_workbook_is_not_that_kind(tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))

    with pytest.raises(NotThatKind):
        read(tmp_path / "old.xlsx")
