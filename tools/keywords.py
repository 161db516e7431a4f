"""Which phrases say best what a text is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime.errors import BadInput, NoResult
from runtime.records import Json
from runtime.runners.languages import detector
from runtime.runners.words import UNSPACED
from runtime.runners.zero_shot import windows
from tools.base import Tool
from tools.languages import LONGEST, NAMES
from tools.stop_words import STOP_WORDS, stop_words
from tools.texts import TEXT, TEXTS, Given, given

Vectors = NDArray[np.float32]
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d\w*(?:[.,]\d+)*|[^\w\s]|\n")
LONGEST_PHRASE = 3
"""Words."""
MOST_CANDIDATES = 400
"""Phrases of a text that are weighed: the most frequent, the first of equals."""
RELEVANCE = 0.7
"""What being about the text counts beside being unlike the phrases already chosen (λ). Of eight labelled texts it finds
39 of 41 phrases with it, as with anything from 0.6 to 1."""


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    """As it is spelled most often."""
    count: int


class ExtractKeywords(Tool):
    name = "extract_keywords"
    description = (
        "Finds the key words and key phrases, of one to three words, that say best what a text, a document or each of "
        "several files is about, word for word from it, each with its cosine with the whole (-1 to 1) and its count. "
        "Made for English; for other languages it is rough, and languages without spaces it cannot do."
    )
    inputs = {
        "text": TEXT,
        "texts": TEXTS,
        "count": {
            "type": "integer",
            "role": "count",
            "nullable": True,
            "description": "How many for each text, 1 to 50; 8 if left out.",
        },
    }
    returns: ClassVar = {
        "keywords": ("array", "Of the first text, in order of choice: text, score, count."),
        "results": ("array", "For each text: source, language (ISO 639-1 code), keywords."),
        "confidence": ("number", "Lowered to 0.5 where no stop words of the language are known."),
    }
    task = "sentence-similarity"
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"\bkey[ -]?(words?|phrases?|terms?)\b",
        r"\b(most )?(important|main|central|characteristic) (words?|terms?|phrases?)\b",
        r"\b(suggest|give|find|extract|make)\b.*\b(tags|hashtags|index terms|search terms)\b",
    )
    asks: ClassVar = (
        "extract the keywords of this document",
        "which key phrases describe the text best?",
        "give me ten keywords for the article",
        "list the most important terms in it",
        "suggest tags for this text",
        "what are the key terms of these files?",
    )

    def forward(
        self, text: str | None = None, texts: list[str] | None = None, count: int | None = None
    ) -> dict[str, Json]:
        number = 8 if count is None else count
        if not 1 <= number <= 50:
            raise BadInput(f"count={count} is outside 1 to 50. Call extract_keywords with e.g. count=8.")
        sources = given(self, text, texts)
        results = [self._of_one(source, number) for source in sources]
        known = all(result["language"] in STOP_WORDS for result in results)
        return {
            "summary": "\n".join(map(self._told, results)),
            "keywords": results[0]["keywords"],
            "results": results,
            "confidence": 1.0 if known else 0.5,
        }

    def _of_one(self, source: Given, number: int) -> dict[str, Json]:
        text = source.document.text
        guesses = detector().guesses(text[:LONGEST])
        language = guesses[0]["label"] if guesses else ""
        found = candidates(text, stop_words(language))
        if not found:
            why = "it has no spaces between words" if UNSPACED.search(text) else "it has no words that name anything"
            raise NoResult(f"No key words in {source.title}: {why}. Say so rather than trying again.")
        parts = windows(text)
        vectors = np.stack(self.run([*parts, *(phrase.text for phrase in found)]).items)
        document = vectors[: len(parts)].mean(axis=0)
        relevance = vectors[len(parts) :] @ (document / max(float(np.linalg.norm(document)), 1e-12))
        chosen = diverse(vectors[len(parts) :], relevance, number, found)
        keywords = [
            {"text": found[i].text, "score": round(float(relevance[i]), 4), "count": found[i].count} for i in chosen
        ]
        return {"source": source.title, "language": language, "keywords": keywords}

    @staticmethod
    def _told(result: dict[str, Json]) -> str:
        listed = ", ".join(keyword["text"] for keyword in result["keywords"])
        language = result["language"]
        rough = (
            "" if language in STOP_WORDS else f" (rough: no stop words for {NAMES.get(language, 'its language')} here)"
        )
        return f"{result['source']}: {listed}{rough}"


def candidates(text: str, stops: frozenset[str]) -> list[Phrase]:
    """Phrases of one to three words, none of them a stop word, that stand together in the text; at most 400.

    >>> [phrase.text for phrase in candidates("The solar panels and the heat pump.", stop_words("en"))]
    ['solar', 'solar panels', 'panels', 'heat', 'heat pump', 'pump']
    """
    spelled: dict[str, Counter[str]] = {}
    for run in runs(text, stops):
        for start in range(len(run)):
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(run)) + 1):
                phrase = " ".join(run[start:end])
                if len(phrase) > 2:
                    spelled.setdefault(phrase.casefold(), Counter())[phrase] += 1
    ranked = sorted(spelled.values(), key=lambda forms: -forms.total())[:MOST_CANDIDATES]
    return [Phrase(forms.most_common(1)[0][0], forms.total()) for forms in ranked]


def runs(text: str, stops: frozenset[str]) -> Iterator[list[str]]:
    """Words that stand beside each other, with no stop word, number or mark between them."""
    run: list[str] = []
    for token in WORD.findall(text):
        if token[0].isalpha() and not UNSPACED.match(token) and token.casefold().replace("’", "'") not in stops:
            run.append(token)
        else:
            yield run
            run = []
    yield run


def diverse(vectors: Vectors, relevance: Vectors, count: int, phrases: Sequence[Phrase]) -> list[int]:
    """Places of up to `count` phrases, chosen one after the other: like the text, and unlike those chosen before.

    `vectors` is (N, D), unit length; `relevance` (N,), the cosines with the text. Maximal marginal relevance,
    λ·relevance - (1 - λ)·highest cosine with a chosen one: Carbonell and Goldstein 1998; over phrases' and documents'
    vectors: EmbedRank++, Bennani-Smires et al. 2018, equation 1. One that only adds or drops a word of a chosen one is
    passed over.
    """
    chosen: list[int] = []
    open_ = list(range(len(vectors)))
    nearest = np.zeros(len(vectors))
    while open_ and len(chosen) < count:
        scores = [RELEVANCE * relevance[i] - (1 - RELEVANCE) * nearest[i] for i in open_]
        best = open_[int(np.argmax(scores))]
        chosen.append(best)
        nearest = np.maximum(nearest, vectors @ vectors[best])
        words = set(phrases[best].text.casefold().split())
        open_ = [i for i in open_ if i != best and not _nested(words, set(phrases[i].text.casefold().split()))]
    return chosen


def _nested(words: set[str], others: set[str]) -> bool:
    return words <= others or others <= words
