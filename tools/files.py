"""What files there are, and what is in them."""

from __future__ import annotations

from typing import ClassVar

from rag.pages import snippet
from runtime.errors import BadInput, NoResult
from runtime.records import Citation, Json
from tools.base import Tool

LONGEST = 20_000
"""Characters of a file that are returned at once: what a prompt can hold."""
MOST = 100
"""Documents of a collection that are listed."""


class ReadFile(Tool):
    name = "read_file"
    description = (
        "Returns the text of a document artifact, from one page to another, at most 20,000 characters at once. It "
        "returns the text as it is; to answer a question use answer_from_documents."
    )
    inputs = {
        "file": {"type": "string", "role": "document", "description": "Artifact name of a document."},
        "first_page": {
            "type": "integer",
            "role": "page",
            "description": "From this page on; 1 if left out.",
            "nullable": True,
        },
        "last_page": {
            "type": "integer",
            "role": "last_page",
            "description": "Up to and with this page; only the first page asked for if left out and that was given.",
            "nullable": True,
        },
    }
    returns: ClassVar = {
        "pages": ("array", "Numbers of the pages returned; null for a document without pages."),
        "of_pages": ("integer", "How many pages there are."),
    }
    labels = ("reads_untrusted",)
    tells = True
    cues: ClassVar = (
        r"\bpages? \d+\b.* of the (document|table)\b",
        r"\b(read|show|print|open|display)\b.*\b(page|file|document|table|text|contents?)\b",
        r"\bwhat(’s|'s| is| does it say) on page \d+",
        r"\bcontents? of\b",
        r"\b(full|whole) text\b",
    )
    asks: ClassVar = (
        "read me page 4 of the file",
        "show the contents of the document",
        "open the file and print its text",
        "what is on page two?",
    )

    def forward(self, file: str, first_page: int | None = None, last_page: int | None = None) -> dict[str, Json]:
        document = self.bench.library.read(file)
        numbered = {place: page.number or place for place, page in enumerate(document.pages, 1)}
        most = max(numbered.values())
        first = first_page or 1
        last = last_page or (first_page or most)
        if not 1 <= first <= last <= most:
            raise BadInput(f"{file} has pages 1 to {most}, not {first} to {last}. Call read_file again.")
        pages = [document.pages[place - 1] for place, number in numbered.items() if first <= number <= last]
        text = "\n\n".join(page.text for page in pages)
        told = next((page for page in pages if page.text.strip()), None)
        if told is None:
            raise NoResult(f"There are no words on that page of {file}. {document.unread or 'Say so.'}")
        number, citation = self.cited(Citation(document.title, told.number, opening(told.text), 1.0, file))
        cut = "\n… (cut here; ask for fewer pages)" if len(text) > LONGEST else ""
        return {
            "summary": f"{text[:LONGEST]}{cut} [^{number}]{f' {document.unread}' if document.unread else ''}",
            "pages": list(dict.fromkeys(page.number for page in pages)),
            "of_pages": most,
            "citations": [citation],
        }


def opening(text: str) -> str:
    """The first line that says something: what a citation of a whole page quotes."""
    return next((line for line in text.splitlines() if any(map(str.isalnum, line))), text)


class ListArtifacts(Tool):
    name = "list_artifacts"
    description = "Lists the session's files by artifact name: what each is, and what it was made by and from."
    inputs = {}
    returns: ClassVar = {"files": ("array", "Each file: name, title, media_type.")}
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"\b(list|show|which|what)\b.*\b(files|artifacts|documents)\b(?!.*\b(say|mention|about)\b)",
        r"\bwhat (have i|did i) (give|given|upload)",
    )
    asks: ClassVar = (
        "which files do you have?",
        "list my documents",
        "what artifacts are there in this session?",
        "what have you made so far?",
    )

    def forward(self) -> dict[str, Json]:
        files = self.bench.artifacts.list()
        lines = [f"{a.name}: {a.title} ({a.media_type}), from {', '.join((a.made_by, *a.sources))}" for a in files]
        beside = self.bench.library.collection
        held = beside.records() if beside else ()
        lines += [f"{one.name}: {one.title} ({one.media_type}), in a collection" for one in held[:MOST]]
        lines += [f"and {len(held) - MOST} more in it" for _ in held[MOST : MOST + 1]]
        return {
            "summary": "\n".join(lines) or "There are no files yet.",
            "files": [{"name": a.name, "title": snippet(a.title), "media_type": a.media_type} for a in files],
        }
