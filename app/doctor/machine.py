"""What costs nothing to find out: Python, settings, folders, disk, the Hub's cache, the history."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from app.doctor.finding import Finding
from runtime.settings import Settings, describe

LEAST_FREE_GB = 1.0
"""Disk that prepared models and indexes need."""
COUNTING_S = 2.0
"""Seconds that the files of the Hub's cache are counted for."""


def python() -> Finding:
    release = sys.version.split()[0]
    return Finding("python", "ok", release, {"version": release})


def changed(settings: Settings) -> str:
    """The settings that are not at their defaults; the key only as set."""
    usual = describe(Settings())
    given = [f"{name}={value!r}" for name, value in describe(settings).items() if value != usual[name]]
    return ", ".join(given) or "all at their defaults"


def standing(folder: Path) -> Path:
    """The folder itself or the nearest one above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def writable(folder: Path) -> bool:
    """Whether it may be made, or is there and may be written; nothing is created by asking."""
    nearest = standing(folder)
    return nearest.is_dir() and os.access(nearest, os.W_OK)


def free_gb(folder: Path) -> float:
    return shutil.disk_usage(standing(folder)).free / 1e9


def home(settings: Settings) -> str:
    if not writable(settings.home):
        raise RuntimeError(f"{settings.home} cannot be written. Choose another folder with ATELIER_HOME.")
    return str(settings.home)


def disk(settings: Settings) -> Finding:
    free = free_gb(settings.home)
    facts = {"free_gb": round(free, 1), "least_gb": LEAST_FREE_GB}
    if free < LEAST_FREE_GB:
        says = f"{free:.1f} GB free at {standing(settings.home)}. Free at least {LEAST_FREE_GB:g} GB."
        return Finding("disk", "broken", says, facts)
    return Finding("disk", "ok", f"{free:.0f} GB free", facts)


def cache() -> Finding:
    """Where downloads lie, how much, and what room is left there."""
    from runtime.places import hub_cache

    folder = hub_cache()
    free = free_gb(folder)
    used, whole = used_gb(folder)
    downloads = sum(1 for _ in folder.glob("models--*"))
    facts = {"folder": str(folder), "used_gb": round(used, 2), "downloads": downloads, "free_gb": round(free, 1)}
    if not writable(folder):
        says = f"{folder} cannot be written, so nothing can be fetched. Choose another folder with HF_HOME"
        return Finding("cache", "missing", says, facts)
    if free < LEAST_FREE_GB:
        says = f"{free:.1f} GB free at {folder}: no room to fetch models. Free some, or choose another with HF_HOME"
        return Finding("cache", "missing", says, facts)
    holds = f"{downloads} models, {'' if whole else 'over '}{used:.1f} GB" if folder.exists() else "nothing yet"
    return Finding("cache", "ok", f"{folder} holds {holds}; {free:.0f} GB free there", facts)


def used_gb(folder: Path, limit_s: float = COUNTING_S) -> tuple[float, bool]:
    """What the files in `folder` take, links not counted, and whether the time sufficed to see them all."""
    until, total = time.monotonic() + limit_s, 0
    for size in _sizes(folder):
        total += size
        if time.monotonic() > until:
            return total / 1e9, False
    return total / 1e9, True


def _sizes(folder: Path) -> Iterator[int]:
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                yield (Path(at) / name).lstat().st_size
            except OSError:  # it was removed in between
                continue


def hub() -> Finding:
    """Whether the Hub may be asked, and whether there is a token: never which."""
    from huggingface_hub import constants, get_token

    has_token, offline = bool(get_token()), constants.HF_HUB_OFFLINE
    asks = "nothing is fetched (HF_HUB_OFFLINE is set)" if offline else "models may be fetched"
    token = (
        "a token is set" if has_token else "no token is set: only models with terms to accept need one (hf auth login)"
    )
    return Finding("hub", "ok", f"{asks}; {token}", {"offline": offline, "token": has_token})


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
