"""The tables of the cache of results, and what is done to them: plain SQL on one connection."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

WAIT_S = 10.0
"""How long a process waits for another's write."""
AT_ONCE = 20_000
"""Entries that are forgotten in one write: well under a second, so that others have their turn."""
LONGEST = 10**9 - 1000
"""Bytes that SQLite takes as one value. Source: sqlite.org/limits.html, section 1."""
BESIDE = 200
"""About how many bytes an entry takes beside its value: its key twice, its places in the indexes."""
OTHERS_ARE_AT_IT = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_ERROR)
"""The last says that a table exists by now."""
APPLICATION = 0x41745263
"""Marks the file as ours in its header: `AtRc`."""
WAL_PAGES = 512
"""2 MB are written beside the file before they are moved into it."""
SCHEMA = f"""
CREATE TABLE entries
    (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, used INTEGER NOT NULL);
CREATE INDEX entries_by_use ON entries (used, size);
CREATE TABLE contents (number INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TRIGGER forgotten AFTER DELETE ON entries BEGIN DELETE FROM contents WHERE number = old.number; END;
PRAGMA application_id = {APPLICATION};
"""
"""Values lie apart, so that noting a use does not write them again. `used` is in nanoseconds since 1970."""
READ = """
SELECT key, value FROM entries JOIN contents USING (number) WHERE key IN (SELECT value FROM json_each(?))
"""


def connected(path: Path) -> sqlite3.Connection:
    """
    Raises:
        sqlite3.Error: it cannot be opened, is no database, or that of something else.
    """
    db = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        prepare(db)
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}").fetchall()
        db.execute(f"PRAGMA journal_size_limit={WAL_PAGES << 12}").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def prepare(db: sqlite3.Connection) -> None:
    """Create the tables in a new file. Another process may be doing the same at this moment.

    Raises:
        sqlite3.DatabaseError: it is a database, but of something else.
    """
    until = time.monotonic() + WAIT_S
    while number(db, "SELECT count(*) FROM sqlite_master") == 0:
        try:
            return create(db)
        except sqlite3.OperationalError as error:  # turning on the journal does not wait for others
            if code_of(error) not in OTHERS_ARE_AT_IT or time.monotonic() > until:
                raise
            time.sleep(0.02)
    if number(db, "PRAGMA application_id") != APPLICATION:
        raise sqlite3.DatabaseError("it is the database of something else")


def create(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA auto_vacuum=INCREMENTAL")
    db.execute("PRAGMA journal_mode=WAL").fetchall()
    with db:
        db.executescript(f"BEGIN IMMEDIATE; {SCHEMA}")


def read(db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, bytes]:
    return dict(db.execute(READ, (json.dumps(list(keys)),)))


def add(db: sqlite3.Connection, key: str, value: bytes) -> None:
    row = (key, len(value) + BESIDE, time.time_ns())
    entry = db.execute("INSERT INTO entries (key, size, used) VALUES (?, ?, ?)", row).lastrowid
    db.execute("INSERT INTO contents VALUES (?, ?)", (entry, value))


def clear(db: sqlite3.Connection) -> int:
    """Returns how many there were."""
    return db.execute("DELETE FROM entries WHERE true").rowcount


def size(db: sqlite3.Connection) -> tuple[int, int]:
    """How many entries there are, and how many bytes of the file they take."""
    entries = number(db, "SELECT count(*) FROM entries")
    return entries, in_use(db) if entries else 0


def note(db: sqlite3.Connection, uses: Mapping[str, int]) -> None:
    rows = [(used, key) for key, used in uses.items()]
    db.executemany("UPDATE entries SET used = max(used, ?) WHERE key = ?", rows)


def forget(db: sqlite3.Connection, keys: Iterable[str]) -> None:
    db.executemany("DELETE FROM entries WHERE key = ?", [(key,) for key in keys])


def forget_oldest(db: sqlite3.Connection, amount: int) -> int:
    """Forget the least recently used entries, about `amount` bytes of them, at most `AT_ONCE`; returns how many."""
    going: list[tuple[int]] = []
    oldest = db.execute("SELECT number, size FROM entries ORDER BY used, size LIMIT ?", (AT_ONCE,))
    for entry, length in oldest:
        going.append((entry,))
        amount -= length
        if amount <= 0:
            break
    oldest.close()
    db.executemany("DELETE FROM entries WHERE number = ?", going)
    return len(going)


def give_back(db: sqlite3.Connection, most: int) -> None:
    """Give free pages back to the file system, where the file is longer than `most` bytes. Not within a transaction."""
    page = number(db, "PRAGMA page_size")
    over = number(db, "PRAGMA page_count") - most // page
    if over > 0:
        db.executescript(f"PRAGMA incremental_vacuum({over})")  # `execute` would take one step, which is one page


def in_use(db: sqlite3.Connection) -> int:
    """Bytes of the file that hold something: what the values take, not only their lengths."""
    pages = number(db, "PRAGMA page_count") - number(db, "PRAGMA freelist_count")
    return pages * number(db, "PRAGMA page_size")


def number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary code; 0 where Python itself raised."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
