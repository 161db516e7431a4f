"""The tables of the history, and opening the database they are in."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    QueuePool,
    String,
    Table,
    Text,
    create_engine,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy import event as sql_events
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.schema import CreateColumn

from runtime.errors import MissingExtra, SettingsError

SCHEMA = 2
"""2: notes know their run and what superseded them; their vectors are kept."""

metadata = MetaData()
schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))
runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("tenant", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("answer", Text),
    Column("status", String(16), nullable=False),
    Column("host", Text, nullable=False),
    Column("process", Text, nullable=False),
    Column("started_at", String(40), nullable=False),
    Column("finished_at", String(40), nullable=False, default=""),
    Index("runs_of_session", "tenant", "session", "number"),
)
steps = Table(
    "steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", String(32), ForeignKey(runs.c.id), nullable=False, index=True),
    Column("parent", Integer, ForeignKey("steps.id")),
    Column("at", String(40), nullable=False),
    Column("kind", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("caller", Text, nullable=False),
    Column("tool", Text, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("fraction", Float),
)
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("sources", Text, nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("run", String(32), nullable=False, server_default=""),
    Column("superseded_at", String(40), nullable=False, server_default=""),
    Index("notes_of_session", "tenant", "session", "key"),
    Index("notes_in_order", "tenant", "session", "id"),
)
note_vectors = Table(
    "note_vectors",
    metadata,
    Column("note", Integer, ForeignKey(notes.c.id), primary_key=True, autoincrement=False),
    Column("model", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)


def engine_for(url: str) -> Engine:
    """
    Raises:
        SettingsError: `url` is not one, or needs a driver that is not installed.
        MissingExtra: that driver is PostgreSQL's.
    """
    try:
        address = make_url(url)
        return sqlite(address) if address.get_backend_name() == "sqlite" else create_engine(address, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        if url.startswith("postgresql"):
            raise MissingExtra(error.name or "psycopg", "postgres") from error
        raise SettingsError(
            f"The history's URL needs {error.name!r}. Install it, or use SQLite or PostgreSQL."
        ) from error
    except ArgumentError as error:
        raise SettingsError("The history's URL is not one. Write for example: sqlite:////home/me/history.db") from error


def sqlite(address: URL) -> Engine:
    """One file, many readers, one writer who is waited for up to 30 s. In memory, everyone shares one connection."""
    arguments = {"check_same_thread": False, "timeout": 30}
    if address.database in (None, "", ":memory:"):
        engine = create_engine(address, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=arguments)
    else:
        if not str(address.database).startswith("file:"):
            Path(str(address.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, connect_args=arguments)
    sql_events.listen(engine, "connect", on_connect)
    return engine


def on_connect(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def prepare(engine: Engine, attempts: int = 5) -> None:
    """Create the tables that are missing. Another process may be doing the same at this moment.

    Raises:
        SettingsError: the database cannot be opened, or a newer version of Atelier wrote it.
    """
    for attempt in range(attempts):
        try:
            return create(engine)
        except DBAPIError as error:
            if attempt == attempts - 1:
                why = str(error.orig).partition("\n")[0]
                raise SettingsError(
                    f"The history at {shown(engine)} cannot be opened: {why}. Check ATELIER_HISTORY_URL."
                ) from error
            time.sleep(0.05)


def create(engine: Engine) -> None:
    version = written_version(engine)
    if version > SCHEMA:
        raise SettingsError(
            f"The history at {shown(engine)} was written by a newer version of Atelier (schema {version}; "
            f"this one reads {SCHEMA}). Update with: pip install --upgrade atelier"
        )
    if 0 < version < SCHEMA:
        migrate(engine)
    metadata.create_all(engine)
    if version < SCHEMA:
        with engine.begin() as connection:
            connection.execute(insert(schema_version), {"version": SCHEMA})


def migrate(engine: Engine) -> None:
    """Give the tables that are there the columns and indexes they lack. Begun again after half of it, it ends well."""
    here = inspect(engine)
    for table in (table for table in metadata.sorted_tables if here.has_table(table.name)):
        known = {column["name"] for column in here.get_columns(table.name)}
        with engine.begin() as connection:
            for column in (column for column in table.columns if column.name not in known):
                told = CreateColumn(column).compile(dialect=engine.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {told}")
            for index in table.indexes:
                index.create(connection, checkfirst=True)


def shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def written_version(engine: Engine) -> int:
    """0 where nothing was written yet."""
    if not inspect(engine).has_table("schema_version"):
        return 0
    with engine.connect() as connection:
        return connection.execute(select(func.max(schema_version.c.version))).scalar() or 0


def clean(text: str) -> str:
    """`text` without what databases refuse: NUL and lone surrogates.

    >>> clean("a\\x00b\\ud800")
    'a?b?'
    """
    return text.replace("\x00", "?").encode("utf-8", "replace").decode()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
