"""Which system calls agents' code can reach: a list to compare with, call by call, in a locked child."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest
from locked import limits

from agents.sandbox.child.syscalls import AARCH64, FILES, X86_64
from agents.sandbox.executor import SandboxExecutor
from agents.sandbox.tiers import probe

LAST = 475
REACHED = {
    0, 1, *range(3, 16), 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 32, 33, 35, 36, 37, 38, 39, 60, 63, 74, 75, 77,
    79, 80, 82, 83, 84, 87, 89, 95, 96, 97, 98, 99, 100, 102, 104, 107, 108, 110, 111, 115, 118, 120, 121, 124, 131,
    137, 138, 186, 201, 202, 204, 217, 219, 221, 228, 229, 230, 231, 258, 262, 263, 264, 267, 269, 270, 271, 273, 292,
    295, 296, 316, 318, 324, 326, 332, 334, 436, 439,
}  # fmt: skip
"""Of x86_64: whatever the child was ever allowed. A change here is a change of what SECURITY.md promises."""
OF_FILES = {4, 6, 21, 80, 82, 83, 84, 87, 89, 137, 217, 258, 262, 263, 264, 267, 269, 316, 332, 439}
UNTRIED = {15, 60, 202, 219, 231, 335, 336}
"""rt_sigreturn, exit, restart_syscall and exit_group are allowed and end it; futex answers as what is not there;
uretprobe and uprobe are the kernel's own way back from a probe: they pass every filter to no use."""

TRY_ALL = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
minus = [ctypes.c_long(-1)] * 6
OUT = []
for number in range({last} + 1):
    if number in {skipped}: continue
    result = libc.syscall(number, *minus)
    if result >= 0 or ctypes.get_errno() not in (1, 38): OUT.append(number)
str(OUT)
"""
PARTLY = """
import ctypes, os, resource
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(16)
def tried(*arguments):
    result = libc.syscall(*[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return 'yes' if result >= 0 or ctypes.get_errno() not in (1, 38) else 'no'
me, other = os.getpid(), os.getpid() + 1
str({
    'kill oneself': tried(62, me, 0), 'kill another': tried(62, other, 0), 'kill all': tried(62, -1, 0),
    'tgkill oneself': tried(234, me, me, 0), 'tgkill another': tried(234, other, other, 0),
    'read limits': tried(302, 0, 7, 0, buffer), 'set limits': tried(302, 0, 7, buffer, 0),
    'FIONREAD': tried(16, 0, 0x541B, buffer), 'TIOCSTI': tried(16, 0, 0x5412, buffer),
    'FICLONE': tried(16, 0, 0x40049409, 0), 'F_GETFD': tried(72, 0, 1), 'F_DUPFD_CLOEXEC': tried(72, 0, 1030, 9),
    'F_SETOWN': tried(72, 0, 8, other), 'F_SETSIG': tried(72, 0, 10, 9), 'F_SETOWN_EX': tried(72, 0, 15, buffer),
    'F_SETLEASE': tried(72, 0, 1024, 1), 'F_NOTIFY': tried(72, 0, 1026, 1),
})
"""

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86_64")


@pytest.fixture(params=["A", "B", "C"])
def executor(request: pytest.FixtureRequest, tmp_path: Path):
    if why := probe()[request.param]:
        pytest.skip(f"no tier {request.param} here: {why}")
    made = SandboxExecutor(workspace=tmp_path, tier=request.param, limits=limits(), imports=("*",))
    yield made
    made.cleanup()


def test_exactly_the_listed_system_calls_are_reached(executor):
    allowed = REACHED - (OF_FILES if executor.tier == "C" else set())
    tried = executor(TRY_ALL.format(last=LAST, skipped=UNTRIED)).output

    assert set(map(int, tried.strip("[]").split(","))) == allowed - UNTRIED


def test_calls_that_are_allowed_in_part_reach_the_child_alone(executor):
    tried = executor(PARTLY).output

    reached = {name for name, went in eval(tried).items() if went == "yes"}
    assert reached == {"kill oneself", "tgkill oneself", "read limits", "FIONREAD", "F_GETFD", "F_DUPFD_CLOEXEC"}


def test_the_numbers_of_another_machine_end_the_child(executor):
    from runtime.errors import SandboxError

    with pytest.raises(SandboxError):
        executor("import ctypes; ctypes.CDLL(None).syscall(0x40000000 | 39)")


def test_both_machines_allow_the_same_calls_by_name():
    assert set(X86_64.values()) == REACHED
    assert {X86_64[name] for name in FILES if name in X86_64} == OF_FILES
    assert set(AARCH64) <= set(X86_64)
