"""A file → its text with pages and headings, or one sentence about why not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from rag.checks import load
from rag.office import read_csv, read_docx
from rag.pages import Document, File, Heading, Page
from rag.pdf import read_pdf
from rag.prose import read_code, read_markdown, read_text
from rag.web import read_html
from runtime.errors import FileEmpty

__all__ = ["KINDS", "Document", "Heading", "Page", "read"]


class Kind(NamedTuple):
    media_type: str
    """One type has one reader: an index is kept under it."""
    read: Callable[[File], tuple[Page, ...]]


KINDS = {
    ".pdf": Kind("application/pdf", read_pdf),
    ".docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", read_docx),
    ".txt": Kind("text/plain", read_text),
    ".text": Kind("text/plain", read_text),
    ".md": Kind("text/markdown", read_markdown),
    ".markdown": Kind("text/markdown", read_markdown),
    ".html": Kind("text/html", read_html),
    ".htm": Kind("text/html", read_html),
    ".xhtml": Kind("text/html", read_html),
    ".csv": Kind("text/csv", read_csv),
    ".tsv": Kind("text/csv", read_csv),
    ".rst": Kind("text/x-rst", read_code),
    ".log": Kind("text/x-log", read_code),
    ".json": Kind("application/json", read_code),
    ".jsonl": Kind("application/jsonl", read_code),
    ".yaml": Kind("application/yaml", read_code),
    ".yml": Kind("application/yaml", read_code),
    ".toml": Kind("application/toml", read_code),
    ".xml": Kind("application/xml", read_code),
    ".ini": Kind("text/x-ini", read_code),
    ".tex": Kind("text/x-tex", read_code),
    ".sql": Kind("application/sql", read_code),
    ".py": Kind("text/x-python", read_code),
    ".js": Kind("text/javascript", read_code),
    ".ts": Kind("text/x-typescript", read_code),
    ".java": Kind("text/x-java", read_code),
    ".c": Kind("text/x-c", read_code),
    ".h": Kind("text/x-c", read_code),
    ".cpp": Kind("text/x-c++", read_code),
    ".go": Kind("text/x-go", read_code),
    ".rs": Kind("text/x-rust", read_code),
    ".sh": Kind("text/x-shellscript", read_code),
}
"""What is read here, by the end of a file's name."""


def read(path: Path, *, max_mb: float = 100.0, title: str = "") -> Document:
    """The text of a file. `title` is the name a person knows it by, where the path has another.

    What can be asked without parsing is asked first, cheapest first.

    Raises:
        FileMissing, FileEmpty, FileTooBig, KindNotRead: see `rag.checks.load`.
        NotThatKind: the bytes are not what the name says.
        FileEncrypted, NoTextLayer, FileBroken: it cannot be opened, has pictures of text only, or is damaged.
    """
    file = load(path, max_mb, KINDS)
    kind = KINDS[path.suffix.lower()]
    pages = kind.read(file)
    if not any(page.text.strip() for page in pages):
        raise FileEmpty(path)
    return Document(title or path.name, pages, kind.media_type, hashlib.sha256(file.data).hexdigest())
