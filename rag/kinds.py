"""Which files are read as documents, by the end of their names, and by what."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rag.books import read_epub
from rag.office import read_csv, read_docx
from rag.pages import File, Page
from rag.pdf import read_pdf
from rag.prose import read_code, read_markdown, read_text
from rag.sheets import read_xlsx
from rag.slides import read_pptx
from rag.subtitles import read_subtitles
from rag.web import read_html

OFFICE = "application/vnd.openxmlformats-officedocument"


class Kind(NamedTuple):
    media_type: str
    """One type has one reader: an index is kept under it."""
    read: Callable[[File], tuple[Page, ...]]


CODE = {
    "text/x-rst": ".rst",
    "text/x-log": ".log",
    "application/json": ".json",
    "application/jsonl": ".jsonl",
    "application/yaml": ".yaml .yml",
    "application/toml": ".toml",
    "application/xml": ".xml",
    "text/x-ini": ".ini .cfg .conf",
    "text/x-tex": ".tex",
    "application/sql": ".sql",
    "text/x-python": ".py .pyi",
    "text/javascript": ".js .jsx .mjs .cjs",
    "text/x-typescript": ".ts .tsx",
    "text/x-java": ".java",
    "text/x-kotlin": ".kt .kts",
    "text/x-scala": ".scala",
    "text/x-swift": ".swift",
    "text/x-c": ".c .h",
    "text/x-c++": ".cpp .cc .cxx .hpp .hh",
    "text/x-csharp": ".cs",
    "text/x-go": ".go",
    "text/x-rust": ".rs",
    "text/x-ruby": ".rb",
    "text/x-php": ".php",
    "text/x-perl": ".pl .pm",
    "text/x-lua": ".lua",
    "text/x-r": ".r",
    "text/x-haskell": ".hs",
    "text/x-julia": ".jl",
    "text/css": ".css .scss",
    "text/x-protobuf": ".proto",
    "text/x-shellscript": ".sh .bash .zsh",
    "text/x-powershell": ".ps1",
}
"""Read line by line, as it stands: a citation names the line."""

KINDS = {
    ".pdf": Kind("application/pdf", read_pdf),
    ".docx": Kind(f"{OFFICE}.wordprocessingml.document", read_docx),
    ".txt": Kind("text/plain", read_text),
    ".text": Kind("text/plain", read_text),
    ".pptx": Kind(f"{OFFICE}.presentationml.presentation", read_pptx),
    ".xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", read_xlsx),
    ".epub": Kind("application/epub+zip", read_epub),
    ".md": Kind("text/markdown", read_markdown),
    ".markdown": Kind("text/markdown", read_markdown),
    ".html": Kind("text/html", read_html),
    ".htm": Kind("text/html", read_html),
    ".xhtml": Kind("text/html", read_html),
    ".csv": Kind("text/csv", read_csv),
    ".tsv": Kind("text/csv", read_csv),
    ".srt": Kind("application/x-subrip", read_subtitles),
    ".vtt": Kind("text/vtt", read_subtitles),
} | {suffix: Kind(media_type, read_code) for media_type, suffixes in CODE.items() for suffix in suffixes.split()}
"""What is read here."""
