"""What trials with and without a sandbox share: the table of attacks, and a platform on its ground."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import parts
from attacks import channel, files, further, network, objects, processes, python, resources, workspace
from attacks.table import Attack
from ground import Ground, Victim
from parts import Parts
from seen import Trial
from watch import Watch

GROUPS = (files, python, workspace, network, processes, resources, objects, channel)
FIRST = [attack for group in GROUPS for attack in group.ATTACKS]
ATTACKS: dict[str, Attack] = {attack.id: attack for attack in [*FIRST, *channel.FURTHER, *further.ATTACKS]}
USERS = [attack.id for group in (files, python, workspace, network, processes, further) for attack in group.ATTACKS]
"""Where it matters who the platform runs as."""


def prepare() -> None:
    """What a platform has lying about: a key in its environment, and output that a person looks at."""
    os.environ["PLATFORM_API_KEY"] = "CANARY-ENV-1a2b"
    sys.dont_write_bytecode = True


def own_output() -> Path:
    """From now on this process's output goes to a file, where what was written in its name can be seen.

    Only what Python itself complains of goes where it went before.
    """
    sys.stderr = os.fdopen(os.dup(2), "w")
    fd, name = tempfile.mkstemp(prefix="attacked-output-")
    os.dup2(fd, 1)
    os.dup2(fd, 2)
    os.close(fd)
    return Path(name)


class Platform:
    """What lasts from one trial to the next, in one process."""

    def __init__(self) -> None:
        self.parts, self._victim = Parts(), None
        self.output = own_output()

    @property
    def victim(self) -> Victim:
        if self._victim is None or not self._victim.alive:
            self._victim = Victim()
        return self._victim

    @contextmanager
    def trial(self, opener: Callable[[Path], Callable[[str], BinaryIO]]) -> Iterator[Trial]:
        """On fresh ground, with a fresh secret. Signals are noted."""
        parts.PARENT_SECRET = "CANARY-PARENT" + "MEM-" + os.urandom(4).hex()
        ground = Ground(self.victim)
        self.parts.renew(opener(ground.workspace))
        tried = Trial(ground, self.parts, parts.PARENT_SECRET, self.output, Watch(ground.victim.pid))
        signal.signal(signal.SIGUSR1, lambda number, _: tried.signals.append(number))
        try:
            yield tried
        finally:
            tried.watch.close()
            ground.close()
