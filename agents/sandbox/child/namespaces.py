"""A world of its own for a child: new namespaces, and a root that holds Python, the workspace and a small /tmp.

Runs before any agents' code. Of the manual: user_namespaces(7), pivot_root(2), mount_setattr(2).
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from . import kernel
from .orders import Order
from .syscalls import MACHINES

READ_ONLY, NO_SUID, NO_DEVICES, REMOUNT, BIND, RECURSIVE, PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
USER, MOUNTS, PROCESSES, NETWORK = 0x10000000, 0x20000, 0x20000000, 0x40000000
IPC, HOST_NAME, CGROUPS = 0x08000000, 0x04000000, 0x02000000
ALL = USER | MOUNTS | PROCESSES | NETWORK | IPC | HOST_NAME | CGROUPS
MOUNT_SETATTR, AT_RECURSIVE, AT_FDCWD, DETACH = 442, 0x8000, -100, 2
NOBODY = 1000
"""User and group as the child sees them."""


def enter(order: Order) -> None:
    """Leaves this process in new namespaces; that of processes begins with its next child.

    Raises:
        OSError: the kernel, or a rule of the distribution's, refuses.
    """
    become_nobody()
    kernel.mount("none", "/", flags=RECURSIVE | PRIVATE)
    # sources may lie under /tmp, which becomes the new root: they are held open from here on
    held = [(os.open(path, os.O_PATH), path, True) for path in order.readable]
    held.append((os.open(order.workspace, os.O_PATH), order.inside, False))
    links = {name: str(Path(name).readlink()) for name in ("/lib", "/lib64") if Path(name).is_symlink()}
    furnish("/tmp", order.temporary_mb, links)
    for source, inside, read_only in held:
        bind(source, f"/tmp{inside}", read_only)
    move_to("/tmp")


def become_nobody() -> None:
    user, group = os.getuid(), os.getgid()
    kernel.checked(kernel.libc.unshare(ALL), "unshare")
    maps = (("setgroups", "deny"), ("uid_map", f"{NOBODY} {user} 1"), ("gid_map", f"{NOBODY} {group} 1"))
    for name, text in maps:
        Path("/proc/self", name).write_text(text)
    kernel.libc.sethostname(b"sandbox", 7)


def furnish(root: str, temporary_mb: int, links: dict[str, str]) -> None:
    kernel.mount("tmpfs", root, "tmpfs", NO_SUID | NO_DEVICES, "size=4m,mode=755,nr_inodes=1024")
    for name, target in links.items():
        Path(root + name).symlink_to(target)
    Path(root, "tmp").mkdir()
    size = f"size={temporary_mb}m,mode=755,nr_inodes=2048"
    kernel.mount("tmpfs", f"{root}/tmp", "tmpfs", NO_SUID | NO_DEVICES, size)


def bind(source: int, target: str, read_only: bool) -> None:
    """Mount what is open as `source`, and close it."""
    place = Path(target)
    if Path(f"/proc/self/fd/{source}").is_dir():
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    kernel.mount(f"/proc/self/fd/{source}", target, flags=BIND | RECURSIVE)
    attributes = kernel.buffer(struct.pack("QQQQ", READ_ONLY * read_only | NO_SUID | NO_DEVICES, 0, 0, 0))
    kernel.syscall(f"seal {target}", MOUNT_SETATTR, AT_FDCWD, target.encode(), AT_RECURSIVE, attributes, 32)
    os.close(source)


def move_to(root: str) -> None:
    """Make `root` the root, and let go of the old one."""
    Path(root, ".old").mkdir()
    os.chdir(root)
    kernel.syscall("pivot_root", MACHINES[os.uname().machine].pivot_root, b".", b".old")
    os.chdir("/")
    kernel.checked(kernel.libc.umount2(b"/.old", DETACH), "umount")
    Path("/.old").rmdir()
    kernel.mount("none", "/", flags=REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES)
