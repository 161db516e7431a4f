"""What planning is about: what tools offer, what a request stands in, and the calls that it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from runtime.records import Json, kind_of
from tools.outcomes import Outcome

ONE_FILE = {"text": ("document",), "document": ("document",), "sound": ("sound", "video"), "picture": ("picture",),
            "video": ("video",), "table": ("document",)}  # fmt: skip
"""Roles of arguments that take one file, and the kinds of file."""
TABLES = (".csv", ".tsv")
TABULATING = frozenset({"forecast"})
"""Tools that make tables."""
SEVERAL_FILES = {"documents": ("document", "collection"), "sounds": ("sound", "video"), "pictures": ("picture",),
                 "videos": ("video",)}  # fmt: skip
FILE_ROLES = ONE_FILE | SEVERAL_FILES


@dataclass(frozen=True, eq=False)
class Offer:
    """What a tool declares about itself, as far as planning goes. There is one of each tool, known by being it."""

    name: str
    specialist: str
    inputs: Mapping[str, Mapping[str, Any]]
    cues: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    makes: str = ""
    """Media type of the artifact it makes: what a later part of a plan can work on."""
    description: str = ""
    outcomes: tuple[Outcome, ...] = ()
    """What of its result a condition may be about."""
    replaces: bool = False
    """Whether 'it', said later, means what it made rather than the file that it worked on."""
    supersedes: str = ""
    """The argument that, where it is given, makes pieces which all that follows is about."""
    tells: bool = False
    """Whether what it says is what a later part may work on, though it makes no file."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """What a clause is compared with: the ways people ask for it, else its name and what it says it does."""
        return self.asks or tuple(filter(None, (self.name.replace("_", " "), self.gist)))

    @property
    def gist(self) -> str:
        """The first sentence of what it says of itself."""
        return self.description.split(". ")[0].rstrip(".")

    def roles(self) -> dict[str, str]:
        """Role → argument name."""
        return self._roles

    @cached_property
    def _roles(self) -> dict[str, str]:
        return {spec["role"]: name for name, spec in self.inputs.items() if "role" in spec}

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(kind for role in self._roles for kind in FILE_ROLES.get(role, ()))

    @property
    def single(self) -> str:
        """The argument that takes one file; empty where none does."""
        return next((name for role, name in self.roles().items() if role in ONE_FILE), "")

    @property
    def several(self) -> str:
        """The argument that takes several files; empty where none does."""
        return next((name for role, name in self.roles().items() if role in SEVERAL_FILES or role == "texts"), "")

    def answers(self, kinds: Sequence[str]) -> bool:
        """Whether questions about files of these kinds go to it, a table being of the kind `table`.

        About tables or pictures alone to what takes them, about recordings alone nowhere, others to what looks into all
        documents. A collection that is beside other files changes nothing.
        """
        kinds = [kind for kind in kinds if kind != "collection"]
        if kinds and set(kinds) == {"table"}:
            return {"asked", "table"} <= self.roles().keys()
        if kinds and set(kinds) == {"picture"}:
            return {"asked", "pictures"} <= self.roles().keys()
        return "question" in self.roles() and (not kinds or any(kind in ("document", "table") for kind in kinds))

    def lacks_table(self, kinds: Sequence[str]) -> bool:
        """Whether it takes a table, and there are files but no table among them."""
        return "table" in self.roles() and bool(kinds) and "table" not in kinds

    def lacks_media(self, kinds: Sequence[str]) -> bool:
        """Whether it works on recordings, pictures or videos alone, and there are files but none of these."""
        wanted = {kind for role in self.roles() for kind in FILE_ROLES.get(role, ())}
        return bool(kinds) and bool(wanted) and "document" not in wanted and wanted.isdisjoint(kinds)

    @cached_property
    def made_kind(self) -> str:
        """The kind of file that it makes; empty where it makes none."""
        return kind_of(self.makes) if self.makes else ""

    def takes(self, kind: str) -> bool:
        """Whether it works on files of this kind."""
        return kind in self._kinds

    def takes_what(self, other: Offer) -> bool:
        """Whether it works on what another tool makes."""
        return bool(other.makes) and other.made_kind in self._kinds


@dataclass(frozen=True)
class Situation:
    """What a request stands in: the files at hand and what was asked before."""

    titles: Mapping[str, str] = field(default_factory=dict)
    """Artifact name → what people call it, oldest first."""
    focus: tuple[str, ...] = ()
    """The files meant where none is named; all where it is empty."""
    earlier: tuple[str, ...] = ()
    """What the person asked before, oldest first."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Artifact name → `document`, `sound`, `picture`, `video` or `collection`; a document where it is left out."""
    made: Mapping[str, str] = field(default_factory=dict)
    """Artifacts that tools made earlier in the session → the tool, oldest first."""

    def is_table(self, name: str) -> bool:
        return self.titles.get(name, "").lower().endswith(TABLES) or self.made.get(name) in TABULATING

    def kind(self, name: str) -> str:
        return self.kinds.get(name, "document")

    @cached_property
    def spoken_kinds(self) -> Mapping[str, str]:
        """Artifact name → what people call such a file: a table is one too."""
        return {name: "table" if self.is_table(name) else self.kind(name) for name in self.names}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """All that a request can name: the files at hand, and what was made."""
        return {**{name: name for name in self.made}, **self.titles}


