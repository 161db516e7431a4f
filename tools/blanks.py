"""Which words fit the blanks of a text."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool

BLANK = re.compile(r"\[MASK\]|<mask>|_{3,}", re.I)
EXAMPLE = "fill_blank(text='The capital of France is ___.')"
MOST_BLANKS = 20


class FillBlank(Tool):
    name = "fill_blank"
    description = (
        "Fills each blank of a text, written ___ or [MASK] or <mask>, with the words that fit best, each with a score "
        "from 0 to 1. One word for a blank; it goes by what sounds likely, not by what is true."
    )
    inputs = {
        "text": {
            "type": "string",
            "role": "text",
            "description": "The text with its blanks, or an artifact name of a document that has some.",
        },
        "guesses": {
            "type": "integer",
            "role": "count",
            "nullable": True,
            "description": "How many words for each blank, 1 to 100; 5 if left out.",
        },
        "choices": {
            "type": "array",
            "role": "choices",
            "nullable": True,
            "description": "Weigh only these words, each one word of the model's.",
        },
    }
    returns: ClassVar = {
        "filled": ("string", "The text with the best word in each blank."),
        "blanks": ("array", "For each blank its words, best first: word, score, text (with it put in)."),
        "confidence": ("number", "The lowest score of the best words."),
    }
    task = "fill-mask"
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"_{3,}|\[mask\]|<mask>",
        r"\bfill (in )?(the |this |that |these |my |each )?(blanks?|gaps?|masks?|missing words?)\b",
        r"\b(which|what) words? (fits?|is missing|are missing|belongs?|goes|go)\b",
        r"\b(missing|masked) words?\b",
    )
    asks: ClassVar = (
        "fill in the blank: the sky is ___",
        "which word is missing in this sentence?",
        "complete the sentence with the missing word",
        "guess the masked word",
        "what word fits in the gap?",
        "fill the gaps in this text",
    )

    def forward(self, text: str, guesses: int | None = None, choices: list[str] | None = None) -> dict[str, Json]:
        count = 5 if guesses is None else guesses
        if not 1 <= count <= 100:
            raise BadInput(f"guesses={count} is outside 1 to 100. Call it as {EXAMPLE}.")
        whole = self.material(text)[0].text
        gaps = list(BLANK.finditer(whole))
        if not 1 <= len(gaps) <= MOST_BLANKS:
            raise BadInput(
                f"The text has {len(gaps)} blanks; give it 1 to {MOST_BLANKS}, each written ___. Call it as {EXAMPLE}."
            )
        only: dict[str, Any] = {"targets": _words(choices)} if choices else {}
        ran = self.run([whole], top_k=count, **only)
        found = ran.items[0] if len(gaps) > 1 else [ran.items[0]]
        blanks = [[_guess(word) for word in words] for words in found]
        best = [words[0] for words in blanks]
        return {
            "summary": "\n".join(map(_told, blanks)),
            "filled": _filled(whole, [word["word"] for word in best]) if len(gaps) > 1 else best[0]["text"],
            "blanks": blanks,
            "confidence": min(word["score"] for word in best),
        }


def _words(choices: list[Json]) -> list[str]:
    words = [word.strip() for word in choices if isinstance(word, str) and word.strip()]
    if len(words) != len(choices):
        raise BadInput(f"choices must be words. Call it as {EXAMPLE[:-1]}, choices=['Paris', 'Rome']).")
    return words


def _guess(found: dict[str, Any]) -> dict[str, Json]:
    return {"word": found["token"], "score": round(float(found["score"]), 4), "text": found["text"]}


def _told(words: list[dict[str, Json]]) -> str:
    best, *others = words
    rest = ", ".join(f"{word['word']} {word['score']:.2f}" for word in others)
    return f"{best['text']} ({best['score']:.2f}{'; else ' + rest if rest else ''})"


def _filled(text: str, words: list[str]) -> str:
    """
    >>> _filled("___ is the capital of ___.", ["Paris", "France"])
    'Paris is the capital of France.'
    """
    left = iter(words)
    return BLANK.sub(lambda _: next(left), text)
