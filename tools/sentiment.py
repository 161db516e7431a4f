"""How a text feels: positive, negative or neutral."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from runtime.records import Json
from tools.base import Tool
from tools.mood_labels import MOODS, moods
from tools.outcomes import Outcome
from tools.texts import TEXT, TEXTS, Given, Piece, cite, given, listed, percent, provenance, sentences_of

WORDS = 30
"""Short sentences are joined up to so many words before they are judged."""
QUIET = 0.2
"""What a part that is wholly neutral counts beside one that feels something: facts between opinions weigh little."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A part of a text, and how it feels."""

    piece: Piece
    scores: Mapping[str, float]

    @property
    def label(self) -> str:
        return strongest(self.scores)

    @property
    def words(self) -> int:
        return max(1, len(self.piece.text.split()))


class JudgeSentiment(Tool):
    name = "judge_sentiment"
    description = (
        "Says whether a text, a document or each of several texts is positive, negative or neutral, with a score from "
        "0 to 1. A long text is judged part by part, with the share of each mood. Irony is not understood."
    )
    inputs = {"text": TEXT, "texts": TEXTS}
    returns: ClassVar = {
        "label": ("string", "positive, negative or neutral; of several texts what most of them are."),
        "scores": ("object", "Mood to score, summing to one; of several texts the average."),
        "confidence": ("number", "The label's score."),
        "results": ("array", "For each text: text, label, score, scores, parts, shares (mood to share of its words)."),
        "counts": ("object", "Mood to the number of texts."),
        "citations": (
            "array",
            "The strongest part of each mood, of documents: n, source, page, quote, score (0 to 1).",
        ),
    }
    task = "sentiment-analysis"
    labels = ("reads_untrusted",)
    outcomes = (
        Outcome("label", r"\b(?P<value>positive|negative|neutral)\b"),
        Outcome("label", r"\b(?:angry|unhappy|upset|dissatisfied|a complaint)\b", "negative"),
        Outcome("label", r"\b(?:happy|satisfied|pleased|praise)\b", "positive"),
    )
    cues: ClassVar = (
        r"\bsentiments?\b",
        r"\b(is|are|was|were|sounds?) (it|this|that|these|they|the \w+|QTEXT)\b.*\b(positive|negative|favou?rable)\b",
        r"\bwhether (it|this|that|the|these|QTEXT)\b.* (is|are|sounds?) (positive|negative)\b",
        r"\bsounds? (very |rather |more )?(happy|unhappy|angry|sad|satisfied|upset|pleased|annoyed|friendly|rude)\b",
        r"\bpositive or negative\b|\bnegative or positive\b",
        r"\bhow (angry|happy|unhappy|satisfied|positive|negative|pleased|upset)\b",
        r"\b(mood|tone|attitude|opinion|feelings?)\b.*\b(of|in|behind|does|do|is|are)\b.*\b(texts?|reviews?|documents?|comments?"
        r"|messages?|tweets?|letters?|emails?|QTEXT|it|this)\b",
        r"\bdo(es)? (they|he|she|the (customers?|writers?|authors?|reviewers?)) (like|love|hate|enjoy)\b",
    )
    asks: ClassVar = (
        "what is the sentiment of this text?",
        "is this review positive or negative?",
        "how satisfied does the customer sound?",
        "judge the mood of these comments",
        "are these messages positive, neutral or negative?",
        "how angry is the writer of this letter?",
        "do people like the product in these reviews?",
    )

    def forward(self, text: str | None = None, texts: list[str] | None = None) -> dict[str, Json]:
        sources = given(self, text, texts)
        parts = list(sentences_of(sources, WORDS))
        ran = self.run([part.text for part in parts])
        judged = [Judged(part, moods(found)) for part, found in zip(parts, ran.items, strict=True)]
        by_text = [[one for one in judged if one.piece.of == number] for number in range(len(sources))]
        results = [result_of(source, found) for source, found in zip(sources, by_text, strict=True)]
        counts = Counter(result["label"] for result in results)
        scores = {mood: _mean(result["scores"][mood] for result in results) for mood in results[0]["scores"]}
        label = max(counts, key=lambda mood: (counts[mood], scores[mood]))
        shown = listed(self, "results", results, provenance(self, sources, {"texts": len(sources)}, ran))
        summary, citations = self._told(sources, by_text, results, counts)
        return {
            "summary": summary,
            "label": label,
            "scores": scores,
            "confidence": scores[label],
            "counts": dict(counts),
            "citations": citations,
        } | {name: shown[name] for name in ("results", "artifacts")}

    def _told(
        self,
        sources: Sequence[Given],
        by_text: Sequence[Sequence[Judged]],
        results: Sequence[Mapping[str, Any]],
        counts: Mapping[str, int],
    ) -> tuple[str, list[dict[str, Json]]]:
        if len(sources) > 1:
            lines = [f"{result['score']:.2f} {result['label']}: {result['text']}" for result in results[:20]]
            most = ", ".join(f"{counts[mood]} {mood}" for mood in MOODS if mood in counts)
            return "\n".join((f"Of {len(sources)} texts: {most}.", *lines)), []
        result = results[0]
        said = f"{sources[0].title} is {result['label']} ({result['score']:.2f})."
        if result["parts"] == 1:
            return said, []
        shares = ", ".join(f"{percent(share)} {mood}" for mood, share in result["shares"].items())
        quotes, citations = self._strongest(sources[0], by_text[0])
        return f"{said} By parts: {shares}.{quotes}", citations

    def _strongest(self, source: Given, judged: Sequence[Judged]) -> tuple[str, list[dict[str, Json]]]:
        """The most positive and the most negative part, where there are such."""
        said, citations = "", []
        for mood in MOODS[:2]:
            found = [one for one in judged if one.label == mood]
            if found:
                best = max(found, key=lambda one: one.scores[mood])
                mark, citation = cite(self, source, best.piece, best.scores[mood])
                said += f"\nMost {mood}: “{best.piece.text}”{mark}"
                citations += citation
        return said, citations


def strongest(scores: Mapping[str, float]) -> str:
    return max(scores, key=scores.__getitem__)


def result_of(source: Given, judged: Sequence[Judged]) -> dict[str, Json]:
    """How a text feels as a whole: the average over its words, in which neutral parts count little."""
    weights = [one.words * (QUIET + (1 - QUIET) * (1 - one.scores.get("neutral", 0.0))) for one in judged]
    known = judged[0].scores
    total = sum(weights)
    scores = {
        mood: round(sum(w * one.scores[mood] for w, one in zip(weights, judged, strict=True)) / total, 4)
        for mood in known
    }
    words = sum(one.words for one in judged)
    shares = {mood: round(sum(one.words for one in judged if one.label == mood) / words, 4) for mood in known}
    opening = " ".join(judged[0].piece.text.split())[:120]
    label = strongest(scores)
    return {
        "text": source.title if source.name else opening,
        "label": label,
        "score": scores[label],
        "scores": scores,
        "parts": len(judged),
        "shares": shares,
    }


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 4)
