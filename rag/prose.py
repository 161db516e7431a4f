"""Text, Markdown and source code → their one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.checks import encoding_of
from rag.hyphens import joined, words_in
from rag.layout import Line, paragraphs, style_of
from rag.pages import File, Page, Paragraph, clean, page_of


def text_of(file: File) -> str:
    """
    Raises:
        NotThatKind: the bytes are no text.
    """
    return clean(file.data.decode(encoding_of(file)).removeprefix("\ufeff"))


def read_text(file: File) -> tuple[Page, ...]:
    """One page without a number; lines that were wrapped at some width are joined again."""
    text = text_of(file)
    lines = [Line(line.strip(), x=len(line) - len(line.lstrip())) for line in text.split("\n")]
    return (page_of(None, paragraphs(lines, style_of([lines]), words_in(text))),)


def read_code(file: File) -> tuple[Page, ...]:
    """One page without a number, line by line as it is, so that each has the number it has in an editor."""
    text = file.data.decode(encoding_of(file)).removeprefix("\ufeff").rstrip()
    lines = (clean(line).replace("\n", " ").rstrip() for line in re.split("\r\n?|\n", text))
    return (page_of(None, map(Paragraph, lines), line=1),)


def read_markdown(file: File) -> tuple[Page, ...]:
    """One page without a number; marks stay, and headings are known without theirs."""
    text = text_of(file)
    words = words_in(text)
    return (page_of(None, (block_of(lines, words, code) for lines, code in blocks(text.split("\n")))),)


FENCE = re.compile(r"\s*(```|~~~)")
HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
UNDERLINE = re.compile(r"(=+|-{2,})\s*$")
ITEM = re.compile(r"\s*([-*+]|\d{1,3}[.)])\s|\s*>")
ALONE = re.compile(r"\s*\||\s*([-*_]\s*){3,}$|\s*<|\[[^\]]+\]:| {4,}\S|\t")


def blocks(lines: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """Lines that belong together, and whether they are code: a paragraph, an item, a heading; code and tables stay
    line by line."""
    block: list[str] = []
    fenced = False
    for line in lines:
        fence = bool(FENCE.match(line))
        if block and (fenced or fence or not is_underline(line, block)) and begins(line, block, fenced or fence):
            yield block, fenced
            block = []
        if line.strip():
            block.append(line)
        fenced ^= fence
    if block:
        yield block, fenced


def is_underline(line: str, block: Sequence[str]) -> bool:
    return len(block) == 1 and bool(UNDERLINE.match(line))


def begins(line: str, block: Sequence[str], verbatim: bool) -> bool:
    """Does `line` begin a block of its own?"""
    if verbatim or not line.strip() or HEADING.match(line) or ITEM.match(line):
        return True
    first, last = block[0], block[-1]
    closed = HEADING.match(last) or FENCE.match(last) or last.endswith(("  ", "\\")) or is_underlined(block)
    return bool(closed or ALONE.match(first) or (ALONE.match(line) and not ITEM.match(first)))


def is_underlined(block: Sequence[str]) -> bool:
    return len(block) == 2 and bool(UNDERLINE.match(block[1])) and not ALONE.match(block[0])


def block_of(lines: Sequence[str], words: set[str], code: bool = False) -> Paragraph:
    """
    >>> block_of(["Sick leave", "----------"], set()).heading, block_of(["## Pay ##"], set()).heading
    ('Sick leave', 'Pay')
    """
    heading = HEADING.match(lines[0])
    if code:
        return Paragraph(lines[0].rstrip())
    if heading:
        return Paragraph(lines[0].strip(), heading[2], len(heading[1]))
    text = joined(lines, words) if len(lines) > 1 else lines[0].rstrip()
    if is_underlined(lines):
        return Paragraph(text, lines[0].strip(), 1 if lines[1].strip().startswith("=") else 2)
    return Paragraph(text)
