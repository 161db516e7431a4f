"""What reading a file gives: a document of pages, each with its text and the headings in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Heading(NamedTuple):
    start: int
    """Where it begins in the page's text, in characters."""
    text: str
    """Its words, without marks such as `##`."""


@dataclass(frozen=True, slots=True)
class Page:
    number: int | None
    """1 for the first page; None where a document has no pages."""
    text: str
    """Paragraphs, headings and list items, one a line."""
    headings: tuple[Heading, ...] = ()
    """In the order of the text."""


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    """The file name, for people."""
    pages: tuple[Page, ...]
    media_type: str
    sha256: str
    """Of the file's bytes."""

    @property
    def text(self) -> str:
        return "\n".join(page.text for page in self.pages)


class File(NamedTuple):
    """A file's bytes, read once, so that what is checked, hashed and parsed are the same."""

    path: Path
    data: bytes
    max_mb: float


class Paragraph(NamedTuple):
    text: str
    heading: str = ""
    """Its words, where it is a heading."""


def page_of(number: int | None, paragraphs: Iterable[Paragraph]) -> Page:
    """
    >>> page_of(1, [Paragraph("Intro"), Paragraph("## Leave", "Leave"), Paragraph("12 hours.")])
    Page(number=1, text='Intro\\n## Leave\\n12 hours.', headings=(Heading(start=6, text='Leave'),))
    """
    texts, headings, start = [], [], 0
    for paragraph in paragraphs:
        if paragraph.heading:
            headings.append(Heading(start, paragraph.heading))
        texts.append(paragraph.text)
        start += len(paragraph.text) + 1
    return Page(number, "\n".join(texts), tuple(headings))


BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` with one kind of line break, and nothing in it that a terminal obeys or a file cannot hold.

    >>> clean("one\\r\\ntwo\\x1b[31m\\ud800")
    'one\\ntwo[31m\ufffd'
    """
    return SURROGATES.sub("\ufffd", CONTROLS.sub("", BREAKS.sub("\n", text)))


def snippet(text: str, characters: int = 200) -> str:
    """The start of a text on one line, cut between words.

    >>> snippet("one  two three", 9)
    'one two …'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= characters else flat[: characters - 1].rsplit(" ", 1)[0] + " …"
