"""Strings that end a text while it is being written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SLACK = 8
"""Tokens more than a stop string can have bytes: those before it may end in the middle of a character."""


class StopStrings:
    """A stopping criterion: a row is done when one of `stops` is in what it wrote."""

    def __init__(self, tokenizer: Any, stops: Sequence[str], start: int) -> None:
        """`start` is how many tokens stand before what is written."""
        self._tokenizer, self._stops, self._start = tokenizer, stops, start
        self._tail = max(len(stop.encode()) for stop in stops) + SLACK

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        """`input_ids` is (N, T); returns (N,) bool. A string that ended earlier has ended its row then."""
        tails = input_ids[:, max(self._start, input_ids.shape[1] - self._tail) :].tolist()
        done = [any(stop in text for stop in self._stops) for text in self._tokenizer.batch_decode(tails)]
        return input_ids.new_tensor(done).bool()


def cut(text: str, stops: Sequence[str]) -> str:
    """`text` up to the first of `stops` in it.

    >>> cut("final_answer(1)</code> and so on", ["</code>"])
    'final_answer(1)'
    """
    ends = [text.index(stop) for stop in stops if stop in text]
    return text[: min(ends)] if ends else text
