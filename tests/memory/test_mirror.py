import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.service import Service
from memory.mirror import Mirrors
from memory.mirror_lock import held
from memory.mirror_queue import MirrorQueue
from runtime.errors import MirrorOutOfReach, SettingsError
from runtime.records import Request
from runtime.settings import Settings

pytest.importorskip("chromadb")
pytest.importorskip("ladybug")

NOTE = "Remember that the budget is 500 euros"


class Log:
    """A mirror that is a text file: a line for each run that is taken in."""

    name = "log"

    def __init__(self, path):
        self.path, self.down = Path(path), False

    def apply(self, materials):
        if self.down:
            raise MirrorOutOfReach(self.name, "it is down")
        with self.path.open("a") as file:
            file.writelines(f"{material}\n" for material in materials)

    def forget(self, gone):
        self.apply([f"forget {gone.session}"])
        return 1

    def holds(self, words):
        return self.path.read_text().count(words) if self.path.exists() else 0


class Said(str):
    """A run's id as its material."""

    def without(self, gone):
        return self


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "log.txt")


@pytest.fixture
def mirrors(tmp_path, log):
    mirrors = Mirrors(tmp_path / "mirrors", [log], lambda session, run: Said(run))
    yield mirrors
    mirrors.close()


def ran(mirrors, *runs):
    for run in runs:
        with mirrors.following(run, "s-1"):
            pass


def lines(log):
    return log.path.read_text().split() if log.path.exists() else []


def eventually(true, seconds=20):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_runs_are_taken_in_once_and_in_order(mirrors, log):
    ran(mirrors, "a", "b", "c")

    assert mirrors.sync()[0].applied == 3
    assert mirrors.sync()[0].applied == 0
    assert lines(log) == ["a", "b", "c"]


def test_a_run_under_way_waits_and_one_that_failed_does_not(mirrors, log):
    with mirrors.following("going", "s-1"):
        with pytest.raises(ValueError, match="failed"), mirrors.following("failed", "s-1"):
            raise ValueError("failed")
        mirrors.sync()
        assert lines(log) == ["failed"]
    mirrors.sync()

    assert lines(log) == ["failed", "going"]


def test_while_a_mirror_is_down_the_queue_waits_and_is_replayed_in_order(mirrors, log):
    log.down = True
    ran(mirrors, *"abc")
    assert [(done.left, done.problem[:11]) for done in mirrors.sync()] == [(3, "The log of ")]

    log.down = False
    ran(mirrors, "d")

    assert (mirrors.sync()[0].left, lines(log)) == (0, ["a", "b", "c", "d"])


def test_the_thread_takes_in_what_waits_as_soon_as_a_mirror_is_back(mirrors, log, mirrors_work, monkeypatch):
    monkeypatch.setattr("memory.mirror_worker.AGAIN_S", (0.05, 0.2))
    log.down = True
    ran(mirrors, "a", "b")
    time.sleep(0.3)
    assert lines(log) == []

    log.down = False

    eventually(lambda: lines(log) == ["a", "b"])
    eventually(lambda: not any(thread.name == "mirrors" for thread in threading.enumerate()))


def test_the_thread_does_not_work_while_a_run_does(mirrors, log, mirrors_work):
    with mirrors.following("going", "s-1"):
        ran(mirrors, "short")
        time.sleep(0.3)
        assert lines(log) == []
    eventually(lambda: lines(log) == ["going", "short"])


def test_one_process_at_a_time_brings_a_queue_to_a_mirror(mirrors, log, monkeypatch):
    monkeypatch.setattr("memory.mirror.WAIT_S", 0.05)
    ran(mirrors, "a")
    with held(mirrors.folder / "log.turn", 1):
        assert "another process" in mirrors.sync()[0].problem

    assert mirrors.sync()[0].applied == 1


def test_a_queue_that_cannot_be_written_breaks_no_run(tmp_path, log):
    (tmp_path / "file").write_text("")
    mirrors = Mirrors(tmp_path / "file" / "below", [log], lambda session, run: Said(run))

    ran(mirrors, "a")

    assert (tmp_path / "file").read_text() == ""


def test_what_is_forgotten_while_a_mirror_is_down_goes_when_it_is_back(mirrors, log):
    ran(mirrors, "a")
    mirrors.sync()
    log.down = True
    with pytest.raises(MirrorOutOfReach):
        mirrors.forget(session="s-1")

    log.down = False
    mirrors.sync()
    mirrors.sync()

    assert log.path.read_text() == "a\nforget s-1\n"


def test_forgetting_nothing_forgets_nothing(mirrors):
    assert mirrors.forget() == {"log": 0}


