"""What a look at torch and at the system's cards brought, as records: the verdicts on them need no card."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from app.doctor.child import Child, Ended
from runtime.devices import SIGNS, may_accelerate
from runtime.records import Json

Kind = Literal["nvidia", "amd", "apple", ""]


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    arch: str = ""
    """`sm_90`, `gfx1100`, `mps`; empty where it is not known."""
    total_gb: float = 0.0
    free_gb: float = 0.0


@dataclass(frozen=True, slots=True)
class Product:
    """Two matrices multiplied on the device, and compared with numpy's product."""

    dtype: str
    ms: float = 0.0
    gflops: float = 0.0
    error: float = 0.0
    """How far off it is, as a share of the right product's norm."""
    problem: str = ""
    """Why it could not be done."""


@dataclass(frozen=True, slots=True)
class Torch:
    """What the child saw of torch until it ended."""

    stage: str = ""
    """What it was doing last; empty where it came to its end."""
    error: str = ""
    """Why torch cannot be imported."""
    version: str = ""
    cuda: str = ""
    """The CUDA that it was built for, `12.8`; empty for any other build."""
    hip: str = ""
    """The same for ROCm."""
    import_s: float = 0.0
    archs: tuple[str, ...] = ()
    driver_cuda: str = ""
    """The newest CUDA that the driver knows."""
    cards: tuple[Card, ...] = ()
    warnings: tuple[str, ...] = ()
    """What torch said while it looked for cards."""
    device: str = ""
    """What our settings choose."""
    dtype: str = ""
    memory_gb: float = 0.0
    reason: str = ""
    refusal: str = ""
    """Why no device could be chosen."""
    products: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The cards that the system shows, whether or not torch sees them."""

    kind: Kind = ""
    cards: tuple[Card, ...] = ()
    driver: str = ""
    problem: str = ""
    """What nvidia-smi says where it fails."""


def torch_of(told: Mapping[str, Json]) -> Torch:
    """The record that the child printed as JSON.

    >>> torch_of({"version": "2.13.0", "cards": [{"name": "L4", "arch": "sm_89"}]}).cards[0].arch
    'sm_89'
    """
    lists = {
        "cards": tuple(Card(**card) for card in told.get("cards", ())),
        "products": tuple(Product(**product) for product in told.get("products", ())),
        "archs": tuple(told.get("archs", ())),
        "warnings": tuple(told.get("warnings", ())),
    }
    return Torch(**(dict(told) | lists))


SMI = ["nvidia-smi", "--query-gpu=name,driver_version,memory.total,memory.free", "--format=csv,noheader,nounits"]
SMI_WITH_ARCH = [SMI[0], f"{SMI[1]},compute_cap", SMI[2]]
"""Drivers before 470 do not know the last field."""
SMI_LIMIT_S = 15.0


def smi(with_arch: bool = True) -> Child | None:
    """nvidia-smi, asked what there is; None where this machine has none."""
    return Child(SMI_WITH_ARCH if with_arch else SMI, SMI_LIMIT_S) if shutil.which(SMI[0]) else None


def shown(asked: Child | None, root: Path = Path("/")) -> Shown:
    """What the system shows, by nvidia-smi where it was asked, and by the files that drivers make."""
    by_files = Shown(_kind(root))
    if asked is None:
        return by_files
    ended = asked.ended()
    if ended.code and "not a valid field" in ended.out + ended.err and (again := smi(with_arch=False)):
        ended = again.ended()
    if ended.fate:
        return replace(by_files, problem=ended.last_words or f"nvidia-smi {ended.fate}")
    found = listed(ended)
    return found if found.cards else by_files


def _kind(root: Path) -> Kind:
    if sys.platform == "darwin":
        return "apple" if may_accelerate() else ""
    there = [sign for sign in SIGNS if (root / sign.lstrip("/")).exists()]
    if any("nvidia" in sign for sign in there):
        return "nvidia"
    return "amd" if any("kfd" in sign for sign in there) else ""


def listed(ended: Ended) -> Shown:
    """nvidia-smi's table: one card a line; memory is in MiB, and `[N/A]` where a card shares the processor's."""
    rows = [[cell.strip() for cell in line.split(",")] for line in ended.out.splitlines()]
    rows = [row for row in rows if len(row) >= 4]
    cards = tuple(
        Card(row[0], _arch(row[4] if len(row) > 4 else ""), _gigabytes(row[2]), _gigabytes(row[3])) for row in rows
    )
    return Shown("nvidia", cards, rows[0][1]) if rows else Shown()


def _arch(capability: str) -> str:
    digits = capability.replace(".", "")
    return f"sm_{digits}" if digits.isdecimal() else ""


def _gigabytes(mebibytes: str) -> float:
    return int(mebibytes) * 2**20 / 1e9 if mebibytes.isdecimal() else 0.0
