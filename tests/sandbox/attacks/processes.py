"""Attacks on other processes and on the kernel."""

from __future__ import annotations

from attacks.table import Attack

ATTACKS = [
    Attack(
        "kill_victim",
        "SIGKILL another process of the user",
        "import os, signal; os.kill($VICTIM, signal.SIGKILL)",
        "victim",
    ),
    Attack(
        "kill_parent", "signal the platform process", "import os, signal; os.kill($PARENT, signal.SIGUSR1)", "signalled"
    ),
    Attack(
        "ptrace",
        "ptrace-attach to another process of the user",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        OUT = 'ATTACHED' if libc.ptrace(16, $VICTIM, 0, 0) == 0 else 'errno %d' % ctypes.get_errno()
        libc.ptrace(17, $VICTIM, 0, 0)
        """,
        "leak:ATTACHED",
    ),
    Attack(
        "vm_readv",
        "process_vm_readv of another process",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        class IO(ctypes.Structure): _fields_ = [('base', ctypes.c_void_p), ('size', ctypes.c_size_t)]
        buffer = ctypes.create_string_buffer(64)
        here, there = IO(ctypes.addressof(buffer), 64), IO($ADDRESS, 64)
        n = libc.process_vm_readv($VICTIM, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
        OUT = 'READ %d' % n if n > 0 else 'errno %d' % ctypes.get_errno()
        """,
        "leak:READ",
    ),
    Attack(
        "inherited_fd",
        "read a secret through the platform's open, inheritable descriptors",
        """
        import os
        OUT = ''
        for fd in range(3, 64):
            try:
                os.lseek(fd, 0, 0)
                found = os.read(fd, 100)
                if b'CANARY-FD' in found: OUT += found.decode()
            except OSError: pass
        """,
        "leak:CANARY-FD",
    ),
    Attack(
        "userns",
        "open a new user namespace, which widens the kernel's attack surface",
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        result = libc.unshare(0x10000000)
        errno = ctypes.get_errno()
        if result and errno == 22:
            pid = os.fork()
            if pid == 0: os._exit(0 if libc.unshare(0x10000000) == 0 else 1)
            result = os.waitpid(pid, 0)[1]
        OUT = 'UNSHARED' if result == 0 else 'errno %d' % errno
        """,
        "leak:UNSHARED",
    ),
    Attack(
        "kernel_surface",
        "reach bpf, io_uring, userfaultfd, keyctl, perf_event_open, add_key, memfd and more",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        calls = dict(bpf=321, io_uring_setup=425, userfaultfd=323, keyctl=250, perf_event_open=298, add_key=248,
                     memfd_create=319, inotify_init1=294, epoll_create1=291, timerfd_create=283, fanotify_init=300,
                     open_by_handle_at=304, process_madvise=440, pidfd_open=434, landlock_create_ruleset=444,
                     seccomp=317, shmget=29, msgget=68, mq_open=240)
        OUT = ''
        for name, number in calls.items():
            result, errno = libc.syscall(number, 1, 0, 0, 0, 0), ctypes.get_errno()
            if result >= 0 or errno not in (1, 38): OUT += 'REACH-%s ' % name
        """,
        "leak:REACH",
    ),
]