KILLED = """
import sys, time
from pathlib import Path
from memory.mirror import Mirrors
class Slow:
    name = "log"
    def apply(self, materials):
        with open(sys.argv[2], "a") as file:
            file.writelines(f"{m}\\n" for m in materials)
        print("in", flush=True)
        time.sleep(60)
class Said(str):
    def without(self, gone): return self
mirrors = Mirrors(Path(sys.argv[1]), [Slow()], lambda session, run: Said(run))
for run in ("a", "b"):
    with mirrors.following(run, "s-1"): pass
with mirrors.following("cut", "s-1"):
    mirrors.sync()
"""


def test_after_kill_9_in_the_middle_everything_is_taken_in(tmp_path, log, mirrors, cli_environment):
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(mirrors.folder), str(log.path)], stdout=subprocess.PIPE, env=cli_environment
    )
    assert child.stdout.readline() == b"in\n"  # it wrote, and had no time to say so in the queue
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()

    assert (mirrors.sync()[0].applied, mirrors.sync()[0].left) == (3, 0)
    assert set(lines(log)) == {"a", "b", "cut"}
    assert lines(log)[-3:] == ["a", "b", "cut"]


def test_after_kill_9_while_the_real_mirrors_are_written_each_has_everything_once(tmp_path, fresh_home, pool, cli_environment):  # fmt: skip # noqa: E501
    asked = (
        "import sys; from pathlib import Path; from app.service import Service; from runtime.records import Request;"
        "from runtime.settings import Settings; s = Service(Settings(home=Path(sys.argv[1]), threads=1));"
        f"[s.ask(Request({NOTE!r} + str(n))) for n in range(4)]; print('asked', flush=True);"
        "s.mirrors.sync(); print('synced', flush=True)"
    )
    for _ in range(2):
        child = subprocess.Popen(
            [sys.executable, "-c", asked, str(fresh_home)], stdout=subprocess.PIPE, env=cli_environment
        )
        assert child.stdout.readline() == b"asked\n"
        time.sleep(0.4)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
    service = Service(Settings(home=fresh_home), pool)
    assert all((done.left, done.problem) == (0, "") for done in service.mirrors.sync())
    once = service.mirrors.graph.ask("MATCH (n) RETURN count(*), count(DISTINCT n.id)").rows[0]

    assert once[0] == once[1]
    assert service.mirrors.graph.ask("MATCH (n:Run) RETURN count(*)").rows == ((8,),)
    assert len(service.mirrors.recall("budget", k=100, kind="answer")) == 8
    service.mirrors.add({run.id: run.session for s in service.history.sessions("local") for run in service.history.runs(s, "local")})  # fmt: skip # noqa: E501
    assert [done.applied for done in service.mirrors.sync()] == [8, 8]
    assert service.mirrors.graph.ask("MATCH (n) RETURN count(*), count(DISTINCT n.id)").rows[0] == once


def test_a_run_is_mirrored_by_the_service(service):
    session = service.ask(Request(NOTE)).session

    service.mirrors.sync()

    assert service.mirrors.holds("500 euros")["vectors"] > 0
    assert service.mirrors.holds(session)["graph"] > 0


def test_what_was_forgotten_before_it_was_taken_in_never_is(service):
    session = service.ask(Request(NOTE)).session
    service.mirrors.forget(session=session)
    service.mirrors.sync()

    assert service.mirrors.holds(session) == {"vectors": 0, "graph": 0}
    assert service.mirrors.holds("500 euros") == {"vectors": 0, "graph": 0}


def test_an_artifact_forgotten_before_it_was_taken_in_leaves_no_words(fresh_home, handbook):
    service = Service(Settings(home=fresh_home, threads=1))
    answer = service.ask(Request("Summarise handbook.pdf in one sentence", (handbook,)))
    words, session = answer.text[:30], answer.session
    service.mirrors.forget(session=session, artifact="handbook-1")
    service.mirrors.sync()

    assert service.mirrors.holds(words) == {"vectors": 0, "graph": 0}
    assert service.mirrors.holds("handbook-1") == {"vectors": 0, "graph": 0}
    assert service.mirrors.holds(session)["graph"] > 0  # that something was asked stays


