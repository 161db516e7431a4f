"""A table is read as it stands, and its days are put in order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from rag.days import Uneven, placed, read_days, step_of
from rag.tables import read_table
from runtime.errors import FileBroken, FileEmpty, KindNotRead, NotThatKind

TABLES = Path(__file__).parents[1] / "data" / "tables"


def test_columns_and_rows_are_read_whatever_parts_them(tmp_path: Path) -> None:
    for mark in ",;\t|":
        path = tmp_path / "t.csv"
        path.write_text(f"a{mark}b\n1{mark}x y\n\n2{mark}\n")
        table = read_table(path)
        assert (table.columns, table.rows) == (("a", "b"), (("1", "x y"), ("2", "")))


def test_quotes_line_breaks_and_marks_of_order_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes('\ufeffcity,"what, where"\nKöln,"one\ntwo ""three"""\n'.encode())

    assert read_table(path).rows == (("Köln", 'one\ntwo "three"'),)


def test_a_table_of_numbers_alone_has_its_columns_called_by_place(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("2024-01-01,3\n2024-01-02,4\n")

    table = read_table(path)

    assert (table.columns, len(table.rows)) == (("column 1", "column 2"), 2)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("t.csv", b"", FileEmpty),
        ("t.csv", b"a,b\n1,2,3\n", FileBroken),
        ("t.csv", b"\x00\x01\x02", NotThatKind),
        ("t.xlsx", b"PK\x03\x04", KindNotRead),
    ],
)
def test_what_is_no_table_says_so(tmp_path: Path, name: str, data: bytes, error: type[Exception]) -> None:
    (tmp_path / name).write_bytes(data)

    with pytest.raises(error):
        read_table(tmp_path / name)


@pytest.mark.parametrize(
    ("cells", "first", "step", "coming"),
    [
        (["2024-01-31", "2024-02-29", "2024-03-31"], datetime(2024, 1, 31), "month", "2024-04-30"),
        (["Jan 2024", "Apr 2024", "Jul 2024"], datetime(2024, 1, 1), "quarter", "2024-10"),
        (["2024-Q1", "2024-Q2", "2024-Q4"], datetime(2024, 1, 1), "quarter", "2025-01"),
        (["2019", "2020", "2021"], datetime(2019, 1, 1), "year", "2022"),
        (["01.03.2024", "08.03.2024", "15.03.2024"], datetime(2024, 3, 1), "week", "2024-03-22"),
        (
            ["2024-03-01 09:00", "2024-03-01 10:00", "2024-03-01 11:00"],
            datetime(2024, 3, 1, 9),
            "hour",
            "2024-03-01T12:00",
        ),
        (["12/30/2023", "12/31/2023", "01/01/2024"], datetime(2023, 12, 30), "day", "2024-01-02"),
        (["2024-03-01", "2024-03-04", "2024-03-05"], datetime(2024, 3, 1), "working day", "2024-03-06"),
    ],
)
def test_days_are_read_and_go_on(cells: list[str], first: datetime, step: str, coming: str) -> None:
    days = read_days(cells)

    assert days is not None
    found = step_of(days)
    assert (days[0], found.called, found.after(days[-1], 1)) == (first, step, [coming])


def test_a_day_that_is_left_out_leaves_a_gap() -> None:
    days = read_days(["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-05", "2024-03-06"])

    assert days is not None
    assert placed(days, step_of(days)) == [0, 1, 2, 4, 5]


def test_words_are_no_days() -> None:
    assert read_days(["2024-03-01", "soon"]) is None
    assert read_days(["13/13/2024", "12/12/2024"]) is None
    assert read_days([]) is None


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["2024-01-01", "2024-01-02", "2024-01-02"], "2024-01-02 comes twice"),
        (["2024-01-01", "2024-01-03", "2024-01-10", "2024-02-20"], "uneven steps"),
        (["2024-01-01", "2024-01-03"], "it takes 3"),
    ],
)
def test_days_at_uneven_steps_make_no_series(cells: list[str], says: str) -> None:
    days = read_days(cells)

    assert days is not None
    with pytest.raises(Uneven, match=says):
        step_of(days)


def test_days_that_could_be_months_are_not_guessed() -> None:
    with pytest.raises(Uneven, match="may be a month and a day"):
        read_days(["01/02/2024", "01/03/2024", "01/04/2024"])
