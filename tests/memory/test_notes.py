"""Notes stand side by side, are found by what they say, and stay in their session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from memory.history import History
from memory.notes import Note, Notes, standing
from runtime.errors import BadInput


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = History(f"sqlite:///{tmp_path}/history.db")
    yield history
    history.close()


@pytest.fixture
def notes(history: History) -> Notes:
    return Notes(history.engine, "chat", "ada")


def test_a_note_is_read_back_as_it_was_written(notes: Notes) -> None:
    written = notes.write(" notice period ", {"weeks": 4}, by="reader", confidence=0.8, sources=("handbook-1",))

    assert notes.read("notice period") == notes.all() == (written,)
    assert (written.value, written.by, written.confidence) == ({"weeks": 4}, "reader", 0.8)
    assert written.sources == ("handbook-1",)


def test_what_two_agents_say_of_one_thing_stands_side_by_side_newest_last(notes: Notes) -> None:
    notes.write("notice", "4 weeks", by="reader")
    notes.write("pay", "monthly", by="reader")
    notes.write("notice", "6 weeks", by="checker")

    assert [(note.value, note.by) for note in notes.read("notice")] == [("4 weeks", "reader"), ("6 weeks", "checker")]
    assert [note.key for note in notes.all()] == ["notice", "pay", "notice"]
    assert standing(notes.read("notice")) == "notice: two values: 4 weeks (reader); 6 weeks (checker)"


def test_an_authors_newer_value_supersedes_the_older_which_is_kept(notes: Notes) -> None:
    notes.write("notice", "4 weeks", by="reader")
    notes.write("notice", "6 weeks", by="checker")
    notes.write("notice", "5 weeks", by="reader")

    assert [note.value for note in notes.read("notice")] == ["6 weeks", "5 weeks"]
    assert [(note.value, bool(note.superseded_at)) for note in notes.past("notice")] == [
        ("4 weeks", True),
        ("6 weeks", False),
        ("5 weeks", False),
    ]


def test_agents_that_agree_are_no_conflict(notes: Notes) -> None:
    notes.write("notice", "4 weeks", by="reader")
    notes.write("notice", "4 weeks", by="checker")

    assert standing(notes.read("notice")) == "notice: 4 weeks"


def test_a_note_knows_the_run_it_was_written_in(notes: Notes) -> None:
    notes.during("ab12").write("notice", "4 weeks", by="reader")

    assert [note.run for note in notes.all()] == ["ab12"]
    assert notes.write("pay", "monthly", by="reader").run == ""


def test_saying_the_same_again_adds_no_note(notes: Notes) -> None:
    first = notes.write("notice", "4 weeks", by="reader")

    assert notes.write("notice", "4 weeks", by="reader") == first
    assert notes.all() == (first,)
    notes.write("notice", "4 weeks", by="checker")
    assert len(notes.all()) == 2


def test_notes_stay_with_their_session_and_tenant(history: History, notes: Notes) -> None:
    notes.write("notice", "4 weeks", by="reader")

    for session, tenant in (("chat", "bob"), ("other", "ada"), ("", ""), ("%", "%")):
        others = Notes(history.engine, session, tenant)
        assert others.all() == others.read("notice") == others.search("notice weeks") == ()


def test_notes_can_be_opened_by_url_and_outlive_their_process(tmp_path: Path) -> None:
    for expected in (0, 1):
        notes = Notes(f"sqlite:///{tmp_path}/alone.db", "chat", "ada")
        assert len(notes.all()) == expected
        notes.write("notice", "4 weeks", by="reader")
        notes.close()


@pytest.mark.parametrize(
    ("key", "value", "confidence"),
    [
        ("", "x", 1.0),
        (" \n", "x", 1.0),
        ("k", "x", 1.1),
        ("k", "x", float("nan")),
        ("k", object(), 1.0),
        ("k", float("nan"), 1.0),
    ],
)
def test_a_note_that_cannot_be_kept_is_refused(notes: Notes, key: str, value: object, confidence: float) -> None:
    with pytest.raises(BadInput):
        notes.write(key, value, by="reader", confidence=confidence)
    assert notes.all() == ()


def test_search_ranks_by_the_words_they_share(notes: Notes) -> None:
    notes.write("salary", "paid monthly", by="reader")
    notes.write("notice period", "4 weeks", by="reader")
    notes.write("trial period", "6 months", by="reader")

    found = notes.search("What is the NOTICE period?")

    assert [(note.value, score) for note, score in found] == [("4 weeks", 0.4), ("6 months", 0.2)]
    assert notes.search("holidays") == notes.search("") == notes.search("period", k=0) == ()


def test_search_without_an_encoder_finds_chinese(notes: Notes) -> None:
    notes.write("通知期", "四周", by="reader")

    assert [note.value for note, _ in notes.search("通知期是多久？")] == ["四周"]


def test_search_with_an_encoder_ranks_by_cosine(notes: Notes) -> None:
    def encoder(texts: list[str]) -> NDArray[np.float32]:
        """Two directions: things about time, and all else."""
        return np.array([[1, 0] if "week" in t or "when" in t else [0, 1] for t in texts], dtype=np.float32)

    notes.write("colour", "blue", by="reader")
    notes.write("notice", "4 weeks", by="reader")

    found = notes.search("when?", encoder, k=1)

    assert [(note.value, score) for note, score in found] == [("4 weeks", 1.0)]
    assert len(notes.search("when?", encoder)) == 2


def test_search_among_no_notes_does_not_wake_the_encoder(notes: Notes) -> None:
    def encoder(texts: list[str]) -> NDArray[np.float32]:
        raise AssertionError("asked for nothing")

    assert notes.search("anything", encoder) == ()


def test_a_note_reads_as_key_and_value() -> None:
    assert str(Note("pay", {"day": 25}, "reader")) == 'pay: {"day": 25}'
