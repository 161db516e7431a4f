"""PPTX → its slides as pages. Only this file knows python-pptx."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from rag.checks import check_zip
from rag.pages import File, Page, Paragraph, clean, page_of
from rag.rows import told
from runtime.cancel import check
from runtime.errors import AtelierError, FileBroken, need

FURNITURE = ("DATE", "FOOTER", "SLIDE_NUMBER", "HEADER")
"""Placeholders that say the same on every slide."""
DEEPEST = 20
"""Groups in groups."""


def read_pptx(file: File) -> tuple[Page, ...]:
    """A page for each slide, numbered as they are: its title as the heading, then what stands on it from top to bottom,
    rows of tables with the names of their columns, and last what the speaker noted. Pictures and charts are left out.

    Raises:
        FileEncrypted, NotThatKind: it is no PowerPoint file that can be opened.
        FileBroken: it is damaged, or unpacks to far more than a presentation has.
        MissingExtra: python-pptx is not installed.
        Stopped: the run's time is up, or it was cancelled.
    """
    check_zip(file, "ppt/presentation.xml")
    presentation = need("pptx", "office").Presentation
    try:
        slides = presentation(io.BytesIO(file.data)).slides
        return tuple(page_of(number, paragraphs(slide)) for number, slide in enumerate(slides, 1))
    except AtelierError:
        raise
    except Exception as error:  # a damaged part fails in many ways, some of them lxml's
        raise FileBroken(file.path, "it is damaged inside") from error


def paragraphs(slide: Any) -> Iterator[Paragraph]:
    check()
    title = slide.shapes.title
    text = one_line(title.text_frame.text) if title is not None else ""
    if text:
        yield Paragraph(text, text, 1)
    for shape in in_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            yield from said_by(shape)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        yield from (Paragraph(f"Notes: {line}") for line in lines_of(notes))


def in_order(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """From top to bottom, and from left to right; what is grouped stays together."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if hasattr(shape, "shapes") and depth < DEEPEST:
            yield from in_order(shape.shapes, depth + 1)
        elif not (shape.is_placeholder and shape.placeholder_format.type.name in FURNITURE):
            yield shape


def said_by(shape: Any) -> Iterator[Paragraph]:
    if getattr(shape, "has_table", False):
        rows = [[one_line(cell.text) for cell in row.cells] for row in shape.table.rows]
        yield from (line for line in told(rows) if line.text)
    elif shape.has_text_frame:
        yield from map(Paragraph, lines_of(shape.text_frame))


def lines_of(frame: Any) -> Iterator[str]:
    return filter(None, (one_line(paragraph.text) for paragraph in frame.paragraphs))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())
