"""Who and what is named in texts, and how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool
from tools.outcomes import Outcome
from tools.texts import MOST_ROWS, TEXT, TEXTS, Given, given, listed, provenance

THRESHOLD = 0.5
NAMES = {
    "PER": "persons",
    "PERSON": "persons",
    "ORG": "organisations",
    "LOC": "places",
    "GPE": "places",
    "MISC": "others",
    "DATE": "dates",
    "QUANTITY": "quantities",
}
NAME = r"(?P<value>(?!QTEXT)(?-i:[A-Z])[\w&.'’-]*(?: (?-i:[A-Z])[\w&.'’-]*){0,3})"
SHOWN = 8
"""Names of each label in the summary."""


class FindEntities(Tool):
    name = "find_entities"
    description = (
        "Finds named entities such as persons, organisations and places in a text, a document or many articles: each "
        "with its label, place and score from 0 to 1, and how often each is named and in which of the texts. Names "
        "that differ only in capitals count as one; 'Berlin' and 'City of Berlin' count as two."
    )
    inputs = {
        "text": TEXT,
        "texts": TEXTS,
        "threshold": {
            "type": "number",
            "role": "threshold",
            "nullable": True,
            "description": "Leave out what scores lower, 0 to 1; 0.5 if left out.",
        },
        "label": {
            "type": "string",
            "role": "entity_label",
            "nullable": True,
            "description": "Only this label, as the checkpoint calls it: PER, ORG, LOC or MISC for most.",
        },
    }
    returns: ClassVar = {
        "entities": ("array", "In order: text, label, start, end (characters of its page), score, page, source."),
        "count": ("integer", "How many there are."),
        "frequencies": ("array", "Most frequent first: text, label, count, sources (in which of the texts)."),
        "names": ("object", "Name to how often it is named."),
        "labels": ("object", "Label to how often it was found."),
        "per_text": ("array", "For each text: source, count, labels."),
        "confidence": ("number", "The average score of what was found."),
    }
    task = "token-classification"
    labels = ("reads_untrusted",)
    outcomes = (
        Outcome("names", rf"\b(?:mentions?|names) {NAME}", how="has", reads="name"),
        Outcome("names", rf"^(?:not )?{NAME} (?:is|are|was|were)(?: not|n['’]t)? (?:mentioned|named)\b", how="has",
                reads="name"),
    )  # fmt: skip
    cues: ClassVar = (
        r"\b(named )?entit(y|ies)\b",
        r"\b(extract|find|list|get|give me|show|pull out|name)\b.*\b(names|people|persons?|"
        r"places(?! for (me|us)$)|organi[sz]ations|compan(y|ies)|cities|countries|locations)\b",
        r"\b(the|all|any) names of (the |all |any )*"
        r"(people|persons?|places|organi[sz]ations|companies|cities|countries)\b",
        r"\b(which|what|who are the) (people|persons|places|organi[sz]ations|companies|cities|countries|names)\b.*"
        r"\b(named|mentioned|occur|appear|in)\b",
        r"\bhow often (is|are|was|were) .* (named|mentioned)\b",
        r"\bwho (is|are|gets?|was|were) (mentioned|named)\b",
        r"\bner\b",
    )
    asks: ClassVar = (
        "find the named entities in this text",
        "extract the names of all people and places",
        "which companies are mentioned in these articles?",
        "list the persons, organisations and locations",
        "how often is each person named in the articles?",
        "who is mentioned in the document?",
        "count the entities across the files",
    )

    def forward(
        self,
        text: str | None = None,
        texts: list[str] | None = None,
        threshold: float | None = None,
        label: str | None = None,
    ) -> dict[str, Json]:
        least = THRESHOLD if threshold is None else float(threshold)
        if not 0 <= least <= 1:
            raise BadInput(f"threshold={threshold} is outside 0 to 1. Call find_entities with e.g. threshold=0.8.")
        sources = given(self, text, texts)
        pages = [(source, page) for source in sources for page in source.document.pages if page.text.strip()]
        ran = self.run([page.text for _, page in pages])
        rows = [
            _row(found) | {"page": page.number, "source": source.title}
            for (source, page), named in zip(pages, ran.items, strict=True)
            for found in named
            if found["score"] >= least and label in (None, "", found["label"])
        ]
        counted = list(frequencies(rows))
        parameters: dict[str, Json] = {"threshold": least, "label": label or ""}
        shown = listed(self, "entities", rows, provenance(self, sources, parameters, ran))
        return shown | {
            "summary": _summary(sources, rows, counted),
            "frequencies": counted[:MOST_ROWS],
            "names": {str(one["text"]): one["count"] for one in counted[:MOST_ROWS]},
            "labels": dict(Counter(row["label"] for row in rows)),
            "per_text": [_of_text(source, rows) for source in sources],
            "confidence": round(sum(row["score"] for row in rows) / len(rows), 4) if rows else 1.0,
        }


def _row(found: Mapping[str, Any]) -> dict[str, Json]:
    return {
        "text": found["text"],
        "label": found["label"],
        "start": int(found["start"]),
        "end": int(found["end"]),
        "score": round(float(found["score"]), 4),
    }


def _of_text(source: Given, rows: Sequence[Mapping[str, Any]]) -> dict[str, Json]:
    labels = Counter(row["label"] for row in rows if row["source"] == source.title)
    return {"source": source.title, "count": labels.total(), "labels": dict(labels)}


def frequencies(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Json]]:
    """How often each entity is named, and where; spelled as it is most often.

    >>> rows = [{"text": name, "label": "LOC", "source": "a"} for name in ("Oslo", "OSLO", "Oslo", "Rome")]
    >>> [(one["text"], one["count"]) for one in frequencies(rows)]
    [('Oslo', 3), ('Rome', 1)]
    """
    together: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        together[" ".join(row["text"].casefold().split()), row["label"]].append(row)
    for (_, label), found in sorted(together.items(), key=lambda pair: -len(pair[1])):
        spelled = Counter(" ".join(row["text"].split()) for row in found).most_common(1)[0][0]
        sources = list(dict.fromkeys(row["source"] for row in found))
        yield {"text": spelled, "label": label, "count": len(found), "sources": sources}


def _summary(sources: Sequence[Given], rows: Sequence[Mapping[str, Any]], counted: Sequence[Mapping[str, Any]]) -> str:
    where = sources[0].title if len(sources) == 1 else f"{len(sources)} texts"
    if not rows:
        return f"No named entities were found in {where}."
    lines = []
    for label in dict.fromkeys(row["label"] for row in counted):
        named = [_named(one, len(sources)) for one in counted if one["label"] == label]
        more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
        kind = f"{label} ({NAMES[label]})" if label in NAMES else label
        lines.append(f"{kind}: {', '.join(named[:SHOWN])}{more}")
    return "\n".join((f"{len(rows)} named entities in {where}, {len(counted)} different ones.", *lines))


def _named(one: Mapping[str, Any], of: int) -> str:
    """An entity, how often where it is more than once, and in how many of several texts."""
    often = f" {one['count']}×" if one["count"] > 1 else ""
    return str(one["text"]) + often + (f" in {len(one['sources'])}" if of > 1 and len(one["sources"]) > 1 else "")
