"""What a tokenizer makes of a text before a model reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from runtime.choosing import unlisted
from runtime.errors import BadInput, CheckpointTooBig
from runtime.places import folder_of, located
from runtime.records import Json
from runtime.runners.sentence_embedding import SentenceEncoder, package_folder
from runtime.tokenizing import Reader, Tokenized, reader_in
from tools.base import MODEL, Tool
from tools.texts import MOST_ROWS, TEXT, TEXTS, given, listed, provenance

ANY = "feature-extraction"
"""A task that stands for any: of the checkpoint only its tokenizer is read."""
LONGEST = 1_000_000
"""Characters."""
SHOWN = 60
"""Tokens in the summary."""


class ShowTokens(Tool):
    name = "show_tokens"
    description = (
        "Shows what the tokenizer of a checkpoint does to a text: its normalised letters, the words it is cut into, "
        "and the tokens with their ids, places in the text, special marks and attention mask; where it is cut off, and "
        "how several texts are padded. Without `model` it is that of the embedded all-MiniLM-L6-v2. Runs no model."
    )
    inputs = {
        "text": TEXT,
        "texts": TEXTS,
        "model": MODEL | {"role": "tokenizer", "description": "Id of the checkpoint whose tokenizer is shown."},
    }
    returns: ClassVar = {
        "tokens": ("array", "In order: text, id, start, end (characters), special, attention (0 or 1), of (number of "
                   "its text, from 0)."),
        "count": ("integer", "How many tokens there are, padding included."),
        "per_text": ("array", "For each text: source, normalized, words, tokens (how many), cut (how many more)."),
        "limit": ("integer", "Tokens that the model reads at once; null where the checkpoint does not say."),
        "checkpoint": ("string", "Whose tokenizer it is."),
    }  # fmt: skip
    labels = ("reads_untrusted",)
    cues: ClassVar = (
        r"(?<!\d )\btoken(s|i[sz]\w+)?\b",
        r"\bsub-?words?\b",
        r"\b(attention masks?|input ids|word ?pieces?|byte pairs?)\b",
    )
    asks: ClassVar = (
        "show the tokens of this text",
        "how does the tokenizer split this sentence?",
        "how many tokens does the document have?",
        "what are the token ids of this text?",
        "tokenise this text with bert",
        "show the subwords and the attention mask",
    )

    def forward(self, text: str | None = None, texts: list[str] | None = None) -> dict[str, Json]:
        sources = given(self, text, texts)
        plain = [source.document.text for source in sources]
        if sum(map(len, plain)) > LONGEST:
            raise BadInput(f"The texts have more than {LONGEST:,} characters. Give show_tokens a part of them.")
        checkpoint, reader = self._reader()
        found = reader(plain)
        rows = [row for number, one in enumerate(found) for row in rows_of(one, number)]
        parameters: dict[str, Json] = {"model": checkpoint}
        limit = reader.limit if reader.limit < LONGEST else None
        return listed(self, "tokens", rows, provenance(self, sources, parameters)) | {
            "summary": _told(checkpoint, limit, found),
            "per_text": [
                {
                    "source": source.title,
                    "normalized": one.normalized[:2_000],
                    "words": list(one.words[:MOST_ROWS]),
                    "tokens": len(one.tokens),
                    "cut": one.cut,
                }
                for source, one in zip(sources, found, strict=True)
            ],
            "limit": limit,
            "checkpoint": checkpoint,
        }

    def _reader(self) -> tuple[str, Reader]:
        if not self._model:
            return SentenceEncoder.name, reader_in(package_folder(), SentenceEncoder.max_tokens)
        try:
            found = self.bench.pool.choice(ANY, self._model).checkpoint
        except CheckpointTooBig:  # which is no trouble: only its tokenizer is read
            found = located(unlisted(self._model, ANY))
        return found.id, reader_in(package_folder() if found.package else folder_of(found))


def rows_of(one: Tokenized, number: int) -> list[dict[str, Json]]:
    return [
        {
            "text": token.text,
            "id": token.id,
            "start": token.start,
            "end": token.end,
            "special": token.special,
            "attention": int(token.seen),
            "of": number,
        }
        for token in one.tokens
    ]


def _told(checkpoint: str, limit: int | None, found: Sequence[Tokenized]) -> str:
    lines = []
    for one in found[:20]:
        shown = " ".join(token.text for token in one.tokens[:SHOWN]) + (" …" if len(one.tokens) > SHOWN else "")
        ids = " ".join(str(token.id) for token in one.tokens[:SHOWN])
        cut = f"; {one.cut} more did not fit and are cut off" if one.cut else ""
        lines.append(f"{len(one.tokens)} tokens{cut}: {shown}\nids: {ids}")
    most = f"It reads {limit} at once." if limit else "It does not say how many it reads at once."
    return "\n".join((f"The tokenizer of {checkpoint} makes of it:", *lines, most))
