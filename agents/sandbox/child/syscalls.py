"""The system calls that agents' code may make, by their numbers. What is not named here is refused.

No socket, no fork, clone or exec, no ptrace, no link, mknod, chmod, truncate by path, memfd, io_uring, bpf or keyctl.
Numbers are from the kernel's headers (asm/unistd_64.h, asm-generic/unistd.h).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """What differs from one kind of processor to the other."""

    audit: int
    """AUDIT_ARCH_* of <linux/audit.h>."""
    allowed: dict[str, int]
    checked: dict[str, int]
    """Allowed with some arguments only: see `seccomp`."""
    seccomp: int
    pivot_root: int


FILES = frozenset(
    """open openat stat lstat access faccessat faccessat2 rename renameat renameat2 mkdir mkdirat rmdir unlink unlinkat
    readlink readlinkat chdir getdents64 statfs statx newfstatat""".split()
)
"""Calls that name a file: the tier without files has none of them."""

# fmt: off
X86_64 = {
    "read": 0, "write": 1, "readv": 19, "pread64": 17, "preadv": 295, "writev": 20, "pwrite64": 18, "pwritev":
    296, "close": 3, "close_range": 436, "fstat": 5, "stat": 4, "lstat": 6, "newfstatat": 262, "statx": 332,
    "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "mremap": 25, "madvise": 28, "brk": 12, "mincore": 27,
    "msync": 26, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "sigaltstack": 131, "access": 21,
    "faccessat": 269, "faccessat2": 439, "select": 23, "pselect6": 270, "poll": 7, "ppoll": 271, "sched_yield":
    24, "sched_getaffinity": 204, "getpid": 39, "gettid": 186, "getppid": 110, "getuid": 102, "geteuid": 107,
    "getgid": 104, "getegid": 108, "getgroups": 115, "getresuid": 118, "getresgid": 120, "getpgrp": 111,
    "getpgid": 121, "getsid": 124, "uname": 63, "ftruncate": 77, "getcwd": 79, "chdir": 80,
    "rename": 82, "renameat": 264, "renameat2": 316, "mkdir": 83, "mkdirat": 258, "rmdir": 84, "unlink": 87,
    "unlinkat": 263, "getdents64": 217, "readlink": 89, "readlinkat": 267, "gettimeofday": 96, "clock_gettime":
    228, "clock_getres": 229, "clock_nanosleep": 230, "nanosleep": 35, "getrusage": 98, "times": 100, "time":
    201, "sysinfo": 99, "futex": 202, "set_robust_list": 273, "rseq": 334, "getrandom": 318, "exit": 60,
    "exit_group": 231, "dup": 32, "dup2": 33, "dup3": 292, "fsync": 74, "fdatasync":
    75, "setitimer": 38, "getitimer": 36, "alarm": 37, "restart_syscall": 219, "umask": 95, "fadvise64": 221,
    "copy_file_range": 326, "statfs": 137, "fstatfs": 138, "membarrier": 324, "getrlimit": 97,
}
X86_64_CHECKED = {
    "open": 2, "openat": 257, "ioctl": 16, "fcntl": 72, "prlimit64": 302, "kill": 62, "tgkill": 234, "clone3": 435,
}
AARCH64 = {
    "read": 63, "write": 64, "readv": 65, "pread64": 67, "preadv": 69, "writev": 66, "pwrite64": 68, "pwritev":
    70, "close": 57, "close_range": 436, "fstat": 80, "newfstatat": 79, "statx": 291, "lseek": 62, "mmap": 222,
    "mprotect": 226, "munmap": 215, "mremap": 216, "madvise": 233, "brk": 214, "mincore": 232, "msync": 227,
    "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "sigaltstack": 132, "faccessat": 48,
    "faccessat2": 439, "pselect6": 72, "ppoll": 73, "sched_yield": 124, "sched_getaffinity": 123, "getpid": 172,
    "gettid": 178, "getppid": 173, "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177, "getgroups":
    158, "getresuid": 148, "getresgid": 150, "getpgid": 155, "getsid": 156, "uname": 160,
    "ftruncate": 46, "getcwd": 17, "chdir": 49, "renameat": 38, "renameat2": 276, "mkdirat": 34, "unlinkat": 35,
    "getdents64": 61, "readlinkat": 78, "gettimeofday": 169, "clock_gettime": 113, "clock_getres": 114,
    "clock_nanosleep": 115, "nanosleep": 101, "getrusage": 165, "times": 153, "sysinfo": 179, "futex": 98,
    "set_robust_list": 99, "rseq": 293, "getrandom": 278, "exit": 93, "exit_group": 94, "dup": 23,
    "dup3": 24, "fsync": 82, "fdatasync": 83, "setitimer": 103, "getitimer": 102, "restart_syscall": 128,
    "umask": 166, "fadvise64": 223, "copy_file_range": 285, "statfs": 43, "fstatfs": 44, "membarrier": 283,
    "getrlimit": 163,
}
AARCH64_CHECKED = {
    "openat": 56, "ioctl": 29, "fcntl": 25, "prlimit64": 261, "kill": 129, "tgkill": 131, "clone3": 435,
}
# fmt: on

MACHINES = {
    "x86_64": Machine(0xC000003E, X86_64, X86_64_CHECKED, seccomp=317, pivot_root=155),
    "aarch64": Machine(0xC00000B7, AARCH64, AARCH64_CHECKED, seccomp=277, pivot_root=41),
}
