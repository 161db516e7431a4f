"""What manager and specialist cost over calling the tool's function."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Figure, milliseconds

CALLS = 20


def figures() -> Iterator[Figure]:
    """One request that delegates `CALLS` times, on a scripted brain, against as many plain calls of the tool."""
    from agents.scripted import ScriptedBrain
    from app.service import Service
    from runtime.pool import FakePool
    from runtime.records import Request
    from runtime.settings import load_settings

    script = ["\n".join([*["report = documents(task='list the files')"] * CALLS, "final_answer(report.summary)"])]
    script += ["final_answer(list_artifacts())"] * CALLS
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings(), home=Path(folder))

        def ask() -> None:
            Service(settings, FakePool({}), ScriptedBrain(*script)).ask(Request("List the files."))

        service = Service(settings, FakePool({}), ScriptedBrain())
        session = service.sessions.open().id
        ask()
        whole = statistics.median(milliseconds(ask, 7))
        plain = statistics.median(milliseconds(lambda: service.run_tool("list_artifacts", {}, session), 50))
    yield Figure("manager + specialist + tool over the tool alone, a delegated call", whole / CALLS - plain, "ms", 15)
