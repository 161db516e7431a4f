"""Locks this process down: limits, no capabilities, no new privileges, Landlock, seccomp. In this order, for good."""

from __future__ import annotations

import os
import resource
import signal
import struct

from . import kernel, landlock, seccomp
from .orders import Order

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 4, 24, 38, 47
CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITY_VERSION_3 = 0x20080522
MB = 1 << 20


def lock(order: Order) -> dict[str, int]:
    """Everything; returns what was used. What cannot be had raises: nothing is left out silently.

    Raises:
        OSError: the kernel refuses a part.
    """
    limit(order)
    drop_capabilities()
    kernel.checked(kernel.prctl(PR_SET_NO_NEW_PRIVS, 1), "no new privileges")
    die_with_parent()
    kernel.prctl(PR_SET_DUMPABLE, 0)  # so that a neighbour of the same user cannot look into this process
    used = {}
    if order.files:
        used["landlock"] = landlock.install(order.readable, order.writable, order.landlock_abi)
    used["seccomp"] = seccomp.install(order.files)
    return used


def limit(order: Order) -> None:
    """Exact, since this process can start no other and no thread."""
    limits = {
        resource.RLIMIT_AS: order.memory_mb * MB,
        resource.RLIMIT_CPU: order.cpu_s,
        resource.RLIMIT_NOFILE: order.open_files,
        resource.RLIMIT_FSIZE: order.file_mb * MB,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for what, most in limits.items():
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def drop_capabilities() -> None:
    for capability in range(64):
        if kernel.prctl(PR_CAPBSET_DROP, capability):
            break  # past the last one, or this process has none
    kernel.prctl(PR_CAP_AMBIENT, 4)
    header, none = kernel.buffer(struct.pack("Ii", CAPABILITY_VERSION_3, 0)), kernel.buffer(bytes(24))
    kernel.syscall("capset", CAPSET[os.uname().machine], header, none)


def die_with_parent() -> None:
    kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
