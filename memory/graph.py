"""Who made what from what: runs mirrored into a graph, and the questions that are ready to be put to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from memory.cypher import check_reads_only
from memory.graph_ladybug import Ladybug, Statement, Table
from memory.graph_neo4j import Neo4j
from memory.graph_records import PROPERTIES, RELATIONS, graph_of, links, rows
from memory.mirror_material import Gone, Material, marked
from runtime.errors import BadArgument
from runtime.settings import Settings

SETS = ", ".join(f"n.{name} = row.{name}" for name in PROPERTIES)
MINE = "n.tenant = $tenant AND ($session = '' OR n.session = $session)"
"""Every statement that finds nodes finds this tenant's only."""
DEEPEST = 20
"""Steps from a file to what was made of it."""
SHORTEST = 3
"""Letters of a note's value that a text is searched for."""


class Cypher(Protocol):
    """Where the graph is."""

    name: str
    free: bool

    def write(self, statements: Sequence[Statement]) -> list[Table]: ...

    def read(self, query: str, values: Mapping[str, Any] | None = None) -> Table: ...

    def rewrite(self) -> None: ...


class GraphMirror:
    """The graph of one tenant. Taking the same in twice changes nothing."""

    name = "graph"

    def __init__(self, tenant: str, store: Cypher) -> None:
        self.tenant, self.store = tenant, store

    def apply(self, materials: Sequence[Material]) -> None:
        """
        Raises:
            MirrorOutOfReach, MissingExtra: as the store.
        """
        self.store.write([statement for material in materials for statement in statements(material)])

    def forget(self, gone: Gone) -> int:
        """Let go of what is forgotten, and of the texts that were said about it. Returns how many entries went."""
        if not self.started:
            return 0
        done = self.store.write(list(self._forgetting(gone)))
        went = sum(int(table.rows[0][0]) for table in done if table.columns == ("went",))
        if went:
            self.store.rewrite()
        return went

    @property
    def started(self) -> bool:
        """Whether there is a graph already; a server's is taken to be."""
        return not isinstance(self.store, Ladybug) or self.store.file.exists()

    def holds(self, words: str) -> int:
        """In how many entries `words` stand, as a name or in a text."""
        where = "n.tenant = $tenant AND (n.session = $words OR n.name = $words OR n.text CONTAINS $words)"
        table = self.store.read(f"MATCH (n) WHERE {where} RETURN count(n)", self._values(words=words))
        return int(table.rows[0][0]) if table.rows else 0

    def ask(self, query: str) -> Table:
        """What a question in Cypher comes to. It can only read, and nothing but this tenant's graph.

        Raises:
            BadArgument: it does more than read, is not understood, or the graph is on a server that tenants share.
        """
        if not self.store.free:
            raise BadArgument(
                "The graph is in Neo4j, where a free question could read another tenant's. "
                "Use --produced, --depends or --session."
            )
        return self.store.read(check_reads_only(query))

    def produced(self, name: str, session: str = "") -> Table:
        """What made the artifact or the document `name`: kind of maker, its name, when, in which session and run."""
        table = self.store.read(
            "MATCH (m:Run|Step)-[:MADE]->(n:Artifact) WHERE " + MINE + " AND m.tenant = $tenant AND n.name = $name"
            " OPTIONAL MATCH (a:Agent)-[:EMITTED]->(m) WHERE a.tenant = $tenant"
            " RETURN n.session AS session, a.name AS agent, m.name AS made_by, m.at AS at, n.name AS name ORDER BY at",
            self._values(session, name=name),
        )
        return table if table.rows else self._given(name, session)

    def depends(self, name: str, session: str = "") -> Table:
        """What was made of the file `name` (an artifact or a document), or rests on it, however many steps away."""
        return self.store.read(
            f"MATCH (m:Artifact|Note)-[:DERIVED_FROM*1..{DEEPEST}]->(n:Artifact|Document)"
            f" WHERE {MINE} AND m.tenant = $tenant AND n.name = $name"
            " RETURN DISTINCT m.session AS session, m.kind AS kind, m.name AS name, m.at AS at"
            " UNION MATCH (m:Run)-[:CITED]->(n:Document)"
            f" WHERE {MINE} AND m.tenant = $tenant AND n.name = $name"
            " RETURN DISTINCT m.session AS session, 'answer' AS kind, m.text AS name, m.at AS at",
            self._values(session, name=name),
        )

    def of_session(self, session: str) -> Table:
        """Every node of a session: label, id, name, kind, text, at."""
        return self._nodes("n.session = $session AND $session <> ''", session)

    def relations(self, session: str) -> Table:
        """Every relation of a session: the ids at its ends, and its kind."""
        parts = [
            f"MATCH (n)-[:{kind}]->(m) WHERE {MINE} AND m.tenant = $tenant AND m.session = n.session"
            f" RETURN n.id AS source, '{kind}' AS relation, m.id AS target"
            for kind in RELATIONS
        ]
        return self.store.read(" UNION ".join(parts), self._values(session))

    def _given(self, name: str, session: str) -> Table:
        return self.store.read(
            "MATCH (i:Artifact)-[:DERIVED_FROM]->(n:Document) WHERE " + MINE + " AND i.tenant = $tenant"
            " AND (n.name = $name OR i.name = $name)"
            " RETURN n.session AS session, 'you' AS agent, 'given by a person' AS made_by, n.at AS at, n.name AS name",
            self._values(session, name=name),
        )

    def _nodes(self, where: str, session: str) -> Table:
        return self.store.read(
            f"MATCH (n) WHERE n.tenant = $tenant AND {where} RETURN n.label AS label, n.id AS id, n.name AS name,"
            " n.kind AS kind, n.text AS text, n.at AS at ORDER BY at, id",
            self._values(session),
        )

    def _forgetting(self, gone: Gone) -> Iterator[Statement]:
        """Statements that take away, each counted first."""
        if gone.session and not gone.artifact and not gone.note:
            yield from self._removing("(n)", MINE, self._values(gone.session))
        for name in [gone.artifact] if gone.artifact else []:
            values = self._values(gone.session, name=name, mark=marked([name]))
            about = f"{MINE} AND n.about CONTAINS $mark"
            yield from self._silencing(about, values)
            yield from self._removing("(n:Artifact|Note|Document)", about, values)
        if gone.note:
            for said in self._said(gone):
                about = f"{MINE} AND n.text CONTAINS $said"
                yield from self._silencing(about, self._values(gone.session, said=said))
            values = self._values(gone.session, key=gone.note)
            yield from self._removing("(n:Note)", f"{MINE} AND n.name = $key", values)

    def _said(self, gone: Gone) -> set[str]:
        """What the notes of a key say, where that is long enough to be told from other words."""
        query = f"MATCH (n:Note) WHERE {MINE} AND n.name = $key RETURN n.text"
        found = self.store.read(query, self._values(gone.session, key=gone.note)).rows
        said = {str(row[0]).removeprefix(f"{gone.note}: ") for row in found}
        return {value for value in said if len(value) >= SHORTEST}

    def _silencing(self, where: str, values: Mapping[str, str]) -> Iterator[Statement]:
        yield f"MATCH (n:Run|Step) WHERE {where} AND n.text <> '' RETURN count(n) AS went", values
        yield f"MATCH (n:Run|Step) WHERE {where} SET n.text = ''", values

    def _removing(self, what: str, where: str, values: Mapping[str, str]) -> Iterator[Statement]:
        yield f"MATCH {what} WHERE {where} RETURN count(n) AS went", values
        yield f"MATCH {what} WHERE {where} DETACH DELETE n", values

    def _values(self, session: str = "", **more: str) -> dict[str, str]:
        return {"tenant": self.tenant, "session": session, **more}


def statements(material: Material) -> Iterator[Statement]:
    """What writes a run: the nodes of each label, then the relations between each pair of labels."""
    graph = graph_of(material)
    for label, found in rows(graph, material.tenant):
        yield f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET {SETS}", {"rows": found}
    for kind, source, target, pairs in links(graph):
        matched = f"MATCH (a:{source} {{id: row.source}}), (b:{target} {{id: row.target}})"
        yield f"UNWIND $rows AS row {matched} MERGE (a)-[:{kind}]->(b)", {"rows": pairs}


def graph_at(settings: Settings, folder: Path) -> GraphMirror:
    """The graph of the settings' tenant: in Neo4j where its address is set, else in a file in `folder`."""
    store: Cypher = Ladybug(folder)
    if settings.neo4j_uri:
        store = Neo4j(settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password)
    return GraphMirror(settings.tenant, store)
