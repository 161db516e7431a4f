"""What is forgotten is nowhere under the home folder any more, and nothing else is touched."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from agents.scripted import ScriptedBrain
from app.cli import app
from app.dooming import Dooming
from app.forgetting import Forgetter
from app.retention import DAY_S, retained, stamp_of
from app.service import Service
from app.sessions import sessions_folder
from memory.artifacts import Artifacts
from memory.database import notes, runs
from runtime.errors import BadArgument, NothingToForget, RunUnderWay, UnknownRun
from runtime.records import Provenance, Request

SECRET = "the violet heron hides seven brass keys beneath the mill"
OTHER = "Every employee may borrow one of the boats on Sundays without asking."


@pytest.fixture(params=["", "vectors,graph"], ids=["plain", "mirrored"])
def kept(request, settings):
    """Settings of a home without mirrors, and with them."""
    return replace(settings, mirrors=request.param)


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text(f"Rules of the house.\n\nYou should know that {SECRET}.\n\n{OTHER}\n" * 3)
    return file


def ask(settings, pool, text, *lines, files=(), session=""):
    service = Service(settings, pool, ScriptedBrain(*lines))
    try:
        return service.ask(Request(text, tuple(files), session)).session
    finally:
        service.mirrors.sync()
        service.mirrors.close()
        service.history.close()


def searched(settings, pool, file, session=""):
    """A run that reads a file, quotes it and prints much; and a summary that was made from the file later."""
    session = ask(
        settings,
        pool,
        "What hides the heron?",
        "found = documents(task='search')",
        "final_answer(search_documents(query='violet heron brass keys'))",
        "print(found.summary * 40)",
        f"final_answer('It is said that {SECRET}.')",
        files=[file],
        session=session,
    )
    made = Provenance("summarize", sources=("secret-1",))
    Artifacts(sessions_folder(settings) / session).save_text(f"In short: {SECRET}.", "summary", made)
    return session


def noted(settings, pool, key, value, session=""):
    return ask(
        settings, pool, f"Remember: {value}",
        "report = documents(task='note')", f"final_answer(write_note(key={key!r}, value={value!r}))",
        "final_answer('Noted.')", session=session,
    )  # fmt: skip


def holding(settings, words=SECRET):
    """Files under the home folder with these words among their bytes, however they are broken into lines."""
    found = []
    for path in settings.home.rglob("*"):
        if path.is_file() and "models" not in path.parts:
            data = path.read_bytes()
            if words.encode() in data or words.encode() in b" ".join(data.split()):
                found.append(path.relative_to(settings.home).as_posix())
    return found


def forget(settings, pool, choose):
    service = Service(settings, pool)
    try:
        doomed = choose(Dooming(service.history, settings))
        return Forgetter(service.history, settings, lambda: pool).forget(doomed)
    finally:
        service.history.close()


def test_a_forgotten_session_leaves_no_byte_anywhere(kept, pool, secret):
    session = searched(kept, pool, secret)
    noted(kept, pool, "heron", SECRET, session)
    other = ask(kept, pool, "Hello?", f"final_answer({OTHER!r})")
    assert len(holding(kept)) >= 3

    done = forget(kept, pool, lambda dooming: dooming.session(session))

    assert (holding(kept), done.gone, done.notices) == ([], True, ())
    assert done.went["runs"] == 2
    assert all(done.went[store] >= 1 for store in ("steps", "notes", "files", "indexes"))
    assert holding(kept, OTHER) != []
    service = Service(kept, pool)
    assert service.history.sessions("local") == (other,)
    service.history.close()


def test_a_forgotten_file_takes_along_what_was_made_from_it_and_said_of_it(kept, pool, secret):
    session = searched(kept, pool, secret)
    noted(kept, pool, "boats", OTHER, session)

    done = forget(kept, pool, lambda dooming: dooming.artifact("secret-1", session))

    assert holding(kept) == []
    assert done.gone
    service = Service(kept, pool)
    opened = service.sessions.open(session)
    assert opened.artifacts.names() == ()
    service.history.close()


def test_a_turn_that_has_nothing_to_do_with_a_forgotten_file_stays(settings, pool, secret):
    kept = replace(settings, mirrors="")
    session = ask(kept, pool, "What is two and two?", "final_answer('It is four.')")
    searched(kept, pool, secret, session)

    forget(kept, pool, lambda dooming: dooming.artifact("secret-1", session))

    service = Service(kept, pool)
    assert [turn.answer for turn in service.turns(session)] == ["It is four."]
    service.history.close()


def test_a_forgotten_note_is_gone_with_the_runs_that_repeat_it(kept, pool):
    session = noted(kept, pool, "heron", SECRET)
    noted(kept, pool, "lunch", "at noon in the hall downstairs", session)
    ask(kept, pool, "And?", f"final_answer('You said that {SECRET}!')", session=session)

    done = forget(kept, pool, lambda dooming: dooming.note("heron", session))

    assert holding(kept) == []
    assert done.gone
    service = Service(kept, pool)
    assert [note.key for note in service.sessions.open(session).notes.all()] == ["lunch"]
    assert len(service.history.runs(session, "local")) == 1
    service.history.close()


def test_a_forgotten_run_takes_its_notes_and_what_it_made(kept, pool):
    session = noted(kept, pool, "heron", SECRET)
    ask(kept, pool, "Print.", f"print({SECRET!r} * 400)", "final_answer('done')", session=session)
    service = Service(kept, pool)
    first, second = service.history.runs(session, "local")
    service.history.close()

    forget(kept, pool, lambda dooming: dooming.run(second.id[:8]))
    assert "sessions" not in " ".join(holding(kept))
    done = forget(kept, pool, lambda dooming: dooming.run(first.id))

    assert holding(kept) == []
    assert done.went["notes"] == 1


def test_an_index_that_another_session_needs_stays(settings, pool, secret):
    kept = replace(settings, mirrors="")
    searched(kept, pool, secret)
    second = searched(kept, pool, secret)

    done = forget(kept, pool, lambda dooming: dooming.session(second))

    assert done.went["indexes"] == 0
    assert any(path.startswith("index/") for path in holding(kept))


def test_what_is_older_goes_and_what_is_newer_stays(kept, pool, secret):
    old = searched(kept, pool, secret)
    mixed = noted(kept, pool, "heron", SECRET)
    ask(kept, pool, "Now?", f"final_answer({OTHER!r})", session=mixed)
    aged(kept, pool, old, days=40)
    aged(kept, pool, mixed, days=40, only_first=True)

    forget(kept, pool, lambda dooming: dooming.older(30))

    assert holding(kept) == []
    service = Service(kept, pool)
    assert service.history.sessions("local") == (mixed,)
    assert [turn.answer for turn in service.turns(mixed)] == [OTHER]
    assert not forgotten_again(kept, service)
    service.history.close()


def forgotten_again(settings, service):
    return Dooming(service.history, settings).older(30)


def aged(settings, pool, session, days, only_first=False):
    """Let a session be so many days old: all of it, or its first run and the notes."""
    service = Service(settings, pool)
    at = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
    chosen = [run.id for run in service.history.runs(session, "local")][: 1 if only_first else None]
    with service.history.engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id.in_(chosen)).values(started_at=at, finished_at=at))
        connection.execute(update(notes).where(notes.c.session == session).values(created_at=at))
    service.history.close()
    folder = sessions_folder(settings) / session
    if not only_first:
        import os

        for path in [*folder.glob("*"), folder]:
            os.utime(path, (time.time() - days * DAY_S,) * 2)


def test_another_tenants_data_is_neither_found_nor_touched(settings, pool, secret):
    kept = replace(settings, mirrors="")
    theirs = replace(kept, tenant="other")
    session = searched(theirs, pool, secret)
    mine = searched(kept, pool, secret)
    before = holding(theirs)
    service = Service(kept, pool)
    dooming = Dooming(service.history, kept)
    run = service.history.runs(session, "other")[0].id

    for attempt in (lambda: dooming.session(session), lambda: dooming.artifact("secret-1", session)):
        with pytest.raises(NothingToForget):
            attempt()
    with pytest.raises(UnknownRun):
        dooming.run(run)
    forget(kept, pool, lambda dooming: dooming.session(mine))

    assert holding(theirs) != []
    assert set(holding(theirs)) <= set(before)
    assert any(path.startswith("index/") for path in holding(theirs))
    assert len(service.history.runs(session, "other")) == 1
    service.history.close()


def test_a_run_under_way_is_not_forgotten(settings, pool):
    service = Service(settings, pool)
    service.history.start("chat", "local", Request("Slow?"))

    with pytest.raises(RunUnderWay):
        Dooming(service.history, settings).session("chat")
    assert not Dooming(service.history, settings).older(0)
    service.history.close()


@pytest.mark.parametrize("name", ["../../etc", "nothing", "", "..", "%"])
def test_what_is_no_session_is_not_forgotten(settings, pool, name):
    service = Service(settings, pool)

    with pytest.raises(NothingToForget):
        Dooming(service.history, settings).session(name)
    service.history.close()


def test_the_command_asks_first_forgets_and_proves_it(settings, pool, secret, monkeypatch):
    kept = replace(settings, mirrors="")
    session = searched(kept, pool, secret)
    monkeypatch.setenv("ATELIER_HOME", str(kept.home))
    monkeypatch.setenv("ATELIER_MIRRORS", "")
    command = ["memory", "forget", "--session", session]

    asked = CliRunner().invoke(app, command, input="n\n")
    assert asked.exit_code == 1
    assert "cannot be undone" in asked.output
    assert holding(kept) != []
    done = CliRunner().invoke(app, [*command, "--yes"])

    assert done.exit_code == 0, done.output
    assert f"Forgot the session {session}" in done.output
    assert "A search for it finds 0 in: history." in done.output
    assert holding(kept) == []


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--artifact", "a-1"],
        ["--note", "x"],
        ["--run", "a", "--session", "b"],
        ["--older-than", "30d", "--session", "b"],
        ["--older-than", "soon"],
        ["--older-than", "-3d"],
        ["--artifact", "a-1", "--note", "x", "--session", "b"],
    ],
)
def test_options_that_do_not_say_one_thing_are_refused(settings, options, monkeypatch):
    monkeypatch.setenv("ATELIER_HOME", str(settings.home))

    result = CliRunner().invoke(app, ["memory", "forget", *options, "--yes"])

    assert isinstance(result.exception, BadArgument)


def test_what_is_deleted_from_the_history_is_overwritten(settings, pool):
    session = noted(replace(settings, mirrors=""), pool, "heron", SECRET)
    service = Service(settings, pool)
    with service.history.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    service.history.close()
    forget(replace(settings, mirrors=""), pool, lambda dooming: dooming.session(session))

    with sqlite3.connect(settings.home / "history.sqlite") as database:
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
    database.close()


def test_what_is_too_old_is_forgotten_at_the_start_once_a_day(settings, pool):
    kept = replace(settings, mirrors="")
    session = noted(kept, pool, "heron", SECRET)
    aged(kept, pool, session, days=40)
    limited = replace(kept, keep_days=30)

    assert retained(kept, lambda: pool) is None
    thread = retained(limited, lambda: pool)
    thread.join(30)

    assert holding(kept) == []
    assert retained(limited, lambda: pool) is None
    stamp_of(limited).write_text(f"{time.time() - DAY_S - 1:.0f}")
    again = retained(limited, lambda: pool)
    again.join(30)
    assert retained(replace(limited, home=kept.home / "none"), lambda: pool) is None
