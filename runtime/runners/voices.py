"""What a voice is: a checkpoint that says a sentence. How it is asked, and how chance is kept in hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from runtime.errors import nearest
from runtime.sound.facts import Audio

SLOWEST, FASTEST = 0.25, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a text is to be said."""

    voice: str | int | None = None
    """One of those that the checkpoint has; whichever it takes by itself where it is None."""
    speaker_embedding: NDArray[np.float32] | None = None
    """(512,): whose voice, for SpeechT5."""
    speaking_rate: float | None = None
    """1 is the checkpoint's own, 2 twice as fast."""
    seed: int | None = None
    """What is said with a seed sounds the same each time."""

    def __post_init__(self) -> None:
        if self.seed is not None and (not isinstance(self.seed, int) or not 0 <= self.seed < 2**63):
            raise ValueError(f"seed={self.seed!r} is not a whole number, 0 or more.")
        rate = self.speaking_rate
        if rate is not None and (isinstance(rate, bool) or not SLOWEST <= rate <= FASTEST):
            raise ValueError(f"speaking_rate={rate!r} is not between {SLOWEST} and {FASTEST}.")


@dataclass(frozen=True, slots=True)
class Said:
    audio: Audio
    """(T,)"""
    voice: str


class Voice(Protocol):
    rate: int
    """Samples a second that it makes."""

    def modules(self) -> list[Any]: ...

    def sentences(self, text: str) -> list[str]:
        """`text` in pieces that it can say. Raises ValueError where there is nothing it can say."""
        ...

    def say(self, sentence: str, manner: Manner) -> Said: ...

    def check(self, manner: Manner) -> None:
        """Raise ValueError where it cannot do that."""
        ...


def manner(parameters: Mapping[str, Any]) -> Manner:
    """
    Raises:
        ValueError: there is no such parameter, or it cannot be this.
    """
    known = [field.name for field in fields(Manner)]
    for name in parameters:
        if name not in known:
            raise ValueError(f"{name!r} is no parameter here. {nearest(name, known, 'Parameters')}")
    return Manner(**parameters)


@contextmanager
def chance(seed: int | None, device: Any) -> Iterator[None]:
    """Draw from `seed` inside, and leave everyone else's random numbers as they were; from theirs where it is None."""
    if seed is None:
        yield
        return
    import torch

    cards = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=cards):
        torch.manual_seed(seed)
        yield
