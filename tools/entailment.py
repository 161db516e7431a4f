"""Whether a sentence answers a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool
from tools.outcomes import Outcome
from tools.texts import TEXT, cite, given, listed, provenance, sentences_of

SHOWN = 5


class CheckAnswer(Tool):
    name = "check_answer"
    description = (
        "Says whether a sentence holds the answer to a question, with a score from 0 to 1; of a text or document, "
        "which of its sentences do, best first. It does not say what the answer is, nor whether it is true."
    )
    inputs = {
        "text": TEXT | {"nullable": False, "description": "The sentence, or a text or a document's artifact name."},
        "question": {
            "type": "string",
            "role": "checked_question",
            "nullable": True,
            "description": "The question; if left out, the first sentence of `text` that ends with a question mark.",
        },
    }
    returns: ClassVar = {
        "answers": ("boolean", "Whether some sentence answers the question."),
        "score": ("number", "Of the best sentence, 0 to 1."),
        "sentences": ("array", "Each sentence, best first: text, answers, score, page."),
        "count": ("integer", "How many sentences there are."),
        "confidence": ("number", "0 to 1: how sure it is of `answers`."),
        "citations": ("array", "Sentences of a document that answer: n, source, page, quote, score (0 to 1)."),
    }
    task = "question-answer-entailment"
    labels = ("reads_untrusted",)
    outcomes = (Outcome("answers", r"\banswers?\b.*QTEXT", True),)
    cues: ClassVar = (
        r"\bdo(es)? (it|this|that|these|QTEXT|the (document|sentence|passage|paragraph|text)s?)( \w+)? answer\b",
        r"\b(is|are) QTEXT an? (good |right |real |valid )?answers? (to|for)\b",
        r"\b(check|test|verify|judge)\b.*\b(whether|if|that)\b.*\banswers?\b",
        r"\bhold(s)? the answer\b|\bcontains? the answer\b",
        r"\bwhich (sentences?|passages?|paragraphs?)\b.*\banswers?\b",
        r"\bentail(s|ed|ment)?\b",
    )
    asks: ClassVar = (
        "does this sentence answer the question?",
        "check whether the text answers my question",
        "is this an answer to the question?",
        "which sentence of the document answers this question?",
        "does the passage contain the answer to the question?",
        "test if the answer follows from the sentence",
    )

    def forward(self, text: str, question: str | None = None) -> dict[str, Json]:
        (source,) = given(self, text, None)
        pieces = list(sentences_of([source]))
        asked = (question or next((p.text for p in pieces if p.text.endswith("?")), "")).strip()
        pieces = [piece for piece in pieces if piece.text != asked]
        if not asked or not pieces:
            raise BadInput(
                "check_answer needs a question and a sentence. Call it as check_answer(text='Anna lives in Oslo.', "
                "question='Where does Anna live?')."
            )
        ran = self.run([{"text": asked, "text_pair": piece.text} for piece in pieces])
        scored = sorted(zip(map(entailment, ran.items), pieces, strict=True), key=lambda pair: -pair[0])
        rows = [{"text": p.text, "answers": score >= 0.5, "score": score, "page": p.page} for score, p in scored]
        lines, citations = [], []
        for score, piece in [pair for pair in scored if pair[0] >= 0.5][:SHOWN]:
            mark, citation = cite(self, source, piece, score)
            lines.append(f"{score:.2f}  “{piece.text}”{mark}")
            citations += citation
        best, _ = scored[0]
        no = f"No sentence answers “{asked}” (the best scores {best:.2f})."
        return listed(self, "sentences", rows, provenance(self, [source], {"question": asked}, ran)) | {
            "summary": "\n".join((f"“{asked}” is answered by:", *lines)) if lines else no,
            "answers": bool(lines),
            "score": best,
            "confidence": round(max(best, 1 - best), 4),
            "citations": citations,
        }


def entailment(found: Sequence[Mapping[str, Any]]) -> float:
    """How surely it answers, 0 to 1: of a single label its score, of two that of entailment, which LABEL_0 stands for.

    >>> entailment([{"label": "LABEL_0", "score": 0.8}])
    0.8
    >>> entailment([{"label": "not_entailment", "score": 0.9}, {"label": "entailment", "score": 0.1}])
    0.1

    Raises:
        BadInput: no label says whether it answers.
    """
    scores = {str(one["label"]).lower(): float(one["score"]) for one in found}
    known = [score for label, score in scores.items() if label.startswith("entail") or label in ("label_0", "yes")]
    if not known:
        raise BadInput(
            f"The labels of this checkpoint ({', '.join(scores)}) do not say what answers a question. Leave `model` "
            "out, or choose another with: atelier models question-answer-entailment"
        )
    return round(known[0], 4)
