"""Lines as they stand on a page → paragraphs, headings and list items as a reader sees them.

White space aside, what comes out is what went in, character by character; only a hyphen that broke a word is gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from rag.hyphens import CUT, joined
from rag.pages import Paragraph


class Line(NamedTuple):
    text: str
    size: float = 0.0
    """Height of its letters in points; 0 where nobody knows."""
    bold: bool = False
    x: float = 0.0
    """Where it begins from the left: points, or characters where `size` is 0."""
    y: float | None = None
    """Height on the page in points, from below; None where nobody knows."""


class Style(NamedTuple):
    """What a document's running text looks like."""

    size: float = 0.0
    bold: bool = False
    leading: float = 0.0
    """From one line to the next, in points."""


def style_of(pages: Sequence[Sequence[Line]]) -> Style:
    """The style that most characters have."""
    weights: Counter[tuple[float, bool]] = Counter()
    for line in (line for page in pages for line in page):
        weights[line.size, line.bold] += len(line.text)
    size, bold = weights.most_common(1)[0][0] if weights else (0.0, False)
    gaps = [gap for page in pages for gap in gaps_of(page, size)]
    return Style(size, bold, median(gaps) if gaps else 1.4 * size)


def gaps_of(lines: Sequence[Line], size: float) -> Iterator[float]:
    for above, line in pairwise(lines):
        gap = gap_between(above, line)
        if above.size == line.size == size and gap is not None and 0.8 * size < gap < 3 * size:
            yield gap


def gap_between(above: Line, line: Line) -> float | None:
    """Points from one line down to the next; None where it is not below: another column, or nobody knows."""
    if above.y is None or line.y is None or line.y > above.y:
        return None
    return above.y - line.y


def paragraphs(lines: Sequence[Line], style: Style, words: Collection[str] = ()) -> list[Paragraph]:
    """One page's lines, joined. `words` are the document's, in lower case: they tell which hyphens to keep."""
    groups: list[list[Line]] = []
    open_group = False
    for number, line in enumerate(lines):
        if not line.text.strip():
            open_group = False
            continue
        if open_group and goes_on(groups[-1], line, style, width_around(lines, number)):
            groups[-1].append(line)
        else:
            groups.append([line])
        open_group = True
    return [paragraph(group, style, words) for group in groups]


def paragraph(group: Sequence[Line], style: Style, words: Collection[str]) -> Paragraph:
    text = joined([line.text for line in group], words)
    return Paragraph(text, text if is_heading(group[0], style) else "")


def width_around(lines: Sequence[Line], number: int, reach: int = 6) -> float:
    """Extent of the longest line near line `number`: as far as text runs in this column."""
    return max(extent(line) for line in lines[max(0, number - reach) : number + reach])


def extent(line: Line) -> float:
    """Roughly how wide it is: characters times their size."""
    return len(line.text.strip()) * (line.size or 1.0)


BULLET = re.compile(r"\s*[•◦▪▫‣⁃●○■□❖➢✓\uf0a7\uf0b7*–—-](\s|$)")
OPTION = re.compile(r"\s*--?[A-Za-z]")
"""A command's option, one a line: `-c, --check`."""
GLYPH_ONLY = re.compile(r"\s*\S\s*$")
NUMBERED = re.compile(r"\s*(\d{1,3}[.)]|[a-zA-Z][.)]|\([a-zA-Z0-9]{1,3}\))\s")
ENDED = re.compile(r"[.!?:;。！？：…][\"'”’)\]」』）]*$")
CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def goes_on(group: Sequence[Line], line: Line, style: Style, width: float) -> bool:
    """Does `line` belong to the paragraph that `group` has begun?"""
    last = group[-1]
    if BULLET.match(last.text) and GLYPH_ONLY.match(last.text) and not BULLET.match(line.text):
        return True  # the dot was drawn on its own
    if BULLET.match(line.text) or OPTION.match(line.text) or stands_apart(last, line, style):
        return False
    if NUMBERED.match(line.text) and (has_ended(last) or is_item(group)):
        return False
    return hangs(group, line) or was_wrapped(last, line, width)


def hangs(group: Sequence[Line], line: Line) -> bool:
    """Is it set under the words of an item, which it goes on with?"""
    return is_item(group) and line.x > group[0].x and line.text.lstrip()[0].islower() and not has_ended(group[-1])


def has_ended(line: Line) -> bool:
    return bool(ENDED.search(line.text.rstrip()))


def is_item(group: Sequence[Line]) -> bool:
    return bool(NUMBERED.match(group[0].text) or BULLET.match(group[0].text))


def stands_apart(last: Line, line: Line, style: Style) -> bool:
    """Another style, a heading, a wider gap, or an indent after a full stop: the layout says it is something new."""
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return True
    if is_heading(last, style) != is_heading(line, style):
        return True
    gap = gap_between(last, line)
    leading = style.leading * (line.size / style.size if style.size else 1.0)
    if gap is not None and gap > 1.25 * leading:
        return True
    indented = line.x - last.x > 0.8 * (line.size or 2.0)
    return indented and has_ended(last) and not is_item([last])


def was_wrapped(last: Line, line: Line, width: float) -> bool:
    """Was the break between them made for want of room? Not where the next word would have fitted."""
    size = line.size or 1.0
    if width > 200 * size:
        return False  # nobody sets lines this long: each is a paragraph
    first = line.text.split()[0]
    if CUT.search(last.text.rstrip()) and first[0].islower():
        return True
    room = extent(last) + (1 + (2 if CJK.match(first) else len(first))) * size
    if has_ended(last):
        return room > 0.92 * width and width > 30 * size
    if first[0].islower():
        return room > 0.5 * width
    return room > 0.8 * width and width > (15 if CJK.match(first) else 30) * size


OUTLINE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?\s|(?i:chapter|section|part|article|appendix)\s+(?:\d+|[IVX]+|[A-Z])\b)"
)


def is_heading(line: Line, style: Style) -> bool:
    """Larger or bolder than the running text; where the layout does not say, capitals or an outline's number."""
    text = line.text.strip()
    if len(text) > 120 or not any(map(str.isalpha, text)) or BULLET.match(text):
        return False
    if line.size > 1.12 * style.size > 0:
        return text[-1] not in ".,;"
    if text[-1] in ".,;:。":
        return False
    if line.bold and not style.bold:
        return len(text) <= 90 and not text[0].islower()
    return len(text) <= 70 and not line.size and looks_like_heading(text)


def looks_like_heading(text: str) -> bool:
    """
    >>> [looks_like_heading(text) for text in ("3.2 Leave", "SICK LEAVE", "Chapter 4", "3.2 million left", "Part time")]
    [True, True, True, False, False]
    """
    capitals = text.isupper() and sum(map(str.isalpha, text)) >= 6
    match = OUTLINE.match(text)
    return capitals or bool(match and not text[match.end() :].lstrip(" .:–—-")[:1].islower())
