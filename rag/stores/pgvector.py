"""Vectors in PostgreSQL, by its extension pgvector: one table a collection."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from rag.embeddings import Vectors
from rag.stores.base import Facts, Found, errors, portions
from runtime.errors import SettingsError, need

INDEXED_FROM = 20_000
"""From so many rows on they are searched by an HNSW index. Fewer are looked through one by one: exact, and fast yet."""
WIDEST = 2000
"""Numbers a vector may have for that index, says pgvector."""
WAIT_S = 5
DEEP = 400
"""`hnsw.ef_search`: as deep as a search of 100 needs to miss next to nothing."""


class PgVectorStore:
    """psycopg itself, and no more than five statements: what LangChain's store adds to them is not needed here."""

    def __init__(self, url: str, id: str, facts: Facts) -> None:
        if not url:
            raise SettingsError(
                "Where is PostgreSQL? Set ATELIER_PGVECTOR_URL=postgresql://user:password@host/database"
            )
        psycopg = need("psycopg", "postgres")
        self.facts, self._sql, self._psycopg = facts, psycopg.sql, psycopg
        self._table = psycopg.sql.Identifier(f"atelier_{id}")
        self._where = "PostgreSQL"
        with self._errors():
            self._where = f"PostgreSQL at {place(psycopg, url)}"
        self._url = url
        self._opened: Any = None
        with self._errors():
            try:
                self._prepare()
            except BaseException:
                self.close()
                raise

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: Vectors) -> None:
        with self._errors(), self._connection.transaction():
            for rows in portions(range(len(ids))):
                self._run("DELETE FROM {table} WHERE id = ANY(%s)", [ids[row] for row in rows])
                self._copy([(ids[row], documents[row], written(vectors[row])) for row in rows])
        with self._errors():
            self._indexed()

    def remove(self, ids: Collection[str]) -> None:
        with self._errors(), self._connection.transaction():
            for some in portions(sorted(ids)):
                self._run("DELETE FROM {table} WHERE id = ANY(%s)", list(some))

    def search(self, vector: Vectors, k: int, where: Sequence[str] | None = None) -> Found:
        """`<#>` is the negative inner product. Where only some documents count, all of theirs are looked through."""
        only = "" if where is None else "WHERE document = ANY(%s)"
        asked = written(vector)
        query = f"SELECT id, vector <#> %s::vector FROM {{table}} {only} ORDER BY vector <#> %s::vector LIMIT %s"
        given = [asked, *([] if where is None else [list(where)]), asked, max(k, 0)]
        with self._errors(), self._connection.transaction():
            self._run(f"SET LOCAL hnsw.ef_search = {DEEP}")
            self._run(f"SET LOCAL enable_indexscan = {'on' if where is None else 'off'}")
            rows = self._run(query, *given).fetchall()
        return Found(tuple(id for id, _ in rows), np.array([-apart for _, apart in rows], np.float32))

    def ids(self) -> set[str]:
        with self._errors():
            return {id for (id,) in self._run("SELECT id FROM {table}").fetchall()}

    def count(self) -> int:
        with self._errors():
            return int(self._run("SELECT count(*) FROM {table}").fetchone()[0])

    def close(self) -> None:
        if self._opened:
            self._opened.close()

    @property
    def _connection(self) -> Any:
        """Opened again where it was lost: the server may have been restarted."""
        if self._opened is None or self._opened.closed:
            self._opened = self._psycopg.connect(self._url, connect_timeout=WAIT_S, autocommit=True)
        return self._opened

    def drop(self) -> None:
        with self._errors():
            self._run("DROP TABLE IF EXISTS {table}")
        self.close()

    def _prepare(self) -> None:
        """The table, found to be of the model in use, or made for it. What it is of stands in its comment."""
        self._run("CREATE EXTENSION IF NOT EXISTS vector")
        kind = f"CREATE TABLE IF NOT EXISTS {{table}} (id text PRIMARY KEY, document text, vector vector({self._wide}))"
        kept = self._comment()
        if kept:
            self.facts.check(kept["model"], kept["dimension"])
            return
        told = json.dumps({"model": self.facts.model, "dimension": self.facts.dimension})
        with self._connection.transaction():
            self._run(kind)
            self._connection.execute(
                self._sql.SQL("COMMENT ON TABLE {} IS {}").format(self._table, self._sql.Literal(told))
            )

    @property
    def _wide(self) -> int:
        return int(self.facts.dimension)

    def _comment(self) -> Any:
        name = self._table.as_string(self._connection)
        row = self._connection.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [name]).fetchone()
        return json.loads(row[0]) if row and row[0] else None

    def _indexed(self) -> None:
        """Give the table its HNSW index once it is big enough. Built after the rows, it is several times faster."""
        if self._wide <= WIDEST and self.count() >= INDEXED_FROM:
            self._run("CREATE INDEX IF NOT EXISTS {index} ON {table} USING hnsw (vector vector_ip_ops)")

    def _copy(self, rows: Sequence[tuple[str, str, str]]) -> None:
        statement = self._sql.SQL("COPY {} (id, document, vector) FROM STDIN").format(self._table)
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def _run(self, statement: str, *given: Any) -> Any:
        index = self._sql.Identifier(f"{self._table.as_string(None).strip(chr(34))}_near")
        return self._connection.execute(self._sql.SQL(statement).format(table=self._table, index=index), given or None)

    def _errors(self) -> AbstractContextManager[None]:
        help = "See that it runs, has the extension pgvector, and that ATELIER_PGVECTOR_URL is right."
        return errors((self._psycopg.Error,), self.facts.collection, self._where, help)


def written(vector: Vectors) -> str:
    """A vector as pgvector reads it.

    >>> written(np.array([0.5, -1], np.float32))
    '[0.5,-1.0]'
    """
    return f"[{','.join(map(repr, vector.tolist()))}]"


def place(psycopg: Any, url: str) -> str:
    """Host and database of a URL, without the password.

    Raises:
        psycopg.Error: it is no URL.
    """
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return f"{parts.get('host', 'localhost')}/{parts.get('dbname', '')}"
