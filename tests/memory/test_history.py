"""Every step is kept as it happens, under what started it, and no tenant sees another's."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from memory.history import History, RecordedStep
from memory.processes import this_process
from memory.recorder import Recorder
from runtime.errors import AtelierError, SettingsError
from runtime.records import Answer, Artifact, Citation, Event, Provenance, Request, Verdict

CITATION = Citation("handbook.pdf", 7, "12 hours", 0.9, "handbook-1")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/new/folder/history.db"


@pytest.fixture
def history(url: str) -> Iterator[History]:
    history = History(url)
    yield history
    history.close()


@pytest.fixture
def run(history: History) -> str:
    return history.start("chat", "ada", Request("How long?"))


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A second process that runs `code` with our packages and its arguments."""
    start = "import os, signal, sys, time\nfrom memory.history import *\n"
    start += "from memory.recorder import *\nfrom runtime.records import *\n"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen([sys.executable, "-c", start + code, *arguments], env=env, stdout=-1, text=True)


def tree(steps: tuple[RecordedStep, ...]) -> list[tuple[str, str]]:
    """Each step with the one it stands under, both as `kind name`."""

    def said(step: RecordedStep) -> str:
        return f"{step.event.kind} {step.event.tool or step.event.agent}".strip()

    by_id = {step.id: said(step) for step in steps}
    return [(said(step), by_id[step.parent] if step.parent else "") for step in steps]


def test_a_conversation_is_read_back_oldest_first(history: History) -> None:
    for number in range(4):
        run = history.start("chat", "ada", Request(f"question {number}"))
        history.finish(run, Answer(f"answer {number}", citations=(CITATION,)), "done")

    turns = history.turns("chat", "ada", limit=2)

    assert [(turn.request, turn.answer) for turn in turns] == [("question 2", "answer 2"), ("question 3", "answer 3")]
    assert turns[0].citations == (CITATION,)


def test_only_what_came_to_an_answer_is_a_turn(history: History, run: str) -> None:
    history.finish(history.start("chat", "ada", Request("fails")), None, "failed")
    history.finish(history.start("chat", "ada", Request("stops")), Answer("half"), "stopped")
    history.finish(history.start("chat", "ada", Request("silent")), None, "done")

    assert history.turns("chat", "ada", 10) == ()
    assert [kept.status for kept in history.runs("chat", "ada")] == ["running", "failed", "stopped", "done"]


def test_an_answer_is_kept_whole_and_paths_by_their_file_names(history: History, tmp_path: Path) -> None:
    artifact = Artifact("summary-1", tmp_path / "summary-1.txt", "text/plain", "ab", Provenance("summarize"))
    run = history.start("chat", "ada", Request("Sum up", (tmp_path / "a.pdf",)), parent="job-1")
    history.finish(run, Answer("Short.", (artifact,), verdicts=(Verdict("length", True),)), "done")

    (kept,) = history.runs("chat", "ada")

    assert (kept.id, kept.parent, kept.request, kept.files) == (run, "job-1", "Sum up", ("a.pdf",))
    assert kept.answer is not None
    assert kept.answer["artifacts"][0]["path"] == "summary-1.txt"
    assert kept.answer["verdicts"] == [{"check": "length", "ok": True, "hint": ""}]
    assert kept.started_at < kept.finished_at


def test_events_come_back_as_they_were(history: History, run: str) -> None:
    event = Event("tool-end", "reader", "manager", "search", {"k": 3}, "found", "late", 0.5, 10, 20, 0.25)

    step = history.add(run, event)

    assert [(kept.id, kept.event) for kept in history.steps(run, "ada")] == [(step, event)]


def test_what_a_database_would_refuse_is_written_all_the_same(history: History, run: str) -> None:
    odd = {"path": Path("/tmp/a.pdf"), "set": {2, 1}, "thing": object, "nul": "\x00", 3: {(1, 2): "key"}}

    history.add(run, Event("tool-start", "reader", arguments=odd, text="nul \x00 and half \ud83d"))

    (step,) = history.steps(run, "ada")
    assert step.event.text == "nul ? and half ?"
    assert step.event.arguments == {
        "path": "a.pdf", "set": [1, 2], "thing": "<class 'object'>", "nul": "\x00", "3": {}
    }  # fmt: skip


