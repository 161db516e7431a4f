"""The words of a text that answer a question, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rag.answering import answer
from rag.documents import Document
from rag.sentences import sentences
from runtime.errors import BadInput
from runtime.records import Citation, Json, Passage
from tools.base import Choose, Tool
from tools.downloads import embedded, here_or_embedded

MOST = 10
LONGEST_QUESTION = 1_000
LIKELY = 0.5
"""A reader's answer under this is told as a guess."""


@dataclass(frozen=True, slots=True)
class Found:
    page: int
    """Which page of the document, from 0."""
    start: int
    """In the page's text."""
    end: int
    score: float


class FindAnswer(Tool):
    name = "find_answer"
    description = (
        "Finds the exact words of one given text or document that answer a question: with place in characters, page, "
        "the sentence around them and a score; or says that the text does not tell. By a reading model where one is "
        "here, else by the whole sentence. For questions about all the documents use answer_from_documents."
    )
    inputs = {
        "question": {"type": "string", "role": "asked", "description": "One question, in full."},
        "text": {"type": "string", "role": "text", "description": "Artifact name of a document, or the text itself."},
        "answers": {
            "type": "integer",
            "role": "count",
            "description": f"How many answers to give, the best first, 1 to {MOST}; 1 if left out.",
            "nullable": True,
        },
    }
    returns: ClassVar = {
        "found": ("boolean", "Whether the text tells."),
        "answer": ("string", "The words that answer, as they stand there; null where none do."),
        "score": ("number", "0 to 1: how likely they are."),
        "start": ("integer", "The first character of the answer in its page, from 0; null where there is none."),
        "end": ("integer", "The first behind it."),
        "page": ("integer", "Its page, 1 for the first; null where the text has no pages."),
        "sentence": ("string", "The sentence around it."),
        "answers": ("array", "All of them, each with answer, score, start, end, page, sentence."),
        "by": ("string", "words (a model read the text) or sentence (the embedded size: the sentence that answers)."),
        "confidence": ("number", "0 to 1: how sure it is of `found`."),
        "escalate": ("boolean", "Whether a person should look at it."),
        "citations": ("array", "Where it stands: n, source, page, quote, score (0 to 1)."),
    }
    task = "question-answering"
    labels = ("reads_untrusted",)
    tells = True
    cues: ClassVar = (
        r"\b(exact|precise|literal|very|actual) (words?|wording|span|answer|phrase|passage)\b",
        r"\b(which|what)\b.{0,20}\bwords?\b.*\b(tell|say|state|answer|show|give|name|explain)s?\b",
        r"\bliterally (say|state|mention|tell)s?\b|\bin (so many|as many) words\b",
        r"\banswer span\b",
        r"\b(extract|pull out|pick out|highlight|mark|point to)\b.*\b(the )?(answer|words?|phrase|span)\b",
    )
    asks: ClassVar = (
        "find the exact words that answer this question",
        "extract the answer from the text",
        "which words of the text say it?",
        "point to the span that answers the question",
        "highlight the answer in this paragraph",
        "what is the answer span in the document?",
    )

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        return here_or_embedded(task, choose, str(given.get("model", "")))

    def forward(self, question: str, text: str, answers: int | None = None) -> dict[str, Json]:
        count = 1 if answers is None else answers
        if not question.strip() or len(question) > LONGEST_QUESTION:
            raise BadInput(
                f"The question has {len(question)} characters; give 1 to {LONGEST_QUESTION}, such as "
                "find_answer(question='Who signed it?', text='contract-1')."
            )
        if not 1 <= count <= MOST:
            raise BadInput(f"answers={count} is outside 1 to {MOST}. Call find_answer(..., answers=3) again.")
        document, name = self.material(text)
        checkpoint = self.checkpoint_for(self.task, {"model": self._model}, self.bench.pool.choice)
        if checkpoint == embedded(self.task):
            found, silence = self._sentences(question, document, name, count)
            by = "sentence"
        else:
            found, silence = self._words(question, document, count, checkpoint)
            by = "words"
        return self._result(document, name, found, silence, by)

    def _words(self, question: str, document: Document, count: int, checkpoint: str) -> tuple[list[Found], float]:
        """What a reader finds on the pages, the best first, and how likely it is that none of them tells."""
        items = [{"question": question, "context": page.text} for page in document.pages]
        pages = self.run(items, checkpoint=checkpoint, top_k=count + 1).items
        found, silences = [], []
        for number, spans in enumerate(pages):
            silence = next((float(span["score"]) for span in spans if not span["answer"]), 0.0)
            silences.append(silence)
            found += [
                Found(number, int(span["start"]), int(span["end"]), round(float(span["score"]), 4))
                for span in spans
                if span["answer"] and span["score"] > silence
            ]
        return sorted(found, key=lambda one: -one.score)[:count], round(min(silences), 4)

    def _sentences(self, question: str, document: Document, name: str, count: int) -> tuple[list[Found], float]:
        """The sentences that the embedded size finds to answer, and how likely it is that none does."""
        passages = self.bench.library.search(question, [name], self.bench.passages) if name else whole(document)
        candidates = answer(question, passages, self.bench.encoder)
        if not candidates:
            return [], 1.0
        if candidates[0].confidence < self.bench.answer_confidence:
            return [], round(1 - candidates[0].confidence, 4)
        placed = (placed_in(document, one.sentence, one.passage.page, one.confidence) for one in candidates)
        return [one for one in placed if one][:count], 0.0

    def _result(
        self, document: Document, name: str, found: Sequence[Found], silence: float, by: str
    ) -> dict[str, Json]:
        answers = [fields(document, one) for one in found]
        confidence = float(answers[0]["score"]) if answers else silence
        best = answers[0] if answers else dict.fromkeys(("answer", "score", "start", "end", "page", "sentence"))
        cited = [self._cited(document, name, one) for one in answers] if name else []
        marks = f" [^{cited[0][0]}]" if cited else ""
        return {
            "summary": f"{told(answers[0], by)}{marks}" if answers else f"{document.title} does not tell.",
            "found": bool(answers),
            **best,
            "answers": answers,
            "by": by,
            "confidence": confidence,
            "escalate": confidence < self.bench.review_confidence,
            "citations": [citation for _, citation in cited],
        }

    def _cited(self, document: Document, name: str, one: Mapping[str, Any]) -> tuple[int, dict[str, Json]]:
        return self.cited(Citation(document.title, one["page"], one["sentence"], one["score"], name))


