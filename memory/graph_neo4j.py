"""The graph in Neo4j, by the same statements. Its server holds every tenant's: only ready questions are put to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from memory.graph_ladybug import Statement, Table, first_line, plain
from memory.graph_records import LABELS
from runtime.errors import MirrorOutOfReach, need

WAIT_S = 5.0
"""How long the server is waited for."""


class Neo4j:
    """A connection for each use. Nothing of the password is kept where it could be shown."""

    name = "graph"
    free = False
    """A free question could read another tenant's nodes."""

    def __init__(self, uri: str, user: str, password: str) -> None:
        self.uri = uri
        self._sign_in = (user, password)
        self._prepared = False

    def __repr__(self) -> str:
        return f"Neo4j({self.uri!r})"

    def write(self, statements: Sequence[Statement]) -> list[Table]:
        """All of them or none.

        Raises:
            MissingExtra: the driver is not installed.
            MirrorOutOfReach: the server does not answer, or refuses.
        """

        def work(transaction: Any) -> list[Table]:
            return [answered(transaction, statement) for statement in statements]

        with self._session() as session:
            self._prepare(session)
            done: list[Table] = session.execute_write(work)
            return done

    def read(self, query: str, values: Mapping[str, Any] | None = None) -> Table:
        """
        Raises:
            MirrorOutOfReach, MissingExtra: as `write`.
        """
        with self._session() as session:
            found: Table = session.execute_read(lambda transaction: answered(transaction, (query, values or {})))
            return found

    def rewrite(self) -> None:
        """What is deleted, the server writes over in its own time."""

    def _prepare(self, session: Any) -> None:
        """An id stands for one node, also where two processes write at once."""
        if not self._prepared:
            for label in LABELS:
                session.run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE").consume()
            self._prepared = True

    @contextmanager
    def _session(self) -> Iterator[Any]:
        neo4j = need("neo4j", "neo4j")
        waits = {"connection_timeout": WAIT_S, "max_transaction_retry_time": WAIT_S, "telemetry_disabled": True}
        try:
            with (
                neo4j.GraphDatabase.driver(self.uri, auth=self._sign_in, **waits) as driver,
                driver.session() as session,
            ):
                yield session
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError, ValueError, OSError) as error:
            raise MirrorOutOfReach(self.name, f"{self.uri}: {first_line(error)}") from error


def answered(transaction: Any, statement: Statement) -> Table:
    result = transaction.run(statement[0], dict(statement[1]))
    return Table(tuple(result.keys()), tuple(tuple(plain(value) for value in record.values()) for record in result))