def test_two_tenants_never_see_each_other(history: History) -> None:
    mine, theirs = (history.start("chat", tenant, Request(f"of {tenant}")) for tenant in ("ada", "bob"))
    for run in (mine, theirs):
        history.add(run, Event("plan", "manager", text=run))
        history.finish(run, Answer(run), "done")
    only_bobs = history.start("bobs", "bob", Request("more"))

    assert [run.id for run in history.runs("chat", "ada")] == [mine]
    assert [step.event.text for step in history.steps(mine, "ada")] == [mine]
    assert history.steps(theirs, "ada") == history.steps(only_bobs, "ada") == ()
    assert [turn.answer for turn in history.turns("chat", "ada", 9)] == [mine]
    assert history.turns("bobs", "ada", 9) == history.runs("bobs", "ada") == ()
    assert (history.sessions("ada"), history.sessions("bob")) == (("chat",), ("bobs", "chat"))
    assert history.runs("chat", "ada' OR '1'='1") == history.runs("chat", "%") == ()


def test_the_session_used_last_comes_first(history: History) -> None:
    for session in ("old", "older", "old"):
        history.start(session, "ada", Request("?"))

    assert history.sessions("ada") == ("old", "older")
    assert history.latest_session("ada") == "old"
    assert history.latest_session("nobody") == ""


def test_a_run_that_was_never_started_cannot_finish(history: History, run: str) -> None:
    with pytest.raises(AtelierError, match="No run 'x'"):
        history.finish("x", None, "failed")
    with pytest.raises(AtelierError, match="done, failed, stopped"):
        history.finish(run, None, "over")  # type: ignore[arg-type]


def test_steps_stand_under_what_started_them(history: History, run: str) -> None:
    record = Recorder(history, run)
    for event in (
        Event("run-start"),
        Event("agent-start", "manager"),
        Event("plan", "manager"),
        Event("code", "manager"),
        Event("tool-start", "manager", tool="reader"),
        Event("agent-start", "reader", "manager"),
        Event("code", "reader", "manager"),
        Event("tool-start", "reader", tool="search"),
        Event("progress", fraction=0.5),
        Event("tool-end", "reader", tool="search"),
        Event("tool-start", "reader", tool="summarize"),
        Event("tool-end", "reader", tool="summarize", error="too short"),
        Event("agent-end", "reader", "manager"),
        Event("tool-end", "manager", tool="reader"),
        Event("model", "manager"),
        Event("agent-end", "manager"),
        Event("check", tool="length"),
        Event("run-end"),
    ):
        record(event)

    assert tree(history.steps(run, "ada")) == [
        ("run-start", ""),
        ("agent-start manager", "run-start"),
        ("plan manager", "agent-start manager"),
        ("code manager", "agent-start manager"),
        ("tool-start reader", "agent-start manager"),
        ("agent-start reader", "tool-start reader"),
        ("code reader", "agent-start reader"),
        ("tool-start search", "agent-start reader"),
        ("progress", "tool-start search"),
        ("tool-end search", "tool-start search"),
        ("tool-start summarize", "agent-start reader"),
        ("tool-end summarize", "tool-start summarize"),
        ("agent-end reader", "agent-start reader"),
        ("tool-end reader", "tool-start reader"),
        ("model manager", "agent-start manager"),
        ("agent-end manager", "agent-start manager"),
        ("check length", "run-start"),
        ("run-end", "run-start"),
    ]


def test_tools_that_never_ended_do_not_adopt_later_steps(history: History, run: str) -> None:
    record = Recorder(history, run)
    for event in (
        Event("run-start"),
        Event("agent-start", "manager"),
        Event("agent-start", "reader", "manager"),
        Event("tool-start", "reader", tool="search"),
        Event("agent-end", "reader", "manager"),
        Event("agent-end", "stranger"),
        Event("tool-end", "stranger", tool="search"),
        Event("agent-start", "reader", "manager"),
        Event("tool-start", "reader", tool="search"),
    ):
        record(event)

    steps = history.steps(run, "ada")
    assert tree(steps)[5:7] == [("agent-end stranger", "run-start"), ("tool-end search", "run-start")]
    assert tree(steps)[-2:] == [
        ("agent-start reader", "agent-start manager"),
        ("tool-start search", "agent-start reader"),
    ]
    assert steps[-1].parent == steps[-2].id


