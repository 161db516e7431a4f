"""What the graph consists of: nodes and relations, as plain records, and how they follow from a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from memory.history import RecordedStep
from memory.mirror_material import Material, marked, note_mark, texts
from runtime.records import Artifact

LABELS = ("Agent", "Run", "Step", "Artifact", "Note", "Document")
PROPERTIES = ("tenant", "label", "session", "name", "kind", "text", "about", "at")
"""Of every node, all texts. `about`: the artifacts it has to do with, as `|handbook-1|summary-1|`."""
RELATIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "EMITTED": (("Run", "Step"), ("Agent", "Step"), ("Step", "Step")),
    "MADE": (("Step", "Artifact"), ("Run", "Artifact"), ("Agent", "Note")),
    "USED": (("Step", "Artifact"), ("Run", "Artifact")),
    "CITED": (("Run", "Document"),),
    "DERIVED_FROM": (("Artifact", "Artifact"), ("Artifact", "Document"), ("Note", "Artifact")),
}
"""Between which labels each goes. A document is a file that a person gave; it came in as an artifact."""
LONGEST = 2000
"""Characters of a text that are mirrored."""


@dataclass(frozen=True, slots=True)
class Node:
    label: str
    id: str
    """Of one tenant and one session: both stand in it."""
    session: str
    name: str
    kind: str = ""
    """Of a run its status, of a step what it was, of an artifact and a document the media type."""
    text: str = ""
    about: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    kind: str
    source: Node
    target: Node


@dataclass(slots=True)
class Graph:
    """Nodes by their ids, and edges, each once. Grows while a run is read."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], Edge] = field(default_factory=dict)

    def add(self, node: Node) -> Node:
        return self.nodes.setdefault(node.id, node)

    def link(self, kind: str, source: Node | None, target: Node | None) -> None:
        if source and target and source.id != target.id:
            self.edges.setdefault((kind, source.id, target.id), Edge(kind, source, target))


def graph_of(material: Material) -> Graph:
    """A run, its steps and agents, and its session's artifacts, documents and notes."""
    return Drawn(material).graph


class Drawn:
    """The graph of one run, drawn part by part."""

    def __init__(self, material: Material) -> None:
        self.material, self.graph = material, Graph()
        self._about = marked(material.about())
        self._artifacts = {artifact.name: self._artifact(artifact) for artifact in material.artifacts}
        self._run = self._drawn_run()
        self._steps: dict[int, Node] = {}
        for step in material.steps:
            self._step(step)
        self._relations_of_artifacts()
        self._notes()

    def _node(self, label: str, own: str, name: str, kind: str = "", text: str = "", about: str = "", at: str = "") -> Node:  # fmt: skip # noqa: E501
        session = self.material.run.session
        place = "/".join(quote(part, safe="") for part in (self.material.tenant, session, label.lower(), own))
        return self.graph.add(Node(label, place, session, name, kind, text[:LONGEST], about, at))

    def _artifact(self, artifact: Artifact) -> Node:
        return self._node(
            "Artifact",
            artifact.name,
            artifact.name,
            artifact.media_type,
            "",
            marked([artifact.name]),
            artifact.created_at,
        )

    def _drawn_run(self) -> Node:
        run = self.material.run
        answer = str((run.answer or {}).get("text", ""))
        text = "" if self.material.silent else f"{run.request}\n{answer}".strip()
        return self._node("Run", run.id, f"run {run.id[:6]}", run.status, text, self._about, run.started_at)

    def _step(self, step: RecordedStep) -> None:
        """A step that ends is told by the one that began it, with what it came to."""
        event = step.event
        what, _, side = event.kind.partition("-")
        if what in ("run", "progress", "model") or (side == "end" and step.parent in self._steps):
            return
        made = self._node(
            "Step", str(step.id), event.tool or event.agent or what, what, self._text(step), self._about, step.at
        )
        self._steps[step.id] = made
        self.graph.link("EMITTED", self._steps.get(step.parent or 0, self._run), made)
        if event.agent:
            self.graph.link("EMITTED", self._node("Agent", event.agent, event.agent), made)
        for name in {*texts(event.arguments)} & set(self._artifacts):
            self.graph.link("USED", made, self._artifacts[name])

    def _text(self, step: RecordedStep) -> str:
        if self.material.silent:
            return ""
        ended = self._end_of(step)
        return (ended.event.text or ended.event.error) if ended else (step.event.text or step.event.error)

    def _end_of(self, step: RecordedStep) -> RecordedStep | None:
        what, _, side = step.event.kind.partition("-")
        if side != "start":
            return None
        ends = (s for s in self.material.steps if s.parent == step.id and s.event.kind == f"{what}-end")
        return next(ends, None)

    def _relations_of_artifacts(self) -> None:
        for artifact in self.material.artifacts:
            node = self._artifacts[artifact.name]
            for source in artifact.sources:
                self.graph.link("DERIVED_FROM", node, self._artifacts.get(source))
            if artifact.made_by == "user":
                self._given(artifact, node)
            else:
                self.graph.link("MADE", self._maker(artifact), node)
        for citation in (self.material.run.answer or {}).get("citations", ()):
            cited = self._artifacts.get(str(citation.get("artifact", "")))
            self.graph.link("USED", self._run, cited)
            for edge in [e for e in self.graph.edges.values() if e.kind == "DERIVED_FROM" and e.source is cited]:
                if edge.target.label == "Document":
                    self.graph.link("CITED", self._run, edge.target)

    def _given(self, artifact: Artifact, node: Node) -> None:
        """A person's file: the same bytes under the same name are the same document."""
        document = self._node(
            "Document", f"{artifact.sha256[:16]} {artifact.title}", artifact.title, artifact.media_type, "",
            marked([artifact.name]), artifact.created_at,
        )  # fmt: skip
        self.graph.link("DERIVED_FROM", node, document)
        if artifact.title in self.material.run.files:
            self.graph.link("USED", self._run, node)

    def _maker(self, artifact: Artifact) -> Node | None:
        """The latest step of its tool that was under way when it was made; the run, where that was then."""
        if not self.material.run.started_at <= artifact.created_at <= (self.material.run.finished_at or "9"):
            return None
        for step in reversed(self.material.steps):
            ended = self._end_of(step)
            if step.event.tool == artifact.made_by and step.at <= artifact.created_at <= (ended.at if ended else "9"):
                return self._steps.get(step.id)
        return self._run

    def _notes(self) -> None:
        for note in self.material.notes:
            node = self._node(
                "Note", note_mark(note), note.key, "note", str(note), marked(note.sources), note.created_at
            )
            self.graph.link("MADE", self._node("Agent", note.by, note.by), node)
            for source in note.sources:
                self.graph.link("DERIVED_FROM", node, self._artifacts.get(source))


def rows(graph: Graph, tenant: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The nodes of each label as rows to write, all values texts."""
    for label in LABELS:
        found = [node for node in graph.nodes.values() if node.label == label]
        if found:
            yield label, [{"id": n.id, "tenant": tenant} | {p: getattr(n, p) for p in PROPERTIES[1:]} for n in found]


def links(graph: Graph) -> Iterator[tuple[str, str, str, list[dict[str, str]]]]:
    """The edges between each pair of labels: kind, source's label, target's label, ids."""
    for kind, pairs in RELATIONS.items():
        for source, target in pairs:
            found = [e for e in graph.edges.values() if (e.kind, e.source.label, e.target.label) == (kind, source, target)]  # fmt: skip # noqa: E501
            if found:
                yield kind, source, target, [{"source": e.source.id, "target": e.target.id} for e in found]
