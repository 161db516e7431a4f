"""A process that dies in the middle of a run loses nothing of what it had done, and its conversation goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from agents.scripted import ScriptedBrain
from app.cli import app
from app.service import Service
from memory.history import History
from runtime.records import Request

CHILD = """
import sys
from pathlib import Path
from agents.scripted import ScriptedBrain
from app.service import Service
from runtime.pool import FakePool
from runtime.records import Request
from runtime.settings import Settings

lines = [
    "report = documents(task='list the files')",
    "found = list_artifacts()\\nimport time\\ntime.sleep(600)",
]
service = Service(Settings(home=Path(sys.argv[1]), mirrors=""), FakePool({}), ScriptedBrain(*lines))
service.ask(Request("Which files are there?", (Path(sys.argv[2]),)))
"""


@pytest.fixture
def killed(settings, handbook):
    """Settings of a home where a process was killed with -9 while an agent was at work."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(settings.home), str(handbook)], env=env)
    try:
        wait_for_a_tool(settings)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    return replace(settings, mirrors="")


def wait_for_a_tool(settings, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (settings.home / "history.sqlite").exists():
            history = History(settings.history_at)
            kept = history.all_runs("local")
            kinds = [step.event.kind for run in kept for step in history.steps(run.id, "local")]
            history.close()
            if "tool-end" in kinds:
                return
        time.sleep(0.1)
    pytest.fail("the child did not come to its tool")


def test_a_killed_run_is_shown_as_interrupted_and_its_conversation_goes_on(killed, pool, monkeypatch):
    monkeypatch.setenv("ATELIER_HOME", str(killed.home))

    shown = CliRunner().invoke(app, ["memory", "show", "last"], catch_exceptions=False).output
    listed = CliRunner().invoke(app, ["memory", "runs"], catch_exceptions=False).output
    script = CliRunner().invoke(app, ["memory", "code", "last"], catch_exceptions=False).output

    assert "interrupted: its process died before the run ended" in shown
    assert any(row.strip().startswith("documents:") and row.endswith("(did not end)") for row in shown.splitlines())
    assert "list_artifacts() →" in shown
    assert "interrupted" in listed
    assert "# ↳ documents did not end" in script

    brain = ScriptedBrain(
        "report = documents(task='list')", "final_answer(list_artifacts())", "final_answer(report.summary)"
    )
    service = Service(killed, pool, brain)
    session = service.history.latest_session("local")
    assert "handbook-1" in service.ask(Request("And now?", session=session)).text
    assert [run.status for run in service.history.runs(session, "local")] == ["interrupted", "done"]
    service.history.close()