def test_an_agent_may_end_by_the_name_of_a_tool(history: History, run: str) -> None:
    record = Recorder(history, run)
    for event in (
        Event("run-start"),
        Event("plan", "manager"),
        Event("agent-start", "reader", "manager"),
        Event("tool-start", "reader", tool="search"),
        Event("tool-end", "reader", tool="search"),
        Event("agent-end", "reader", "manager", "reader"),
        Event("plan", "reader", "manager"),
        Event("run-end"),
    ):
        record(event)

    assert tree(history.steps(run, "ada"))[1:] == [
        ("plan manager", "run-start"),
        ("agent-start reader", "run-start"),
        ("tool-start search", "agent-start reader"),
        ("tool-end search", "tool-start search"),
        ("agent-end reader", "agent-start reader"),
        ("plan reader", "run-start"),
        ("run-end", "run-start"),
    ]


def test_tools_of_one_agent_may_run_side_by_side(history: History, run: str) -> None:
    record, together = Recorder(history, run), threading.Barrier(4)
    record(Event("run-start"))
    record(Event("agent-start", "manager"))

    def specialist(name: str) -> None:
        record(Event("tool-start", "manager", tool=name))
        together.wait(10)
        record(Event("agent-start", name, "manager"))
        for _ in range(5):
            record(Event("tool-start", name, tool="search"))
            record(Event("progress", fraction=0.1))
            record(Event("tool-end", name, tool="search"))
        record(Event("agent-end", name, "manager"))
        together.wait(10)
        record(Event("tool-end", "manager", tool=name))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(specialist, ("a", "b", "c", "d")))

    steps = history.steps(run, "ada")
    found = {step.id: step for step in steps}
    for step in steps[2:]:
        parent = found[step.parent or 0].event
        if step.event.kind == "tool-start":
            assert (parent.kind, parent.agent) == ("agent-start", step.event.agent)
        elif step.event.kind == "agent-start":
            assert (parent.kind, parent.tool) == ("tool-start", step.event.agent)
        elif step.event.kind == "tool-end":
            assert (parent.kind, parent.agent, parent.tool) == ("tool-start", step.event.agent, step.event.tool)
    assert len(steps) == 2 + 4 * (2 + 2 + 15)


def test_a_specialist_stands_under_the_call_that_names_it_whoever_runs_it(history: History, run: str) -> None:
    record = Recorder(history, run)
    record(Event("run-start"))
    for name in ("a", "b"):
        record(Event("tool-start", "manager", tool=name))
    for name in ("a", "b"):
        record(Event("agent-start", name, "manager"))

    under = dict(tree(history.steps(run, "ada")))
    assert (under["agent-start a"], under["agent-start b"]) == ("tool-start a", "tool-start b")


def test_an_agent_that_ends_leaves_the_open_tools_of_other_threads(history: History, run: str) -> None:
    record = Recorder(history, run)
    record(Event("run-start"))
    record(Event("agent-start", "reader"))
    with ThreadPoolExecutor(1) as other:
        other.submit(record, Event("tool-start", "writer", tool="save")).result()
        record(Event("agent-end", "reader"))
        other.submit(record, Event("tool-end", "writer", tool="save")).result()

    assert dict(tree(history.steps(run, "ada")))["tool-end save"] == "tool-start save"


def test_eight_threads_and_two_processes_write_one_history(history: History, url: str) -> None:
    code = "h = History(sys.argv[1]); run = h.start('chat', 'ada', Request('child'))\n"
    code += "for n in range(100): h.add(run, Event('plan', text=str(n)))\nh.finish(run, None, 'done')"
    children = [child(code, url) for _ in range(2)]

    def one(number: int) -> None:
        run = history.start("chat", "ada", Request(str(number)))
        for step in range(50):
            history.add(run, Event("plan", text=str(step)))
        history.finish(run, None, "done")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(one, range(8)))

    assert [process.wait(60) for process in children] == [0, 0]
    for process in children:
        process.communicate()
    runs = history.runs("chat", "ada")
    assert len(runs) == 10
    assert sum(len(history.steps(run.id, "ada")) for run in runs) == 600


