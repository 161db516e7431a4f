"""Text → spans of it, no longer than asked: cut at the best places there are, recursively."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rag.cut import Cut, Length

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

SEPARATORS = (
    r"\n",  # a paragraph, a list item, a heading
    r"(?<=[.!?…])[\"'”’)\]»]*\s+|(?<=[。！？])[」』）”’》]*",  # a sentence
    r"\s+",  # a word
    r"[,;、，]|(?<=[}\])])",  # data without spaces
    "",
)
"""Where to cut, best first: regular expressions."""


class Span(NamedTuple):
    start: int
    end: int
    above: str = ""
    """What is said before it though it stands further up: the column names of a table that was cut."""


@dataclass(frozen=True)
class Cutter:
    cut: Cut
    length: Length
    separators: Sequence[str] = SEPARATORS
    indented: bool = False
    """Whether the blanks before a piece belong to it, and a separator to what follows: in source code."""

    def fits(self, text: str) -> bool:
        return self.length(text) <= self.cut.size

    def __call__(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """Spans of `text` between two places, in order; they leave out nothing but white space."""
        part = text[start:end]
        for span in placed(part, self.splitter.split_text(part), self.cut.overlap, self.length):
            kept = trimmed(part, span) if self.indented else span
            if kept.start < kept.end:
                yield Span(start + kept.start, start + kept.end)

    @cached_property
    def splitter(self) -> RecursiveCharacterTextSplitter:
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        return RecursiveCharacterTextSplitter(
            chunk_size=self.cut.size,
            chunk_overlap=self.cut.overlap,
            length_function=self.length,
            separators=list(self.separators),
            is_separator_regex=True,
            keep_separator="start" if self.indented else "end",
            strip_whitespace=not self.indented,
        )


def placed(text: str, pieces: Sequence[str], overlap: int, length: Length) -> Iterator[Span]:
    """Where each of `pieces`, which come in order, stands in `text`: not before the one before it, and sharing no more
    than `overlap` with that. The splitter itself tells this only where it counts characters."""
    start, end = 0, 0
    for piece in pieces:
        first = at = text.find(piece, start)
        while 0 <= at < end and length(text[at:end]) > overlap:
            at = text.find(piece, at + 1)
        start = at if at >= 0 else first
        end = start + len(piece)
        yield Span(start, end)


def trimmed(text: str, span: Span) -> Span:
    """Without the blank lines at its ends; the first line keeps its indent."""
    inside = text[span.start : span.end]
    lead = len(inside) - len(inside.lstrip())
    start = span.start + (inside.rfind("\n", 0, lead) + 1 if lead < len(inside) else lead)
    return Span(start, span.start + len(inside.rstrip()))
