"""The pip commands that mend torch and what belongs to it: the right release, from the right index."""

from __future__ import annotations

import re

from runtime.cuda_architectures import build_for

WHEELS = "https://download.pytorch.org/whl"
ROCM = {6: "6.2.4", 7: "6.3", 8: "6.4", 9: "6.4", 10: "7.1", 11: "7.2", 12: "7.2", 13: "7.2", 14: "7.2"}
"""The ROCm that builds of torch 2.6, 2.7, … are for. Source: pytorch.org, "Previous versions"."""
VISION_AHEAD = 15
"""torchvision 0.28 belongs to torch 2.13, and so on."""
LAST_AUDIO = 11
"""torchaudio 2.11 is the last, and serves every later torch."""


def release(version: str) -> tuple[int, int]:
    """The minor version and patch of a torch 2.

    >>> release("2.13.1+cu130"), release("2.14.0.dev20260801+cpu"), release("")
    ((13, 1), (14, 0), (13, 0))
    """
    match = re.match(r"2\.(\d+)(?:\.(\d+))?", version)
    return (int(match[1]), int(match[2] or 0)) if match else (13, 0)


def index(version: str) -> str:
    """Where a build of torch came from, as the end of a pip command; empty where that is PyPI or not known.

    >>> index("2.13.0+cpu")
    ' --index-url https://download.pytorch.org/whl/cpu'
    >>> index("2.14.0.dev20260801+cu130")
    ' --index-url https://download.pytorch.org/whl/nightly/cu130'
    """
    match = re.search(r"\+(cpu|xpu|cu\d+|rocm[\d.]+)$", version)
    folder = "nightly/" if ".dev" in version else ""
    return f" --index-url {WHEELS}/{folder}{match[1]}" if match else ""


def public(version: str) -> str:
    """`version` without the name of its build."""
    return version.partition("+")[0]


def anew(version: str) -> str:
    """Installs the same build of torch again."""
    if not version:
        return "make install"
    nightly = "--pre " if ".dev" in version else ""
    return f"pip install --force-reinstall {nightly}torch=={public(version)}{index(version)}"


def for_card(version: str, sm: int, driver: str, machine: str = "") -> str:
    """Installs the build of torch that this card and driver run, as near to `version` as there is; empty for none.

    >>> for_card("2.13.0+cpu", 61, "", "x86_64")
    'pip install --force-reinstall torch==2.13.0 --index-url https://download.pytorch.org/whl/cu126'
    """
    minor, _ = release(version)
    chosen = build_for(sm, driver, minor, machine)
    if chosen is None:
        return ""
    nearest, build = chosen
    is_exact = nearest == minor and version and ".dev" not in version
    wanted = f"torch=={public(version)}" if is_exact else f"'torch==2.{nearest}.*'"  # quoted: a star is the shell's
    return f"pip install --force-reinstall {wanted} --index-url {WHEELS}/{build.index}"


def for_rocm(version: str) -> str:
    """Installs the same release of torch for cards of AMD."""
    minor, _ = release(version)
    rocm = ROCM[min(max(minor, min(ROCM)), max(ROCM))]
    return f"pip install --force-reinstall torch=={public(version)} --index-url {WHEELS}/rocm{rocm}"


def companion(name: str, version: str, again: bool = False) -> str:
    """Installs the torchvision or torchaudio that belongs to this torch, from the same index.

    >>> companion("torchvision", "2.9.1+cu128")
    'pip install torchvision==0.24.1 --index-url https://download.pytorch.org/whl/cu128'
    >>> companion("torchaudio", "2.13.0")
    'pip install torchaudio==2.11.0'
    """
    minor, patch = release(version)
    if name == "torchaudio" and minor > LAST_AUDIO:
        minor, patch = LAST_AUDIO, 0
    wanted = f"0.{minor + VISION_AHEAD}.{patch}" if name == "torchvision" else f"2.{minor}.{patch}"
    if ".dev" in version:
        return f"pip install --pre --no-deps {name}{index(version)}"
    return f"pip install {'--force-reinstall --no-deps ' if again else ''}{name}=={wanted}{index(version)}"
