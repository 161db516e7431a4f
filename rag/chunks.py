"""A document → pieces small enough to embed, each with its page and the heading it stands under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rag.cut import USUAL, Cut, Length
from rag.pages import Document, Heading, Page, Spot, spots
from rag.recursive import Cutter, Span
from rag.sections import Over, by_sections, path_at, sections_of
from rag.syntax import separators_for
from runtime.records import Passage

HEADED = ("text/markdown", "text/html", "application/epub+zip")
"""Kinds whose headings are marked as such, with their level."""


class Piece(NamedTuple):
    page: Page
    text: str
    section: str
    spot: Spot


def split(document: Document, source: str, cut: Cut = USUAL, length: Length = len) -> list[Passage]:
    """Passages of up to `cut.size`, as `length` measures it, and a heading; verbatim, save that the column names of a
    table are said again where it had to be cut. Each shares up to `cut.overlap` with the one before, in whole sentences
    or words; none crosses from a page to the next. `source` is the document's artifact name.

    Where `cut` leaves it to the kind of document: Markdown and HTML are cut by headings, a passage never crossing one
    that is not deeper than its own, and `section` tells the headings above it (`Leave › Sick leave`); source code is
    cut between classes and functions.
    """
    return [
        Passage(piece.text, source, document.title, piece.page.number, piece.section, position, 0.0, *piece.spot)
        for position, piece in enumerate(pieces(document, cut, length))
    ]


def by_kind(document: Document) -> bool:
    """Whether its kind says where to cut, so that it matters which mode a cut has."""
    return document.media_type in HEADED or bool(separators_for(document.media_type))


def pieces(document: Document, cut: Cut, length: Length) -> Iterator[Piece]:
    separators = separators_for(document.media_type) if cut.mode == "auto" else ()
    if separators:
        return recursive(document, Cutter(cut, length, separators, indented=True))
    headed = cut.mode == "auto" and document.media_type in HEADED
    return (headed_pieces if headed else recursive)(document, Cutter(cut, length))


def recursive(document: Document, cutter: Cutter) -> Iterator[Piece]:
    """A page begins in the section that the one before ended in."""
    section = ""
    for page in document.pages:
        spot = spots(page)
        for span in with_headings(page, cutter(page.text)):
            yield Piece(page, said(page, span), section_at(page.headings, span.start, section), spot(span.start))
        if page.headings:
            section = page.headings[-1].text


def headed_pieces(document: Document, cutter: Cutter) -> Iterator[Piece]:
    """A page begins under the headings that the one before ended under."""
    above: tuple[Over, ...] = ()
    for page in document.pages:
        spot, sections = spots(page), sections_of(page, above)
        for span in with_headings(page, by_sections(page, sections, cutter)):
            section = path_at(sections, body_of(page, span), span.end)
            yield Piece(page, said(page, span), section, spot(span.start))
        above = sections[-1].over if sections else above


def said(page: Page, span: Span) -> str:
    return span.above + page.text[span.start : span.end]


def with_headings(page: Page, spans: Iterable[Span]) -> list[Span]:
    """The splitter leaves a heading alone before a paragraph that it has to cut: it is put with what comes next, or,
    at a page's end, with what came before."""
    kept: list[Span] = []
    alone: Span | None = None
    for span in spans:
        if alone:
            span = Span(alone.start, span.end, span.above)
        alone = span if only_headings(page, span) else None
        if not alone:
            kept.append(span)
    if alone:
        kept.append(Span(kept[-1].start, alone.end, kept.pop().above) if kept else alone)
    return kept


def only_headings(page: Page, span: Span) -> bool:
    lines = page.text.count("\n", span.start, span.end) + 1
    return lines == sum(span.start <= heading.start < span.end for heading in page.headings)


def body_of(page: Page, span: Span) -> int:
    """Where, in a span, the first line begins that is no heading; its start, where there is none."""
    at, headings = span.start, {heading.start for heading in page.headings}
    while at in headings and (after := page.text.find("\n", at, span.end)) >= 0:
        at = after + 1
    return at if at < span.end else span.start


def section_at(headings: tuple[Heading, ...], start: int, before: str) -> str:
    """
    >>> section_at((Heading(0, "Leave"), Heading(80, "Pay")), 79, "")
    'Leave'
    """
    above = [heading.text for heading in headings if heading.start <= start]
    return above[-1] if above else before
