"""Which part of speech each word of a text is."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from runtime.records import Json
from tools.base import Tool
from tools.texts import TEXT, TEXTS, given, listed, provenance

NAMES = {
    "ADJ": "adjective",
    "ADP": "preposition",
    "ADV": "adverb",
    "AUX": "auxiliary verb",
    "CCONJ": "conjunction",
    "DET": "determiner",
    "INTJ": "interjection",
    "NOUN": "noun",
    "NUM": "number",
    "PART": "particle",
    "PRON": "pronoun",
    "PROPN": "name",
    "PUNCT": "punctuation",
    "SCONJ": "conjunction of a clause",
    "SYM": "symbol",
    "VERB": "verb",
    "X": "other",
}
"""The universal parts of speech. Source: universaldependencies.org/u/pos."""
SHOWN = 40
"""Words in the summary."""


class TagPartsOfSpeech(Tool):
    name = "tag_parts_of_speech"
    description = (
        "Says of every word of a text or document which part of speech it is (noun, verb, adjective …), with a score "
        "from 0 to 1, and how many there are of each."
    )
    inputs = {"text": TEXT, "texts": TEXTS}
    returns: ClassVar = {
        "words": ("array", "In order: text, label, name (the label in English), start, end (of its page), score, page, "
                  "source."),
        "count": ("integer", "How many words there are."),
        "labels": ("object", "Label to how many words have it."),
        "confidence": ("number", "The average score."),
    }  # fmt: skip
    task = "part-of-speech"
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"\bparts?[- ]of[- ]speech\b",
        r"\bpos[- ]?(tag\w*|labels?)\b",
        r"\bword class(es)?\b",
        r"\b(label|sort|tag|classify|mark|say|tell|name|categori[sz]e)\b.*\b(each|every|all|the|of) (\w+ )?words?\b.*"
        r"\b(nouns?|verbs?|adjectives?|adverbs?|pronouns?)\b",
        r"\b(which|what|find|list|extract|count|mark|underline|show)\b.*\b(nouns?|verbs?|adjectives?|adverbs?|pronouns?)\b",
        r"\bis QTEXT an? (noun|verb|adjective|adverb|pronoun)\b",
    )
    asks: ClassVar = (
        "tag the parts of speech in this sentence",
        "which words are nouns and which are verbs?",
        "list all adjectives in the text",
        "POS-tag this document",
        "what part of speech is each word?",
        "count the verbs in this text",
    )

    def forward(self, text: str | None = None, texts: list[str] | None = None) -> dict[str, Json]:
        sources = given(self, text, texts)
        pages = [(source, page) for source in sources for page in source.document.pages if page.text.strip()]
        ran = self.run([page.text for _, page in pages], aggregation="tokens")
        rows: list[dict[str, Json]] = [
            {
                "text": word["text"],
                "label": word["label"],
                "name": NAMES.get(word["label"], word["label"].lower()),
                "start": int(word["start"]),
                "end": int(word["end"]),
                "score": round(float(word["score"]), 4),
                "page": page.number,
                "source": source.title,
            }
            for (source, page), words in zip(pages, ran.items, strict=True)
            for word in words
        ]
        labels = Counter(row["label"] for row in rows)
        tagged = " ".join(f"{row['text']}/{row['label']}" for row in rows[:SHOWN]) + (" …" if len(rows) > SHOWN else "")
        counted = ", ".join(f"{count} {NAMES.get(label, label)}" for label, count in labels.most_common())
        return listed(self, "words", rows, provenance(self, sources, {}, ran)) | {
            "summary": f"{tagged}\n{counted}" if rows else "There are no words in it.",
            "labels": dict(labels.most_common()),
            "confidence": round(sum(row["score"] for row in rows) / max(1, len(rows)), 4),
        }
