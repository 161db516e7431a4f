"""One run's agents share a tier, a workspace and a guard, and leave nothing behind."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from agents.sandbox.guard import Guard
from agents.sandbox.keeping import KeepFile
from agents.sandbox.pen import Pen
from agents.sandbox.tiers import choose, probe
from agents.sandbox.workspace import Workspace
from runtime.errors import BadInput


@pytest.fixture
def pen() -> Any:
    with Pen(choose(probe()), Guard()) as made:
        yield made


def test_agents_have_a_child_each_and_one_workspace(pen: Pen) -> None:
    manager, worker, third = (pen.executor(name) for name in ("manager", "worker", "third"))
    manager("x = 1")

    assert len({executor.workspace.folder for executor in (manager, worker, third)}) == 1  # type: ignore[attr-defined]
    assert worker("'x' in globals()").output == third("'x' in globals()").output == "False"


def test_the_audit_is_one_and_says_whose_call_it_was(function: Any) -> None:
    with Pen(choose(probe()), guard := Guard()) as pen:
        for name in ("manager", "worker"):
            executor = pen.executor(name)
            executor.send_tools({"hello": function(lambda: "hello")})
            executor("hello()")

    assert [(call.agent, call.tool) for call in guard.audit] == [("manager", "hello"), ("worker", "hello")]


def test_at_the_end_children_files_and_descriptors_are_gone() -> None:
    with Pen(choose(probe()), Guard()):
        pass
    before = len(list(Path("/proc/self/fd").iterdir()))
    with Pen(choose(probe()), Guard()) as pen:
        executor: Any = pen.executor("manager")
        executor("open('x', 'w').write('x')" if executor.tier in "AB" else "1")
        pid, folder = executor.pid, executor.workspace.folder
    time.sleep(0.1)

    assert not Path(f"/proc/{pid}").exists()
    assert not folder.exists()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_without_a_sandbox_code_runs_as_smolagents_runs_it() -> None:
    with Pen(choose({}, "none"), Guard()) as pen:
        executor = pen.executor("manager")
        executor.send_tools({})

        assert executor("1 + 1").output == 2
        assert pen.tools(None, "manager") == []  # type: ignore[arg-type]


def test_a_file_that_code_wrote_is_kept_as_an_artifact(bench: Any, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    (workspace.folder / "table.csv").write_text("a,b\n1,2\n")

    kept = KeepFile(bench, "worker", workspace)(file="table.csv")

    assert kept["artifacts"] == ["table-1"]
    assert bench.artifacts.text("table-1") == "a,b\n1,2\n"
    assert bench.artifacts.get("table-1").provenance.parameters == {"agent": "worker"}


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside", "link", "pipe", "nothing", "", "sub", "empty"])
def test_only_plain_files_of_the_workspace_are_kept(bench: Any, tmp_path: Path, name: str) -> None:
    import os

    workspace = Workspace(tmp_path / "w")
    (tmp_path / "outside").write_text("secret")
    (workspace.folder / "link").symlink_to(tmp_path / "outside")
    os.mkfifo(workspace.folder / "pipe")
    (workspace.folder / "sub").mkdir()
    (workspace.folder / "empty").touch()

    with pytest.raises(BadInput):
        KeepFile(bench, "worker", workspace)(file=name)
    assert bench.artifacts.names() == ()
