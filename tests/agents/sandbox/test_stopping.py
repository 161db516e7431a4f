"""What ends a step, what ends the child, and that nothing ends the parent."""

from __future__ import annotations

import gc
import statistics
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from agents.sandbox.limits import Limits
from runtime.cancel import CancelToken, limited
from runtime.errors import BadInput, Cancelled, CodeFailed, DeadlinePassed, SandboxEnded, SandboxError, SandboxStopped

LOOP = "n = 1\nwhile True:\n    n += 1"


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not Path(f"/proc/{pid}").exists()


def after(seconds: float, what: Any) -> threading.Timer:
    timer = threading.Timer(seconds, what)
    timer.start()
    return timer


def test_a_step_that_computes_too_long_is_stopped_and_its_variables_live_on(sandbox: Any) -> None:
    executor = sandbox(limits=Limits(step_s=0.3))
    with pytest.raises(SandboxStopped, match=r"more than 0.3 s\. Variables live on"):
        executor(f"kept = 5\nprint('started')\n{LOOP}")

    assert executor.state == {"_print_outputs": "started\n"}
    assert executor("kept").output == "5"


def test_what_a_tool_takes_is_no_time_of_the_codes(sandbox: Any, function: Any) -> None:
    executor = sandbox(limits=Limits(step_s=0.3), tools={"slow": function(lambda: time.sleep(0.6))})

    assert executor("slow()\n'done'").output == "done"


def test_code_that_does_not_let_itself_be_stopped_is_ended_and_the_next_step_says_so(sandbox: Any) -> None:
    executor = sandbox(limits=Limits(step_s=0.2, grace_s=0.2))
    executor("x = 1")
    with pytest.raises(SandboxEnded, match=r"did not let itself be stopped\. Its variables are lost"):
        executor("sum(range(10**12))")

    output = executor("'x' in globals()")

    assert (output.output, "variables of earlier steps are gone" in output.logs) == ("False", True)


def test_a_cancelled_run_ends_in_the_middle_of_a_statement(sandbox: Any) -> None:
    executor, token, waits = sandbox(), CancelToken(), []
    executor("kept = 5")
    for _ in range(5):
        token = CancelToken()
        pressed = after(0.05, lambda token=token: (waits.append(time.monotonic()), token.cancel()))
        with limited(60, token), pytest.raises(Cancelled):
            executor(LOOP)
        pressed.join()
        waits[-1] = time.monotonic() - waits[-1]

    assert statistics.median(waits) < 0.15
    assert executor("kept").output == "5"


def test_the_runs_deadline_holds_for_code_that_swallows_everything(sandbox: Any) -> None:
    executor = sandbox()
    with limited(0.2), pytest.raises(DeadlinePassed):
        executor("while True:\n    try:\n        sum(range(10**12))\n    except BaseException:\n        pass")

    assert executor("1").output == "1"


def test_a_run_that_ends_inside_a_tool_ends_the_step(sandbox: Any, function: Any) -> None:
    def work() -> None:
        raise Cancelled

    executor = sandbox(tools={"work": function(work)})
    with pytest.raises(Cancelled):
        executor("x = 3\ntry:\n    work()\nexcept Exception:\n    x = 4")

    assert executor("x").output == "3"


def test_any_thread_may_stop_a_step(sandbox: Any) -> None:
    executor = sandbox()
    stopping = after(0.1, executor.stop)
    with pytest.raises(SandboxStopped, match="somebody stopped it"):
        executor(f"kept = 1\n{LOOP}")
    stopping.join()

    assert executor("kept").output == "1"


def test_any_thread_may_end_the_child(sandbox: Any) -> None:
    executor = sandbox()
    ending = after(0.1, lambda: executor.kill("I want it gone"))
    with pytest.raises(SandboxEnded, match="I want it gone"):
        executor(LOOP)
    ending.join()


def test_too_much_memory_is_the_steps_error(executor: Any) -> None:
    executor("kept = 1")
    with pytest.raises(CodeFailed, match="MemoryError"):
        executor("big = 'x' * (3 << 30)")

    assert executor("kept").output == "1"


def test_too_much_print_is_cut_and_said(sandbox: Any) -> None:
    executor = sandbox(limits=Limits(printed=1000))

    logs = executor("for i in range(1000):\n    print('x' * 99)").logs

    assert logs.startswith("xxx")
    assert logs.endswith("… 99000 more characters were not kept")


def test_a_crash_of_the_child_is_the_agents_to_read(sandbox: Any) -> None:
    executor = sandbox(imports=("*",))
    with pytest.raises(SandboxEnded, match="it ended by itself"):
        executor("print('last words')\nadd(1, 1)\nimport ctypes\nctypes.string_at(0)")

    assert executor.state == {"_print_outputs": "last words\n"}
    assert executor("1").output == "1"


def test_a_full_workspace_ends_the_child(sandbox: Any) -> None:
    executor = sandbox(limits=Limits(workspace_mb=2, step_s=20))

    with pytest.raises(SandboxEnded, match="its workspace is over 2 MB and 2000 files"):
        executor("i = 0\nwhile True:\n    with open(f'{i}', 'w') as f:\n        f.write('x' * 500_000)\n    i += 1")


def test_too_many_calls_are_refused_and_code_can_go_on(sandbox: Any) -> None:
    executor = sandbox(limits=Limits(calls_per_step=3))
    with pytest.raises(CodeFailed, match="BadInput: More than 3 calls in one step"):
        executor("for i in range(9):\n    add(i, i)")

    assert executor("add(1, 1)").output == "2"


def test_ctrl_c_inside_a_tool_ends_the_child_and_goes_on_up(sandbox: Any, function: Any) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    executor = sandbox(tools={"interrupted": function(interrupted)})
    executor("1")
    pid = executor.pid
    with pytest.raises(KeyboardInterrupt):
        executor("interrupted()")

    assert gone(pid)


def test_nothing_is_left_after_many_executors(sandbox: Any) -> None:
    sandbox()("1")
    gc.collect()  # what other tests left to be cleared away
    before, pids = len(list(Path("/proc/self/fd").iterdir())), []
    for _ in range(20):
        executor = sandbox()
        executor("1")
        pids.append(executor.pid)
        folder = executor.workspace.folder
        executor.cleanup()
        assert not folder.exists()

    assert all(gone(pid) for pid in pids)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_an_executor_that_is_forgotten_is_cleared_away() -> None:
    from agents.sandbox.executor import SandboxExecutor

    executor = SandboxExecutor()
    executor("1")
    pid, folder = executor.pid, executor.workspace.folder
    del executor

    assert gone(pid)
    assert not folder.exists()


def test_every_error_of_the_sandbox_is_one_of_ours(sandbox: Any) -> None:
    with pytest.raises(SandboxError):
        sandbox()("1 / 0")
    assert not issubclass(SandboxError, BadInput)
