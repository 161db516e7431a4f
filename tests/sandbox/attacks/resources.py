"""Attacks on time, memory, processes and output."""

from __future__ import annotations

from attacks.table import Attack

ATTACKS = [
    Attack(
        "fork_bomb",
        "fork 150 processes",
        """
        import os, time
        for i in range(150):
            if os.fork() == 0:
                time.sleep(3); os._exit(0)
        time.sleep(0.5)
        """,
        "processes",
    ),
    Attack(
        "thread_bomb",
        "200 threads",
        """
        import threading, time
        for i in range(200): threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
        time.sleep(0.5)
        """,
        "threads",
    ),
    Attack(
        "mem_bomb",
        "allocate 1.2 GB (limit 512 MB)",
        "L = []\nfor i in range(120): L.append(bytearray(10 << 20))\nimport time; time.sleep(0.3)",
        "memory",
    ),
    Attack(
        "mem_mmap",
        "allocate 1.2 GB of shared memory, which escapes RLIMIT_DATA",
        """
        import mmap, time
        L = []
        for i in range(12):
            m = mmap.mmap(-1, 100 << 20); m.write(b'x' * (100 << 20)); L.append(m)
        time.sleep(0.3)
        """,
        "memory",
    ),
    Attack("cpu_loop", "endless Python loop", "while True: pass", "hang"),
    Attack(
        "cpu_loop_catch",
        "endless loop that swallows every exception",
        """
        while True:
            try:
                while True: pass
            except BaseException: pass
        """,
        "hang",
    ),
    Attack("c_loop", "endless C call that never looks at signals", "OUT = sum(range(10**11))", "hang"),
    Attack("regex", "catastrophic regular expression", r"import re; re.match(r'(a+)+$', 'a' * 40 + 'b')", "hang"),
    Attack("bignum", "gigantic integer power", "OUT = (7 ** (10 ** 8)) % 3", "hang"),
    Attack("sleep", "sleep for ever", "import time; time.sleep(10**6)", "hang"),
    Attack(
        "recursion",
        "recursion through C until the stack is spent",
        """
        import sys
        sys.setrecursionlimit(10**9)
        def fall(n): return max([n], key=fall)
        fall(0)
        """,
        "crash",
    ),
    Attack("segfault", "crash the interpreter", "import ctypes; ctypes.string_at(0)", "crash"),
    Attack("huge_print", "print 300 MB", "for i in range(300): print('x' * (1 << 20))", "flood"),
    Attack("huge_value", "return a 300 MB value", "OUT = 'x' * (300 << 20)", "flood"),
    Attack(
        "late_code",
        "code that keeps running after the step",
        """
        import threading, time
        def later():
            for i in range(100):
                time.sleep(0.05); open('late.txt', 'a').write('x')
        threading.Thread(target=later, daemon=True).start()
        """,
        "late",
    ),
]
