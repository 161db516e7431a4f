"""A document → pieces small enough to embed, each with its page and the heading it stands under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from rag.pages import Document, Heading, Page
from runtime.errors import SettingsError
from runtime.records import Passage

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

SEPARATORS = [
    r"\n",  # a paragraph, a list item, a heading
    r"(?<=[.!?…])[\"'”’)\]»]*\s+|(?<=[。！？])[」』）”’》]*",  # a sentence
    r"\s+",  # a word
    r"[,;、，]|(?<=[}\])])",  # data without spaces
    "",
]
"""Where to cut, best first: regular expressions."""


def split(document: Document, source: str, size: int = 900, overlap: int = 150) -> list[Passage]:
    """Passages of up to `size` characters and a heading, verbatim. Each shares up to `overlap` with the one before,
    in whole sentences or words; none crosses from a page to the next. `source` is the document's artifact name.

    Raises:
        SettingsError: `overlap` is not smaller than `size`.
    """
    splitter = splitter_for(size, overlap)
    found = ((page, text, section) for page, text, section in pieces(document, splitter))
    return [
        Passage(text, source, document.title, page.number, section, position)
        for position, (page, text, section) in enumerate(found)
    ]


def splitter_for(size: int, overlap: int) -> RecursiveCharacterTextSplitter:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    if not 0 <= overlap < size:
        raise SettingsError(f"chunk_overlap={overlap} must be smaller than chunk_size={size}. Lower it, or raise that.")
    return RecursiveCharacterTextSplitter(
        chunk_size=size,
        chunk_overlap=overlap,
        separators=SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        add_start_index=True,
    )


def pieces(document: Document, splitter: RecursiveCharacterTextSplitter) -> Iterator[tuple[Page, str, str]]:
    """Page, text and section of each piece, in order. A page begins in the section that the one before ended in."""
    section = ""
    for page in document.pages:
        for start, end in with_headings(page, spans_of(page, splitter)):
            yield page, page.text[start:end], section_at(page.headings, start, section)
        if page.headings:
            section = page.headings[-1].text


class Span(NamedTuple):
    start: int
    end: int


def spans_of(page: Page, splitter: RecursiveCharacterTextSplitter) -> Iterator[Span]:
    for piece in splitter.create_documents([page.text]):
        start = piece.metadata["start_index"]
        yield Span(start, start + len(piece.page_content))


def with_headings(page: Page, spans: Iterable[Span]) -> list[Span]:
    """The splitter leaves a heading alone before a paragraph that it has to cut: it is put with what comes next, or,
    at a page's end, with what came before."""
    kept: list[Span] = []
    alone: Span | None = None
    for span in spans:
        if alone:
            span = Span(alone.start, span.end)
        alone = span if only_headings(page, span) else None
        if not alone:
            kept.append(span)
    if alone:
        kept.append(Span(kept.pop().start if kept else alone.start, alone.end))
    return kept


def only_headings(page: Page, span: Span) -> bool:
    lines = page.text.count("\n", span.start, span.end) + 1
    return lines == sum(span.start <= heading.start < span.end for heading in page.headings)


def section_at(headings: tuple[Heading, ...], start: int, before: str) -> str:
    """
    >>> section_at((Heading(0, "Leave"), Heading(80, "Pay")), 79, "")
    'Leave'
    """
    above = [heading.text for heading in headings if heading.start <= start]
    return above[-1] if above else before
