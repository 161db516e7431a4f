"""A run's recorded steps as a tree: what was started, how it ended, what happened in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memory.history import RecordedStep


@dataclass(frozen=True, slots=True)
class Node:
    step: RecordedStep
    """What began, or what merely happened."""
    end: RecordedStep | None
    children: tuple[Node, ...]

    @property
    def kind(self) -> str:
        """`run`, `agent`, `tool`; or the kind of an event that has no end."""
        return self.step.event.kind.removesuffix("-start")

    @property
    def ended(self) -> bool:
        return self.end is not None or not self.step.event.kind.endswith("-start")

    @property
    def seconds(self) -> float:
        return (self.end or self.step).event.seconds

    @property
    def error(self) -> str:
        return (self.end or self.step).event.error

    @property
    def came_to(self) -> str:
        """What it handed over, in words; what happened, where it has no end."""
        return (
            self.end.event.text if self.end else "" if self.step.event.kind.endswith("-start") else self.step.event.text
        )


def tree(steps: Sequence[RecordedStep]) -> tuple[Node, ...]:
    """Those that nothing started, each with all that it started."""
    under: dict[int | None, list[RecordedStep]] = {}
    known = {step.id for step in steps}
    for step in steps:
        under.setdefault(step.parent if step.parent in known else None, []).append(step)
    return tuple(grown(step, under) for step in under.get(None, ()))


def grown(step: RecordedStep, under: dict[int | None, list[RecordedStep]]) -> Node:
    below = under.get(step.id, [])
    ends = [other for other in below if closes(step, other)]
    return Node(step, ends[-1] if ends else None, tuple(grown(other, under) for other in below if other not in ends))


def closes(step: RecordedStep, other: RecordedStep) -> bool:
    began, ended = step.event.kind.partition("-"), other.event.kind.partition("-")
    same_tool = began[0] != "tool" or step.event.tool == other.event.tool
    return began[2] == "start" and ended[2] == "end" and began[0] == ended[0] and same_tool


def walked(nodes: Sequence[Node], depth: int = 0) -> Iterator[tuple[int, Node]]:
    """Every node with how deep it lies, in the order they began. A run's own bracket is no depth."""
    for node in nodes:
        if node.kind != "run":
            yield depth, node
        yield from walked(node.children, depth + (node.kind != "run"))
