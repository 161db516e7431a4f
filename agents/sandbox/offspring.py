"""One child of the zygote's, held by a descriptor: its number may be another's by the time it is used."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
import weakref
from typing import Any

from agents.sandbox.child.orders import Order
from agents.sandbox.framing import Channel
from agents.sandbox.zygotes import Zygote
from runtime.errors import SandboxEnded, SandboxViolation

GONE_S = 5.0
"""Seconds that the kernel may take to end a process that was killed."""


class Handle:
    """A descriptor of a process; -1 before there is one and after it was closed."""

    def __init__(self) -> None:
        self.descriptor = -1

    def signal(self, number: int) -> None:
        if self.descriptor >= 0:
            try:
                signal.pidfd_send_signal(self.descriptor, number)
            except ProcessLookupError:
                return

    def gone(self, seconds: float) -> bool:
        """Whether it has ended, or does so in that time."""
        if self.descriptor < 0:
            return True
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


class Child:
    """Ordered at once, waited for when it is first needed."""

    def __init__(self, zygote: Zygote, order: Order, start_s: float) -> None:
        self._ordered, self._start_s = time.monotonic(), start_s
        ours, theirs = socket.socketpair()
        with theirs:
            zygote.order(order, theirs)
        self.channel, self._handle = Channel(ours), Handle()
        self.pid, self.ready, self.ended = 0, False, ""
        self.facts: dict[str, Any] = {}
        self._close = weakref.finalize(self, put_away, self.channel, self._handle)

    @property
    def alive(self) -> bool:
        return not self.ended and self._close.alive and (not self.pid or not self._handle.gone(0))

    def settle(self) -> None:
        """Wait until it is locked and takes orders.

        Raises:
            SandboxEnded: it could not be made.
        """
        if self.ready:
            return
        until = self._ordered + self._start_s
        try:
            born, self._handle.descriptor = self.channel.receive_handle(until)
            self.pid = int(born.get("pid", 0))
            self.facts = born if "why" in born else self.channel.receive(until)
        except (TimeoutError, SandboxViolation) as error:
            raise SandboxEnded("it did not start in time") from error
        if self.facts.get("op") != "ready":
            raise SandboxEnded(f"it could not be locked in: {self.facts.get('why', 'for no known reason')}")
        self.ready = True

    def pause(self) -> None:
        """Nothing runs on between two steps."""
        self._handle.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._handle.signal(signal.SIGCONT)

    def alarm(self) -> None:
        """Stop the step softly, in the middle of a statement."""
        self._handle.signal(signal.SIGALRM)

    def kill(self, why: str) -> None:
        """From any thread. All in its namespaces end with it."""
        self.ended = self.ended or why
        self._handle.signal(signal.SIGKILL)

    def close(self) -> None:
        """End it, and let go of it."""
        self.kill("it was closed")
        self._close()


def put_away(channel: Channel, handle: Handle) -> None:
    """A child that was not born yet ends by itself, at the end of its channel."""
    handle.signal(signal.SIGKILL)
    channel.close()
    handle.gone(GONE_S)
    handle.close()
