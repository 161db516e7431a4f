"""Which NVIDIA card runs which build of torch: generations, what each build was compiled for, drivers.

Architectures are whole numbers here: 89 is compute capability 8.9, written sm_89.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum


@dataclass(frozen=True, slots=True)
class Generation:
    sm: int
    name: str
    cards: str
    """Some that people have."""
    first_cuda: str
    """The first CUDA that compiles for it: a build for an older one has no code of its own for these cards."""


GENERATIONS = (
    Generation(37, "Kepler", "Tesla K80", "6.0"),
    Generation(50, "Maxwell", "GTX 750", "6.0"),
    Generation(52, "Maxwell", "GTX 900 series", "6.5"),
    Generation(53, "Maxwell", "Jetson Nano", "6.5"),
    Generation(60, "Pascal", "Tesla P100", "8.0"),
    Generation(61, "Pascal", "GTX 10 series, Tesla P4 and P40", "8.0"),
    Generation(62, "Pascal", "Jetson TX2", "8.0"),
    Generation(70, "Volta", "Tesla V100", "9.0"),
    Generation(72, "Volta", "Jetson Xavier", "9.2"),
    Generation(75, "Turing", "RTX 20 and GTX 16 series, T4", "10.0"),
    Generation(80, "Ampere", "A100, A30", "11.0"),
    Generation(86, "Ampere", "RTX 30 series, A10, A40", "11.1"),
    Generation(87, "Ampere", "Jetson Orin", "11.4"),
    Generation(89, "Ada Lovelace", "RTX 40 series, L4, L40", "11.8"),
    Generation(90, "Hopper", "H100, H200, GH200", "11.8"),
    Generation(100, "Blackwell", "B200, GB200", "12.8"),
    Generation(103, "Blackwell", "B300, GB300", "12.9"),
    Generation(110, "Blackwell", "Jetson Thor", "13.0"),
    Generation(120, "Blackwell", "RTX 50 series, RTX PRO Blackwell", "12.8"),
    Generation(121, "Blackwell", "GB10 of the DGX Spark", "12.9"),
)
"""Source: NVIDIA's list of compute capabilities, and the release notes of the CUDA toolkits."""

LEAST_DRIVER = {11: 450, 12: 525, 13: 580}
"""The oldest driver for each major version of CUDA; its minor versions run on it too.
Source: NVIDIA, CUDA Compatibility, "Minor Version Compatibility"."""

ALONE = {53, 62, 72, 87, 101}
"""Chips with the processor built in: their machine code is theirs alone, and they run no other's."""


@dataclass(frozen=True, slots=True)
class Build:
    """One build of a release of torch, as pip finds it."""

    cuda: str
    native: tuple[int, ...]
    """What it has machine code for."""
    ptx: int = 0
    """What it has code for that a newer card's driver compiles at first use; 0 where there is none."""

    @property
    def index(self) -> str:
        """The last part of its pip index: `cu128`."""
        return f"cu{self.cuda.replace('.', '')}"

    @property
    def archs(self) -> tuple[str, ...]:
        """As `torch.cuda.get_arch_list` writes them."""
        return tuple(f"sm_{sm}" for sm in self.native) + ((f"compute_{self.ptx}",) if self.ptx else ())


TO_HOPPER = (50, 60, 70, 75, 80, 86, 90)
FROM_VOLTA = (70, 75, 80, 86, 90, 100, 120)
FROM_TURING = (75, 80, 86, 90, 100, 120)
ON_ARM = {
    "12.6": (80, 90),
    "12.8": (80, 90, 100, 120),
    "12.9": (80, 90, 100, 120),
    "13.0": (80, 90, 100, 110, 120),
    "13.2": (80, 90, 100, 110, 120),
}
"""What builds for 64-bit ARM have instead, from torch 2.9 on."""
FIRST_ON_ARM = 9
OLDEST, MODERN = Build("12.6", TO_HOPPER), Build("13.0", FROM_TURING)
BUILDS = {
    6: (Build("12.4", TO_HOPPER), OLDEST, Build("11.8", (37, *TO_HOPPER))),
    7: (OLDEST, Build("12.8", FROM_TURING, ptx=120), Build("11.8", (37, *TO_HOPPER))),
    8: (Build("12.8", FROM_VOLTA), Build("12.9", FROM_VOLTA, ptx=120), OLDEST),
    9: (Build("12.8", FROM_VOLTA), Build("13.0", FROM_TURING, ptx=120), OLDEST),
    10: (Build("12.8", FROM_VOLTA), Build("13.0", FROM_TURING, ptx=120), OLDEST),
    11: (MODERN, Build("12.9", FROM_TURING, ptx=120), Build("12.8", FROM_TURING), OLDEST),
    12: (MODERN, Build("13.2", FROM_TURING), Build("12.9", FROM_TURING), OLDEST),
    13: (MODERN, Build("13.2", FROM_TURING), Build("12.9", FROM_TURING), OLDEST),
    14: (Build("13.2", FROM_TURING), MODERN, OLDEST),
}
"""The builds of torch 2.6, 2.7, …, the default of each first.
Source: `.ci/manywheel/build_cuda.sh` at each release of PyTorch, and `torch.cuda.PYTORCH_RELEASES_CODE_CC` of 2.13."""


