"""What goes through `generate` at once: inputs that are alike, a slice at a time; prompts filled up on the left."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, TypeVar

from runtime.runners.rows import slices

Item = TypeVar("Item")


def alike(items: Sequence[Item], key: Callable[[Item], Hashable], size: int) -> Iterator[Sequence[int]]:
    """The places of `items` whose `key` is the same, at most `size` at a time.

    What holds for a whole call of `generate` is then the same for an input alone and among others.

    Raises:
        Stopped: the run's time is up, or it was cancelled; asked before each slice.
    """
    places: dict[Hashable, list[int]] = {}
    for place, item in enumerate(items):
        places.setdefault(key(item), []).append(place)
    for same in places.values():
        yield from slices(same, size)


def left_padded(rows: Sequence[Sequence[int]], pad: int, device: Any) -> dict[str, Any]:
    """`input_ids` and `attention_mask` of token ids, each (N, longest): all rows end where the writing begins."""
    import torch

    width = max(map(len, rows))
    ids = torch.full((len(rows), width), pad)
    mask = torch.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, width - len(row) :] = torch.tensor(row)
        mask[number, width - len(row) :] = 1
    return {"input_ids": ids.to(device), "attention_mask": mask.to(device)}
