"""What planning is about: what tools offer, what a request stands in, and the calls that it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runtime.records import Json

ONE_FILE = {"text": ("document",), "document": ("document",), "sound": ("sound", "video"), "picture": ("picture",),
            "video": ("video",), "table": ("document",)}  # fmt: skip
"""Roles of arguments that take one file, and the kinds of file."""
TABLES = (".csv", ".tsv")
FILE_ROLES = ONE_FILE | {"documents": ("document",), "sounds": ("sound", "video"), "pictures": ("picture",)}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a tool declares about itself, as far as planning goes."""

    name: str
    specialist: str
    inputs: Mapping[str, Mapping[str, Any]]
    cues: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    makes: str = ""
    """Media type of the artifact it makes: what a later part of a plan can work on."""
    description: str = ""

    @property
    def phrases(self) -> tuple[str, ...]:
        """What a clause is compared with: the ways people ask for it, and what it says it does."""
        gist = self.description.split(". ")[0]
        return (*self.asks, gist) if gist else self.asks

    def roles(self) -> dict[str, str]:
        """Role → argument name."""
        return {spec["role"]: name for name, spec in self.inputs.items() if "role" in spec}

    @property
    def single(self) -> str:
        """The argument that takes one file; empty where none does."""
        return next((name for role, name in self.roles().items() if role in ONE_FILE), "")

    def answers(self, tables: Sequence[bool]) -> bool:
        """Whether questions go to it: about tables alone to what takes one, others to what looks into all documents."""
        return {"asked", "table"} <= self.roles().keys() if tables and all(tables) else "question" in self.roles()

    def lacks_table(self, tables: Sequence[bool]) -> bool:
        """Whether it takes a table, and there are files but no table among them."""
        return "table" in self.roles() and bool(tables) and not any(tables)

    def takes(self, kind: str) -> bool:
        """Whether it works on files of this kind."""
        return any(kind in FILE_ROLES[role] for role in self.roles() if role in FILE_ROLES)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a request stands in: the files at hand and what was asked before."""

    titles: Mapping[str, str] = field(default_factory=dict)
    """Artifact name → what people call it, oldest first."""
    focus: tuple[str, ...] = ()
    """The files meant where none is named; all where it is empty."""
    earlier: tuple[str, ...] = ()
    """What the person asked before, oldest first."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Artifact name → `document`, `sound`, `picture` or `video`; a document where it is left out."""

    def is_table(self, name: str) -> bool:
        return self.titles.get(name, "").lower().endswith(TABLES)


@dataclass(frozen=True, slots=True)
class Node:
    """One tool call to be made."""

    offer: Offer
    words: str
    """The task in words, as a specialist is told it."""
    values: dict[str, Json]
    after: int | None = None
    """The earlier node whose artifact it works on."""
    confidence: float = 1.0

    def same_as(self, other: Node) -> bool:
        """Whether the other call would come to the same: said twice, it is done once."""
        return (self.offer, self.values, self.after) == (other.offer, other.values, other.after)


@dataclass(frozen=True, slots=True)
class Plan:
    nodes: tuple[Node, ...]
    refusals: tuple[str, ...] = ()
    """One sentence for each part of the request that cannot be done."""
