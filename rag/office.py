"""DOCX and CSV → their pages, through LangChain's loaders."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from rag.checks import check_zip, encoding_of
from rag.pages import File, Heading, Page, Paragraph, clean, page_of
from runtime.errors import AtelierError, FileBroken

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def loaders() -> ModuleType:
    with warnings.catch_warnings():  # it says at import that it is no longer developed
        warnings.simplefilter("ignore", DeprecationWarning)
        import langchain_community.document_loaders as module
    return module


def read_docx(file: File) -> tuple[Page, ...]:
    """One page without a number: where pages break is up to the program that shows them.

    Raises:
        FileEncrypted, NotThatKind: it is no Word document that can be opened.
        FileBroken: it is damaged, or unpacks to far more than a document has.
    """
    check_zip(file, "word/document.xml")
    try:
        text = loaders().Docx2txtLoader(file.path.absolute()).load()[0].page_content
        headings = headings_of(file)
    except AtelierError:
        raise
    except Exception as error:  # a damaged zip or its XML fails in many ways
        raise FileBroken(file.path, "it is damaged inside") from error
    return (page_of(None, docx_paragraphs(clean(text), headings)),)


def docx_paragraphs(text: str, headings: list[str]) -> Iterator[Paragraph]:
    for line in (" ".join(line.split()) for line in text.split("\n")):
        is_next = bool(headings) and line == headings[0]
        if line:
            yield Paragraph(line, line if is_next else "")
        headings = headings[1:] if is_next else headings


def headings_of(file: File) -> list[str]:
    """Headings in order: the loader does not tell, so the paragraphs' styles are asked."""
    with zipfile.ZipFile(io.BytesIO(file.data)) as parts:
        body = ElementTree.fromstring(parts.read("word/document.xml"))
        names = heading_styles(parts)
    texts = (clean(words_of(paragraph)) for paragraph in body.iter(f"{W}p") if style_of(paragraph) in names)
    return [text for text in (" ".join(text.split()) for text in texts) if text]


def heading_styles(parts: zipfile.ZipFile) -> set[str]:
    """Ids of the styles for headings: the id is in the writer's language, the name is not."""
    if "word/styles.xml" not in parts.namelist():
        return set()
    styles = ElementTree.fromstring(parts.read("word/styles.xml"))
    return {style.get(f"{W}styleId", "") for style in styles.iter(f"{W}style") if is_heading(style)}


def is_heading(style: ElementTree.Element) -> bool:
    name = style.find(f"{W}name")
    return name is not None and bool(re.match(r"(heading \d|title$)", name.get(f"{W}val", ""), re.I))


def style_of(paragraph: ElementTree.Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def words_of(paragraph: ElementTree.Element) -> str:
    return "".join(
        (part.text or "") if part.tag == f"{W}t" else " "
        for part in paragraph.iter()
        if part.tag in (f"{W}t", f"{W}tab", f"{W}br")
    )


def read_csv(file: File) -> tuple[Page, ...]:
    """One page a row, without a number; its heading is `row 1` for the first row under the column names.

    Raises:
        NotThatKind: the bytes are no text.
        FileBroken: a row cannot be told from the next.
    """
    encoding = encoding_of(file)
    arguments = {"delimiter": delimiter_of(file.data.decode(encoding)), "restkey": "more", "restval": ""}
    loader = loaders().CSVLoader(file.path, encoding=encoding, csv_args=arguments)
    try:
        return tuple(row_page(row) for row in loader.lazy_load())
    except RuntimeError as error:
        raise FileBroken(file.path, "its rows do not follow the rules of CSV") from error


def delimiter_of(text: str) -> str:
    """The one that the first line has most of.

    >>> delimiter_of("name;hours;rate, gross\\n")
    ';'
    """
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(",;\t|", key=first.count)


def row_page(row: Any) -> Page:
    text = "\n".join(line.rstrip() for line in clean(row.page_content).split("\n"))
    return Page(None, text, (Heading(0, f"row {row.metadata['row'] + 1}"),))
