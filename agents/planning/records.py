"""What the trained planner is told and what it says: tools, the domain they make up, and the draft of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Cues:
    """Words in which people ask for a tool: regular expressions, matched on the masked request, in any case."""

    strong: tuple[str, ...] = ()
    """Nearly name the tool."""
    weak: tuple[str, ...] = ()
    """Only hint at it."""
    acts: tuple[str, ...] = ()
    """Short words for doing its work, surest first: they place the tool in the request."""
    results: tuple[str, ...] = ()
    """Words for what it has made: 'the summary'. A clause with them works on the result."""


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    description: str
    takes: tuple[str, ...]
    """Media types in the order of its arguments: text, image, audio, video."""
    makes: tuple[str, ...] = ()
    """Media types; empty for one that only returns numbers."""
    cues: Cues = Cues()

    @property
    def media(self) -> tuple[str, ...]:
        """What it takes besides text."""
        return tuple(kind for kind in self.takes if kind != "text")

    @property
    def out(self) -> str:
        return self.makes[0] if self.makes else "none"

    def feeds(self, other: Tool) -> bool:
        return not set(self.makes).isdisjoint(other.takes)


@dataclass(frozen=True)
class Domain:
    """Tools that are planned together, and what requests over them talk about."""

    tools: tuple[Tool, ...]
    topics: Mapping[str, str] = field(default_factory=dict)
    """Name → regular expression."""
    mixes: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    """Topics that stand together, and topics that do not stand beside them."""
    rivals: tuple[tuple[str, str], ...] = ()
    """Tools that the same words may mean; seldom is both."""
    askers: frozenset[str] = frozenset()
    """Tools that are put a question."""
    editors: frozenset[str] = frozenset()
    """Tools whose text is an instruction: it may be quoted late in the request."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(tool.name for tool in self.tools)

    @cached_property
    def by_name(self) -> dict[str, Tool]:
        return {tool.name: tool for tool in self.tools}


@dataclass(frozen=True, slots=True)
class Step:
    tool: str
    arguments: tuple[str, ...]
    """File names, words of the request, or `<node-k>` for what step k (from 0) made."""
    confidence: float
    """0 to 1: the probability that the tool belongs in the plan."""


@dataclass(frozen=True, slots=True)
class Draft:
    steps: tuple[Step, ...]
    links: tuple[tuple[str, str], ...]
    """Tool that makes, tool that takes."""
    nearest: tuple[tuple[str, float], ...] = ()
    """The six likeliest tools and their probabilities, best first."""