def test_forgotten_words_are_in_no_file_and_the_rest_is_whole(service):
    said = [service.ask(Request(text)).session for text in (NOTE, "Remember that her dog is called Zanzibar")]
    service.mirrors.sync()
    before = service.mirrors.graph.of_session(said[0]), service.mirrors.graph.relations(said[0])

    service.mirrors.forget(session=said[1])

    files = [path for path in service.mirrors.folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert not [path.name for path in files if b"Zanzibar" in path.read_bytes()]
    assert (service.mirrors.graph.of_session(said[0]), service.mirrors.graph.relations(said[0])) == before
    assert "500 euros" in service.mirrors.recall("how much money")[0].text


def test_vectors_that_were_being_replaced_when_the_process_died_are_brought_back(service):
    service.ask(Request(NOTE))
    service.mirrors.sync()
    folder = service.mirrors.vectors.folder
    folder.rename(folder.with_name("vectors-old"))
    service.ask(Request("Remember that her dog is called Rex"))
    service.mirrors.sync()

    assert service.mirrors.vectors.holds("500 euros") > 0
    assert service.mirrors.vectors.holds("Rex") > 0


def test_a_note_written_after_one_was_forgotten_is_taken_in(service):
    first = service.ask(Request(NOTE))
    service.mirrors.forget(note="the budget")
    service.ask(Request("Remember that the budget is 900 euros", session=first.session))
    service.mirrors.sync()

    assert service.mirrors.holds("500 euros") == {"vectors": 0, "graph": 0}
    assert service.mirrors.holds("900 euros")["vectors"] > 0


@pytest.mark.parametrize("mirrors", ["", " , "])
def test_without_mirrors_nothing_is_written(settings, pool, mirrors):
    service = Service(replace(settings, mirrors=mirrors), pool)
    service.ask(Request(NOTE))

    assert not (settings.home / "mirrors").exists()


def test_where_the_packages_are_missing_a_run_is_as_before(settings, pool, monkeypatch):
    monkeypatch.setattr("app.mirroring.installed", lambda package: False)

    assert Service(settings, pool).ask(Request(NOTE)).text
    assert not (settings.home / "mirrors").exists()


def test_an_unknown_mirror_is_refused_by_name(settings, pool):
    with pytest.raises(SettingsError, match="'vektors' is none of: vectors, graph"):
        Service(replace(settings, mirrors="vektors"), pool).ask(Request(NOTE))


def test_a_run_in_the_foreground_imports_no_store(cli_environment, fresh_home):
    asked = (
        "import sys; from pathlib import Path; from app.service import Service; from runtime.records import Request;"
        "from runtime.settings import Settings; s = Service(Settings(home=Path(sys.argv[1])));"
        f"s.ask(Request({NOTE!r})); print(*({{'chromadb', 'ladybug', 'neo4j'}} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked, str(fresh_home)], capture_output=True, env=cli_environment, timeout=120
    )

    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"", b"")


def test_while_neo4j_is_out_of_reach_runs_go_on_and_wait(settings, pool, monkeypatch):
    pytest.importorskip("neo4j")
    monkeypatch.setattr("memory.graph_neo4j.WAIT_S", 0.1)
    service = Service(replace(settings, neo4j_uri="bolt://127.0.0.1:9", mirrors="graph"), pool)
    service.ask(Request(NOTE))

    (done,) = service.mirrors.sync()
    assert (done.applied, done.left) == (0, 1)
    assert "bolt://127.0.0.1:9" in done.problem

    back = Service(replace(settings, mirrors="graph"), pool)
    assert back.mirrors.sync()[0].applied == 1


def test_tenants_never_meet_with_eight_threads_and_the_same_session_names(settings, pool):
    """Tenants whose names differ in case only, the same session, writes and reads at once."""
    services = {tenant: Service(replace(settings, home=settings.home / str(n), tenant=tenant), pool) for n, tenant in enumerate(("Acme", "acme"))}  # fmt: skip # noqa: E501
    shared = settings.home / "shared"
    from app.mirroring import mirrors_for

    mirrors = {
        tenant: mirrors_for(replace(service.settings, home=shared), lambda s=service: s.history, lambda: pool)
        for tenant, service in services.items()
    }
    until, problems = time.monotonic() + 4, []

    def work(tenant, n):
        other = {"Acme": "acme", "acme": "Acme"}[tenant]
        history = services[tenant].history
        while time.monotonic() < until:
            run = history.start("same", tenant, Request(f"secret of {tenant} number {n}"))
            history.finish(run, None, "done")
            with mirrors[tenant].following(run, "same"):
                pass
            mirrors[tenant].sync()
            seen = mirrors[tenant].graph.ask("MATCH (n) RETURN DISTINCT n.tenant").rows
            found = [each.text for each in mirrors[tenant].recall(f"secret of {other}", k=50)]
            if set(seen) - {(tenant,)} or any(f"of {other} " in text for text in found):
                problems.append((tenant, seen, found))

    threads = [threading.Thread(target=work, args=(tenant, n)) for n in range(4) for tenant in mirrors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    for tenant, mirror in mirrors.items():
        assert all((done.left, done.problem) == (0, "") for done in mirror.sync())
        runs = len(services[tenant].history.runs("same", tenant))
        assert mirror.graph.ask("MATCH (n:Run) RETURN count(*)").rows == ((runs,),)
        assert runs > 0


def test_a_queue_keeps_what_was_put_in_once_whoever_puts_it_in(tmp_path):
    one, other = MirrorQueue(tmp_path / "q.sqlite"), MirrorQueue(tmp_path / "q.sqlite")
    one.begin("a", "s", ["graph"])
    other.begin("a", "s", ["graph"])

    assert one.left("graph") == 1
    assert one.ready("graph") == ()
    one.close()
    with pytest.raises(sqlite3.Error):
        one.left("graph")
    other.close()
