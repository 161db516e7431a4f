"""Which passages of the documents fit a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from runtime.records import Citation, Json, Passage
from tools.base import Tool


class SearchDocuments(Tool):
    name = "search_documents"
    description = (
        "Finds the passages of the session's documents that fit a question or topic best, best first, each with its "
        "document and page. Returns the passages' text; it does not answer."
    )
    inputs = {
        "query": {"type": "string", "role": "query", "description": "What to look for, in words."},
        "documents": {
            "type": "array",
            "role": "documents",
            "description": "Artifact names to look in; all documents if left out.",
            "nullable": True,
        },
        "limit": {"type": "integer", "description": "How many passages, 1 to 20; 6 if left out.", "nullable": True},
    }
    returns: ClassVar = {
        "passages": ("array", "Best first: n, text, source, page, section."),
        "citations": ("array", "Where it stands: n, source, page, quote, score (0 to 1)."),
    }
    task = "sentence-similarity"
    cues: ClassVar = (
        r"\b(search|look)\b.*\bfor\b",
        r"\blook up\b",
        r"\bfind (me )?((the|all|any|every|each) )*(passages?|paragraphs?|parts?|places?|sections?|mentions?)\b",
        r"\bwhere (does|do|is|are)\b.*\b(mention|say|talk|written|described)",
        r"\bwhich (pages?|sections?|passages?|parts?)\b",
        r"\b(passages?|paragraphs?|sections?) (about|on|that mention)\b",
    )
    asks: ClassVar = (
        "find the passages about a topic",
        "search the documents for something",
        "which pages talk about this",
        "look up everything on a subject",
        "show me the sections that mention it",
    )

    def forward(self, query: str, documents: list[str] | None = None, limit: int | None = None) -> dict[str, Json]:
        k = min(max(limit or self.bench.passages, 1), 20)
        found = fitting(self.bench.library.search(query, documents, k))
        best = found[0].score if found else 0.0
        scored = ((passage, passage.score / best if best > 0 else 0.0) for passage in found)
        numbered = [(self.cited(as_citation(passage, score)), passage) for passage, score in scored]
        places = "; ".join(f"{passage.place} [^{n}]" for (n, _), passage in numbered)
        return {
            "summary": f"Best first: {places}" if places else "No passage fits.",
            "passages": [
                {"n": n, "text": p.text, "source": p.title, "page": p.page, "section": p.section}
                for (n, _), p in numbered
            ],
            "citations": [citation for (_, citation), _ in numbered],
        }


def fitting(passages: Sequence[Passage], least: float = 0.3) -> list[Passage]:
    """Those that score at least `least` of what the best does: further down a list, passages share a word by chance."""
    return [passage for passage in passages if passage.score >= least * passages[0].score or passage is passages[0]]


def as_citation(passage: Passage, score: float, quote: str = "") -> Citation:
    clipped = min(max(float(score), 0.0), 1.0)
    return Citation(passage.title, passage.page, quote or passage.text, clipped, passage.source)
