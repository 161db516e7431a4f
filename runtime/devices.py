"""Picks what models run on and in which precision, and says why. Imports torch only where there is an accelerator."""

from __future__ import annotations

import gc
import os
import platform
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from runtime.errors import OutOfMemory, SettingsError, nearest

DTYPES = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}
"""Our names, and torch's."""
KINDS = ("auto", "cpu", "cuda", "mps")
SIGNS = ("/dev/nvidia0", "/dev/nvidiactl", "/proc/driver/nvidia", "/dev/dxg", "/dev/kfd")
"""What a Linux machine with an NVIDIA card, one inside Windows, or an AMD card has."""


RAN_OUT = ("out of memory", "can't allocate memory", "cannot allocate memory", "failed to allocate memory")


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    """`cpu`, `cuda:0`, `mps`."""
    dtype: str
    """`fp32`, `fp16` or `bf16`."""
    memory_gb: float
    """What is free on it now."""
    reason: str
    """One sentence for a person."""


OFFLOADED, IN_PIECES = "offloaded", "offloaded in pieces"
"""The rungs on which a model only visits the device: a part of it at a time, or a layer."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model runs, and how it came to be there."""

    device: Device
    offload: bool = False
    """Its parts wait beside the processor, and each visits the device when its turn comes."""
    rung: str = ""
    """What had to give for it to fit: `lower precision`, `offloaded`, `offloaded in pieces`, `processor`; empty where
    nothing had to."""

    @property
    def at(self) -> str:
        """`cuda:0, bf16`, for people and provenance."""
        return f"{self.device.name}, {self.device.dtype}"


def placements(device: Device, can_offload: bool = False) -> tuple[Placement, ...]:
    """The ladder: where to run, what first comes first. One rung is taken when memory runs out on the one before.

    >>> [rung.rung for rung in placements(Device("cuda:0", "bf16", 8.0, ""), can_offload=True)]
    ['', 'offloaded', 'offloaded in pieces', 'processor']
    >>> [rung.at for rung in placements(Device("cpu", "fp32", 8.0, ""))]
    ['cpu, fp32', 'cpu, bf16']
    """
    ladder = [Placement(device)]
    if can_offload and device.name != "cpu":
        ladder += [Placement(device, offload=True, rung=rung) for rung in (OFFLOADED, IN_PIECES)]
    elif device.dtype == "fp32":
        ladder.append(Placement(replace(device, dtype="bf16"), rung="lower precision"))
    if device.name != "cpu":
        ladder.append(Placement(processor(reason="The accelerator ran out of memory."), rung="processor"))
    return tuple(ladder)


def choose(device: str = "auto", dtype: str = "auto") -> Device:
    """The device and precision to use: those asked for, or the best there is.

    Raises:
        SettingsError: it is no device or precision, or one that this machine does not have.
    """
    kind, _, index = device.partition(":")
    if kind not in KINDS or (index and not (kind == "cuda" and index.isdecimal())):
        raise SettingsError(
            f"device={device!r} is no device. {nearest(kind, KINDS, 'Devices')} A second card is cuda:1."
        )
    if dtype not in ("auto", *DTYPES):
        raise SettingsError(f"dtype={dtype!r} is no precision. {nearest(dtype, ('auto', *DTYPES), 'Precisions')}")
    if kind == "cpu":
        return processor(dtype, "The processor was asked for.")
    if not may_accelerate():
        if kind != "auto":
            raise _absent(device, "this machine shows no accelerator")
        return processor(dtype, "This machine shows no accelerator.")
    return _accelerator(kind, int(index or 0), dtype)


def torch_dtype(device: Device) -> Any:
    """`device.dtype` as torch's. Imports torch."""
    import torch

    return getattr(torch, DTYPES[device.dtype])


def is_out_of_memory(error: BaseException) -> bool:
    """Whether it says that memory ran out, on any device: torch says it in several ways, and there is our own."""
    text = str(error).lower()
    named = isinstance(error, MemoryError | OutOfMemory) or type(error).__name__ == "OutOfMemoryError"
    return named or (isinstance(error, RuntimeError) and any(words in text for words in RAN_OUT))


def free_caches() -> None:
    """Give back what was let go of but is still kept: cycles of references, and the blocks that torch caches."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
    if torch is not None and torch.backends.mps.is_available():
        torch.mps.empty_cache()


def may_accelerate() -> bool:
    """Whether an accelerator can be there at all, judged by what the system shows, without torch."""
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    if sys.platform.startswith("linux"):
        return any(Path(sign).exists() for sign in SIGNS)
    return True


def _absent(device: str, why: str) -> SettingsError:
    return SettingsError(f"device={device!r} cannot be used: {why}. Set ATELIER_DEVICE=auto, or cpu.")


def _accelerator(kind: str, index: int, dtype: str) -> Device:
    import torch

    if kind in ("auto", "cuda") and torch.cuda.is_available():
        return _cuda(torch, index, dtype)
    if kind in ("auto", "mps") and torch.backends.mps.is_available():
        gigabytes = torch.mps.recommended_max_memory() / 1e9
        return Device("mps", _or(dtype, "fp16"), gigabytes, "Apple's graphics processor was found.")
    why = f"torch {torch.__version__} does not see one; install the build of torch for your card"
    if kind != "auto":
        raise _absent(kind, why)
    return processor(dtype, f"The system shows an accelerator, but {why}.")


def _cuda(torch: Any, index: int, dtype: str) -> Device:
    count = torch.cuda.device_count()
    if index >= count:
        raise _absent(f"cuda:{index}", f"the cards here are cuda:0 to cuda:{count - 1}")
    free, _ = torch.cuda.mem_get_info(index)
    best = "bf16" if torch.cuda.get_device_capability(index)[0] >= 8 else "fp16"  # Ampere was the first with bf16
    return Device(f"cuda:{index}", _or(dtype, best), free / 1e9, f"{torch.cuda.get_device_name(index)} was found.")


def processor(dtype: str = "auto", reason: str = "It runs beside the processor.") -> Device:
    return Device("cpu", _or(dtype, "fp32"), available_gb(), reason)


def _or(dtype: str, default: str) -> str:
    return default if dtype == "auto" else dtype


def available_gb(root: Path = Path("/")) -> float:
    """Memory that this process may still take, in GB: what the machine has free, or less where a container limits it.

    `root` is the folder that holds /proc and /sys.
    """
    return min([_machine_bytes(root), *_container_bytes(root)]) / 1e9


def _machine_bytes(root: Path) -> int:
    for line in _text(root / "proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2  # half of what is built in, for want of better


def _container_bytes(root: Path) -> list[int]:
    """What is left under each limit that holds for this process, whichever version of control groups sets it."""
    left: list[int] = []
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if not controllers:
            left += _left(root / "sys/fs/cgroup", path, "memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            left += _left(root / "sys/fs/cgroup/memory", path, *names)
    return left


def _left(mount: Path, path: str, limit: str, usage: str, cache: str) -> list[int]:
    """Limit less usage, in bytes, for the group at `path` and all that it lies in. Files in the cache can be let go."""
    group = mount / path.strip("/")
    left = []
    for folder in (group, *group.parents):
        most, used = _text(folder / limit).strip(), _text(folder / usage).strip()
        if most.isdecimal() and used.isdecimal():
            left.append(max(0, int(most) - int(used) + _statistic(folder / "memory.stat", cache)))
    return left


def _statistic(path: Path, name: str) -> int:
    pairs = (line.split() for line in _text(path).splitlines())
    return next((int(pair[1]) for pair in pairs if pair[0] == name), 0)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
