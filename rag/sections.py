"""Headings → the sections that they open, one in another, and pieces that keep to them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.grids import with_grids
from rag.pages import Heading, Page
from rag.recursive import Cutter, Span

BELOW = " › "
"""Between a heading and one under it."""


class Over(NamedTuple):
    """A heading that something stands under."""

    level: int
    text: str
    end: int
    """Where, on this page, what it is over ends: at the next heading that is not deeper."""


class Section(NamedTuple):
    start: int
    own: int
    """Where the next heading begins, or the text ends."""
    over: tuple[Over, ...]
    """The headings above, its own the last."""
    headed: bool
    """Whether it begins with its heading; what stands before a page's first one does not."""

    @property
    def end(self) -> int:
        """Where it ends with all that is under it."""
        return self.over[-1].end if self.headed else self.own


def sections_of(page: Page, above: Sequence[Over] = ()) -> list[Section]:
    """The sections of a page, in order. `above` are the headings that the page before ended under."""
    size = len(page.text)
    starts = [*(heading.start for heading in page.headings), size]
    stack = tuple(over._replace(end=size) for over in above)
    found = [Section(0, starts[0], stack, False)] if page.text[: starts[0]].strip() else []
    for heading, own, end in zip(page.headings, starts[1:], ends_of(page.headings, size), strict=True):
        stack = (*(over for over in stack if over.level < heading.level), Over(heading.level, heading.text, end))
        found.append(Section(heading.start, own, stack, True))
    return found


def ends_of(headings: Sequence[Heading], size: int) -> list[int]:
    """Where the next heading begins that is not deeper.

    >>> ends_of([Heading(0, "A", 1), Heading(5, "B", 2), Heading(9, "C", 2), Heading(20, "D", 1)], 30)
    [20, 9, 20, 30]
    """
    ends, still_open = [size] * len(headings), list[int]()
    for place, heading in enumerate(headings):
        while still_open and headings[still_open[-1]].level >= heading.level:
            ends[still_open.pop()] = heading.start
        still_open.append(place)
    return ends


def by_sections(page: Page, sections: Sequence[Section], cutter: Cutter) -> Iterator[Span]:
    """A section with all under it where that fits; else what it says itself, and then each section under it."""
    done = 0
    for section in sections:
        if section.start < done:
            continue
        whole = page.text[section.start : section.end].rstrip()
        if cutter.fits(whole):
            yield Span(section.start, section.start + len(whole))
            done = section.end
        else:
            yield from with_grids(cutter, page.text, section.start, section.own)


def path_at(sections: Sequence[Section], body: int, end: int) -> str:
    """The headings above the place `body` that are also over all from there to `end`."""
    place = bisect_right(sections, body, key=lambda section: section.start) - 1
    over = sections[place].over if place >= 0 else ()
    return BELOW.join(each.text for each in over if each.end >= end)
