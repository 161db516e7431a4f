"""HTML → its one page."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rag.checks import encoding_of
from rag.pages import File, Page, Paragraph, clean, page_of
from rag.rows import told
from runtime.errors import AtelierError, FileBroken

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

DROPPED = ("script", "style", "template", "noscript", "svg", "iframe", "nav", "title")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = (
    *HEADINGS,
    *"address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure".split(),
    *"footer form header hr legend li main ol option p pre section summary table tbody tfoot thead tr ul".split(),
)
CELLS = ("td", "th")
CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?"
    rb"(shift[_-]jis|euc-(?:jp|kr)|gb(?:k|2312|18030)|big5|koi8-[ru]|windows-125\d|iso-8859-\d{1,2})\b",
    re.I,
)


def read_html(file: File) -> tuple[Page, ...]:
    """One page without a number: its title, then what a reader sees, block by block; scripts and menus left out.

    Raises:
        NotThatKind: the bytes are no text.
        FileBroken: the parser gives up.
    """
    markup = file.data.decode(charset_of(file), errors="replace")
    try:
        return (page_of(None, paragraphs_of(soup_of(clean(markup)))),)
    except AtelierError:
        raise
    except Exception as error:  # whatever deep nesting or odd marks bring about
        raise FileBroken(file.path, "its HTML is damaged") from error


def charset_of(file: File) -> str:
    """UTF-8 where the bytes are; else what the page declares; else what the bytes look like."""
    declared = CHARSET.search(file.data[:4096])
    if declared and b"\0" not in file.data and not is_utf8(file.data):
        return declared[1].decode()
    return encoding_of(file)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def soup_of(markup: str) -> BeautifulSoup:
    # BeautifulSoup itself, not LangChain's BSHTMLLoader: with the loader either neighbouring blocks run into one word
    # or a sentence breaks at every <b>, and which lines are headings is lost.
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

    for hint in (MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning):  # hints for programmers
        warnings.filterwarnings("ignore", category=hint)
    return BeautifulSoup(markup, "lxml")


BREAK = "\ufdd0"
"""A line break of the layout; the source's own breaks are white space. No text has this or the next ones."""
HEADS = "\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6"
"""One of them begins a heading, by its level."""


def paragraphs_of(soup: BeautifulSoup) -> Iterator[Paragraph]:
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    lines = list(lines_of("".join(walk(soup))))
    if title and not any(line[0] in HEADS and line[1:].strip() == title for line in lines):
        yield Paragraph(title, title)
    for line in lines:
        level = HEADS.find(line[0]) + 1
        text = line.lstrip(HEADS).strip()
        yield Paragraph(text, text, level) if level else Paragraph(text)


def walk(soup: BeautifulSoup) -> Iterator[str]:
    """Strings and marks, in order. Without recursion and without changing the tree, both of which depth makes slow."""
    from bs4.element import CData, NavigableString, Tag

    todo: list[Any] = [soup]
    while todo:
        node = todo.pop()
        if isinstance(node, Tag) and node.name == "table" and (rows := rows_of(node)):
            todo.append(BREAK + BREAK.join(line.text for line in told(rows)) + BREAK)
        elif isinstance(node, Tag):
            before, after = marks_of(node.name)
            todo += [after, *reversed([] if node.name in DROPPED else node.contents), before]
        elif type(node) is str:
            yield node
        elif type(node) in (NavigableString, CData):  # the others are comments and declarations
            yield node.replace("\n", BREAK) if getattr(node.parent, "name", "") == "pre" else node


def rows_of(table: Any) -> list[list[str]]:
    """The cells of a table of data, its caption above: its first row names the columns, and no cell goes over several.
    None of another, which is there for the layout or cannot be told row by row."""
    if is_layout(table):  # asked first: tables in tables may go deep
        return []
    cells = [row.find_all(CELLS) for row in table.find_all("tr")]
    heads = cells[0] if cells else []
    named = len(heads) > 1 and all(head.name == "th" for head in heads)
    merged = any(cell.get(span, "1") != "1" for row in cells for cell in row for span in ("rowspan", "colspan"))
    if not named or merged or any(len(row) > len(heads) for row in cells):
        return []
    caption = [[flat(table.caption)]] if table.caption else []
    return caption + [[flat(cell) for cell in row] for row in cells]


def is_layout(table: Any) -> bool:
    """Whether there is a table or a heading in it. BeautifulSoup's own search goes down to the end first."""
    todo = list(table.contents)
    while todo:
        node = todo.pop()
        if node.name in ("table", *HEADINGS):
            return True
        todo += getattr(node, "contents", ())
    return False


def flat(cell: Any) -> str:
    return " ".join("".join(walk(cell)).replace(BREAK, " ").split())


def marks_of(name: str) -> tuple[str, str]:
    """What stands for a tag's beginning and end."""
    if name in HEADINGS:
        return BREAK + HEADS[int(name[1]) - 1], BREAK
    if name in BLOCKS:
        return BREAK, BREAK
    return "", " " if name in CELLS else ""


def lines_of(text: str) -> Iterator[str]:
    for line in text.split(BREAK):
        if line.strip(HEADS + " \t\n"):
            yield " ".join(line.split())
