"""The graph in a file of Ladybug's, one a tenant: no query can reach another's. The door for Ladybug's errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memory.allocator import blank_memory
from memory.graph_records import LABELS, PROPERTIES, RELATIONS
from memory.mirror_lock import file_errors, held
from runtime.errors import BadArgument, MirrorOutOfReach, need
from runtime.records import Json

WAIT_S = 10.0
"""How long another process's write is waited for."""
QUERY_MS = 20_000
"""How long a question may take."""
MEMORY = 256 << 20
"""Bytes that the database may hold in memory."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a question came to."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Json, ...], ...]


Statement = tuple[str, Mapping[str, Any]]


class Ladybug:
    """Opened for each use and closed after it, under a lock file: Ladybug has one writing process."""

    name = "graph"
    free = True
    """Any question may be put: the file holds one tenant's graph only."""

    def __init__(self, folder: Path) -> None:
        self.file, self._lock = folder / "graph.lbug", folder / "graph.lock"

    def write(self, statements: Sequence[Statement]) -> list[Table]:
        """All of them or none.

        Raises:
            MissingExtra: Ladybug is not installed.
            MirrorOutOfReach: the file cannot be opened or written.
        """
        with held(self._lock, WAIT_S), self._connected(read_only=False) as connection:
            connection.execute("BEGIN TRANSACTION")
            tables = [answered(connection, statement) for statement in statements]
            connection.execute("COMMIT")
            return tables

    def read(self, query: str, values: Mapping[str, Any] | None = None) -> Table:
        """
        Raises:
            BadArgument: Ladybug does not understand the question, or it takes too long.
            MirrorOutOfReach, MissingExtra: as `write`.
        """
        with held(self._lock, WAIT_S, shared=True):
            if not self.file.exists():
                return Table((), ())
            with self._connected(read_only=True) as connection:
                try:
                    return answered(connection, (query, values or {}))
                except RuntimeError as error:
                    raise BadArgument(f"The graph does not understand the question: {first_line(error)}.") from error

    def rewrite(self) -> None:
        """Write what is there into a new file: in the old one words that were deleted still stand between the rest.

        Raises:
            MirrorOutOfReach, MissingExtra: as `write`.
        """
        new = self.file.with_name("graph-new.lbug")
        with held(self._lock, WAIT_S), file_errors(self.name):
            for left in new.parent.glob(f"{new.name}*"):
                left.unlink()
            with self._connected(read_only=True) as old, self._connected(read_only=False, file=new) as connection:
                for statement in copies(old):
                    answered(connection, statement)
            new.replace(self.file)
            for left in new.parent.glob(f"{self.file.name}.*"):
                left.unlink()

    @contextmanager
    def _connected(self, read_only: bool, file: Path | None = None) -> Iterator[Any]:
        ladybug = need("ladybug", "graph")
        file = file or self.file
        fresh = not file.exists()
        try:
            with (
                nullcontext() if read_only else blank_memory(),
                ladybug.Database(str(file), buffer_pool_size=MEMORY, max_num_threads=1, read_only=read_only) as base,
                ladybug.Connection(base, num_threads=1) as connection,
            ):
                connection.set_query_timeout(QUERY_MS)
                if fresh:
                    for statement in tables():
                        connection.execute(statement)
                yield connection
        except (RuntimeError, OSError) as error:
            raise MirrorOutOfReach(self.name, first_line(error)) from error


def tables() -> Iterator[str]:
    columns = ", ".join(f"{name} STRING" for name in PROPERTIES)
    for label in LABELS:
        yield f"CREATE NODE TABLE IF NOT EXISTS {label} (id STRING PRIMARY KEY, {columns})"
    for kind, pairs in RELATIONS.items():
        between = ", ".join(f"FROM {source} TO {target}" for source, target in pairs)
        yield f"CREATE REL TABLE IF NOT EXISTS {kind} ({between})"


def copies(connection: Any) -> Iterator[Statement]:
    """Statements that write what a database has into an empty one."""
    returned = ", ".join(f"n.{name} AS {name}" for name in ("id", *PROPERTIES))
    for label in LABELS:
        found = answered(connection, (f"MATCH (n:{label}) RETURN {returned}", {}))
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
        columns = ", ".join(f"{name}: row.{name}" for name in found.columns)
        if rows:
            yield f"UNWIND $rows AS row CREATE (:{label} {{{columns}}})", {"rows": rows}
    for kind, pairs in RELATIONS.items():
        for source, target in pairs:
            query = f"MATCH (a:{source})-[:{kind}]->(b:{target}) RETURN a.id, b.id"
            ends = [{"source": a, "target": b} for a, b in answered(connection, (query, {})).rows]
            matched = f"MATCH (a:{source} {{id: row.source}}), (b:{target} {{id: row.target}})"
            if ends:
                yield f"UNWIND $rows AS row {matched} CREATE (a)-[:{kind}]->(b)", {"rows": ends}


def answered(connection: Any, statement: Statement) -> Table:
    with connection.execute(statement[0], dict(statement[1])) as result:
        return Table(tuple(result.get_column_names()), tuple(tuple(map(plain, row)) for row in result.get_all()))


def plain(value: Any) -> Json:
    """A value of Ladybug's without its own marks."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items() if name not in ("_ID", "_SRC", "_DST")}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0].strip().rstrip(".")[:300]
