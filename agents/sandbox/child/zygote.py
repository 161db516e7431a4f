"""A process that has imported what children need, and forks one whenever the parent orders it. Runs no agents' code.

Descriptor 3 is a SOCK_SEQPACKET socket to the parent: its first packet says what to import, each further one is an
order, with the descriptor of the child's channel.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import struct
import sys
from typing import Any

from . import frames, hardening, namespaces, trying, worker
from .orders import Order

CONTROL = 3
LARGEST = 1 << 20
"""Bytes of a packet."""


def main() -> None:
    hardening.die_with_parent()
    control = socket.socket(fileno=CONTROL)
    first = json.loads(control.recv(LARGEST))
    sys.path[:0] = first["paths"]
    try:
        for module in first["preload"]:
            importlib.import_module(module)
    except Exception as error:
        control.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        return
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are not waited for
    nowhere = os.open("/dev/null", os.O_RDWR)
    control.send(json.dumps({tier: trying.lacking(tier, first["readable"]) for tier in "ABC"}).encode())
    while True:
        data, channels, _, _ = socket.recv_fds(control, LARGEST, 1)
        if not data:
            return
        serve(json.loads(data), channels[0], nowhere, first["environment"])


def serve(given: dict[str, Any], channel: int, nowhere: int, environment: dict[str, str]) -> None:
    """Fork a child that has only its channel left. The parent never waits here for more than the fork."""
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in given.items()}
    order = Order(**values)
    if order.tier == "A":
        if os.fork():
            os.close(channel)
            return
        between(order, channel, nowhere, environment)
    elif fork_announced(channel):
        os.close(channel)
    else:
        become(order, channel, nowhere, environment)


def between(order: Order, channel: int, nowhere: int, environment: dict[str, str]) -> None:
    """Enter new namespaces and fork the child into them; then only wait, so that all end together."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        hardening.die_with_parent()
        namespaces.enter(order)
        hardening.die_with_parent()
        if child := fork_announced(channel):
            os.closerange(0, 1 << 16)
            os.waitpid(child, 0)
            os._exit(0)
    except BaseException as error:
        failed(channel, error)
    become(order, channel, nowhere, environment)


def fork_announced(channel: int) -> int:
    """As `os.fork`. Before the child does anything, the parent is told its number and handed a descriptor of it."""
    gate, opener = os.pipe()
    child = os.fork()
    if child:
        os.close(gate)
        announce(channel, child)
        os.close(opener)
        return child
    os.close(opener)
    os.read(gate, 1)
    os.close(gate)
    return 0


def announce(channel: int, child: int) -> None:
    held = os.pidfd_open(child)
    data = json.dumps({"op": "born", "pid": child}).encode()
    with socket.socket(fileno=os.dup(channel)) as to_parent:
        socket.send_fds(to_parent, [struct.pack("!I", len(data)) + data], [held])
    os.close(held)


def become(order: Order, channel: int, nowhere: int, environment: dict[str, str]) -> None:
    """Be the child: nothing of the zygote's is left open. Does not return."""
    try:
        hardening.die_with_parent()
        os.setsid()
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        os.dup2(channel, frames.CHANNEL)
        os.closerange(frames.CHANNEL + 1, 1 << 16)
        os.environ.clear()
        os.environ.update(environment | {"HOME": order.inside, "TMPDIR": order.writable[-1]})
        worker.work(order)
    except BaseException as error:
        failed(frames.CHANNEL, error)


def failed(channel: int, error: BaseException) -> None:
    """Say why there is no child, as well as that can be said, and end."""
    try:
        os.dup2(channel, frames.CHANNEL)
        frames.send({"op": "failed", "why": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(1)