def whole(document: Document) -> list[Passage]:
    return [Passage(page.text, "", document.title, page.number) for page in document.pages]


def placed_in(document: Document, sentence: str, page: int | None, score: float) -> Found | None:
    """Where a sentence stands; None where it was put together from pieces, and stands nowhere as it is."""
    for number, one in enumerate(document.pages):
        start = one.text.find(sentence) if one.number == page else -1
        if start >= 0:
            return Found(number, start, start + len(sentence), round(score, 4))
    return None


def fields(document: Document, found: Found) -> dict[str, Json]:
    page = document.pages[found.page]
    return {
        "answer": page.text[found.start : found.end],
        "score": found.score,
        "start": found.start,
        "end": found.end,
        "page": page.number,
        "sentence": sentence_around(page.text, found.start, found.end),
    }


def sentence_around(text: str, start: int, end: int) -> str:
    """
    >>> sentence_around("Bob left. Anna sang well. All clapped.", 15, 19)
    'Anna sang well.'
    """
    place = 0
    for sentence in sentences(text):
        place = text.index(sentence, place)
        if place <= start and end <= place + len(sentence):
            return sentence
        place += len(sentence)
    return text[start:end]


def told(best: Mapping[str, Any], by: str) -> str:
    if by == "sentence":
        return str(best["sentence"])
    guess = "" if best["score"] >= LIKELY else " (a guess)"
    around = "" if best["sentence"] == best["answer"] else f"\n“{best['sentence']}”"
    return f"{best['answer']}{guess}{around}"