def test_processes_that_open_a_new_history_at_once_all_can(url: str) -> None:
    children = [child("History(sys.argv[1])", url) for _ in range(3)]

    assert [process.wait(60) for process in children] == [0, 0, 0]
    for process in children:
        process.communicate()


def test_a_killed_process_leaves_its_steps_and_its_run_is_marked_interrupted(history: History, url: str) -> None:
    code = "h = History(sys.argv[1]); run = h.start('chat', 'ada', Request('?')); r = Recorder(h, run)\n"
    code += "for n in range(25): r(Event('plan', 'manager', text=str(n)))\nos.kill(os.getpid(), signal.SIGKILL)"
    process = child(code, url)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    alive = history.start("chat", "ada", Request("still at it"))
    (dead, _) = history.runs("chat", "ada")
    assert dead.status == "running"

    later = History(url)

    assert [run.status for run in later.runs("chat", "ada")] == ["interrupted", "running"]
    assert [step.event.text for step in later.steps(dead.id, "ada")] == [str(n) for n in range(25)]
    assert later.runs("chat", "ada")[1].id == alive
    later.close()


def test_a_zombie_counts_as_dead(history: History, url: str) -> None:
    code = "h = History(sys.argv[1]); h.start('chat', 'ada', Request('?')); print('on', flush=True); time.sleep(60)"
    process = child(code, url)
    assert process.stdout is not None
    assert process.stdout.readline() == "on\n"
    os.kill(process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it is over, and nobody has asked how it ended

    later = History(url)

    assert later.runs("chat", "ada")[0].status == "interrupted"
    later.close()
    process.communicate()


def test_a_run_of_another_machine_or_of_a_reused_process_id_is_told_apart(history: History, url: str, run: str) -> None:
    other = history.start("chat", "ada", Request("on another machine"))
    with history.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET process = ?", (f"{os.getpid()}:1",))
        connection.exec_driver_sql("UPDATE runs SET host = 'elsewhere' WHERE id = ?", (other,))
    assert this_process() != f"{os.getpid()}:1"

    later = History(url)

    assert [kept.status for kept in later.runs("chat", "ada")] == ["interrupted", "running"]
    later.close()


def test_a_history_of_a_newer_version_is_refused_and_left_alone(history: History, url: str, tmp_path: Path) -> None:
    with history.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE steps")
        connection.exec_driver_sql("INSERT INTO schema_version VALUES (99)")

    with pytest.raises(SettingsError, match=r"newer version of Atelier \(schema 99; this one reads 2\)"):
        History(url)
    with history.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'steps'").all() == []


def test_what_is_not_a_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are only words, and quite a few of them " * 50)

    with pytest.raises(SettingsError, match=r"notes.txt cannot be opened: file is not a database"):
        History(f"sqlite:///{tmp_path}/notes.txt")
    with pytest.raises(SettingsError, match="URL is not one"):
        History("just words")
    with pytest.raises(SettingsError, match="needs 'MySQLdb'"):
        History("mysql://host/base")


def test_a_history_in_memory_is_shared_by_threads() -> None:
    history = History("sqlite://")
    run = history.start("chat", "ada", Request("?"))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: history.add(run, Event("plan", text=str(n))), range(40)))

    assert len(history.steps(run, "ada")) == 40
    history.close()


def test_sqlite_writes_ahead_and_syncs_normally(history: History, url: str) -> None:
    with history.engine.connect() as connection:
        modes = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]

    assert modes == ["wal", 1]


def test_each_step_is_committed_before_the_next(history: History, url: str, run: str) -> None:
    history.add(run, Event("plan"))

    other = sqlite3.connect(url.removeprefix("sqlite:///"))
    assert other.execute("SELECT count(*) FROM steps").fetchone() == (1,)
    other.close()
