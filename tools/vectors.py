"""Texts as rows of numbers, in a file."""

from __future__ import annotations

import json
from typing import ClassVar

import numpy as np

from rag.chunks import split
from runtime.records import Json
from tools.base import Tool
from tools.texts import TEXT, TEXTS, Given, given, provenance

KIND = "application/jsonl"


class EmbedTexts(Tool):
    name = "embed_texts"
    description = (
        "Turns texts, or the passages of documents, into vectors for a search or a model of one's own, and saves them "
        "as JSON lines: n, source, page, text, vector. Of equal length 1, so that the product of two is their cosine. "
        "To compare a few sentences use compare_sentences."
    )
    inputs = {"text": TEXT, "texts": TEXTS}
    returns: ClassVar = {
        "count": ("integer", "How many vectors there are."),
        "dimension": ("integer", "Numbers in each."),
        "norm": ("object", "Lowest and highest length of a vector."),
        "artifacts": ("array", "Name of the file with the vectors."),
    }
    task = "sentence-similarity"
    side_effects = "saves a file of vectors"
    labels = ("reads_untrusted",)
    makes = KIND
    cues: ClassVar = (
        r"\b(text |sentence )?embed(s|ded|ding|dings)?\b",
        r"\b(vectors?|vectori[sz]e\w*)\b",
        r"\bvector representations?\b",
    )
    asks: ClassVar = (
        "embed these texts",
        "make vectors of the document's passages",
        "give me the sentence embeddings",
        "vectorise this file",
        "compute the embeddings of the document and save them",
        "turn the text into a vector",
    )

    def forward(self, text: str | None = None, texts: list[str] | None = None) -> dict[str, Json]:
        sources = given(self, text, texts)
        rows = [row for source in sources for row in passages_of(source)]
        ran = self.run([str(row["text"]) for row in rows])
        vectors = np.stack(ran.items).astype(np.float64)
        lines = [
            json.dumps({"n": n} | row | {"vector": [round(value, 6) for value in vector]}, ensure_ascii=False)
            for n, (row, vector) in enumerate(zip(rows, vectors.tolist(), strict=True))
        ]
        data = ("\n".join(lines) + "\n").encode("utf-8", "replace")
        made = self.bench.artifacts.save_bytes(data, "vectors", KIND, provenance(self, sources, {}, ran)).name
        lengths = np.linalg.norm(vectors, axis=1)
        count, dimension = vectors.shape
        said = "1 vector" if count == 1 else f"{count} vectors"
        return {
            "summary": f"{said} of {dimension} numbers, by {ran.checkpoint.id}, in {made}.",
            "count": count,
            "dimension": dimension,
            "norm": {"lowest": round(float(lengths.min()), 4), "highest": round(float(lengths.max()), 4)},
            "artifacts": [made],
        }


def passages_of(source: Given) -> list[dict[str, Json]]:
    """What of a text gets a vector: of a document each passage, of a text that was given itself all of it."""
    if not source.name:
        return [{"source": source.title, "page": None, "text": source.document.text}]
    found = split(source.document, source.name)
    return [{"source": source.title, "page": passage.page, "text": passage.text} for passage in found]
