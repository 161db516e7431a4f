"""How well the default settings find: nDCG@10 over collections with judged questions, beside what they are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Figure
from rag.chunks import split
from rag.cut import Cut
from rag.pages import Document, Paragraph, page_of
from rag.retriever import DEPTH, Retriever, Scores, highest
from rag.scores import ndcg
from rag.tuning import indexed
from runtime.records import Passage

GOALS = {"cranfield": 0.41}
"""nDCG@10 that the default must reach."""
ORACLE_GOALS = {"xquad-en": 0.91}
"""Share of what choosing the better of BM25 and dense for each question would reach."""


@dataclass(frozen=True, slots=True)
class Collection:
    """In BEIR's form: corpus.jsonl, queries.jsonl and qrels.tsv."""

    name: str
    documents: tuple[Document, ...]
    ids: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    """Id and text, of those that are judged."""
    judged: dict[str, dict[str, float]]
    """Question → document → gain."""


def collections(data: Path) -> list[Path]:
    return sorted(path.parent for path in data.glob("*/corpus.jsonl"))


def read_collection(folder: Path) -> Collection:
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()]
    judged: dict[str, dict[str, float]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines()[1:]:
        question, document, gain = line.split("\t")
        judged.setdefault(question, {})[document] = float(gain)
    asked = map(json.loads, (folder / "queries.jsonl").read_text("utf-8").splitlines())
    questions = tuple((row["_id"], row["text"]) for row in asked if row["_id"] in judged)
    return Collection(folder.name, tuple(map(document_of, rows)), tuple(row["_id"] for row in rows), questions, judged)


def document_of(row: dict[str, Any]) -> Document:
    """A title as a heading, as a document's file has it."""
    title = [Paragraph(row["title"], row["title"])] if row.get("title") else []
    return Document(row["_id"], (page_of(None, [*title, Paragraph(row["text"])]),), "text/plain", row["_id"])


def passages_of(collection: Collection) -> list[Passage]:
    return [passage for document, id in zip(collection.documents, collection.ids, strict=True)
            for passage in split(document, id)]  # fmt: skip


def figures(data: Path, encoder: Any) -> Iterator[Figure | str]:
    for folder in collections(data):
        collection = read_collection(folder)
        passages = passages_of(collection)
        vectors = encoder([passage.text for passage in passages])
        retriever = Retriever([indexed(passages, vectors)], encoder)
        yield from judged_figures(collection, retriever)


def judged_figures(collection: Collection, retriever: Retriever) -> Iterator[Figure | str]:
    found = np.array([asked(collection, retriever, *question) for question in collection.questions])
    bm25, dense, default = found.mean(axis=0)
    share = default / found[:, :2].max(axis=1).mean()
    name, count = collection.name, f"{len(collection.ids):,} documents, {len(found):,} questions"
    yield f"{name} ({count}), nDCG@10: BM25 {bm25:.4f}, dense {dense:.4f}, default {default:.4f}"
    yield f"{name}: the default reaches {share:.3f} of an oracle that picks the better parent for each question"
    yield Figure(f"{name}, default over the better of BM25 and dense", default / max(bm25, dense), "×", 1.0, True)
    if name in GOALS:
        yield Figure(f"{name}, nDCG@10 of the default", default, "nDCG@10", GOALS[name], True)
    if name in ORACLE_GOALS:
        yield Figure(f"{name}, share of the oracle per question", share, "×", ORACLE_GOALS[name], True)


def asked(collection: Collection, retriever: Retriever, id: str, text: str) -> tuple[float, float, float]:
    """nDCG@10 of BM25 alone, of vectors alone, and of the default; a document counts where its best passage does."""
    everything = retriever.allowed(None)
    rankings = (
        ranked(retriever, retriever.lexical(text, everything)),
        ranked(retriever, retriever.dense(text, everything)),
        [passage.source for passage in retriever.search(text, DEPTH)],
    )
    judged = collection.judged[id]
    bm25, dense, default = (
        ndcg([judged.get(name, 0.0) for name in dict.fromkeys(names)], list(judged.values())) for names in rankings
    )
    return bm25, dense, default


def ranked(retriever: Retriever, scores: Scores) -> list[str]:
    return [retriever.passages[row].source for row in highest(scores, min(DEPTH, len(scores)))]


def texts(data: Path, count: int, cut: Cut) -> list[str]:
    """`count` different passages of all collections; fewer where there are no more."""
    documents = (document for folder in collections(data) for document in read_collection(folder).documents)
    return list(dict.fromkeys(passage.text for document in documents for passage in split(document, "text", cut)))[
        :count
    ]
