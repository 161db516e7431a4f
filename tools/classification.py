"""Which of the labels you name fits a text."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool


class ClassifyText(Tool):
    name = "classify_text"
    description = (
        "Sorts a text or document into one of the labels you name. Returns every label with a score; the scores sum "
        "to one. It judges by meaning, so labels should be words for what a text is or is about."
    )
    inputs = {
        "text": {"type": "string", "role": "text", "description": "Artifact name of a document, or the text itself."},
        "labels": {"type": "array", "role": "labels", "description": "Two to fifty labels, each a word or a few."},
    }
    returns: ClassVar = {
        "label": ("string", "The label that fits best."),
        "scores": ("object", "Label to score; they sum to one."),
        "confidence": ("number", "The best label's score."),
    }
    task = "zero-shot-classification"
    cues: ClassVar = (
        r"\b(sort|classif\w+|categori[sz]e\w*|label|tag|file)\b.*\b(as|into|under|among|one of|between)\b",
        r"\b(classify|categori[sz]e)\b",
        r"\bwhich(ever)? of (these|the following|those)\b",
        r"\bone of\b.*[:,]",
        r"\bis (it|this|that|the \w+) (a|an)\b.*\bor\b",
    )
    asks: ClassVar = (
        "sort this text into one of these categories: a, b, c",
        "classify the document as x or y",
        "which of these labels fits best",
        "is this a complaint or a compliment",
        "what kind of document is it: letter, invoice or report",
    )

    def forward(self, text: str, labels: list[str]) -> dict[str, Json]:
        wanted = list(dict.fromkeys(label.strip() for label in labels if isinstance(label, str) and label.strip()))
        if not 2 <= len(wanted) <= 50:
            raise BadInput(f"{len(wanted)} labels were given; give 2 to 50, e.g. labels=['policy', 'recipe'].")
        document, _ = self.material(text)
        whole = "\n".join(page.text for page in document.pages)
        result = self.run([whole], candidate_labels=wanted).items[0]
        pairs = zip(result["labels"], result["scores"], strict=True)
        scores = {label: round(float(score), 4) for label, score in pairs}
        best, *others = scores
        rest = ", ".join(f"{label} {scores[label]:.2f}" for label in others)
        return {
            "summary": f"{document.title} fits “{best}” best ({scores[best]:.2f}; {rest}).",
            "label": best,
            "scores": scores,
            "confidence": scores[best],
        }
