"""A PDF → its pages. Only this file knows pypdf."""

from __future__ import annotations

import io
import logging
import math
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from rag.furniture import without_furniture
from rag.hyphens import words_in
from rag.layout import Line, paragraphs, style_of
from rag.pages import File, Page, clean, page_of
from rag.scans import Scan, read_scans
from runtime.cancel import check
from runtime.errors import AtelierError, FileBroken, FileEncrypted, NoTextLayer, NotThatKind

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

TAIL = 4096
"""Bytes at the end in which the end mark must stand; some programs append junk."""
BOLD = ("bold", "black", "heavy", "demi")


def read_pdf(file: File) -> tuple[Page, ...]:
    """Its pages, numbered from 1, running headers and footers left out. A page without letters is read by Tesseract,
    where that is here; else it has an empty text, and says whether that is because it is a picture.

    Raises:
        NotThatKind: it does not begin like a PDF.
        FileEncrypted: it opens with a password only; an empty one is tried.
        NoTextLayer: there are pictures of pages, no letters, and nothing here could read them.
        FileBroken: it is cut short, or pypdf cannot make sense of it.
        Stopped: the run's time is up, or it was cancelled; asked between pages.
    """
    if b"%PDF" not in file.data[:1024]:
        raise NotThatKind(file.path, file.path.suffix)
    if b"%%EOF" not in file.data.rstrip(b"\0 \r\n\t")[-TAIL:]:
        raise FileBroken(file.path, "it is cut short, as after a download that stopped")
    pages, suspects = lines_of(file)
    blank = blanks(pages)
    scans = read_scans(file.data, blank, suspects) if blank else {}
    for number, scan in scans.items():
        pages[number] = [Line(text) for text in scan.lines]
    if len(blanks(pages)) == len(pages):
        raise NoTextLayer(file.path)
    return tuple(marked(tidied(pages), scans))


def blanks(pages: Sequence[Sequence[Line]]) -> list[int]:
    """The places of pages without letters, from 0."""
    return [number for number, page in enumerate(pages) if not any(line.text.strip() for line in page)]


def marked(pages: Iterable[Page], scans: Mapping[int, Scan]) -> Iterator[Page]:
    """Pages that could not be read say so."""
    for number, page in enumerate(pages):
        yield replace(page, unread=True) if number in scans and scans[number].unread else page


def tidied(pages: Sequence[Sequence[Line]]) -> tuple[Page, ...]:
    style = style_of(pages)
    bodies = without_furniture(pages, style)
    words = words_in("\n".join(line.text for page in bodies for line in page))
    return tuple(page_of(number, paragraphs(body, style, words)) for number, body in enumerate(bodies, start=1))


def lines_of(file: File) -> tuple[list[list[Line]], list[int]]:
    """The lines of each page, and the places of those on which something is drawn, from 0."""
    # pypdf itself, not LangChain's PyPDFLoader: the loader drops how large and where letters are, which tells headings
    # and paragraphs, and takes three times as long (154 against 45 ms for 24 pages, and 0.9 s to import).
    silence()
    try:
        reader = opened(file)
        pages = list(pages_in(reader))
        drawn = [number for number in blanks(pages) if draws(reader.pages[number])]
    except AtelierError:
        raise
    except Exception as error:  # pypdf lets anything through that a broken file brings about, RecursionError too
        raise FileBroken(file.path, "it is damaged inside") from error
    if not pages:
        raise FileBroken(file.path, "it has no pages")
    return pages, drawn


def draws(page: PageObject) -> bool:
    """Whether there are pictures on it, or forms that may hold some."""
    resources = page.get("/Resources")
    return bool(resources and resources.get_object().get("/XObject"))


def pages_in(reader: PdfReader) -> Iterator[list[Line]]:
    for page in reader.pages:
        check()
        yield list(lines_on(page))


def opened(file: File) -> PdfReader:
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(file.data))
    except NotImplementedError as error:  # locked to a certificate
        raise FileEncrypted(file.path) from error
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileEncrypted(file.path)
    return reader


class Fragment(NamedTuple):
    """What pypdf hands over at once: a line, or less."""

    text: str
    size: float
    bold: bool
    x: float
    y: float


def lines_on(page: PageObject) -> Iterator[Line]:
    fragments: list[Fragment] = []
    text = page.extract_text(visitor_text=lambda *told: fragments.append(fragment(*told)))
    lines = list(gathered(fragments))
    if squashed(line.text for line in lines) != squashed([text]):  # never seen; then the words matter more
        lines = [Line(line) for line in text.split("\n")]
    return (line._replace(text=clean(line.text)) for line in lines)


def squashed(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())


def fragment(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> Fragment:
    """`cm` and `tm` are PDF's matrices (a, b, c, d, x, y): of the page, and of the text in it."""
    height = math.hypot(tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    name = str(font.get("/BaseFont", "")).lower() if font else ""
    return Fragment(text, round(abs(size) * height, 1), any(word in name for word in BOLD), x, y)


def gathered(fragments: Iterable[Fragment]) -> Iterator[Line]:
    """Fragments up to each line break, as one line."""
    row: list[Fragment] = []
    for piece in fragments:
        *ends, rest = piece.text.split("\n")
        for end in ends:
            yield line_of([*row, piece._replace(text=end)])
            row = []
        if rest:
            row.append(piece._replace(text=rest))
    if row:
        yield line_of(row)


def line_of(row: Sequence[Fragment]) -> Line:
    """One line of several fragments: the size of most letters, bold if all are, and where it begins."""
    inked = [piece for piece in row if piece.text.strip()]
    text = "".join(piece.text for piece in row)
    if not inked:
        return Line(text)
    main = max(inked, key=lambda piece: len(piece.text))
    return Line(text, main.size, all(piece.bold for piece in inked), inked[0].x, inked[0].y)


def silence() -> None:
    """What pypdf has to say about a file is for its developers; the error raised here is for the person."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module=r"pypdf|cryptography")
