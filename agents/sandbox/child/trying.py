"""Whether a tier can be had: a child of the zygote's locks itself, and says what went wrong."""

from __future__ import annotations

import os

from . import hardening, namespaces
from .orders import Order

NEWEST = 99
"""Whatever ABI of Landlock the kernel has."""


def lacking(tier: str, readable: list[str]) -> str:
    """What keeps this machine from the tier; empty where nothing does. Only trying tells: some systems allow new
    namespaces and then refuse to mount in them."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        attempt(trial(tier, readable), writes)
    os.close(writes)
    said = bytearray()
    while part := os.read(reads, 4096):
        said += part
    os.close(reads)
    return "" if said == b"ok" else said.decode("utf-8", "replace") or "the process ended"


def attempt(order: Order, writes: int) -> None:
    """Does not return."""
    try:
        if order.tier == "A":
            namespaces.enter(order)
        hardening.lock(order)
        said = "ok"
    except BaseException as error:
        said = f"{error}"
    os.write(writes, said.encode())
    os._exit(0)


def trial(tier: str, readable: list[str]) -> Order:
    return Order(
        tier=tier,
        workspace="/tmp",
        readable=tuple(readable),
        landlock_abi=NEWEST,
        memory_mb=1024,
        cpu_s=60,
        file_mb=1,
        open_files=64,
        temporary_mb=1,
        printed=0,
        shown=0,
        imports=(),
    )
