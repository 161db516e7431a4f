"""Texts in the rows that a model reads: in windows where they are long, padded, a slice at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from runtime.cancel import check
from runtime.errors import CheckpointError
from runtime.runners.base import tokenizer

Row = TypeVar("Row")
UNTOLD = 512
"""Tokens in a window where neither the tokenizer nor the model says how many fit."""


@dataclass(frozen=True, slots=True)
class Window:
    """As much of a text as a model reads at once."""

    text: int
    """Which of the texts it is of."""
    fields: Mapping[str, list[int]]
    """What the model reads: `input_ids`, `attention_mask` …"""
    offsets: Sequence[tuple[int, int]]
    """Where each token begins and ends in the text, in characters."""
    own: Sequence[int]
    """Places of the tokens that are the text's: not the marks, and not a question before it."""
    kept: Sequence[int]
    """Those of `own` that lie deeper in here than in the neighbouring windows: every token of the text is kept once."""


def reader(folder: Path, config: Any) -> Any:
    """The tokenizer in `folder`; it pads, also where its checkpoint never did (GPT-2)."""
    found = tokenizer(folder, config)
    if found.pad_token_id is None:
        found.pad_token = found.eos_token
    if getattr(config, "pad_token_id", None) is None:
        config.pad_token_id = found.pad_token_id
    return found


def placing_reader(folder: Path, config: Any) -> Any:
    """The tokenizer in `folder`; it says where in a text each token lies.

    Raises:
        CheckpointError: it is one of the few that cannot.
    """
    found = reader(folder, config)
    if not found.is_fast:
        raise CheckpointError(
            f"{type(found).__name__} of {str(folder)!r} does not say where in a text its tokens lie, which is needed "
            "here. Choose a checkpoint that has a tokenizer.json."
        )
    found.padding_side = found.truncation_side = "right"
    return found


def limit_of(reads: Any) -> int:
    """Tokens that fit a row, for the tokenizer `reads`."""
    return int(reads.model_max_length) if reads.model_max_length < 1_000_000 else UNTOLD


def windows(reads: Any, texts: Sequence[str], overlap: int) -> list[Window]:
    """`texts` in windows that share `overlap` tokens with the next, or half of a window where that is less."""
    room = limit_of(reads) - reads.num_special_tokens_to_add()
    return [
        window
        for number, text in enumerate(texts)
        for window in _cut(reads, number, (text,), True, limit_of(reads), min(overlap, room // 2))
    ]


def windows_behind(reads: Any, number: int, before: str, text: str, limit: int, overlap: int) -> list[Window]:
    """`text` in windows of `limit` tokens, each with all of `before`, a question, in front. `number` says which it is.

    Raises:
        ValueError: `before` leaves no room.
    """
    length = len(reads(before, add_special_tokens=False, verbose=False)["input_ids"])
    room = limit - length - reads.num_special_tokens_to_add(pair=True)
    if room < limit // 8:
        raise ValueError(
            f"The question has {length} tokens; the model reads {limit} at once, and the text must fit too. "
            "Ask a shorter one."
        )
    return list(_cut(reads, number, (before, text), "only_second", limit, min(overlap, room // 2)))


def _cut(
    reads: Any, number: int, pair: tuple[str, ...], truncation: bool | str, limit: int, overlap: int
) -> Iterator[Window]:
    given = reads(
        *pair,
        truncation=truncation,
        max_length=limit,
        stride=overlap,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    offsets = given.pop("offset_mapping")
    del given["overflow_to_sample_mapping"]
    count = len(offsets)
    for place in range(count):
        own = [column for column, part in enumerate(given.sequence_ids(place)) if part == len(pair) - 1]
        first = overlap // 2 if place > 0 else 0
        last = len(own) - (overlap - overlap // 2) if place < count - 1 else len(own)
        fields = {name: rows[place] for name, rows in given.items()}
        yield Window(number, fields, offsets[place], own, own[first:last])


def slices(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """`rows`, at most `size` at a time.

    Raises:
        Stopped: the run's time is up, or it was cancelled; asked before each slice.
    """
    for start in range(0, len(rows), size):
        check()
        yield rows[start : start + size]


def padded(reads: Any, rows: Sequence[Mapping[str, Any]], device: Any) -> Any:
    """Tensors of `rows`, by field: (N, longest)."""
    return reads.pad(list(rows), return_tensors="pt").to(device)
