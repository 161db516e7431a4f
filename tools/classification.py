"""Which of the labels you name fits a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool
from tools.texts import TEXT, TEXTS, Given, given, listed, provenance

FITS = 0.5
"""From this score on a label fits, where each is judged by itself."""


class ClassifyText(Tool):
    name = "classify_text"
    description = (
        "Sorts a text or document, or each of several, into one of the labels you name. Returns every label with a "
        "score; the scores sum to one, or with multi_label each label is judged by itself. It judges by meaning, so "
        "labels should be words for what a text is or is about."
    )
    inputs = {
        "text": TEXT,
        "labels": {"type": "array", "role": "labels", "description": "Two to fifty labels, each a word or a few."},
        "texts": TEXTS,
        "multi_label": {
            "type": "boolean",
            "role": "multi_label",
            "nullable": True,
            "description": "Whether any number of labels may fit, each 0 to 1 by itself; one may be given then.",
        },
        "template": {
            "type": "string",
            "role": "template",
            "nullable": True,
            "description": "A sentence that would be true of a text with the label, which stands for {}: "
            "'The customer feels {}.'",
        },
    }
    returns: ClassVar = {
        "label": ("string", "The label that fits best; of several texts that of the first."),
        "scores": ("object", "Label to score; of several texts those of the first."),
        "fitting": ("array", "Labels that fit: the best, or with multi_label all from 0.5 on."),
        "confidence": ("number", "The best label's score; of several texts the lowest."),
        "results": ("array", "For each text: text, label, scores, fitting."),
    }
    task = "zero-shot-classification"
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"\b(sort|classif\w+|categori[sz]e\w*|label|tag|file)\b(?!( each| every| all| the)+ \w* ?words?\b)"
        r".*\b(as|into|under|among|one of|between)\b",
        r"\b(classify|categori[sz]e)\b",
        r"\bwhich(ever)? of (these|the following|those)\b",
        r"\bone of\b.*[:,]",
        r"\b(is|are) (it|this|that|they|these|the \w+) (an?|(more |mostly |mainly )?about)\b.*\bor\b",
        r"^which of (?!the (documents|recordings|pictures)\b).{1,80}(,| and | or ).{1,80} "
        r"(fits?|suits?|match(es)?|apply|applies to|describes?)\b",
        r"\b(which|what) of the (topics|themes|labels|categories|classes|departments|kinds|groups)\b.*\b(or|and)\b",
    )
    asks: ClassVar = (
        "sort this text into one of these categories: a, b, c",
        "classify the document as x or y",
        "which of these labels fits best",
        "is this a complaint or a compliment",
        "what kind of document is it: letter, invoice or report",
    )

    def forward(
        self,
        labels: list[str],
        text: str | None = None,
        texts: list[str] | None = None,
        multi_label: bool | None = None,
        template: str | None = None,
    ) -> dict[str, Json]:
        wanted = self._labels(labels, bool(multi_label))
        if template is not None and "{}" not in template:
            raise BadInput(
                f"The template {template!r} has no {{}} for the label. Give one such as 'The topic is {{}}.'"
            )
        sources = given(self, text, texts)
        more: dict[str, Any] = {"hypothesis_template": template} if template else {}
        more |= {"multi_label": True} if multi_label else {}
        ran = self.run([source.document.text for source in sources], candidate_labels=wanted, **more)
        pairs = zip(sources, ran.items, strict=True)
        results = [_result(source, found, bool(multi_label)) for source, found in pairs]
        shown = listed(self, "results", results, provenance(self, sources, {"labels": wanted, **more}, ran))
        first = results[0]
        return {
            "summary": "\n".join(map(_told, results)),
            "label": first["label"],
            "scores": first["scores"],
            "fitting": first["fitting"],
            "confidence": min(result["scores"][result["label"]] for result in results),
        } | {name: shown[name] for name in ("results", "artifacts")}

    def _labels(self, labels: Sequence[Json], alone: bool) -> list[str]:
        wanted = list(dict.fromkeys(label.strip() for label in labels if isinstance(label, str) and label.strip()))
        if not (1 if alone else 2) <= len(wanted) <= 50:
            raise BadInput(f"{len(wanted)} labels were given; give 2 to 50, e.g. labels=['policy', 'recipe'].")
        return wanted


def _result(source: Given, found: Mapping[str, Any], alone: bool) -> dict[str, Json]:
    pairs = zip(found["labels"], found["scores"], strict=True)
    scores = {label: round(float(score), 4) for label, score in pairs}
    best = next(iter(scores))
    fitting = [label for label, score in scores.items() if score >= FITS] if alone else [best]
    return {"text": source.title, "label": best, "scores": scores, "fitting": fitting}


def _told(result: Mapping[str, Any]) -> str:
    best, *others = result["scores"]
    rest = "; " + ", ".join(f"{label} {result['scores'][label]:.2f}" for label in others) if others else ""
    fitting = result["fitting"]
    if fitting == [best]:
        return f"{result['text']} fits “{best}” best ({result['scores'][best]:.2f}{rest})."
    fits = ", ".join(f"“{label}”" for label in fitting) or "none of the labels"
    return f"{result['text']} fits {fits} ({best} {result['scores'][best]:.2f}{rest})."
