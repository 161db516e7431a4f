"""Files to read, written by other programs than the ones that read them, and an encoder that needs no weights."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from fpdf import FPDF

from rag.pages import Document, Page, Paragraph, page_of

LEAVE = (
    "Each full-time employee is eligible for 12 hours of volunteer time off per calendar year, after the first month."
)
LUNCH = "The canteen opens at noon. Soup is served on Mondays, and on Fridays there is fish from the harbour market."


class Words:
    """A stand-in encoder: texts that share words point the same way. Counts what it was given."""

    name, dimension, max_tokens = "words", 64, 10_000

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.batches.append(list(texts))
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, zlib.crc32(word.strip(".,?").encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Handbook(FPDF):
    """Three pages with a running header, page numbers, headings, wrapped paragraphs and bullets."""

    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.cell(0, 8, "Acme Handbook 2026", align="R", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.cell(0, 8, f"Page {self.page_no()} of 3", align="C")

    def heading(self, text: str) -> None:
        self.set_font("helvetica", "B", 14)
        self.cell(0, 10, text, new_x="LMARGIN", new_y="NEXT")

    def say(self, text: str) -> None:
        self.set_font("helvetica", size=11)
        self.multi_cell(90, 5.5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(2)


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    pdf = Handbook()
    for heading, text in (("1 Welcome", "Glad that you are here. " * 9), ("2 Leave", LEAVE), ("3 Lunch", LUNCH)):
        pdf.add_page()
        pdf.heading(heading)
        pdf.say(text)
        pdf.say(
            "- Ask your manager first, who will look at the rota of the whole team.\n- Then enter it in the portal."
        )
    path = tmp_path / "handbook.pdf"
    pdf.output(str(path))
    return path


@pytest.fixture
def pdf_of(tmp_path: Path) -> Callable[..., Path]:
    def write(*pages: str, name: str = "some.pdf") -> Path:
        pdf = FPDF()
        for text in pages:
            pdf.add_page()
            pdf.set_font("helvetica", size=11)
            pdf.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
        pdf.output(str(tmp_path / name))
        return tmp_path / name

    return write


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


@pytest.fixture
def document() -> Document:
    """Three pages of two sections each, long enough that a page makes several passages."""
    pages: list[Page] = []
    for number, topic in enumerate(("leave", "lunch", "laptops"), start=1):
        text = " ".join(f"Rule {rule} about {topic} says that item {rule} of {topic} matters." for rule in range(30))
        heading = f"{number}. About {topic}"
        pages.append(page_of(number, [Paragraph(heading, heading), Paragraph(text), Paragraph("More", "More")]))
    return Document("rules.pdf", tuple(pages), "application/pdf", "0" * 64)
