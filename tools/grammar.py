"""Which sentences of a text are good grammar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool
from tools.texts import TEXT, TEXTS, cite, given, listed, provenance, sentences_of

GOOD = ("label_1", "acceptable", "grammatical", "correct", "good", "1", "true")
BAD = ("label_0", "unacceptable", "not acceptable", "ungrammatical", "incorrect", "bad", "0", "false")
"""How checkpoints trained on CoLA call the two, in small letters."""
SHORTEST = 3
"""Words: in documents shorter lines are headings or cells of a table, not sentences."""


class CheckGrammar(Tool):
    name = "check_grammar"
    description = (
        "Says of each sentence of a text or document whether its grammar is acceptable, with a score from 0 (surely "
        "not) to 1 (surely). English. It does not say what is wrong and corrects nothing."
    )
    inputs = {"text": TEXT, "texts": TEXTS}
    returns: ClassVar = {
        "acceptable": ("boolean", "Whether every sentence is."),
        "wrong": ("integer", "How many sentences are not."),
        "sentences": ("array", "Each sentence: text, acceptable, score, page, of (number of its text, from 0)."),
        "count": ("integer", "How many sentences there are."),
        "confidence": ("number", "0 to 1: how sure it is of the sentence that it is least sure of."),
        "citations": ("array", "Sentences of documents that are wrong: n, source, page, quote, score (0 to 1)."),
    }
    task = "grammatical-acceptability"
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"\bgrammars?\b|\b(un)?grammatical(ly)?\b",
        r"\b(is|are) (it|this|that|these|QTEXT|the \w+)\b.*\b(correct|proper|good|acceptable) (english|sentences?)\b",
        r"\bwell[- ]formed (sentences?|english)\b",
        r"\bproof-?read\b",
    )
    asks: ClassVar = (
        "check the grammar of this sentence",
        "is this sentence grammatically correct?",
        "find the sentences with grammar mistakes",
        "proofread this text",
        "is it good English?",
        "which sentences are ungrammatical?",
    )

    def forward(self, text: str | None = None, texts: list[str] | None = None) -> dict[str, Json]:
        sources = given(self, text, texts)
        every = list(sentences_of(sources))
        pieces = [piece for piece in every if not sources[piece.of].name or len(piece.text.split()) >= SHORTEST]
        pieces = pieces or every
        ran = self.run([piece.text for piece in pieces])
        scores = [acceptability(found) for found in ran.items]
        rows = [
            {"text": piece.text, "acceptable": score >= 0.5, "score": score, "page": piece.page, "of": piece.of}
            for piece, score in zip(pieces, scores, strict=True)
        ]
        wrong = [(piece, score) for piece, score in zip(pieces, scores, strict=True) if score < 0.5]
        lines, citations = [], []
        for piece, score in wrong[:20]:
            mark, citation = cite(self, sources[piece.of], piece, 1 - score)
            lines.append(f"✗ {piece.text} ({score:.2f}){mark}")
            citations += citation
        verdict = f"{len(wrong)} of {len(rows)} sentences are not acceptable grammar:"
        good = (
            "The grammar is acceptable."
            if len(rows) == 1
            else f"The grammar of all {len(rows)} sentences is acceptable."
        )
        return listed(self, "sentences", rows, provenance(self, sources, {}, ran)) | {
            "summary": "\n".join((verdict, *lines)) if wrong else f"{good} (lowest score {min(scores):.2f})",
            "acceptable": not wrong,
            "wrong": len(wrong),
            "confidence": round(min(max(score, 1 - score) for score in scores), 4),
            "citations": citations,
        }


def acceptability(found: Sequence[Mapping[str, Any]]) -> float:
    """How acceptable a sentence is, 0 to 1, from the labels of whatever checkpoint.

    >>> acceptability([{"label": "LABEL_0", "score": 0.9}, {"label": "LABEL_1", "score": 0.1}])
    0.1

    Raises:
        BadInput: the labels mean neither of the two.
    """
    scores = {str(one["label"]).lower().replace("_", " "): float(one["score"]) for one in found}
    good = next((score for label, score in scores.items() if label in _spaced(GOOD)), None)
    bad = next((score for label, score in scores.items() if label in _spaced(BAD)), None)
    if good is None and bad is None:
        raise BadInput(
            f"The labels of this checkpoint ({', '.join(scores)}) do not say what is acceptable. Leave `model` out, or "
            "choose another with: atelier models grammatical-acceptability"
        )
    return round(good if good is not None else 1 - (bad or 0.0), 4)


def _spaced(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(label.replace("_", " ") for label in labels)
