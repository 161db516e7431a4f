"""A text in a few sentences: its own, or a model's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rag.centrality import candidates_of, centrality, pick, weights
from rag.documents import Document
from rag.sentences import sentences as split
from runtime.calls import Results
from runtime.errors import BadInput, CheckpointError, NoResult
from runtime.records import Citation, Json, Provenance
from tools.base import Choose, Tool
from tools.downloads import downloaded, embedded, found_here, here_or_embedded
from tools.languages import LONGEST, NAMES
from tools.summary_lengths import Wanted, checked, fitting, lengths, within

EXTRACTIVE, ABSTRACTIVE = "extractive", "abstractive"


class Summarize(Tool):
    name = "summarize"
    description = (
        "Shortens a text or document. Extractive: its most central sentences, word for word, in their order, each with "
        "its page; says nothing that the text does not say. Abstractive: in a model's own words, which may be wrong. "
        "Saves the summary as a text artifact, and says which of the two it is and why."
    )
    inputs = {
        "text": {"type": "string", "role": "text", "description": "Artifact name of a document, or the text itself."},
        "sentences": {
            "type": "integer",
            "role": "count",
            "description": "How many sentences at most, 1 to 20; 3 if left out where they are the text's own.",
            "nullable": True,
        },
        "style": {
            "type": "string",
            "role": "style",
            "description": "extractive or abstractive; abstractive if left out where a model for it is here.",
            "nullable": True,
        },
        "min_words": {
            "type": "integer",
            "role": "min_words",
            "description": "Words at least, about, 5 to 2000; for abstractive summaries only.",
            "nullable": True,
        },
        "max_words": {
            "type": "integer",
            "role": "max_words",
            "description": "Words at most, 5 to 2000.",
            "nullable": True,
        },
    }
    returns: ClassVar = {
        "style": ("string", "extractive or abstractive."),
        "why": ("string", "Why that."),
        "sentences": ("array", "The sentences of the summary, in their order."),
        "words": ("integer", "How many words it has."),
        "documents": ("array", "Titles of what it was made from."),
        "artifacts": ("array", "Name of the text artifact with the summary."),
        "citations": ("array", "Extractive: where it stands: n, source, page, quote, score (0 to 1)."),
    }
    task = "summarization"
    side_effects = "saves a text artifact"
    labels = ("reads_untrusted",)
    makes = "text/plain"
    cues: ClassVar = (
        r"\bsummar(y|ies|i[sz]\w*)\b",
        r"\bsum (it |this |that |them )?up\b",
        r"\btl;?dr\b",
        r"\b(condense|shorten|abridge|boil\b.*\bdown)\b",
        r"\b(key|main|central|essential) (points?|ideas?|takeaways?|messages?)\b",
        r"\b(gist|synopsis|abstract|overview|digest)\b",
        r"\b(make|keep|get|cut|bring) (it|this|that|them|the \w+)\b.*\b(shorter|briefer|words?|sentences?)\b",
        r"\bin (a few|one|two|three|four|five|\d+) sentences?\b",
        r"\bwhat (is|are) .*\babout\b\W*$",
    )
    asks: ClassVar = (
        "summarise this document",
        "give me the key points of the text",
        "make it shorter",
        "what is this file about?",
        "boil it down to a few sentences",
        "write a short overview",
    )

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        model, style = str(given.get("model", "")), given.get("style")
        if style == ABSTRACTIVE or model:
            return downloaded(task, choose, model)
        return embedded(task) if style == EXTRACTIVE else here_or_embedded(task, choose)

    def forward(
        self,
        text: str,
        sentences: int | None = None,
        style: str | None = None,
        min_words: int | None = None,
        max_words: int | None = None,
    ) -> dict[str, Json]:
        wanted = checked(Wanted(sentences, min_words, max_words))
        if style not in (None, EXTRACTIVE, ABSTRACTIVE):
            raise BadInput(f"style={style!r} is none. Call summarize(..., style='extractive') or style='abstractive'.")
        document, name = self.material(text)
        chosen, checkpoint, why = self._chosen(style or "", document)
        made = self._extracted if chosen == EXTRACTIVE else self._written
        result = made(document, name, wanted, checkpoint)
        words = sum(len(sentence.split()) for sentence in result["sentences"])
        return result | {"style": chosen, "why": why, "words": words, "documents": [document.title]}

    # ------------------------------------------------------------------ which of the two

    def _chosen(self, style: str, document: Document) -> tuple[str, str, str]:
        """Style, checkpoint and reason."""
        if style == ABSTRACTIVE:
            return style, downloaded(self.task, self.bench.pool.choice, self._model), "It was asked for."
        if style == EXTRACTIVE:
            return style, "", "It was asked for."
        if self._model == embedded(self.task):
            return EXTRACTIVE, "", f"{self._model} was asked for."
        if self._model:
            return ABSTRACTIVE, self._model, f"{self._model} was asked for."
        return self._usual(document)

    def _usual(self, document: Document) -> tuple[str, str, str]:
        choice = found_here(self.task, self.bench.pool.choice)
        if choice is None:
            return EXTRACTIVE, "", "No model that writes summaries is on this machine, or the size is embedded."
        line = choice.checkpoint
        if not choice.named and (other := self._other_language(document)):
            return EXTRACTIVE, "", f"The text is in {other}, and {line.id} reads English."
        return ABSTRACTIVE, line.id, f"{line.id} is on this machine."

    def _other_language(self, document: Document) -> str:
        """The name of the language it is in; empty where that is English, or not known."""
        try:
            guesses = self.run([document.text[:LONGEST]], "language-detection", checkpoint="langdetect").items[0]
        except CheckpointError:
            return ""
        code = str(guesses[0]["label"]) if guesses else "en"
        return "" if code == "en" else NAMES.get(code, code)

    # ------------------------------------------------------------------ its own sentences

    def _extracted(self, document: Document, name: str, wanted: Wanted, checkpoint: str) -> dict[str, Json]:
        candidates = candidates_of(document)
        sentences = [sentence for _, sentence in candidates]
        vectors = self.bench.encoder(sentences)
        ranks = centrality(vectors) * weights(sentences)
        places = pick(vectors, ranks, wanted.sentences or (20 if wanted.max_words else 3))
        if wanted.max_words:
            places = fitting(places, [len(s.split()) for s in sentences], ranks.tolist(), wanted.max_words)
        return self._quoted(document, name, [(*candidates[i], float(ranks[i] / ranks.max())) for i in places])

    def _quoted(self, document: Document, name: str, chosen: list[tuple[int | None, str, float]]) -> dict[str, Json]:
        plain = " ".join(sentence for _, sentence, _ in chosen)
        parameters = {"text": name or "given as text", "style": EXTRACTIVE, "sentences": len(chosen)}
        provenance = Provenance(self.name, (name,) if name else (), parameters, "all-MiniLM-L6-v2 + LexRank")
        made = self.bench.artifacts.save_text(plain, "summary", provenance).name
        cited = (
            [self.cited(Citation(document.title, page, s, score, name)) for page, s, score in chosen] if name else []
        )
        marks = [f" [^{number}]" for number, _ in cited] or [""] * len(chosen)
        return {
            "summary": " ".join(f"{s}{mark}" for (_, s, _), mark in zip(chosen, marks, strict=True)),
            "sentences": [sentence for _, sentence, _ in chosen],
            "artifacts": [made],
            "citations": [citation for _, citation in cited],
        }

    # ------------------------------------------------------------------ a model's words

    def _written(self, document: Document, name: str, wanted: Wanted, checkpoint: str) -> dict[str, Json]:
        results = self.run([document.text], checkpoint=checkpoint, also=lengths(wanted))
        said = within(split(results.items[0]["summary"]), wanted)
        if not said:
            raise NoResult(f"{checkpoint} wrote nothing about {document.title}. Use style='extractive' instead.")
        made = self._saved(" ".join(said), name, results)
        return {
            "summary": f"{' '.join(said)}\n(From {document.title}, in the words of {checkpoint}, which may be wrong.)",
            "sentences": said,
            "artifacts": [made],
            "citations": [],
        }

    def _saved(self, text: str, name: str, results: Results) -> str:
        line, sources = results.checkpoint, (name,) if name else ()
        parameters = {"text": name or "given as text", "style": ABSTRACTIVE, **results.parameters}
        provenance = Provenance(
            self.name, sources, parameters, line.id, line.revision, results.placement.at, seconds=results.seconds
        )
        return self.bench.artifacts.save_text(text, "summary", provenance).name
