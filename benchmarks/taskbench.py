"""TaskBench (Shen et al. 2023, arXiv 2311.18760): its samples, and how it scores a plan.

Each score is an F1 over sets, pooled over the samples (TaskBench's `evaluate.py`, resource dependencies):
node, the tools' names; edge, pairs of tool that makes and tool that takes; argument name, `<tool>-<type>`; argument
value, `<tool>-<type>-<value>`. The type of a literal follows from a file ending in it, else it is text; `<node-k>` has
the type that node k makes, and the value is node k's tool. A node that points at itself counts for nothing.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from agents.planning import Domain, Draft

ENDINGS = {
    "image": ("jpg", "png", "jpeg", "gif", "bmp", "tiff", "svg", "ico"),
    "audio": ("mp3", "wav", "wma", "ogg", "aac", "flac", "aiff", "au"),
    "video": ("mp4", "avi", "mov", "flv", "wmv", "mkv", "webm", "m4v", "mpg", "mpeg"),
}
NODE = re.compile(r"<node-(\d+)>")
ALIASES = {"Text Summarization": "Summarization", "Text Translation": "Translation"}
"""What weaker models call two of the tools."""
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    nodes: tuple[tuple[str, tuple[str, ...]], ...]
    """Tool and arguments."""
    links: tuple[Link, ...]

    @property
    def tools(self) -> frozenset[str]:
        return frozenset(tool for tool, _ in self.nodes)


@dataclass(frozen=True, slots=True)
class Sample:
    id: str
    request: str
    """The wording given with the gold plan."""
    original: str
    """The benchmark's own wording; the same where it is not known."""
    gold: Plan


class Scores(NamedTuple):
    """F1 in percent."""

    node: float
    edge: float
    argument_name: float
    argument_value: float


def load(path: Path, original: Path | None, domain: Domain) -> list[Sample]:
    """The samples of a file whose gold plan names only known tools: the others are noise in the labels."""
    wording = {row["id"]: row["user_request"] for row in rows(original)} if original and original.is_file() else {}
    samples = [
        Sample(r["id"], r["request"], wording.get(r["id"], r["request"]), plan_of(r["nodes"], r["links"]))
        for r in rows(path)
    ]
    return [sample for sample in samples if sample.gold.tools <= set(domain.names)]


def load_weak(paths: Iterable[Path], skip: set[str], domain: Domain) -> list[tuple[str, list[float]]]:
    """Requests that weaker language models planned, and for each tool the share of those that used it."""
    found: dict[str, tuple[str, list[list[bool]]]] = {}
    for row in (row for path in paths for row in rows(path) if row["id"] not in skip):
        tasks = [node.get("task") for node in row["task_nodes"] if isinstance(node, dict)]
        used = {ALIASES.get(task, task) for task in tasks if isinstance(task, str)}
        found.setdefault(row["id"], (row["user_request"], []))[1].append([name in used for name in domain.names])
    return [(text, [sum(v) / len(v) for v in zip(*votes, strict=True)]) for text, votes in found.values()]


def load_ids(path: Path) -> set[str]:
    return {row["id"] for row in rows(path)}


def plan_of(nodes: Iterable[Sequence[Any]], links: Iterable[Sequence[str]]) -> Plan:
    return Plan(
        tuple((node[0], tuple(_text(value) for value in node[1])) for node in nodes),
        tuple((one, other) for one, other in links),
    )


def plan_from(draft: Draft) -> Plan:
    return Plan(tuple((step.tool, step.arguments) for step in draft.steps), draft.links)


def score(gold: Sequence[Plan], drafted: Sequence[Plan], domain: Domain, repaired: bool = True) -> Scores:
    """Each gold plan against the plan drafted for the same request; `repaired`: `<node-k>` read as its links say."""
    counts = [[0, 0, 0] for _ in Scores._fields]
    for right, plan in zip(gold, drafted, strict=True):
        for count, (one, other) in zip(counts, _compared(right, plan, domain, repaired), strict=True):
            for place, part in enumerate((one & other, other - one, one - other)):
                count[place] += len(part)
    return Scores(*(200 * hits / max(1, 2 * hits + extra + missing) for hits, extra, missing in counts))


def _compared(gold: Plan, plan: Plan, domain: Domain, repaired: bool) -> list[tuple[frozenset[Any], frozenset[Any]]]:
    names, values = arguments(gold, domain, gold.links if repaired else ())
    their_names, their_values = arguments(plan, domain)
    return [
        (gold.tools, plan.tools),
        (frozenset(gold.links), frozenset(plan.links)),
        (names, their_names),
        (values, their_values),
    ]


def arguments(plan: Plan, domain: Domain, links: Iterable[Link] = ()) -> tuple[frozenset[str], frozenset[str]]:
    """`<tool>-<type>` and `<tool>-<type>-<value>` of a plan.

    With `links`, a `<node-k>` that contradicts them is read as they say: many gold plans count from 1, not from 0.
    """
    feeding: dict[str, list[str]] = defaultdict(list)
    for one, other in links:
        feeding[other].append(one)
    found = []
    for place, (tool, values) in enumerate(plan.nodes):
        makers = iter(range(len(values)))
        for value in values:
            match = NODE.search(value)
            if match is None:
                found.append((tool, media_type(value), value))
            elif source := _source(plan, place, int(match[1]), feeding[tool], makers):
                found.append((tool, domain.by_name[source].out, source))
    return frozenset(f"{t}-{kind}" for t, kind, _ in found), frozenset(f"{t}-{kind}-{v}" for t, kind, v in found)


def _source(plan: Plan, place: int, node: int, makers: Sequence[str], used: Any) -> str | None:
    """The tool that `<node-k>` of the step at `place` means."""
    said = plan.nodes[node][0] if node < len(plan.nodes) else None
    wrong = node == place or said is None or said not in makers
    if makers and wrong:
        return makers[min(next(used), len(makers) - 1)]
    if node == place or said is None:
        return None
    next(used)
    return said


def media_type(value: str) -> str:
    """
    >>> media_type("example.jpg"), media_type("a car")
    ('image', 'text')
    """
    kinds = (kind for kind, endings in ENDINGS.items() for ending in endings if f".{ending}" in value.strip("'"))
    return next(kinds, "text")


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
