"""Landlock: which files a process may touch, from the inside, without root. Linux 5.13 and newer.

Rights and layouts: Linux, Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

from . import kernel

CREATE, ADD_RULE, RESTRICT = 444, 445, 446
WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = 2, 4, 8, 16, 32
MAKE_DIR, MAKE_REG, REFER, TRUNCATE, IOCTL_DEV = 128, 256, 8192, 16384, 32768
FIRST = (1 << 13) - 1
"""The rights that the first ABI knows: all are taken, and given back path by path."""
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
"""No links, sockets, pipes or devices: these can be made nowhere."""
OF_A_FILE = READ_FILE | WRITE_FILE | TRUNCATE


def abi() -> int:
    """The kernel's, 0 where it has none."""
    return max(0, int(kernel.libc.syscall(CREATE, None, 0, 1)))


def handled(at: int) -> int:
    """The rights that ABI `at` knows."""
    return FIRST | (REFER if at >= 2 else 0) | (TRUNCATE if at >= 3 else 0) | (IOCTL_DEV if at >= 5 else 0)


def ruleset(at: int) -> int:
    """A descriptor of a set of rules that takes away all files and, where the ABI can, TCP and signals."""
    given = struct.pack("QQQ", handled(at), 3 if at >= 4 else 0, 3 if at >= 6 else 0)
    given = given[: 8 if at < 4 else 16 if at < 6 else 24]
    return kernel.syscall("landlock_create_ruleset", CREATE, kernel.buffer(given), len(given), 0)


def allow(rules: int, path: str, rights: int) -> None:
    """Give back `rights` to what lies at `path` and beneath; to a path that is not there, none."""
    try:
        at = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    rights = rights if os.path.isdir(path) else rights & OF_A_FILE  # noqa: PTH112  (os alone is loaded here)
    rule = kernel.buffer(struct.pack("=Qi", rights, at))
    kernel.syscall(f"landlock_add_rule {path}", ADD_RULE, rules, 1, rule, 0)
    os.close(at)


def install(readable: Iterable[str], writable: Iterable[str], newest: int) -> int:
    """Leave this process only these files, for good; returns the ABI used, at most `newest`.

    Raises:
        OSError: the kernel has no Landlock, or refuses.
    """
    at = min(abi(), newest)
    if at < 1:
        raise OSError("this kernel has no Landlock")
    rules = ruleset(at)
    for paths, rights in ((readable, READ), (writable, WRITE)):
        for path in paths:
            allow(rules, path, rights & handled(at))
    kernel.syscall("landlock_restrict_self", RESTRICT, rules, 0)
    os.close(rules)
    return at
