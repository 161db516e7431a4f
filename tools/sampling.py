"""How a language model is to choose its words: what may be asked for, checked, as the runner takes it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from runtime.errors import BadInput

TOKENS, SEQUENCES = 256, 8
DRAWING = ("temperature", "top_p", "top_k")


def decoding(
    tokens: int | None, sequences: int | None, seed: int | None, sampling: Mapping[str, Any]
) -> dict[str, Any]:
    """The runner's parameters: greedy, unless drawing is asked for by one of its controls, or by several texts.

    Raises:
        BadInput: a number is out of its range.
    """
    count = 1 if sequences is None else sequences
    given = {"max_new_tokens": tokens, "sequences": sequences, "seed": seed, **sampling}
    for name, value in given.items():
        low, high = RANGES[name]
        if value is not None and not low <= value <= high:
            raise BadInput(f"{name}={value} is outside {low:g} to {high:g}. Call generate_text(..., {name}=…) again.")
    how = {"max_new_tokens": TOKENS if tokens is None else tokens}
    how |= {name: value for name, value in sampling.items() if value is not None}
    if how.get("temperature") == 0:
        if count > 1:
            raise BadInput(f"temperature=0 writes one likeliest text, not {count}. Leave it out, or give 0.8.")
        return {name: value for name, value in how.items() if name not in DRAWING}
    if count > 1 or seed is not None or any(name in how for name in DRAWING):
        how |= {"do_sample": True, "num_return_sequences": count}
        how["seed"] = random.SystemRandom().randrange(2**31) if seed is None else seed
    return how


RANGES: dict[str, tuple[float, float]] = {
    "max_new_tokens": (1, 4096),
    "sequences": (1, SEQUENCES),
    "seed": (0, 2**31 - 1),
    "temperature": (0.0, 2.0),
    "top_p": (0.001, 1.0),
    "top_k": (1, 1000),
    "repetition_penalty": (1.0, 2.0),
}
