"""Which passages of the documents fit a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rag.diversity import diverse
from rag.duplicates import Merged, merged
from rag.filters import of_kind, part_of, since
from rag.neighbours import Around, around, key
from rag.parts import parts_of
from rag.placing import spot_in
from runtime.errors import NoResult
from runtime.records import Artifact, Citation, Json, Passage, place_in, spot_fields
from tools.base import Bench
from tools.finding import FACT, FindingTool

MOST = 20
"""Passages shown at once."""
DEEPER = 3
"""How many times more are looked at than shown: some say the same, others go together with what is shown."""


class SearchDocuments(FindingTool):
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
        "limit": {
            "type": "integer",
            "role": "limit",
            "description": "How many passages, 1 to 20; 6 if left out.",
            "nullable": True,
        },
        "kind": {
            "type": "string",
            "role": "file_kind",
            "description": "Only in documents of this kind, such as pdf, md or html.",
            "nullable": True,
        },
        "page": {
            "type": "integer",
            "role": "page",
            "description": "Only on this page, or the first of several.",
            "nullable": True,
        },
        "last_page": {
            "type": "integer",
            "role": "last_page",
            "description": "The last of several pages.",
            "nullable": True,
        },
        "section": {
            "type": "string",
            "role": "section",
            "description": "Only under headings with these words.",
            "nullable": True,
        },
        "added_since": {
            "type": "string",
            "role": "since",
            "description": "Only in documents given on this day or later, such as 2026-11-21.",
            "nullable": True,
        },
    }
    returns: ClassVar = {
        "passages": (
            "array",
            "Best first: n, text, what stands before and after it, source, page, section, and `also`, the other "
            "places that say nearly the same.",
        ),
        "queries": ("array", "What was looked for: the query, and other ways to ask it."),
        "citations": ("array", "Where it stands: n, source, page, quote, score (0 to 1)."),
    }
    task = "sentence-similarity"
    labels = ("reads_untrusted",)
    tells = True
    cues: ClassVar = (
        r"\b(search|look|hunt|dig|comb|trawl|sift)\b.*\bfor\b(?!.*\bin the (picture|video|recording)\b)",
        r"\bany (mentions?|passages?|references?|paragraphs?)\b",
        rf"\blook up\b(?! {FACT})|\bfind (me )?(everything|anything|all there is|what there is)\b.*\b(about|on)\b",
        r"\bfind (me )?((the|all|any|every|each) )*(passages?|paragraphs?|parts?|places?|sections?|mentions?)\b",
        r"\b(find|show|get|give) (me )?(all |every |each )*(the|those) (places|spots|bits|passages|mentions)"
        r"( for (me|us))?$",
        r"^where\b.{0,60}\b(does|do|did|is|are|was|were|has|have)\b.*\b(mention|say|talk|writ|describ|discuss|cover|treat)",
        r"\bwhich (pages?|sections?|passages?|parts?|paragraphs?|clauses?|chapters?)\b",
        r"\b(passages?|paragraphs?|sections?|sentences|lines) (about|on|that mention)\b",
    )
    asks: ClassVar = (
        "find the passages about a topic",
        "search the documents for something",
        "which pages talk about this",
        "look up everything on a subject",
        "show me the sections that mention it",
    )

    def __init__(self, bench: Bench, agent: str = "") -> None:
        super().__init__(bench, agent)
        self._left: int | None = None

    def begin(self, task: str) -> None:
        """So many searches for each part of a task: after that an agent goes round in circles."""
        self._left = max(self.bench.search_rounds, 1) * len(parts_of(task))

    def forward(
        self,
        query: str,
        documents: list[str] | None = None,
        limit: int | None = None,
        kind: str | None = None,
        page: int | None = None,
        last_page: int | None = None,
        section: str | None = None,
        added_since: str | None = None,
    ) -> dict[str, Json]:
        self._count()
        k = min(max(limit or self.bench.passages, 1), MOST)
        names = self._documents(documents, kind, added_since)
        part = part_of(page, last_page, section)
        if part:
            part.must_be_in(self.bench.library.passages(names))
        also = tuple(self.bench.reword(query))
        found = self.found(query, names, DEEPER * k, part.has if part else None, also)
        return self._shown(chosen(found, k), names) | {"queries": [query, *also]}

    def _count(self) -> None:
        if self._left == 0:
            raise NoResult(
                "This task has had all the searches that it may have. Answer from what was found, and name what is "
                "missing as a gap."
            )
        self._left = None if self._left is None else self._left - 1

    def _documents(self, names: Sequence[str] | None, kind: str | None, day: str | None) -> list[str] | None:
        """The names of the documents to look in; None for all."""
        if not kind and not day:
            return list(names) if names else None
        known: Sequence[Artifact] = self.bench.library.records(names)
        if not known:
            raise NoResult("There is no such document here to look in. See what there is with list_artifacts().")
        known = of_kind(known, kind) if kind else known
        return [one.name for one in (since(known, day) if day else known)]

    def _shown(self, groups: Sequence[Merged], names: Sequence[str] | None) -> dict[str, Json]:
        best = max((group.passage.score for group in groups), default=0.0)
        near = around(self.bench.library.passages(names), [group.passage for group in groups]) if groups else {}
        rows, citations, places = [], [], []
        for group in groups:
            scored = [(p, p.score / best if best > 0 else 0.0) for p in (group.passage, *group.also)]
            cited = [self.cited(as_citation(passage, score)) for passage, score in scored]
            rows.append(row_of(group, [number for number, _ in cited], near[key(group.passage)]))
            citations += [citation for _, citation in cited]
            places.append(", also ".join(f"{place_in(citation)} [^{number}]" for number, citation in cited))
        summary = f"Best first: {'; '.join(places)}" if places else "No passage fits."
        return {"summary": summary, "passages": rows, "citations": citations}


def chosen(passages: Sequence[Passage], k: int) -> list[Merged]:
    """What is shown: texts that say the same once, and `k` that go well together."""
    groups = {key(group.passage): group for group in merged(passages)}
    return [groups[key(passage)] for passage in diverse(fitting([group.passage for group in groups.values()]), k)]


def row_of(group: Merged, numbers: Sequence[int], near: Around) -> dict[str, Any]:
    best = group.passage
    also = [{"n": n, "source": p.title, "page": p.page} for n, p in zip(numbers[1:], group.also, strict=True)]
    return {
        "n": numbers[0],
        "text": best.text,
        "before": near.before,
        "after": near.after,
        "source": best.title,
        "page": best.page,
        "section": best.section,
        **spot_fields(best),
        "also": also,
    }


def fitting(passages: Sequence[Passage], least: float = 0.3) -> list[Passage]:
    """Those that score at least `least` of what the best does: further down a list, passages share a word by chance."""
    return [passage for passage in passages if passage.score >= least * passages[0].score or passage is passages[0]]


def as_citation(passage: Passage, score: float, quote: str = "") -> Citation:
    clipped = min(max(float(score), 0.0), 1.0)
    said = quote or passage.text
    return Citation(passage.title, passage.page, said, clipped, passage.source, *spot_in(passage, said))
