"""A note is embedded once, wherever it was written, and found by what it says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete

from memory.database import note_vectors, notes
from memory.history import History
from memory.notes import Notes
from memory.recall import relevant


class Counting:
    """Words to directions: texts that share words are near. Keeps what it was asked to embed."""

    name = "counting"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.texts += texts
        rows = np.zeros((len(texts), 64), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().replace(":", "").split():
                row[sum(word.encode()) % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def token_count(self, text: str) -> int:
        return len(text.split())


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/history.db"


@pytest.fixture
def history(url: str) -> Iterator[History]:
    history = History(url)
    yield history
    history.close()


@pytest.fixture
def kept(history: History) -> Notes:
    return Notes(history.engine, "chat", "ada")


def test_a_search_embeds_only_its_question_once_the_notes_are(kept: Notes, history: History) -> None:
    encoder = Counting()
    for number in range(3):
        kept.write(f"topic {number}", f"value {number}", by="reader")
    kept.search("topic 1", encoder)
    encoder.texts.clear()

    again = Notes(history.engine, "chat", "ada")  # as another process would

    assert again.search("topic 1", encoder)[0][0].key == kept.search("topic 1", encoder)[0][0].key == "topic 1"
    assert encoder.texts == ["topic 1", "topic 1"]


def test_what_another_process_writes_is_found_by_the_next_search(kept: Notes, history: History) -> None:
    encoder = Counting()
    kept.write("budget", "500", by="reader")
    kept.search("budget", encoder)

    Notes(history.engine, "chat", "ada").write("deadline", "friday", by="reader")

    assert kept.search("deadline", encoder, k=1)[0][0].value == "friday"


def test_what_was_superseded_or_forgotten_is_not_found(kept: Notes, history: History) -> None:
    encoder = Counting()
    kept.write("deadline", "friday", by="reader")
    kept.search("deadline", encoder)
    kept.write("deadline", "monday", by="reader")
    assert [note.value for note, _ in kept.search("deadline", encoder)] == ["monday"]

    with history.engine.begin() as connection:  # the newest goes, and its id is given out again
        connection.execute(delete(note_vectors))
        connection.execute(delete(notes))
    kept.write("pets", "rex", by="reader")

    assert [note.value for note, _ in kept.search("deadline", encoder)] == ["rex"]


def test_another_encoder_makes_its_own_vectors(kept: Notes) -> None:
    kept.write("deadline", "friday", by="reader")
    kept.search("deadline", Counting())
    other = Counting()
    other.name = "other"

    kept.search("deadline", other)

    assert other.texts == ["deadline: friday", "deadline"]


def test_many_superseded_notes_do_not_crowd_out_those_that_hold(kept: Notes) -> None:
    encoder = Counting()
    kept.write("colour", "blue", by="reader")
    for number in range(120):
        kept.write("deadline", f"day {number}", by="reader")
        if number % 10 == 0:
            kept.search("deadline", encoder)

    assert [note.value for note, _ in kept.search("deadline", encoder, k=2)] == ["day 119", "blue"]


def test_a_prompt_gets_the_nearest_notes_within_its_tokens_and_conflicts_as_one_line(kept: Notes) -> None:
    for number in range(20):
        kept.write(f"other{number}", "nothing that matters here", by="reader")
    kept.write("deadline", "friday", by="reader")
    kept.write("deadline", "monday", by="checker")

    lines = relevant(kept, "when is the deadline", Counting, tokens=12)

    assert lines[0] == "deadline: two values: friday (reader); monday (checker)"
    assert sum(len(line.split()) for line in lines) <= 12
    assert relevant(kept, "when is the deadline", Counting, tokens=0) == ()


def test_without_notes_no_encoder_is_asked_for(kept: Notes) -> None:
    def encoder() -> Counting:
        raise AssertionError("not needed")

    assert relevant(kept, "anything", encoder, tokens=300) == ()


def test_a_history_of_the_version_before_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        old.executescript(
            "CREATE TABLE schema_version (version INTEGER PRIMARY KEY); INSERT INTO schema_version VALUES (1);"
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, session TEXT NOT NULL,"
            " key TEXT NOT NULL,"
            ' value TEXT NOT NULL, "by" TEXT NOT NULL, confidence FLOAT NOT NULL, sources TEXT NOT NULL,'
            " created_at VARCHAR(40) NOT NULL);"
            "INSERT INTO notes VALUES (1, 'ada', 'chat', 'deadline', '\"friday\"', 'reader', 1.0, '[]', '2026-01-01');"
        )
    old.close()
    history = History(f"sqlite:///{path}")

    kept = Notes(history.engine, "chat", "ada")
    kept.write("deadline", "monday", by="reader")

    assert [note.value for note in kept.past("deadline")] == ["friday", "monday"]
    assert [note.value for note, _ in kept.search("deadline", Counting())] == ["monday"]
    history.close()
    History(f"sqlite:///{path}").close()
