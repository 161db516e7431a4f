"""What works on this machine and what does not, each in one line."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from runtime.records import Json
from runtime.settings import Settings, describe

PACKAGES = ("smolagents", "torch", "transformers", "onnxruntime", "faiss-cpu", "langchain-community")
LEAST_FREE_GB = 1.0
"""Disk that prepared models and indexes need."""


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    ok: bool
    says: str

    def line(self) -> str:
        return f"{'✓' if self.ok else '✗'} {self.what}: {self.says}"

    def fields(self) -> dict[str, Json]:
        return {"what": self.what, "ok": self.ok, "says": self.says}


def examine(settings: Settings) -> list[Finding]:
    """Every finding. None raises: what is broken is a finding too."""
    checks: dict[str, Callable[[Settings], str]] = {
        "python": lambda _: python(),
        "settings": changed,
        "device": device,
        "home": home,
        "disk": disk,
        "encoder": encoder,
        "history": history,
        "brain": brain,
    }
    packages = {name: (lambda _, name=name: installed(name)) for name in PACKAGES}
    return [found(what, check, settings) for what, check in (checks | packages).items()]


def found(what: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(what, True, check(settings))
    except Exception as error:
        return Finding(what, False, " ".join(str(error).split()) or type(error).__name__)


def python() -> str:
    return sys.version.split()[0]


def installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise RuntimeError("is not installed. Install it with: make install") from error


def changed(settings: Settings) -> str:
    """The settings that are not at their defaults; the key only as set."""
    usual = describe(Settings())
    given = [f"{name}={value!r}" for name, value in describe(settings).items() if value != usual[name]]
    return ", ".join(given) or "all at their defaults"


def device(settings: Settings) -> str:
    from runtime.devices import choose

    chosen = choose(settings.device, settings.dtype)
    return f"{chosen.name}, {chosen.dtype}, {chosen.memory_gb:.1f} GB free. {chosen.reason}"


def standing(folder: Path) -> Path:
    """The folder itself or the nearest one above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def home(settings: Settings) -> str:
    """The folder may be made, or is there and may be written; nothing is created by asking."""
    nearest = standing(settings.home)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise RuntimeError(f"{settings.home} cannot be written. Choose another folder with ATELIER_HOME.")
    return str(settings.home)


def disk(settings: Settings) -> str:
    nearest = standing(settings.home)
    free = shutil.disk_usage(nearest).free / 1e9
    if free < LEAST_FREE_GB:
        raise RuntimeError(f"{free:.1f} GB free at {nearest}. Free at least {LEAST_FREE_GB:g} GB.")
    return f"{free:.0f} GB free"


def encoder(settings: Settings) -> str:
    """Whether the embedded encoder's weights are here."""
    from runtime.catalog import load_catalog
    from runtime.loaders import is_here

    checkpoint = load_catalog().serving("sentence-similarity", "embedded")[0]
    if not is_here(checkpoint):
        raise RuntimeError(f"{checkpoint.id} is not here. Install it with: make install")
    return f"{checkpoint.id} is here"


def history(settings: Settings) -> str:
    """Whether an existing history opens; one that is not there yet will be made."""
    from memory.history import History

    file = Path(settings.history_at.removeprefix("sqlite:///"))
    if not settings.history_url and not file.exists():
        return f"will be made at {file}"
    opened = History(settings.history_at)
    count = len(opened.sessions(settings.tenant))
    opened.close()
    return f"{count} sessions"


def brain(settings: Settings) -> str:
    """Whether the brain can be had: its package, its server, its weights."""
    from app.service import Service

    return Service(settings).brain.name
