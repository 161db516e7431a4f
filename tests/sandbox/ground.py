"""The ground that attacks are tried on, below one folder: a home with secrets, another run, servers; and a victim."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

SECRETS = {
    "home/.ssh/id_rsa": "CANARY-SSH-KEY",
    "home/.bashrc": "# rc\n",
    "home/precious.txt": "thesis",
    "runs/other/secret.txt": "CANARY-OTHER-RUN",
    "secret_fd.txt": "CANARY-FD-SECRET",
}
VICTIM = (
    "import ctypes, time; ctypes.CDLL(None).prctl(1, 9);"  # ends with the platform
    "b = ctypes.create_string_buffer(b'V' * 64);"
    "print(ctypes.addressof(b), flush=True); time.sleep(300)"
)


class Ground:
    def __init__(self, victim: Victim) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attacked-"))
        self.home, self.runs = self.folder / "home", self.folder / "runs"
        self.workspace = self.runs / "mine"
        self._write()
        self.fd = os.open(self.folder / "secret_fd.txt", os.O_RDONLY)
        os.set_inheritable(self.fd, True)
        self.hits: set[str] = set()
        self._sockets = [*self._network(), *self._local()]
        self.victim = victim

    def _write(self) -> None:
        for name, text in SECRETS.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text)
        (self.home / ".ssh").chmod(0o700)
        self.workspace.mkdir()
        (self.workspace / "planted_link.png").symlink_to("/etc/passwd")
        os.mkfifo(self.workspace / "planted_fifo.png")

    def _network(self) -> list[socket.socket]:
        """TCP and UDP on one port, chosen by the system."""
        tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp.bind(("127.0.0.1", 0))
        self.port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", self.port))
        return [self._served("tcp", tcp, tcp.accept), self._served("udp", udp, lambda: udp.recv(100))]

    def _local(self) -> list[socket.socket]:
        path, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        path.bind(str(self.home / "agent.sock"))
        abstract.bind(f"\0attacked{self.port}")
        return [self._served("unix", path, path.accept), self._served("abstract", abstract, abstract.accept)]

    def _served(self, name: str, server: socket.socket, wait: Callable[[], object]) -> socket.socket:
        if server.type == socket.SOCK_STREAM:
            server.listen()

        def serve() -> None:
            try:
                wait()
                self.hits.add(name)
            except OSError:
                return  # closed: nobody came

        threading.Thread(target=serve, daemon=True).start()
        return server

    def places(self) -> dict[str, object]:
        """What stands in the code of an attack."""
        return {
            "HOME": self.home,
            "RUNS": self.runs,
            "PORT": self.port,
            "VICTIM": self.victim.pid,
            "ADDRESS": self.victim.address,
            "PARENT": os.getpid(),
        }

    def close(self) -> None:
        for server in self._sockets:
            try:
                server.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits there
            except OSError:
                pass
            server.close()
        os.close(self.fd)
        (self.home / ".ssh").chmod(0o700)
        remove(self.folder)


class Victim:
    """A process of the same user that does nothing, and where 64 bytes of its memory lie."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", "-c", VICTIM]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        self.pid, self.address = self._process.pid, int(self._process.stdout.readline())

    @property
    def alive(self) -> bool:
        return self._process.poll() is None


def remove(folder: Path) -> None:
    """Also where its names are longer than a path may be."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        subprocess.run(["rm", "-rf", str(folder)], check=False)


def settle(seconds: float = 0.2) -> None:
    """Time for what was sent to arrive."""
    time.sleep(seconds)
