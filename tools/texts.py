"""The texts that a tool is given, one or several, and what it gives back of lists too long to show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.documents import Document
from rag.sentences import sentences
from runtime.calls import Results
from runtime.errors import BadInput
from runtime.records import Citation, Json, Provenance
from tools.base import Tool

TEXT: dict[str, Any] = {
    "type": "string",
    "role": "text",
    "nullable": True,
    "description": "Artifact name of a document, or the text itself.",
}
TEXTS: dict[str, Any] = {
    "type": "array",
    "role": "texts",
    "nullable": True,
    "description": "Several of them in place of `text`, at most 200: artifact names or texts.",
}
MOST_TEXTS = 200
MOST_ROWS = 200
"""Entries of a list that are shown; the whole list is in an artifact."""


@dataclass(frozen=True, slots=True)
class Given:
    """A text that a tool was given."""

    document: Document
    name: str
    """Of the artifact; empty where the text itself was given."""
    title: str
    """What a person would call it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, read at once."""

    text: str
    of: int
    """Which of the texts it is of."""
    page: int | None


def given(tool: Tool, text: str | None, texts: Sequence[Json] | None) -> list[Given]:
    """What `text` and `texts` stand for, in that order.

    Raises:
        BadInput: there is none, there are too many, or one is not a text or blank.
        UnknownArtifact: one looks like an artifact's name, and there is none.
    """
    every = [*([] if text is None else [text]), *(texts or [])]
    if not 1 <= len(every) <= MOST_TEXTS or not all(isinstance(one, str) for one in every):
        raise BadInput(
            f"{tool.name} takes 1 to {MOST_TEXTS} texts. Call it as {tool.name}(text='…') or "
            f"{tool.name}(texts=['…', 'article-1'])."
        )
    found = [tool.material(one) for one in every]
    titles = Counter(document.title for document, _ in found)
    return [
        Given(document, name, document.title if titles[document.title] == 1 else name or f"text {number}")
        for number, (document, name) in enumerate(found, 1)
    ]


def names(texts: Sequence[Given]) -> tuple[str, ...]:
    """The artifacts among them, each once."""
    return tuple(dict.fromkeys(one.name for one in texts if one.name))


def sentences_of(texts: Sequence[Given], words: int = 0) -> Iterator[Piece]:
    """The sentences of each text, in order; with `words`, short ones joined up to so many. None crosses a page."""
    for number, one in enumerate(texts):
        for page in one.document.pages:
            for part in joined([line.strip() for line in sentences(page.text) if line.strip()], words):
                yield Piece(part, number, page.number)


def joined(parts: Sequence[str], words: int) -> Iterator[str]:
    """
    >>> list(joined(["One two.", "Three.", "Four five six."], 3))
    ['One two. Three.', 'Four five six.']
    """
    together: list[str] = []
    for part in parts:
        if together and len(" ".join((*together, part)).split()) > words:
            yield " ".join(together)
            together = []
        together.append(part)
    if together:
        yield " ".join(together)


def cite(tool: Tool, one: Given, piece: Piece, score: float) -> tuple[str, list[dict[str, Json]]]:
    """The mark behind a quote and its citation; nothing for what is no document."""
    if not one.name:
        return "", []
    number, citation = tool.cited(Citation(one.title, piece.page, piece.text, score, one.name))
    return f" [^{number}]", [citation]


def provenance(
    tool: Tool, texts: Sequence[Given], parameters: dict[str, Json], ran: Results | None = None
) -> Provenance:
    """How an artifact of `tool` came to be."""
    if ran is None:
        return Provenance(tool.name, names(texts), parameters)
    return Provenance(
        tool.name,
        names(texts),
        parameters,
        ran.checkpoint.id,
        ran.checkpoint.revision,
        ran.placement.at,
        seconds=ran.seconds,
    )


def listed(tool: Tool, kind: str, rows: Sequence[dict[str, Json]], made: Provenance) -> dict[str, Json]:
    """The first rows under the name `kind`, how many there are, and the artifact with all where these are not all."""
    shown: dict[str, Json] = {kind: list(rows[:MOST_ROWS]), "count": len(rows), "artifacts": []}
    if len(rows) > MOST_ROWS:
        data = json.dumps(list(rows), ensure_ascii=False, indent=1).encode("utf-8", "replace")
        shown["artifacts"] = [tool.bench.artifacts.save_bytes(data, kind, "application/json", made).name]
    return shown


def percent(share: float) -> str:
    """
    >>> percent(0.256), percent(0.004)
    ('26 %', '0 %')
    """
    return f"{100 * share:.0f} %"
