"""A sandbox leaves nothing behind, and many of them fit beside each other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from agents.sandbox.limits import Limits
from agents.sandbox.tiers import probe
from benchmarks.sandbox import Traces, executor, proportional_mb, run_once
from runtime.errors import SandboxError


@pytest.fixture(autouse=True)
def locked_processes() -> None:
    if why := probe()["C"]:
        pytest.skip(f"no sandbox of processes here: {why}")


def test_two_hundred_runs_leave_no_process_descriptor_or_mount():
    run_once()
    before = Traces.now()

    for _ in range(200):
        run_once()

    assert Traces.now() == before


def test_runs_that_end_badly_leave_nothing_either():
    run_once()
    before = Traces.now()

    for code in (
        "import os; os._exit(1)",
        "import os; os.write(3, b'x' * 100)",
        "import ctypes; ctypes.string_at(0)",
    ) * 5:
        with executor() as made, pytest.raises(SandboxError):
            made(code)

    assert Traces.now() == before


def test_a_workspace_of_its_own_goes_with_the_executor():
    with executor(workspace=None) as made:
        made("open('x.txt', 'w').write('x')") if made.tier != "C" else made("1")
        folder = made.workspace.folder
        assert folder.exists()

    assert not folder.exists()


def test_folders_nested_without_end_or_closed_to_their_owner_are_removed_too():
    with executor(workspace=None) as made:
        if made.tier == "C":
            pytest.skip("tier C writes no files")
        made("import os\nos.makedirs('x/y/z')\nopen('x/y/f', 'w').close()\nos.mkdir('closed', 0)")
        made("for i in range(1900): os.mkdir('a'); os.chdir('a')\nos.mkdir('b')")
        folder = made.workspace.folder
        assert folder.exists()

    assert not folder.exists()


def test_many_short_steps_do_not_fill_the_disk_either(tmp_path: Path):
    with executor(workspace=tmp_path / "run", limits=Limits(workspace_mb=16)) as made:
        if made.tier == "C":
            pytest.skip("tier C writes no files")
        for number in range(16):
            made(f"open('f{number}', 'wb').write(bytes(900 << 10)); None")
        with pytest.raises(SandboxError, match="16 MB"):
            made("for name in 'abc': open(name, 'wb').write(bytes(1 << 20))")


def test_an_answer_that_came_too_late_is_not_taken_for_the_next_ones():
    lie = 'import os; data = b\'{{"op":"done","value":"{}"}}\'; os.write(3, len(data).to_bytes(4, \'big\') + data)'
    with executor() as made:
        for word in ("one", "two"):
            with pytest.raises(SandboxError):
                made(lie.format(word))

        assert str(made("20 + 22").output) == "42"


def test_eight_at_once_fit_in_400_mb(root: None):
    before = proportional_mb()
    entered = [executor(preload=("pandas",)) for _ in range(8)]
    made = [one.__enter__() for one in entered]

    for one in made:
        assert str(one("import pandas as pd\nint(pd.DataFrame({'a': range(10000)}).a.sum())").output) == "49995000"
    grown = proportional_mb() - before
    for one in entered:
        one.__exit__(None, None, None)

    assert grown < 400


def test_children_end_with_a_platform_that_was_killed(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from agents.sandbox.executor import SandboxExecutor\n"
        "made = SandboxExecutor(workspace=Path(sys.argv[1]), imports=('*',)); made('1'); print(made.pid, flush=True)\n"
        "made('while True: pass')"
    )
    platform = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    child = int(platform.stdout.readline())
    time.sleep(0.2)
    os.kill(platform.pid, signal.SIGKILL)
    platform.communicate()

    until = time.monotonic() + 2
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert not Path(f"/proc/{child}").exists()


def test_a_stop_ends_each_kind_of_statement():
    with executor() as made:
        for code in ("while True: pass", "sum(range(10**12))", "import time; time.sleep(1000)"):
            made("kept = 1")
            thread = threading.Timer(0.2, made.stop)
            thread.start()
            start = time.monotonic()
            with pytest.raises(SandboxError):
                made(code)
            assert time.monotonic() - start < 2
            thread.join()
