"""The filter of system calls: a list of what is allowed, as a program of the kernel's packet filter.

Its form: Linux, Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

from . import kernel
from .syscalls import FILES, MACHINES, Machine

KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
LOAD, EQUAL, AT_LEAST, ANY_OF, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_JMP|BPF_JGE|BPF_K, BPF_JMP|BPF_JSET|BPF_K, BPF_RET|BPF_K."""
NUMBER, MACHINE = 0, 4
"""Where in `struct seccomp_data` they stand."""
X32 = 0x40000000
EPERM, ENOSYS = 1, 38
AS_OWNER = 0o6000
"""The bits of a file's mode by which whoever runs it runs it as its owner, or as the owner's group."""
TERMINAL_SIZE = (0x5401, 0x5413, 0x541B, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIOCLEX: what Python asks of its own descriptors."""

DESCRIPTORS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, locks, locks of open files, F_DUPFD_CLOEXEC. Not F_SETOWN, F_SETSIG or
F_SETLEASE: with these the kernel sends a signal, of one's choice and to whom one likes, when something comes in."""


def low(argument: int) -> int:
    """Where the low half of an argument stands."""
    return 16 + 8 * argument


class Program:
    """Instructions, one after another. A jump says how many to pass over if it holds, and if it does not."""

    def __init__(self, machine: Machine, pid: int) -> None:
        self.machine, self.pid = machine, pid
        self.code: list[bytes] = []

    def add(self, code: int, operand: int, if_so: int = 0, if_not: int = 0) -> None:
        self.code.append(struct.pack("HBBI", code, if_so, if_not, operand & 0xFFFFFFFF))

    def allow(self) -> None:
        self.add(RETURN, ALLOW)

    def refuse(self, error: int = EPERM) -> None:
        self.add(RETURN, ERRNO | error)

    def entry(self) -> None:
        """Another machine's numbers would mean other calls: the process ends."""
        self.add(LOAD, MACHINE)
        self.add(EQUAL, self.machine.audit, 1, 0)
        self.add(RETURN, KILL)
        self.add(LOAD, NUMBER)
        self.add(AT_LEAST, X32, 0, 1)
        self.add(RETURN, KILL)

    def allowed(self, files: bool) -> None:
        for name, number in self.machine.allowed.items():
            if files or name not in FILES:
                self.add(EQUAL, number, 0, 1)
                self.allow()

    def opening(self) -> None:
        """No file that is run as its owner. Where none is made, the mode is 0."""
        for name, mode in (("open", 2), ("openat", 3)):
            if name in self.machine.checked:
                self.add(EQUAL, self.machine.checked[name], 0, 4)
                self.add(LOAD, low(mode))
                self.add(ANY_OF, AS_OWNER, 1, 0)
                self.allow()
                self.refuse()

    def signals(self) -> None:
        """To itself only."""
        for name in ("kill", "tgkill"):
            self.add(EQUAL, self.machine.checked[name], 0, 4)
            self.add(LOAD, low(0))
            self.add(EQUAL, self.pid, 0, 1)
            self.allow()
            self.refuse()

    def limits(self) -> None:
        """Read, never set: the pointer to new ones is null, both halves of it."""
        self.add(EQUAL, self.machine.checked["prlimit64"], 0, 6)
        self.add(LOAD, low(2))
        self.add(EQUAL, 0, 0, 3)
        self.add(LOAD, low(2) + 4)
        self.add(EQUAL, 0, 0, 1)
        self.allow()
        self.refuse()

    def terminal(self) -> None:
        self.add(EQUAL, self.machine.checked["ioctl"], 0, 7)
        self.add(LOAD, low(1))
        for passed_over, request in zip((3, 2, 1, 0), TERMINAL_SIZE, strict=True):
            self.add(EQUAL, request, passed_over, 1 if request == TERMINAL_SIZE[-1] else 0)
        self.allow()
        self.refuse()

    def descriptors(self) -> None:
        last = len(DESCRIPTORS)
        self.add(EQUAL, self.machine.checked["fcntl"], 0, last + 3)
        self.add(LOAD, low(1))
        for place, command in enumerate(DESCRIPTORS):
            self.add(EQUAL, command, last - place, 0)
        self.refuse()
        self.allow()

    def rest(self) -> None:
        """`clone3` is not there, so that the C library falls back on `clone`, which is refused like all else."""
        self.add(EQUAL, self.machine.checked["clone3"], 0, 1)
        self.refuse(ENOSYS)
        self.refuse()


def program(pid: int, files: bool) -> bytes:
    """The filter for process `pid`, which may name files or not."""
    made = Program(MACHINES[platform.machine()], pid)
    made.entry()
    made.allowed(files)
    if files:
        made.opening()
    made.signals()
    made.limits()
    made.terminal()
    made.descriptors()
    made.rest()
    return b"".join(made.code)


class FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def install(files: bool) -> int:
    """Lock this process in for good; returns how many instructions the filter has.

    Raises:
        OSError: the kernel refuses.
    """
    code = program(os.getpid(), files)
    held = kernel.buffer(code)
    given = FilterProgram(len(code) // 8, ctypes.cast(held, ctypes.c_void_p))
    kernel.syscall("seccomp", MACHINES[platform.machine()].seccomp, 1, 1, ctypes.byref(given))  # for all threads
    return len(code) // 8
