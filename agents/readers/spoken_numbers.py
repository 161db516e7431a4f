"""Numbers in figures or words."""

from __future__ import annotations

from agents.readers.spoken_figures import VALUES

NUMBERS = {"half a dozen": 6, "a dozen": 12, "dozen": 12} | dict(sorted(VALUES.items(), key=lambda one: -len(one[0])))
"""Longer words first, so that `six` is not read in `sixteen`."""
ANY_NUMBER = rf"(\d+|{'|'.join(NUMBERS)})"
NUMBER = rf"(?<![\w-])(?<!\d\.){ANY_NUMBER}"


def figure(said: str) -> int:
    """
    >>> figure("12"), figure("Twelve"), figure("a dozen")
    (12, 12, 12)
    """
    return int(said) if said.isdigit() else NUMBERS[said.lower()]
