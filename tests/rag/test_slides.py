"""PowerPoint files, made by python-pptx."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.util import Inches

from rag.chunks import split
from rag.documents import read
from runtime.errors import FileBroken, FileEmpty, FileEncrypted, NotThatKind


def with_table(slide: Any, rows: list[tuple[str, str]]) -> None:
    table = slide.shapes.add_table(len(rows), 2, Inches(1), Inches(3), Inches(5), Inches(2)).table
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Two slides: a title with points and notes; a table under a box of text that was drawn after it, in a group."""
    presentation = pptx.Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[1])
    first.shapes.title.text = "Harbour\vplan"
    first.placeholders[1].text = "Boats leave at dawn.\nCrews meet at pier 4."
    first.notes_slide.notes_text_frame.text = "Mention the fish market.\nAsk who was there."
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "Kosten — 費用"
    with_table(second, [("item", "euro"), ("rope", "120"), ("paint", "")])
    group = second.shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(1), Inches(1), Inches(3), Inches(1))
    box.text_frame.text = "All prices are for one boat."
    presentation.save(str(tmp_path / "plan.pptx"))
    return tmp_path / "plan.pptx"


def test_a_slide_is_a_page_under_its_title_with_its_notes(plan: Path) -> None:
    first = read(plan).pages[0]

    assert first.text.split("\n") == [
        "Harbour plan",
        "Boats leave at dawn.",
        "Crews meet at pier 4.",
        "Notes: Mention the fish market.",
        "Notes: Ask who was there.",
    ]
    assert [heading.text for heading in first.headings] == ["Harbour plan"]


def test_what_stands_higher_is_read_first_and_a_table_keeps_its_column_names(plan: Path) -> None:
    second = read(plan).pages[1]

    assert second.text.split("\n") == [
        "Kosten — 費用",
        "All prices are for one boat.",
        "item | euro",
        "item: rope; euro: 120",
        "item: paint",
    ]


def test_a_passage_of_a_slide_names_the_slide(plan: Path) -> None:
    passages = split(read(plan), "plan-1")

    assert [(passage.place, passage.section) for passage in passages] == [
        ("plan.pptx, slide 1", "Harbour plan"),
        ("plan.pptx, slide 2", "Kosten — 費用"),
    ]


def test_slides_without_a_word_are_empty(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    presentation.save(str(tmp_path / "blank.pptx"))

    with pytest.raises(FileEmpty):
        read(tmp_path / "blank.pptx")


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_presentation_cut_short_is_broken(plan: Path, share: float) -> None:
    plan.write_bytes(plan.read_bytes()[: int(plan.stat().st_size * share)])

    with pytest.raises(FileBroken, match="damaged or cut short"):
        read(plan)


def test_a_presentation_with_a_spoilt_slide_is_broken(plan: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(plan) as old, zipfile.ZipFile(tmp_path / "spoilt.pptx", "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<p:sld" if name == "ppt/slides/slide1.xml" else old.read(name))

    with pytest.raises(FileBroken, match="damaged inside"):
        read(tmp_path / "spoilt.pptx")


def test_a_presentation_behind_a_password_is_encrypted(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    (tmp_path / "plan.pptx").write_bytes(ole)

    with pytest.raises(FileEncrypted):
        read(tmp_path / "plan.pptx")


def test_a_presentation_under_another_name_is_not_that_kind(plan: Path) -> None:
    for suffix in (".xlsx", ".epub", ".docx", ".txt", ".py"):
        with pytest.raises(NotThatKind, match=rf"is named \{suffix} but is not one"):
            read(plan.rename(plan.with_suffix(suffix)))
        plan.with_suffix(suffix).rename(plan)
