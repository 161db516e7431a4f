"""What reading a file gives: a document of pages, each with its text and the headings in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Heading(NamedTuple):
    start: int
    """Where it begins in the page's text, in characters."""
    text: str
    """Its words, without marks such as `##`."""
    level: int = 0
    """1 for a chapter, 2 for what is under one; 0 where that is not told, and for the title of the whole."""


@dataclass(frozen=True, slots=True)
class Page:
    number: int | None
    """1 for the first page; None where a document has no pages."""
    text: str
    """Paragraphs, headings and list items, one a line."""
    headings: tuple[Heading, ...] = ()
    """In the order of the text."""
    line: int | None = None
    """Which line of the file its text begins with, the next line being the next; None where lines do not count."""
    seconds: tuple[float, ...] = ()
    """When each line of its text begins to be said, from the recording's start; empty where nothing is timed."""
    unread: bool = False
    """Whether it is a picture of text that nothing here could read."""


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

    @property
    def unread(self) -> str:
        """Which of its pages could not be read, and what would help: a sentence for people; empty where all were."""
        numbers = [page.number or 0 for page in self.pages if page.unread]
        if not numbers:
            return ""
        which = f"page {numbers[0]} is a picture" if len(numbers) == 1 else f"pages {runs(numbers)} are pictures"
        return f"{self.title}: {which} of text, not read here. {READS_PICTURES}, and give the file again."


READS_PICTURES = "Install Tesseract (apt-get install tesseract-ocr) and pip install -e '.[ocr]'"


def runs(numbers: Iterable[int]) -> str:
    """
    >>> runs([2, 3, 4, 9])
    '2-4, 9'
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)


class File(NamedTuple):
    """A file's bytes, read once, so that what is checked, hashed and parsed are the same."""

    path: Path
    data: bytes
    max_mb: float


class Paragraph(NamedTuple):
    text: str
    heading: str = ""
    """Its words, where it is a heading."""
    level: int = 0
    """The heading's."""


def page_of(number: int | None, paragraphs: Iterable[Paragraph], line: int | None = None) -> Page:
    """
    >>> page_of(1, [Paragraph("Intro"), Paragraph("## Leave", "Leave"), Paragraph("12 hours.")])
    Page(number=1, text='Intro\\n## Leave\\n12 hours.', headings=(Heading(start=6, text='Leave', level=0),),
         line=None, seconds=(), unread=False)
    """
    texts, headings, start = [], [], 0
    for paragraph in paragraphs:
        if paragraph.heading:
            headings.append(Heading(start, paragraph.heading, paragraph.level))
        texts.append(paragraph.text)
        start += len(paragraph.text) + 1
    return Page(number, "\n".join(texts), tuple(headings), line)


class Spot(NamedTuple):
    """Where in the file something stands, as people look for it."""

    line: int | None = None
    seconds: float | None = None


def spots(page: Page) -> Callable[[int], Spot]:
    """A function from a place in the page's text, in characters, to where that is in the file.

    >>> spots(page_of(None, [Paragraph("def leave():"), Paragraph("    return 12")], line=7))(17)
    Spot(line=8, seconds=None)
    """
    breaks = [match.start() for match in re.finditer("\n", page.text)] if page.line or page.seconds else []

    def spot(start: int) -> Spot:
        row = bisect_right(breaks, start - 1)
        return Spot(page.line + row if page.line else None, page.seconds[row] if page.seconds else None)

    return spot


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