class Fit(Enum):
    """How a card runs a build."""

    NATIVE = "it has machine code for the card"
    COMPILED = "the driver compiles its code for the card at first use"
    NONE = "it has no code for the card"


def generation(sm: int) -> str:
    """The name of a card's generation, or of the newest before it.

    >>> generation(89), generation(88)
    ('Ada Lovelace', 'Ampere')
    """
    return next((known.name for known in reversed(GENERATIONS) if known.sm <= sm), "")


def number(arch: str) -> int:
    """`sm_120` and `sm_90a` as 120 and 90; 0 where it is not NVIDIA's."""
    match = re.fullmatch(r"sm_(\d+)[af]?", arch)
    return int(match[1]) if match else 0


def fit(sm: int, archs: Iterable[str]) -> Fit:
    """How a card of architecture `sm` runs what was compiled for `archs`.

    Machine code runs on cards of the same major version and the same minor or a later one; PTX on any later card. Code
    with an `a` is for one architecture alone, with an `f` for its major version. Source: CUDA C++ Programming Guide,
    "Binary Compatibility" and "PTX Compatibility".

    >>> fit(89, ["sm_80", "sm_90"]), fit(120, ["sm_90", "compute_90"]), fit(61, ["sm_75"])
    (<Fit.NATIVE: ...>, <Fit.COMPILED: ...>, <Fit.NONE: ...>)
    """
    parts = [match.groups() for arch in archs if (match := re.fullmatch(r"(sm|compute)_(\d+)([af]?)", arch))]
    if any(kind == "sm" and _runs(sm, int(built), suffix) for kind, built, suffix in parts):
        return Fit.NATIVE
    if any(kind == "compute" and _compiles(sm, int(built), suffix) for kind, built, suffix in parts):
        return Fit.COMPILED
    return Fit.NONE


def _runs(sm: int, built: int, suffix: str) -> bool:
    if suffix == "a" or sm in ALONE or built in ALONE:
        return sm == built
    return sm // 10 == built // 10 and sm >= built


def _compiles(sm: int, built: int, suffix: str) -> bool:
    return sm >= built if not suffix else _runs(sm, built, suffix)


def driver_serves(driver: str, cuda: str) -> bool:
    """Whether driver `535.104.05` runs a build for CUDA `12.8`; yes where either is not known."""
    return not major(driver) or major(driver) >= LEAST_DRIVER.get(major(cuda), 0)


def major(version: str) -> int:
    """The first number of a version; 0 where there is none.

    >>> major("535.104.05"), major("")
    (535, 0)
    """
    head = version.partition(".")[0]
    return int(head) if head.isdecimal() else 0


def builds(minor: int, machine: str = "") -> tuple[Build, ...]:
    """The builds of torch 2.`minor` for `machine`, this one by default; later releases than we know as the last known.

    >>> [build.index for build in builds(13, "x86_64")]
    ['cu130', 'cu132', 'cu129', 'cu126']
    """
    known = BUILDS.get(min(minor, max(BUILDS)), ())
    if (machine or platform.machine()).lower() not in ("aarch64", "arm64"):
        return known
    return tuple(replace(build, native=ON_ARM[build.cuda]) for build in known if minor >= FIRST_ON_ARM)


def build_for(sm: int, driver: str, minor: int, machine: str = "") -> tuple[int, Build] | None:
    """The release of torch 2 nearest to `minor`, later ones first, and its build that this card and driver run.

    `sm` 0 and an empty `driver` are not known and rule nothing out. None where there is no such build.

    >>> build_for(120, "570.86", 13, "x86_64"), build_for(61, "", 13, "x86_64")[1].index
    ((13, Build(cuda='12.9', ...)), 'cu126')
    """
    for release in _nearest(minor):
        for build in builds(release, machine):
            if driver_serves(driver, build.cuda) and (not sm or fit(sm, build.archs) is not Fit.NONE):
                return release, build
    return None


def _nearest(minor: int) -> Iterator[int]:
    yield from sorted({*BUILDS, minor} if minor > max(BUILDS) else BUILDS, key=lambda m: (m < minor, abs(m - minor)))
