"""What the documents say to a question, with page and quote; or that they do not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rag.answering import Candidate, answer
from rag.research import Desk, Finding, Look, Reading, gaps, research
from runtime.errors import BadInput
from runtime.records import Json, Passage, place_in
from tools.base import Choose
from tools.downloads import embedded, here_or_embedded
from tools.finding import FACT, FindingTool
from tools.search import as_citation

PART = ("question", "found", "answer", "place", "confidence", "rounds")
"""What is told of each part of a question."""


class AnswerFromDocuments(FindingTool):
    name = "answer_from_documents"
    description = (
        "Answers a question from the session's documents with the sentence that says it, quoted word for word, and its "
        "page. Where the documents do not say, it says so and quotes what came nearest; it never guesses. A question "
        "of several parts is answered part by part, and the parts that no document tells are listed. A reading model, "
        "where one is here, narrows the sentence to the words that answer, and may object."
    )
    inputs = {
        "question": {
            "type": "string",
            "role": "question",
            "description": "A question, in full, in English; it may have several parts.",
        },
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
        "found": ("boolean", "Whether the documents say; of several parts, all of them."),
        "answer": ("string", "The sentence that says it, word for word, of each part; null where none does."),
        "parts": ("array", "Each part: question, found, answer, place, confidence, and how often it was looked up."),
        "gaps": ("array", "The parts that the documents do not tell."),
        "span": ("string", "The words in it that answer; null without a reading model, or where it finds none there."),
        "place": ("string", "Its document and page."),
        "confidence": ("number", "0 to 1: how sure it is of `found`; of several parts, of the least sure."),
        "escalate": ("boolean", "Whether that is too little, so that a person should look at it."),
        "citations": ("array", "Where it stands: n, source, page, quote, score (0 to 1)."),
    }
    task = "question-answering"
    labels = ("reads_untrusted",)
    tells = True
    cues: ClassVar = (
        r"\banswer (the|this|my|these) questions?\b|^answer\b",
        r"\baccording to\b",
        rf"\blook up {FACT}(?!.*\bthe (table|picture|video|recording)\b)",
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
        desk = Desk(lambda look: self._retrieved(look, documents), self._read, self.bench.reword)
        findings = research(question, desk, self.bench.search_rounds, self.bench.answer_confidence, topic or "")
        told = [self._told(finding, documents) for finding in findings]
        parts = [{name: part.get(name) for name in PART} for part in told]
        result = (told[0] if len(told) == 1 else together(told)) | {"parts": parts, "gaps": gaps(findings)}
        return result if result["found"] else result | {"summary": result["summary"] + self._unread(documents)}

    def _unread(self, documents: Sequence[str] | None) -> str:
        """What could not be read of the documents that were looked in: it may stand there."""
        own = [one.name for one in self.bench.library.documents() if not documents or one.name in documents]
        read = (self.bench.library.read(name).unread for name in own)
        return "".join(f" {sentence}" for sentence in read if sentence)

    def _retrieved(self, look: Look, documents: Sequence[str] | None) -> Sequence[Passage]:
        return self.found(look.query, documents, look.depth * self.bench.passages, also=look.also)

    def _read(self, question: str, passages: Sequence[Passage]) -> Reading | None:
        candidates = answer(question, passages, self.bench.encoder)
        if not candidates:
            return None
        span, doubt = self._second(question, candidates[0])
        return Reading(candidates[0], candidates[0].confidence * (1 - doubt), span)

    def _told(self, finding: Finding, documents: Sequence[str] | None) -> dict[str, Json]:
        """The result for one part of the question."""
        best = finding.best
        told = {"question": finding.part.question, "rounds": finding.rounds, "span": None, "place": None}
        if best is None:
            nothing = {"summary": "The documents do not say.", "found": False, "answer": None}
            return told | nothing | {"confidence": 1.0, "escalate": False}
        if finding.found:
            return self._judged(told | self._found(best, documents), best.confidence)
        return self._judged(told | self._refused(best.candidate), 1 - best.confidence)

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

    def _found(self, best: Reading, documents: Sequence[str] | None) -> dict[str, Json]:
        """Cited in each document that has the sentence: one may be there twice, or quote another."""
        sentence, own = best.candidate.sentence, best.candidate.passage
        others = {p.source: p for p in self.bench.library.passages(documents) if sentence in p.text}
        places = [own, *(passage for source, passage in others.items() if source != own.source)]
        numbered = [self.cited(as_citation(passage, best.confidence, sentence)) for passage in places]
        return {
            "summary": f"{sentence} {''.join(f'[^{number}]' for number, _ in numbered)}",
            "found": True,
            "answer": sentence,
            "span": best.span,
            "place": place_in(numbered[0][1]),
            "citations": [citation for _, citation in numbered],
        }

    def _refused(self, nearest: Candidate) -> dict[str, Json]:
        number, citation = self.cited(as_citation(nearest.passage, nearest.confidence, nearest.sentence))
        quote = f"“{nearest.sentence}” ({place_in(citation)}) [^{number}]"
        return {
            "summary": f"The documents do not say. What came nearest: {quote}",
            "found": False,
            "answer": None,
            "citations": [citation],
        }


def together(parts: Sequence[dict[str, Json]]) -> dict[str, Json]:
    """Several parts as one result: each with what was found, or that it was not and what came nearest."""
    found = [part for part in parts if part["found"]]
    told = [part["summary"] if part["found"] else f"“{part['question']}” {part['summary']}" for part in parts]
    return {
        "summary": "\n\n".join(told),
        "found": len(found) == len(parts),
        "answer": " ".join(part["answer"] for part in found) or None,
        "span": None,
        "place": "; ".join(dict.fromkeys(part["place"] for part in found)) or None,
        "confidence": min(part["confidence"] for part in parts),
        "escalate": any(part["escalate"] for part in parts),
        "citations": [citation for part in parts for citation in part.get("citations", ())],
    }
