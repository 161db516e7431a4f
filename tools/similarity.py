"""How alike sentences are in meaning."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool


class CompareSentences(Tool):
    name = "compare_sentences"
    description = (
        "Says how alike one sentence is in meaning to each of others: a cosine from -1 to 1, where 1 means the same, "
        "above 0.6 close, below 0.2 unrelated. English only."
    )
    inputs = {
        "sentence": {"type": "string", "role": "quote", "description": "The sentence to compare, or an artifact name."},
        "others": {"type": "array", "role": "quotes", "description": "One to 200 sentences to compare it with."},
    }
    returns: ClassVar = {
        "scores": ("array", "Cosine with each of `others`, in their order."),
        "closest": ("string", "The one most alike."),
    }
    task = "sentence-similarity"
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"\b(similar\w*|alike)\b",
        r"\bcompare\b.*\b(sentences?|texts?|phrases?|with|to|and)\b",
        r"\bhow close\b.*\bmeaning\b",
        r"\b(mean|say)\b.*\bthe same\b",
        r"\bparaphras\w+ of\b",
    )
    asks: ClassVar = (
        "how similar are these two sentences?",
        "compare the meaning of a and b",
        "do these say the same thing?",
        "which of these sentences is closest to this one?",
    )

    def forward(self, sentence: str, others: list[str]) -> dict[str, Json]:
        texts = [other for other in others if isinstance(other, str) and other.strip()]
        if not texts or len(texts) != len(others) or len(texts) > 200:
            raise BadInput("others must hold 1 to 200 sentences, none of them empty. Call compare_sentences again.")
        whole = " ".join(page.text for page in self.material(sentence)[0].pages)
        vectors = np.stack(self.run([whole, *texts]).items)
        scores = [round(float(score), 4) for score in vectors[1:] @ vectors[0]]
        ranked = sorted(zip(texts, scores, strict=True), key=lambda pair: -pair[1])
        lines = [f"{score:.2f}  “{text}”" for text, score in ranked]
        return {
            "summary": f"Alike in meaning to “{' '.join(whole.split())[:120]}” (1 is the same):\n" + "\n".join(lines),
            "scores": scores,
            "closest": ranked[0][0],
        }
