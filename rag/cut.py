"""How documents are cut into passages: how long these are, how much neighbours share, and what is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from runtime.errors import SettingsError

UNITS = ("characters", "tokens")
MODES = ("auto", "recursive")

Length = Callable[[str], int]
"""How long a text is, in the unit of the cut."""


@dataclass(frozen=True, slots=True)
class Cut:
    size: int = 900
    """The longest passage, a heading aside, in `unit`."""
    overlap: int = 150
    """What a passage shares with the one before it, at most, in `unit`."""
    unit: str = "characters"
    """`characters`, or `tokens` of the embedding model, without the marks that it adds."""
    mode: str = "auto"
    """`auto`: by headings, by syntax or by paragraphs, as the kind of document has them; `recursive`: by paragraphs,
    sentences and words alone."""

    def __post_init__(self) -> None:
        if not 0 <= self.overlap < self.size:
            raise SettingsError(
                f"chunk_overlap={self.overlap} must be smaller than chunk_size={self.size}. Lower it, or raise that."
            )

    @property
    def lines(self) -> str:
        """What to write into `atelier.toml`.

        >>> print(Cut(200, 40, "tokens").lines)
        chunk_size = 200
        chunk_overlap = 40
        chunk_unit = "tokens"
        chunk_mode = "auto"
        """
        told = {"size": self.size, "overlap": self.overlap, "unit": f'"{self.unit}"', "mode": f'"{self.mode}"'}
        return "\n".join(f"chunk_{name} = {value}" for name, value in told.items())


USUAL = Cut()
"""What a text is cut by where nothing else is said."""


def length_of(cut: Cut, encoder: Any) -> Length:
    """How `encoder`'s texts are measured for `cut`.

    Raises:
        SettingsError: tokens are asked for, and the model has no tokenizer to count with, or sees fewer of them.
    """
    if cut.unit == "characters":
        return len
    count = getattr(encoder, "token_count", None)
    if count is None:
        raise SettingsError(f'{encoder.name} does not count tokens. Write: chunk_unit = "characters"')
    marks = count("")
    if cut.size + marks > encoder.max_tokens:
        raise SettingsError(
            f"chunk_size={cut.size} tokens is more than {encoder.name} sees of a text: "
            f"write chunk_size = {encoder.max_tokens - marks} or less."
        )
    return remembered(lambda text: count(text) - marks)


def remembered(length: Length) -> Length:
    """The same, asked once for each text: a cut asks several times."""
    known: dict[str, int] = {}

    def measured(text: str) -> int:
        if text not in known:
            known[text] = length(text)
        return known[text]

    return measured
