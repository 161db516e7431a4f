"""The zygote as the parent sees it: one process for each set of preloaded modules, started when first needed."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path

from agents.sandbox.child.orders import Order
from runtime.errors import SandboxEnded

HERE = Path(__file__).resolve().parent
START_S = 60.0
"""Seconds that the preloaded modules may take to be imported."""
ENVIRONMENT = {
    "PATH": "/nonexistent",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""All that a child finds in its environment, besides HOME and TMPDIR."""
LIBRARIES = ("/lib64", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")
BOOT = (
    "import os,sys;f=int(sys.argv[1]);os.dup2(f,3);os.closerange(4,65536);"
    "sys.path.insert(0,sys.argv[2]);from child.zygote import main;sys.path.pop(0);main()"
)


@cache
def python() -> str:
    """The interpreter behind a virtual environment's link."""
    return os.path.realpath(sys.executable)


@cache
def packages() -> tuple[str, ...]:
    """Where packages are installed."""
    return tuple(path for path in sys.path if path.endswith(("site-packages", "dist-packages")))


@cache
def readable() -> tuple[str, ...]:
    """What Python with its packages needs to read, and nothing else; none lies inside another."""
    machine = os.uname().machine
    system = [f"{root}/{machine}-linux-gnu" for root in ("/lib", "/usr/lib")]
    base = [] if sys.base_prefix == "/usr" else [f"{sys.base_prefix}/lib"]
    wanted = [python(), str(Path(os.__file__).parent), *base, *system, *LIBRARIES, *packages(), str(HERE / "child")]
    paths = dict.fromkeys(os.path.realpath(path) for path in wanted if Path(path).exists())
    return tuple(path for path in paths if not any(path.startswith(f"{other}/") for other in paths))


class Zygote:
    """A clean process that has imported `preload` and forks children to order. Any thread may order."""

    def __init__(self, preload: tuple[str, ...] = ()) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._owner, self._lock = os.getpid(), threading.Lock()
        self._lacks: dict[str, str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        started = threading.Event()
        threading.Thread(target=self._live, args=(theirs, started), daemon=True, name="sandbox zygote").start()
        first = {"paths": packages(), "preload": preload, "environment": ENVIRONMENT, "readable": readable()}
        self._control.send(json.dumps(first).encode())
        started.wait()
        atexit.register(self.close)

    def _live(self, theirs: socket.socket, started: threading.Event) -> None:
        """The kernel ends the zygote with the thread that started it: this one stays as long as the zygote."""
        command = [python(), "-I", "-S", "-B", "-c", BOOT, str(theirs.fileno()), str(HERE)]
        try:
            self._process = subprocess.Popen(
                command,
                env=ENVIRONMENT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # so that Ctrl-C does not reach it
                cwd="/",
            )
        finally:
            theirs.close()
            started.set()
        self._process.wait()

    @property
    def alive(self) -> bool:
        """Also false in a process that was forked from the one that started it."""
        return self._process is not None and self._process.poll() is None and self._owner == os.getpid()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def lacks(self) -> Mapping[str, str]:
        """Each tier, and why it cannot be had; empty where it was tried and works. Waits until the zygote is ready."""
        with self._lock:
            if self._lacks is None:
                self._lacks = self._told()
            return self._lacks

    def _told(self) -> dict[str, str]:
        try:
            self._control.settimeout(START_S)
            told: dict[str, str] = json.loads(self._control.recv(1 << 16) or b"{}")
        except OSError as error:
            told = {"error": str(error)}
        if "error" in told or not told:
            why = told.get("error", "it ended at its start")
            return dict.fromkeys("ABC", f"the process that children are made from did not start: {why}")
        return told

    def order(self, order: Order, channel: socket.socket) -> None:
        """Have a child made that talks over `channel`; returns at once.

        Raises:
            SandboxEnded: the zygote is gone.
        """
        try:
            with self._lock:
                socket.send_fds(self._control, [json.dumps(asdict(order)).encode()], [channel.fileno()])
        except OSError as error:
            raise SandboxEnded("the process that children are made from is gone") from error

    def close(self) -> None:
        """End it, and with it all its children."""
        atexit.unregister(self.close)
        self._control.close()
        if self._process and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()


_started: dict[tuple[str, ...], Zygote] = {}
_starting = threading.Lock()


def zygote(preload: tuple[str, ...] = ()) -> Zygote:
    """This process's zygote with these modules; a new one where it has none, or has lost it."""
    with _starting:
        known = _started.get(preload)
        if known is None or not known.alive:
            _started[preload] = known = Zygote(preload)
        return known
