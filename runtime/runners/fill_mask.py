"""Fills gaps in sentences: which words a model expects there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement
from runtime.errors import CheckpointError
from runtime.runners.base import Runner, weights
from runtime.runners.rows import limit_of, padded, placing_reader, slices, windows

GAP = r"\[MASK\]|<mask>|_{3,}"
"""How people write a gap, whatever the checkpoint calls it."""
SPACE_MARKS = ("Ġ", "▁")
"""How byte pairs and SentencePiece mark a piece that has a space before it; WordPiece marks those that have none."""
SPARE = 8
"""Tokens looked at beyond those wanted: some are nothing but a space."""


class FillMask(Runner):
    batch_size: ClassVar[int] = 8  # scores of every word of the language, for every token: half a GB for a long text

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            CheckpointError: its tokenizer has no mask, or does not say where in a text its tokens lie.
        """
        super().__init__(folder, placement)
        self._model = weights("AutoModelForMaskedLM", folder, placement)
        self._tokenizer = placing_reader(folder, self._model.config)
        self._mask = self._tokenizer.mask_token
        if self._mask is None:
            raise CheckpointError(f"{str(folder)!r} has no mask, so it fills no gaps. Choose a BERT or a RoBERTa.")
        self._special = frozenset(self._tokenizer.all_special_ids)
        self._gap = re.compile(f"{re.escape(self._mask)}|{GAP}", re.IGNORECASE)
        self._marks_spaces = any(piece.startswith(SPACE_MARKS) for piece in self._tokenizer.tokenize("a a"))

    def run(
        self, inputs: list[str], top_k: int = 5, targets: Sequence[str] | None = None, **parameters: Any
    ) -> list[Any]:
        """For each text `[{"token": "Paris", "score": 0.9, "text": "The capital of France is Paris."}, …]`, best first.

        A gap is written `[MASK]`, `<mask>` or `___`; where a text has several, it gets such a list for each of them,
        and `text` has the others still open. `score` is 0 to 1. With `targets` only these words are weighed. Of a
        long text what lies around a gap is read.

        Raises:
            ValueError: a text has no gap, `top_k` is under 1, or the model has no such word as a target.
            Stopped: asked before each slice of `batch_size` rows.
        """
        if top_k < 1:
            raise ValueError(f"top_k={top_k} asks for nothing. Give 1 or more.")
        allowed = None if targets is None else self._forms(targets)
        gaps = [self._gaps(text) for text in inputs]
        scores = self._scores([self._gap.sub(lambda _: self._mask, text) for text in inputs])
        filled: list[Any] = []
        for text, found in zip(inputs, gaps, strict=True):
            lists = [self._best(text, gap, next(scores), top_k, allowed) for gap in found]
            filled.append(lists[0] if len(lists) == 1 else lists)
        return filled

    def _gaps(self, text: str) -> list[re.Match[str]]:
        gaps = list(self._gap.finditer(text))
        if not gaps:
            raise ValueError(f"{text[:60]!r} has no gap. Write ___ where a word is missing.")
        return gaps

    def _forms(self, targets: str | Sequence[str]) -> list[list[int]]:
        """For each target its tokens: as it stands at the start of a text, and with a space before it."""
        words = [word.strip() for word in (targets.split(",") if isinstance(targets, str) else targets)]
        tokenized = [[self._tokenizer(f, add_special_tokens=False)["input_ids"] for f in (w, f" {w}")] for w in words]
        forms = [[ids[0] for ids in both if len(ids) == 1 and ids[0] not in self._special] for both in tokenized]
        unknown = [word for word, found in zip(words, forms, strict=True) if not found]
        if unknown or not forms:
            known = f"The model has no single token for: {', '.join(unknown)}." if unknown else "No target is given."
            raise ValueError(f"{known} Choose other words, or leave targets out.")
        return forms

    def _scores(self, masked: Sequence[str]) -> Iterator[Any]:
        """For each gap, in order, the probabilities of all tokens, (tokens,). Windows without a gap are not read."""
        mask, cut = self._tokenizer.mask_token_id, windows(self._tokenizer, masked, limit_of(self._tokenizer) // 2)
        gaps = [(window, [n for n in window.kept if window.fields["input_ids"][n] == mask]) for window in cut]
        for part in slices([(window, places) for window, places in gaps if places], self.batch_size):
            given = padded(self._tokenizer, [window.fields for window, _ in part], self._model.device)
            for logits, (_, places) in zip(self._model(**given).logits, part, strict=True):
                yield from logits[places].float().softmax(-1)

    def _best(
        self, text: str, gap: re.Match[str], scores: Any, top_k: int, allowed: list[list[int]] | None
    ) -> list[dict[str, Any]]:
        if allowed is None:
            ids = scores.topk(min(len(scores), top_k + len(self._special) + SPARE)).indices.tolist()
        else:
            ids = sorted((max(forms, key=scores.__getitem__) for forms in allowed), key=lambda n: -scores[n])
        found = [(*self._placed(text, gap, token), float(scores[token])) for token in ids if token not in self._special]
        return [{"token": word, "score": score, "text": whole} for word, whole, score in found if word][:top_k]

    def _placed(self, text: str, gap: re.Match[str], token: int) -> tuple[str, str]:
        """The word of a token, and the text with it in the gap; the end of a word joins what stands before."""
        piece = self._tokenizer.convert_ids_to_tokens(token)
        word = self._tokenizer.decode([token]).strip().removeprefix("##")
        before, after = text[: gap.start()], text[gap.end() :]
        if piece.startswith("##") or (self._marks_spaces and not piece.startswith(SPACE_MARKS)):
            before = before.rstrip()
        elif self._marks_spaces and before and not before[-1].isspace():
            before += " "
        return word, f"{before}{word}{after}"
