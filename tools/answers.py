"""What the documents say to a question, with page and quote; or that they do not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rag.answering import Candidate, answer
from runtime.errors import BadInput
from runtime.records import Json, Passage
from tools.base import Choose, Tool
from tools.downloads import embedded, here_or_embedded
from tools.search import as_citation


class AnswerFromDocuments(Tool):
    name = "answer_from_documents"
    description = (
        "Answers a question from the session's documents with the sentence that says it, quoted word for word, and its "
        "page. Where the documents do not say, it says so and quotes what came nearest; it never guesses. A reading "
        "model, where one is here, narrows the sentence to the words that answer, and may object."
    )
    inputs = {
        "question": {"type": "string", "role": "question", "description": "One question, in full, in English."},
        "topic": {
            "type": "string",
            "role": "topic",
            "description": "What the question is about, where it does not say that itself, as in 'Who approves it?'.",
            "nullable": True,
        },
        "documents": {
            "type": "array",
            "role": "documents",
            "description": "Artifact names to look in; all documents if left out.",
            "nullable": True,
        },
    }
    returns: ClassVar = {
        "found": ("boolean", "Whether the documents say."),
        "answer": ("string", "The sentence that says it, word for word; null where none does."),
        "span": ("string", "The words in it that answer; null without a reading model, or where it finds none there."),
        "place": ("string", "Its document and page."),
        "confidence": ("number", "0 to 1: how sure it is of `found`."),
        "escalate": ("boolean", "Whether that is too little, so that a person should look at it."),
        "citations": ("array", "Where it stands: n, source, page, quote, score (0 to 1)."),
    }
    task = "question-answering"
    cues: ClassVar = (
        r"\banswer (the|this|my|these) questions?\b",
        r"\baccording to\b",
        r"\bwhat (does|do) (the |this |our )?[\w-]+ say\b",
    )
    asks: ClassVar = (
        "how many days do we get each year?",
        "when is the deadline?",
        "who approves this request?",
        "what is the rule about this?",
        "where do I hand it in?",
        "how do I apply for it?",
        "am I allowed to do this?",
        "tell me how much it costs",
        "what does the document say about this?",
    )

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        return here_or_embedded(task, choose, str(given.get("model", "")))

    def forward(self, question: str, topic: str | None = None, documents: list[str] | None = None) -> dict[str, Json]:
        if not question.strip():
            raise BadInput("The question is empty. Call answer_from_documents(question=...) with a full question.")
        passages = self.bench.library.search(
            f"{topic} {question}" if topic else question, documents, self.bench.passages
        )
        if topic:
            passages = together(passages)
        candidates = answer(question, passages, self.bench.encoder)
        if not candidates:
            return {"summary": "The documents do not say.", "found": False, "answer": None, "span": None,
                    "confidence": 1.0, "escalate": False}  # fmt: skip
        span, doubt = self._second(question, candidates[0])
        confidence = candidates[0].confidence * (1 - doubt)
        if confidence < self.bench.answer_confidence:
            return self._judged(self._refused(candidates[0]), 1 - confidence)
        return self._judged(self._found(candidates[0], confidence) | {"span": span}, confidence)

    def _judged(self, result: dict[str, Json], confidence: float) -> dict[str, Json]:
        return result | {
            "confidence": round(confidence, 4),
            "escalate": confidence < self.bench.review_confidence,
        }

    def _second(self, question: str, best: Candidate) -> tuple[str | None, float]:
        """The words of the sentence that answer, by a reader, and how likely it finds that the passage does not tell.

        Nothing and 0 where no reader is here.
        """
        checkpoint = self.checkpoint_for(self.task, {"model": self._model}, self.bench.pool.choice)
        if checkpoint == embedded(self.task):
            return None, 0.0
        item = {"question": question, "context": best.passage.text}
        first = self.run([item], checkpoint=checkpoint).items[0][0]
        if not first["answer"]:
            return None, float(first["score"])
        return (str(first["answer"]) if first["answer"] in best.sentence else None), 0.0

    def _found(self, best: Candidate, confidence: float) -> dict[str, Json]:
        number, citation = self.cited(as_citation(best.passage, confidence, best.sentence))
        return {
            "summary": f"{best.sentence} [^{number}]",
            "found": True,
            "answer": best.sentence,
            "place": best.passage.place,
            "citations": [citation],
        }

    def _refused(self, nearest: Candidate) -> dict[str, Json]:
        number, citation = self.cited(as_citation(nearest.passage, nearest.confidence, nearest.sentence))
        quote = f"“{nearest.sentence}” ({nearest.passage.place}) [^{number}]"
        return {
            "summary": f"The documents do not say. What came nearest: {quote}",
            "found": False,
            "answer": None,
            "span": None,
            "citations": [citation],
        }


def together(passages: list[Passage]) -> list[Passage]:
    """Those that stand on one page with the best: what follows up on a topic is answered where the topic is."""
    return [passage for passage in passages if (passage.source, passage.page) == (passages[0].source, passages[0].page)]
