"""Which lines of a page are running headers, footers and page numbers?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from rag.layout import Line, Style

EDGE = 3
"""Lines from the top and from the bottom that are looked at."""
NUMBER = re.compile(r"\d{1,6}")
FIRST = re.compile(r"\W*(?:page\s+)?(\d{1,6})\b", re.IGNORECASE)
LAST = re.compile(r"\b(\d{1,6})\W*$")


def without_furniture(pages: Sequence[Sequence[Line]], style: Style) -> list[list[Line]]:
    """The pages without the lines that most of them repeat at their edges. Never leaves nothing at all."""
    marked = [marks_on(number, page, style) for number, page in enumerate(pages)]
    counts = Counter(mark for marks in marked for mark in set().union(*marks.values()))
    most = max(3, 0.4 * sum(1 for page in pages if page))  # under half: left and right pages may differ
    repeated = {mark for mark, count in counts.items() if count >= most}
    kept = [
        [line for line in page if repeated.isdisjoint(marks.get(id(line), ()))]
        for page, marks in zip(pages, marked, strict=True)
    ]
    return kept if any(kept) else [list(page) for page in pages]


def marks_on(number: int, page: Sequence[Line], style: Style) -> dict[int, set[Hashable]]:
    """By which words or numbers each line near an edge may be known again on other pages; the key is the line's id."""
    marks: dict[int, set[Hashable]] = {id(line): set(marks_of(line, number)) for line in edges_of(page, style, EDGE)}
    for line in edges_of(page, style, 1):
        marks[id(line)] |= set(page_numbers(line, number))
    return marks


def edges_of(page: Sequence[Line], style: Style, depth: int) -> list[Line]:
    """The first and last lines, as written and as they stand: a footer may come first in the file.
    Lines larger than the text are headings, never furniture."""
    lines = [line for line in page if line.text.strip()]
    standing = lines
    if all(line.y is not None for line in lines):
        standing = sorted(lines, key=lambda line: -(line.y or 0.0))
    edges = [*lines[:depth], *lines[-depth:], *standing[:depth], *standing[-depth:]]
    return [line for line in edges if not line.size > 1.12 * style.size > 0]


def marks_of(line: Line, number: int) -> Iterator[Hashable]:
    """Where it stands and its words, whole or around a number that counts the pages.

    >>> list(marks_of(Line("Page 3 of 12", y=40.2), number=2))
    [(40, 'Page 3 of 12'), (40, 'Page # of 12', 1), (40, 'Page 3 of #', 10)]
    """
    text = " ".join(line.text.split())
    yield height(line), text
    for match in NUMBER.finditer(text[:200]):
        yield height(line), f"{text[: match.start()]}#{text[match.end() :]}", int(match[0]) - number


def height(line: Line) -> int | None:
    """In whole points: what repeats, repeats in its place."""
    return None if line.y is None else round(line.y)


def page_numbers(line: Line, number: int) -> Iterator[Hashable]:
    """A number before or after other words, as beside a chapter's title that changes.

    >>> list(page_numbers(Line("Chapter 2: Leave 14", y=40.2), number=12))
    [(40, 'page number', 2)]
    """
    for match in (FIRST.match(line.text), LAST.search(line.text)):
        if match:
            yield height(line), "page number", int(match[1]) - number
