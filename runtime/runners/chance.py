"""Tokens drawn at random in `generate` of transformers, by numbers of each text's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runtime.runners.decoding import Decoding

TINY = 1e-30


def processors(how: Decoding, copies: Sequence[int], device: Any) -> list[Any]:
    """What turns scores into drawn tokens: for each row the number of its copy, 0 for an input's first text.

    In the order of transformers' own: temperature, then `top_k`, then `top_p`.
    """
    if not how.do_sample:
        return []
    from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

    top_k = 50 if how.top_k is None else how.top_k
    found: list[Any] = [TemperatureLogitsWarper(float(how.temperature))] if how.temperature else []
    found += [TopKLogitsWarper(top_k)] if top_k else []
    found += [TopPLogitsWarper(how.top_p)] if how.top_p and how.top_p < 1 else []
    return [*found, Draw(how.seed, copies, device)]


class Draw:
    """Makes the likeliest token one drawn by its probability: the Gumbel-max trick (Gumbel 1954).

    Each row has a generator of its own, so that a text does not depend on what else is in its batch, and no other
    thread's numbers change.
    """

    def __init__(self, seed: int | None, copies: Sequence[int], device: Any) -> None:
        import torch

        self._sources = [torch.Generator(device) for _ in copies]
        for source, copy in zip(self._sources, copies, strict=True):
            if seed is None:
                source.seed()
            else:
                source.manual_seed((seed + copy) % 2**63)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """`scores` is (N, V), logarithms up to a constant; returns (N, V) whose largest are the drawn tokens."""
        noise = scores.new_empty(scores.shape)
        for row, source in zip(noise, self._sources, strict=True):
            row.exponential_(generator=source)
        return scores - noise.clamp_min(TINY).log()
