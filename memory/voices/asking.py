"""What a person is asked before something is said in somebody's voice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """What a consent is wanted for."""

    title: str
    """The recording, as people call it."""
    recording: str
    """Its sha256 in hex."""
    says: str
    """What would be said in its voice."""


Ask = Callable[[Asked], str]
"""Puts it to the person at a terminal: the name of the speaker who consents; empty where nobody does."""


def nobody(asked: Asked) -> str:
    """Where there is no person to be asked: in a script, in a server."""
    return ""
