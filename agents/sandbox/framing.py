"""The parent's end of a child's channel. Every byte that comes is hostile: it is bounded, read as JSON, and no more."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from agents.sandbox.child.frames import LARGEST
from runtime.errors import SandboxEnded, SandboxViolation

TICK_S = 0.01
"""How often it is looked whether the wait is still worth it."""
BLOCK = 1 << 18

MOST_VALUES = 400_000
"""Commas, brackets and braces of a message: each may become an object, many times as large as its letter."""


def patient() -> None:
    """Waits as long as the time lasts."""


class Channel:
    """Frames in both directions over a stream socket: four bytes of length, then a JSON object."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._socket = connection
        self._poll = select.poll()  # select.select takes no descriptor above 1023
        self._poll.register(connection, select.POLLIN)

    def close(self) -> None:
        self._socket.close()

    def send(self, message: dict[str, Any], until: float) -> None:
        """
        Raises:
            SandboxEnded: nobody reads it any more, or not until then.
        """
        data = json.dumps(message).encode()
        left = memoryview(struct.pack("!I", len(data)) + data)
        while left:
            try:
                left = left[self._socket.send(left) :]
            except BlockingIOError:
                self._writable(until)
            except OSError as error:
                raise SandboxEnded("it is gone") from error

    def receive(self, until: float, watch: Callable[[], None] = patient) -> dict[str, Any]:
        """The next message. `watch` is called whenever nothing has come for a while, and may raise.

        Raises:
            TimeoutError: it did not come until then, a time on `time.monotonic()`.
            SandboxEnded: the child's end is closed.
            SandboxViolation: it is too long, no JSON, or no object.
        """
        return parsed(self._exactly(announced(self._exactly(4, until, watch)), until, watch))

    def receive_handle(self, until: float) -> tuple[dict[str, Any], int]:
        """The first message, and the descriptor that comes with it; -1 where none does."""
        self._readable(until, patient)
        head, descriptors, _, _ = socket.recv_fds(self._socket, 4, 1, socket.MSG_CMSG_CLOEXEC)
        if len(head) != 4:
            raise SandboxEnded("it ended before it began")
        message = parsed(self._exactly(announced(head), until, patient))
        return message, descriptors[0] if descriptors else -1

    def waiting(self) -> bool:
        """Whether something has come."""
        return bool(self._poll.poll(0))

    def _exactly(self, size: int, until: float, watch: Callable[[], None]) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            try:
                part = self._socket.recv(min(size - len(parts), BLOCK))
            except BlockingIOError:
                self._readable(until, watch)
                continue
            except OSError as error:
                raise SandboxEnded("it is gone") from error
            if not part:
                raise SandboxEnded("it ended by itself: a crash, or its limit of memory or processor time")
            parts += part
        return bytes(parts)

    def _readable(self, until: float, watch: Callable[[], None]) -> None:
        """The time is looked at also where something came: a child may send a byte at a time."""
        while True:
            came = self._poll.poll(TICK_S * 1000)
            watch()
            if time.monotonic() >= until:
                raise TimeoutError
            if came:
                return

    def _writable(self, until: float) -> None:
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT)
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            raise SandboxEnded("it stopped reading")


def announced(head: bytes) -> int:
    """The length that a frame says it has."""
    (length,) = struct.unpack("!I", head)
    if length > LARGEST:
        raise SandboxViolation(f"it announced a message of {length} bytes, and the limit is {LARGEST}")
    return int(length)


def parsed(data: bytes) -> dict[str, Any]:
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise SandboxViolation(f"it sent a message of more than {MOST_VALUES} values")
    try:
        message = json.loads(data.decode("utf-8"), parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise SandboxViolation(f"it sent what is no JSON ({type(error).__name__})") from error
    if not isinstance(message, dict):
        raise SandboxViolation("it sent what is no message")
    return message


def _refused(constant: str) -> Any:
    raise ValueError(constant)
