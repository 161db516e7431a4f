"""Says in short what a text says, in words of its own; in parts where the text is long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from runtime.runners.decoding import ONE_TEXT, Decoding, decoding
from runtime.runners.sentences import pieces
from runtime.runners.seq2seq import Seq2Seq, insist_on_texts, text_of

PREFIXED = ("t5", "mt5")
"""Model types that were taught what to do by the beginning of the text."""
STEP = 16
"""Limits go up in steps of so many tokens: texts of about the same length share a batch."""


class Summarizer(Seq2Seq):
    task: ClassVar[str] = "summarization"

    def run(self, inputs: list[str], **parameters: Any) -> list[dict[str, Any]]:
        """For each text `{"summary": …, "chunks": 1, "truncated": False}`.

        What does not fit the model is cut at the ends of sentences into `chunks`; each is summarised, and what they
        give together again, until it is no longer than `max_new_tokens`. So nothing is left out unread. Blank texts
        have blank summaries.

        `min_new_tokens` is 30, `max_new_tokens` 150 and `num_beams` 4 where nobody says. A short text's summary has
        at most about the tokens of the text, and need not have more than half of them. `prefix` goes in front of each
        chunk; None takes what the model was taught. The other parameters are those of `Decoding` for one text.

        Raises:
            ValueError: a parameter has no such value.
        """
        insist_on_texts(inputs)
        prefix = parameters.pop("prefix", None)
        prefix = self._own_prefix() if prefix is None else text_of("prefix", prefix)
        how = decoding(parameters, ONE_TEXT, **defaults(parameters)).with_own(self._own)
        chunks = [self._chunks(text, prefix) for text in inputs]
        summaries = self._summaries(chunks, prefix, how)
        return [
            {"summary": summary, "chunks": len(parts), "truncated": False}
            for summary, parts in zip(summaries, chunks, strict=True)
        ]

    def _own_prefix(self) -> str:
        config = self.model.config
        for_task = (getattr(config, "task_specific_params", None) or {}).get(self.task) or {}
        return str(for_task.get("prefix") or ("summarize: " if config.model_type in PREFIXED else ""))

    def _chunks(self, text: str, prefix: str) -> list[str]:
        return [chunk.strip() for chunk in pieces(text, self.count, self.room(prefix), even=True)]

    def _summaries(self, chunks: Sequence[Sequence[str]], prefix: str, how: Decoding) -> list[str]:
        """The summary of each text, which is given in its chunks."""
        flat = [(chunk, len(parts)) for parts in chunks for chunk in parts]
        lengths = self.count([chunk for chunk, _ in flat])
        asked = [within_reason(how, length, parts > 1) for length, (_, parts) in zip(lengths, flat, strict=True)]
        said = iter(self.said(self.generate([prefix + chunk for chunk, _ in flat], asked)))
        summaries = [" ".join(next(said) for _ in parts).strip() for parts in chunks]
        again = self._still_long(chunks, summaries, how.max_new_tokens)
        if again:
            shorter = self._summaries([self._chunks(summaries[place], prefix) for place in again], prefix, how)
            for place, summary in zip(again, shorter, strict=True):
                summaries[place] = summary
        return summaries

    def _still_long(self, chunks: Sequence[Sequence[str]], summaries: Sequence[str], most: int) -> list[int]:
        """Which of the summaries, of several chunks each, have over `most` tokens and can get shorter still."""
        places = [place for place, parts in enumerate(chunks) if len(parts) > 1]
        before = self.count([" ".join(chunks[place]) for place in places])
        after = self.count([summaries[place] for place in places])
        return [place for place, was, is_now in zip(places, before, after, strict=True) if most < is_now < was]


def defaults(given: dict[str, Any]) -> dict[str, Any]:
    """30 to 150 tokens with four beams; at least half, where a caller who names only the most wants under 60."""
    most = given.get("max_new_tokens")
    least = min(30, most // 2) if isinstance(most, int) else 30
    return {"min_new_tokens": least, "max_new_tokens": 150, "num_beams": 1 if given.get("do_sample") else 4}


def within_reason(how: Decoding, length: int, is_part: bool) -> Decoding:
    """`how`, for a text of `length` tokens: a part of a longer one gives at most half of itself."""
    half = length // STEP * STEP // 2
    most = max(STEP // 2, half) if is_part else -(-length // STEP) * STEP
    least = min(how.min_new_tokens, half)
    return replace(how, max_new_tokens=min(how.max_new_tokens, most), min_new_tokens=min(least, most))
