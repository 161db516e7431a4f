"""`atelier memory`: what was done is shown, replayed, taken along and read in again."""

import ast
import json

import pytest
from typer.testing import CliRunner

from agents.scripted import ScriptedBrain
from app.cli import app
from app.replaying import played
from app.service import Service
from memory.exchange import take_in
from memory.history import History
from runtime.errors import NotAnExport, UnknownRun
from runtime.records import Request

HOURS = "How many volunteer hours do we receive each year?"


@pytest.fixture
def atelier(settings, monkeypatch):
    """Runs `atelier memory …` on the test's home; returns what it printed."""
    monkeypatch.setenv("ATELIER_HOME", str(settings.home))

    def run(*arguments, env=None):
        result = CliRunner().invoke(app, ["memory", *arguments], env=env, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture
def asked(settings, pool, handbook):
    brain = ScriptedBrain(
        "report = documents(task='how many hours?')",
        "final_answer(search_documents(query='volunteer hours'))",
        "final_answer(report.summary)",
    )
    return Service(settings, pool, brain).ask(Request(HOURS, (handbook,)))


def test_sessions_and_runs_are_listed_with_what_they_hold(atelier, asked, service):
    service.ask(Request("Remember that the meeting is on Friday", session=asked.session))

    (session,) = json.loads(atelier("sessions", "--json"))
    runs = json.loads(atelier("runs", "--session", asked.session, "--json"))

    assert (session["session"], session["runs"], session["notes"], session["files"]) == (asked.session, 2, 1, 1)
    assert [run["request"] for run in runs] == [HOURS, "Remember that the meeting is on Friday"]
    assert runs[0]["id"][:8] in atelier("runs")
    assert asked.session in atelier("sessions")


def test_a_run_is_shown_a_line_a_step_under_what_started_it(atelier, asked):
    rows = atelier("show", "last").splitlines()

    depth = {row.split(":")[0].split("(")[0].strip(): len(row) - len(row.lstrip()) for row in rows}
    assert depth["documents"] < depth["search_documents"]
    assert sum("search_documents(" in row and "→" in row for row in rows) == 1
    assert any(row.strip() == "✓ not_empty" for row in rows)


def test_all_of_it_has_code_what_agents_saw_errors_tokens_and_times(atelier, settings, pool):
    brain = ScriptedBrain("print('seen by the manager')", "1 / 0", "final_answer('gave up')")
    Service(settings, pool, brain).ask(Request("Do something odd."))

    shown = atelier("show", "last", "--full")

    for part in ("print('seen by the manager')", "Execution logs:", "ZeroDivision", "1 tokens in, 1 out", "Follow the"):
        assert part in shown
    assert "Execution logs" not in atelier("show", "last")


def test_a_run_is_found_by_how_its_id_begins_and_an_unclear_one_is_refused(atelier, asked, service):
    (run,) = service.history.runs(asked.session, "local")

    assert atelier("show", run.id[:6]) == atelier("show", run.id) == atelier("show", "last")
    for wrong in ("zz", "", "%", "_", run.id + "0"):
        with pytest.raises(UnknownRun):
            service.history.find(wrong, "local")
    with pytest.raises(UnknownRun):
        service.history.find("last", "somebody else")


def test_a_replay_says_the_steps_again_with_their_pauses_over_the_speed(atelier, asked, service):
    (run,) = service.history.runs(asked.session, "local")
    said, waits = [], []

    played(service.history.steps(run.id, "local"), 2.0, said.append, waits.append)

    steps = service.history.steps(run.id, "local")
    assert any("search_documents" in row for row in said)
    assert len(waits) == len(steps)
    assert "search_documents" in atelier("replay", "last", "--speed", "1000")


def test_the_code_of_a_run_is_one_script_with_what_came_back(atelier, settings, pool, handbook):
    brain = ScriptedBrain(
        "report = documents(task='list the files')",
        "final_answer(list_artifacts())",
        "this is not Python",
        "final_answer(report.summary)",
    )
    Service(settings, pool, brain).ask(Request("List.", (handbook,)))

    script = atelier("code", "last")

    ast.parse(script)
    order = ["report = documents(", "# ↳ documents returned:", "asked by manager", "list_artifacts()", "report.summary"]
    assert [script.find(part) for part in order] == sorted(script.find(part) for part in order)
    assert all(part in script for part in order)


def test_notes_are_listed_with_who_wrote_them_and_in_which_run(atelier, service):
    session = service.ask(Request("Remember that the meeting is on Friday")).session
    (run,) = service.history.runs(session, "local")

    (note,) = json.loads(atelier("notes", "--session", session, "--json"))

    assert (note["value"], note["by"], note["run"]) == ("the meeting is on Friday", "documents", run.id)
    assert "the meeting is on Friday" in atelier("notes")


def test_another_tenant_sees_none_of_it(atelier, asked):
    for command in (["sessions"], ["runs"], ["notes"]):
        assert asked.session not in atelier(*command, env={"ATELIER_TENANT": "other"})


def test_an_export_reads_back_as_it_was(atelier, asked, service, tmp_path):
    service.ask(Request("Remember that the meeting is on Friday", session=asked.session))
    file = tmp_path / "out.json"
    assert "2 run(s) and 1 note(s)" in atelier("export", "--session", asked.session, "--to", str(file))
    before = {name: atelier(name, "--json") for name in ("runs", "notes")}
    steps = service.history.steps(service.history.find("last", "local").id, "local")

    there = {"ATELIER_HOME": str(tmp_path / "there")}
    assert "2 run(s)" in atelier("import", str(file), env=there)

    assert {name: atelier(name, "--json", env=there) for name in ("runs", "notes")} == before
    history = History(f"sqlite:///{tmp_path}/there/history.sqlite")
    read = history.steps(history.find("last", "local").id, "local")
    assert [step.event for step in read] == [step.event for step in steps]
    assert history.turns(asked.session, "local", 9)[0].request == HOURS
    assert "PDF-1." not in file.read_text()
    with pytest.raises(NotAnExport, match="in the history already"):
        take_in(history, "local", file)
    history.close()


def hostile(told):
    """Exports with one thing wrong in each."""
    run, step = told["runs"][0], told["runs"][0]["steps"][1]

    def with_run(**changed):
        return told | {"runs": [run | changed]}

    def with_step(**changed):
        return with_run(steps=[run["steps"][0], step | changed])

    return {
        "traversal": with_run(session="../../etc"),
        "break in the name": with_run(session="a\n"),
        "id": with_run(id="'; DROP TABLE runs"),
        "status": with_run(status="over"),
        "extra": with_run(process="1:1"),
        "parent": with_step(parent=10**6),
        "own parent": with_step(parent=step["id"]),
        "kind": with_step(kind="code\x1b[31m"),
        "huge": with_step(input_tokens=10**30),
        "boolean": with_step(seconds=True),
        "bytes": with_step(image="aGVsbG8="),
        "twice": told | {"runs": [run, run]},
        "citations": with_run(answer={"text": "x", "citations": [{"anything": 1}]}),
        "time": with_run(started_at="yesterday"),
        "list": [told],
        "nothing": {},
        "newer": told | {"atelier_memory": 99},
        "true": told | {"atelier_memory": True},
    }


def test_an_export_that_is_not_as_it_must_be_is_refused_whole(atelier, asked, service, tmp_path):
    file = tmp_path / "out.json"
    atelier("export", "last", "--to", str(file))
    history = History(f"sqlite:///{tmp_path}/there/history.sqlite")
    wrong = {name: json.dumps(told) for name, told in hostile(json.loads(file.read_text())).items()}
    wrong |= {"nan": file.read_text().replace('"seconds": 0.0', '"seconds": NaN', 1), "text": "no JSON", "empty": ""}
    wrong |= {"deep": "[" * 200_000, "deep value": '{"atelier_memory": 1, "runs": ' + "[" * 900 + "]" * 900 + "}"}
    wrong |= {"digits": '{"atelier_memory": ' + "9" * 5000 + "}", "cut": file.read_text()[:-50]}

    for name, text in wrong.items():
        (tmp_path / "bad.json").write_text(text)
        with pytest.raises(NotAnExport, match=r"cannot be imported"):
            pytest.fail(f"{name}: {take_in(history, 'local', tmp_path / 'bad.json')}")
    with pytest.raises(NotAnExport, match="no such file"):
        take_in(history, "local", tmp_path / "none.json")
    assert history.sessions("local") == ()
    history.close()


def test_an_export_writes_over_nothing_and_wants_one_of_run_and_session(atelier, asked, tmp_path):
    (tmp_path / "mine.json").write_text("mine")
    for arguments in (["last"], ["last", "--session", asked.session], [], ["--session", "none"]):
        result = CliRunner().invoke(app, ["memory", "export", *arguments, "--to", str(tmp_path / "mine.json")])
        assert result.exit_code != 0
    assert (tmp_path / "mine.json").read_text() == "mine"


def test_what_people_asked_is_no_markup_and_no_command_to_the_terminal(atelier, settings, pool):
    odd = "[/bold] [red]what\x1b[2J is this?"
    Service(settings, pool, ScriptedBrain(f"final_answer({odd!r})")).ask(Request(odd))

    for command in (["runs"], ["show", "last"], ["show", "last", "--full"], ["replay", "last"], ["code", "last"]):
        shown = atelier(*command)
        assert "[red]what" in shown
        assert "\x1b" not in shown