@dataclass(frozen=True, slots=True)
class When:
    """What must have come out of an earlier node for this one to be run."""

    node: int
    field: str
    how: str
    """`is`, `has`, `over` or `under`: see `tools.outcomes`."""
    value: Json
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """What spoke for a node's tool."""

    clause: str
    """The part of the request that it serves, as it was read."""
    cue: str = ""
    """Words of the clause that all but name the tool."""
    phrase: str = ""
    """The way of asking for the tool that came nearest in meaning, and how near: a cosine."""
    cosine: float = 0.0
    learned: float = 0.0
    """How likely its words ask for the tool, by what was learned of asking: 0 to 1."""
    asked: bool = False
    """Whether it is a question, which goes to what answers."""
    runner_up: str = ""
    runner_up_score: float = 0.0
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where each argument came from, in words."""


@dataclass(frozen=True, slots=True)
class Node:
    """One tool call to be made."""

    offer: Offer
    words: str
    """The task in words, as a specialist is told it."""
    values: dict[str, Json]
    after: tuple[int, ...] = ()
    """The earlier nodes whose artifacts it works on."""
    confidence: float = 1.0
    when: When | None = None
    loop: int = 0
    """Nodes of one number above 0 are the rounds of one 'for each'."""
    why: Why | None = field(default=None, compare=False)

    @property
    def makes_pieces(self) -> bool:
        """Whether all that it makes is what the rest of the request is about."""
        return bool(self.values.get(self.offer.supersedes))

    def same_as(self, other: Node) -> bool:
        """Whether the other call would come to the same: said twice, it is done once."""
        if self.offer is not other.offer:
            return False
        return (self.values, self.after, self.when) == (other.values, other.after, other.when)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a request that a tool may serve, but not surely enough to run it unasked."""

    words: str
    tool: str
    gist: str
    confidence: float

    @property
    def question(self) -> str:
        """Short, to be answered with yes or no."""
        return f"By “{self.words}”, do you mean {self.tool}? ({self.gist}.) Say yes, or put it in other words."

    @property
    def refusal(self) -> str:
        return (
            f"I am not sure what is meant by “{self.words}”. The likeliest tool is {self.tool} ({self.gist}). "
            f"If you mean that, add: (with {self.tool})"
        )


@dataclass(frozen=True, slots=True)
class Plan:
    nodes: tuple[Node, ...]
    refusals: tuple[str, ...] = ()
    """One sentence for each part of the request that cannot be done."""
    doubts: tuple[Doubt, ...] = ()
    """Those of the refusals that a yes would lift."""
    asides: tuple[str, ...] = ()
    """Parts that ask for nothing."""
