"""`atelier models lock`: writes down which revisions are here, or says what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from runtime.catalog import Catalog, catalog_at
from runtime.errors import CheckpointError
from runtime.lock_file import write_entries
from runtime.locking import Lock, entries_here, lock_path, locked, read_lock
from runtime.places import is_here, located
from runtime.records import Json
from runtime.settings import Settings


def write_lock(settings: Settings, file: Path | None = None) -> dict[str, Json]:
    """Hold fast every checkpoint of the catalog that is here; a person's own ones too.

    Raises:
        SettingsError: the file cannot be written.
    """
    path = file.absolute() if file else lock_path(settings)
    entries = entries_here(catalog_at(settings.home).checkpoints)
    write_entries(path, entries)
    return {"file": str(path), "checkpoints": [asdict(entry) for entry in entries]}


def check_lock(settings: Settings, file: Path | None = None) -> dict[str, Json]:
    """What is not as the lock file has it, a sentence each.

    Raises:
        SettingsError: there is no such file, or it is no lock file.
    """
    lock = read_lock(file.absolute() if file else lock_path(settings))
    return {"file": str(lock.path), "differences": differences(lock, catalog_at(settings.home))}


def differences(lock: Lock, catalog: Catalog) -> list[str]:
    """What is held fast and not here as it was, what the catalog no longer has, and what is here without being held."""
    known = {line.id for line in catalog.checkpoints}
    found = [
        f"{lock.path} has {entry.said()} for {entry.id!r}, and the catalog no longer has a line for it. "
        "Renew the lock with: atelier models lock"
        for entry in lock.entries
        if entry.id not in known
    ]
    locate = locked(located, lock)
    for line in catalog.checkpoints:
        if lock.find(line) or is_here(line):
            try:
                locate(line)
            except CheckpointError as error:
                found.append(str(error))
    return list(dict.fromkeys(found))


def lock_text(told: Mapping[str, Json]) -> str:
    """What either of them tells, for a person."""
    if "checkpoints" in told:
        return f"Wrote {told['file']}: {len(told['checkpoints'])} checkpoints. Nothing else is loaded while it is used."
    return "\n".join(told["differences"]) or f"All is as {told['file']} has it."
