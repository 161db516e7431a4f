"""What a stop of the tour is: a tool, what it is given, and which stand-ins serve it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runtime.records import Json

Forge = Callable[[Path], object]
"""Leaves a checkpoint in a folder."""
Write = Callable[[Path], Path]
"""Leaves an input file in a folder, and says where."""


@dataclass(frozen=True, slots=True)
class Stop:
    part: str
    """`text`, `documents`, `audio` …: what `--only` takes."""
    tool: str
    arguments: Mapping[str, Json] = field(default_factory=dict)
    files: Mapping[str, Write] = field(default_factory=dict)
    """Arguments that are files, by name."""
    models: Mapping[str, Forge] = field(default_factory=dict)
    """Hub id → how its stand-in is forged."""
    look: str = ""
    """What to look for in the result."""
    room: str = ""
    """Stops of one room share a home and a cache of the Hub: elsewhere another stand-in may have the same id."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that went in or came out, kept when the tour's folders are gone."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """A stop after it was made."""

    stop: Stop
    result: Mapping[str, Json]
    """The tool's result; empty where it failed."""
    given: tuple[Exhibit, ...]
    made: tuple[Exhibit, ...]
    seconds: float
    """Of the tool, without the forging."""
    forging_s: float
    error: str = ""
