"""The control: every attack without a sandbox, in a process of its own. Prints `id<TAB>in|out<TAB>detail` lines.

It becomes another user first, where it was started as root, and touches nothing but its own ground.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import resource
import select
import signal
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import somebody

SIDE_BY_SIDE = 4
LONGEST_S = {True: 1.5, False: 20.0}
"""How long an attack may take, by whether not coming back is its aim."""
LIMITS = {resource.RLIMIT_AS: 6 << 30, resource.RLIMIT_FSIZE: 600 << 20, resource.RLIMIT_CPU: 30}
USED = ("asyncio", "ctypes", "gc", "mmap", "random", "socket", "subprocess", "threading", "PIL.Image")


def main(ids: list[str]) -> None:
    if os.getuid() == 0:
        somebody.become()
    from trial import prepare

    prepare()
    for module in USED:
        importlib.import_module(module)
    with tempfile.TemporaryDirectory(prefix="attacked-") as tempfile.tempdir:
        every(ids)
    print("end")


def every(ids: list[str]) -> None:
    from trial import ATTACKS

    chosen = [attack for attack in ATTACKS.values() if attack.control and (not ids or attack.id in ids)]
    running: dict[int, tuple[str, bool, int, float]] = {}
    while chosen or running:
        while chosen and len(running) < SIDE_BY_SIDE:
            begin(chosen.pop(0), running)
        collect(running)


def begin(attack, running) -> None:
    from seen import ENDLESS

    read, write = os.pipe()
    sys.stdout.flush()
    if (pid := os.fork()) == 0:
        os.close(read)
        attempt(attack, write)
    os.close(write)
    endless = attack.seen in ENDLESS
    running[pid] = (attack.id, endless, read, time.monotonic() + LONGEST_S[endless])


def collect(running) -> None:
    """Take in what came to an end, and end what takes too long."""
    ready, _, _ = select.select([read for _, _, read, _ in running.values()], [], [], 0.02)
    for pid, (name, endless, read, until) in list(running.items()):
        if read in ready or time.monotonic() > until:
            told = os.read(read, 4096).decode() if read in ready else ""
            print(name, told or f"{'in' if endless else 'out'}\tdid not come back", sep="\t", flush=True)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(read)
            del running[pid]


def attempt(attack, write: int) -> None:
    """In the forked process: run it as an agent's code would run, and tell what came of it."""
    os.setsid()
    for kind, most in LIMITS.items():
        resource.setrlimit(kind, (most, most))
    from parts import naive
    from seen import success
    from trial import Platform

    with Platform().trial(naive) as tried:
        os.chdir(tried.ground.workspace)
        places = tried.ground.places()
        run(attack.filled(places), tried)
        went = success(tried, attack.seen, places)
        os.write(write, f"{'in' if went else 'out'}\t{tried.text[:150]!r}".encode())
    os._exit(0)


def run(code: str, tried) -> None:
    SECRET = tried.secret  # an attack looks for it in the frames above it
    printed = io.StringIO()
    names = tried.parts.given | {"__name__": "__main__", "print": partial(print, file=printed)}
    start = time.monotonic()
    try:
        exec(compile(code, "<agent>", "exec"), names)
    except BaseException as error:
        tried.error = f"{type(error).__name__}: {error}"
    tried.seconds = time.monotonic() - start
    tried.out, tried.logs = names.get("OUT"), printed.getvalue()
    assert SECRET


if __name__ == "__main__":
    main(sys.argv[1:])
