"""Builds handbook.pdf, the document that the examples ask about, from handbook.md: one section, one page.

Run it as `python examples/build_handbook.py [OUT]`. The same text gives the same bytes.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF, XPos, YPos

HERE = Path(__file__).parent
TITLE = "Employee Handbook"
COMPANY = "Harbour & Pine Ltd."
PAGE_BREAK = "<!-- page-break -->"
MADE = datetime(2025, 12, 1, tzinfo=UTC)

PINE = (24, 74, 60)
GREY = (110, 116, 114)
INK = (33, 37, 36)
MARGIN_MM = 25.0
LINE_MM = 5.5


class Handbook(FPDF):
    """Letter pages, each with the title above and its number below."""

    def __init__(self) -> None:
        super().__init__(format="letter")
        self.core_fonts_encoding = "cp1252"  # what the built-in fonts can write; it has the bullet
        self.set_compression(False)  # zlib's bytes differ from build to build
        self.set_title(f"{COMPANY} {TITLE}")
        self.set_author("People Team")
        self.set_lang("en-CA")
        self.set_producer("examples/build_handbook.py")
        self.set_creation_date(MADE)
        self.set_margins(MARGIN_MM, 28, MARGIN_MM)
        self.c_margin = 0  # text starts where the rule above it does
        self.set_auto_page_break(True, margin=22)

    def header(self) -> None:
        self.set_y(13)
        self.set_font("helvetica", size=8.5)
        self.set_text_color(*GREY)
        self.cell(text=f"{COMPANY} {TITLE}")
        self.set_draw_color(*PINE)
        self.set_line_width(0.4)
        self.line(MARGIN_MM, 19.5, self.w - MARGIN_MM, 19.5)
        self.set_y(26)

    def footer(self) -> None:
        self.set_y(-16)
        self.set_font("helvetica", size=8.5)
        self.set_text_color(*GREY)
        self.cell(w=0, text=f"Page {self.page_no()}", align="C")

    def chapter(self, text: str) -> None:
        self.start_section(text)
        self.set_font("helvetica", style="B", size=19)
        self.set_text_color(*PINE)
        self.write_block(text, line_mm=9)
        self.ln(2.5)

    def heading(self, text: str) -> None:
        self.ln(1.8)
        self.set_font("helvetica", style="B", size=12)
        self.set_text_color(*PINE)
        self.write_block(text, line_mm=6.5)
        self.ln(0.6)

    def paragraph(self, text: str) -> None:
        self.body()
        self.write_block(text)
        self.ln(1.9)

    def bullet(self, text: str) -> None:
        self.body()
        self.set_left_margin(MARGIN_MM + 2)
        self.cell(w=4, h=LINE_MM, text="\u2022 ")
        self.set_left_margin(MARGIN_MM + 6)  # later lines hang under the first
        self.write_block(text)
        self.set_left_margin(MARGIN_MM)
        self.ln(0.9)

    def body(self) -> None:
        self.set_font("helvetica", size=11)
        self.set_text_color(*INK)

    def write_block(self, text: str, line_mm: float = LINE_MM) -> None:
        self.multi_cell(w=0, h=line_mm, text=text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def build(markdown: str) -> bytes:
    """The PDF's bytes.

    Raises:
        ValueError: a section is longer than its page, which would move every later one.
    """
    pdf = Handbook()
    for number, section in enumerate(markdown.split(PAGE_BREAK), start=1):
        pdf.add_page()
        for block in filter(None, map(str.strip, section.split("\n\n"))):
            write(pdf, block)
        if pdf.page_no() != number:
            raise ValueError(f"Section {number} runs over its page. Shorten it in handbook.md.")
    return bytes(pdf.output())


def write(pdf: Handbook, block: str) -> None:
    """Write one block of Markdown: a heading, a list or a paragraph."""
    if block.startswith("# "):
        pdf.chapter(block.removeprefix("# "))
    elif block.startswith("## "):
        pdf.heading(block.removeprefix("## "))
    elif block.startswith("- "):
        for line in block.splitlines():
            pdf.bullet(line.removeprefix("- "))
        pdf.ln(1.2)
    else:
        pdf.paragraph(" ".join(block.splitlines()))


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "handbook.pdf"
    out.write_bytes(build((HERE / "handbook.md").read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
