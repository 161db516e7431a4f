"""XLSX → its sheets as pages, a row a line, each cell with the name of its column. Only this file knows openpyxl."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from rag.checks import check_zip
from rag.pages import File, Page, Paragraph, clean, page_of
from rag.rows import told
from runtime.cancel import check
from runtime.errors import AtelierError, FileBroken, TooMuchInside, need

ROWS, CELLS = 100_000, 5_000_000
"""What a file may hold; reading so much takes a minute."""
OFTEN = 1000
FAR = 20
"""Empty rows after which what follows has nothing to do with what was before."""
Row = Sequence[Any]


def read_xlsx(file: File) -> tuple[Page, ...]:
    """A page for each sheet that is shown (or more, where cells are far apart), numbered as it stands there; line 14 is
    row 14. A formula is read as the
    value that was saved with it, or where none was as it is written. Hidden sheets are left out.

    Raises:
        FileEncrypted, NotThatKind: it is no Excel file that can be opened.
        FileBroken: it is damaged, or unpacks to far more than a spreadsheet has.
        TooMuchInside: it has too many rows.
        MissingExtra: openpyxl is not installed.
        Stopped: the run's time is up, or it was cancelled.
    """
    check_zip(file, "xl/workbook.xml")
    try:
        return tuple(pages_in(file))
    except AtelierError:
        raise
    except Exception as error:  # openpyxl lets anything through that a damaged file brings about
        raise FileBroken(file.path, "it is damaged inside") from error


def pages_in(file: File) -> Iterator[Page]:
    values = opened(file, values=True)
    written = opened(file, values=False) if has_formulas(file) else None
    used = Used(file)
    for number, sheet in enumerate(values.worksheets, 1):
        if sheet.sheet_state != "visible":
            continue
        title = " ".join(clean(sheet.title).split())
        for first, rows in stretches(texts(sheet, written.worksheets[number - 1] if written else None, used)):
            yield page_of(number, headed(list(told(rows)), title), line=first)


@dataclass(slots=True)
class Used:
    """What has been read of a file, so that it ends where it is too much."""

    file: File
    rows: int = 0
    cells: int = 0

    def count(self, row: Sequence[str]) -> None:
        self.rows += any(row)
        self.cells += len(row)
        if self.rows > ROWS:
            raise TooMuchInside(self.file.path, f"more than {ROWS:,} rows")
        if self.cells > CELLS:
            raise TooMuchInside(self.file.path, f"more than {CELLS:,} cells")


def stretches(rows: Iterable[list[str]]) -> Iterator[tuple[int, list[list[str]]]]:
    """Rows up to where many empty ones follow, and the number of the first: a stray cell may stand a million below."""
    first, kept, gap = 1, list[list[str]](), 0
    for number, row in enumerate(rows, 1):
        if not any(row):
            gap += 1
            continue
        if kept and gap > FAR:
            yield first, kept
            kept = []
        first = first if kept else number
        kept += [[]] * (gap if kept else 0) + [row]
        gap = 0
    if kept:
        yield first, kept


def headed(lines: Sequence[Paragraph], title: str) -> Iterator[Paragraph]:
    """The sheet's name is over everything, though it stands on a tab and not in a row."""
    for number, line in enumerate(lines):
        below = f"{title} › {line.heading}" if line.heading and line.heading != title else title
        yield line._replace(heading=below) if line.heading or number == 0 else line


def opened(file: File, values: bool) -> Any:
    load = need("openpyxl", "office").load_workbook
    warnings.filterwarnings("ignore", module="openpyxl")  # what it does not know of a file is no matter for the reader
    return load(io.BytesIO(file.data), read_only=True, data_only=values, keep_links=False)


def has_formulas(file: File) -> bool:
    with zipfile.ZipFile(io.BytesIO(file.data)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f>" in (data := parts.read(name)) or b"<f " in data for name in names)


def texts(sheet: Any, written: Any, used: Used) -> Iterator[list[str]]:
    """The cells of each row as text, from the first row on, empty ones between among them."""
    for one in filter(None, (sheet, written)):
        one.reset_dimensions()  # what a file says of its own size costs as much as if it were true
    formulas: Iterable[Row] = written.iter_rows() if written else repeat(())
    for number, (row, as_written) in enumerate(zip(sheet.iter_rows(), formulas, strict=False)):
        if number % OFTEN == 0:
            check()
        cells = [
            text_of(cell, as_written[place] if place < len(as_written) else None) for place, cell in enumerate(row)
        ]
        used.count(cells)
        yield cells


def text_of(cell: Any, written: Any = None) -> str:
    """What a cell shows, nearly: dates as ISO 8601 has them, shares in percent, numbers without their padding."""
    value = cell.value
    if value is None and written is not None and written.value is not None:
        value = getattr(written.value, "text", written.value)
    return " ".join(clean(shown(value, str(getattr(cell, "number_format", "") or ""))).split())


def shown(value: Any, form: str = "") -> str:
    """
    >>> shown(0.125, "0.0%"), shown(1200.0), shown(0.1 + 0.2), shown(datetime.datetime(2026, 3, 1))
    ('12.5%', '1200', '0.3', '2026-03-01')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{100 * value:.10g}%" if "%" in form else f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)
