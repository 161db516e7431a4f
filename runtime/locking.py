"""Only what a lock file names is loaded: the revisions that were here when it was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from runtime.catalog import Checkpoint
from runtime.choosing import Locate
from runtime.digests import digest_of
from runtime.errors import CheckpointError, CheckpointNotFound, NotLocked, SettingsError
from runtime.lock_file import Entry, read_entries
from runtime.places import folder_of, is_folder, located
from runtime.settings import Settings

USUAL = Path("atelier.lock")


@dataclass(frozen=True, slots=True)
class Lock:
    path: Path
    entries: tuple[Entry, ...]

    def find(self, checkpoint: Checkpoint) -> Entry | None:
        """The entry for a line of the catalog, or for a checkpoint as it was located; None where there is none."""
        asked = checkpoint.revision
        return next((e for e in self._of(checkpoint.id) if not e.revision or asked in (e.asked, e.revision)), None)

    def check(self, checkpoint: Checkpoint) -> None:
        """Raise NotLocked where a checkpoint, as it was located, is not what is held fast."""
        here = entry_of(checkpoint, checkpoint)
        entry = self.find(checkpoint) or next(iter(self._of(checkpoint.id)), None)
        if entry is None:
            raise NotLocked(checkpoint.id, self.path, "nothing", here.said())
        if replace(here, asked=entry.asked) != entry:
            raise NotLocked(checkpoint.id, self.path, entry.said(), here.said(), entry.revision)

    def _of(self, id: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.id == id]

    def now(self) -> Lock:
        """As its file is now; as it was read where there is none any more."""
        return read_lock(self.path) if self.path.is_file() else self


def load_lock(settings: Settings) -> Lock | None:
    """The lock that holds: the one that is named, which must be there, or ./atelier.lock where there is one.

    Raises:
        SettingsError: the one that is named is not there, or it is no lock file.
    """
    path = lock_path(settings)
    if path.is_file():
        return read_lock(path)
    if settings.lock:
        raise SettingsError(f"No lock file at {path}. Write it with: atelier models lock --file {settings.lock}")
    return None


def lock_path(settings: Settings) -> Path:
    """Where the lock file is, or would be."""
    return (Path(settings.lock).expanduser() if settings.lock else USUAL).absolute()


def read_lock(path: Path) -> Lock:
    """
    Raises:
        SettingsError: it is not there, or is no lock file.
    """
    return Lock(path, read_entries(path))


def locked(locate: Locate, lock: Lock | None) -> Locate:
    """As `locate`, but only what `lock` holds fast; all where there is no lock.

    A checkpoint is located at the revision that is held fast, also where a newer one is here. Who runs already sees
    that the file was renewed.
    """
    return locate if lock is None else partial(_locate_locked, locate, lock)


def _locate_locked(locate: Locate, lock: Lock, line: Checkpoint) -> Checkpoint:
    """
    Raises:
        NotLocked: what is here is not what is held fast.
        CheckpointError: as `locate`.
    """
    lock = lock.now()
    entry = lock.find(line)
    here = _at_revision(locate, lock, entry, line) if entry and entry.revision else locate(line)
    lock.check(here)
    return here


def _at_revision(locate: Locate, lock: Lock, entry: Entry, line: Checkpoint) -> Checkpoint:
    try:
        return locate(replace(line, revision=entry.revision))
    except CheckpointNotFound as error:
        raise NotLocked(line.id, lock.path, entry.said(), _said_here(locate, line), entry.revision) from error


def _said_here(locate: Locate, line: Checkpoint) -> str:
    try:
        return f"revision {locate(line).revision}"
    except CheckpointError:
        return "none of it"


def entry_of(line: Checkpoint, here: Checkpoint) -> Entry:
    """What to hold fast of a catalog's `line`, which was located as `here`."""
    if line.package:
        return Entry(line.id, version=here.revision)
    if is_folder(line.id):
        return Entry(line.id, sha256=digest_of(folder_of(here)))
    return Entry(line.id, asked=line.revision, revision=here.revision)


def entries_here(lines: Iterable[Checkpoint]) -> tuple[Entry, ...]:
    """What to hold fast of those `lines` that are on this machine, sorted, each once."""
    found = set()
    for line in lines:
        try:
            found.add(entry_of(line, located(line)))
        except CheckpointError:
            continue
    return tuple(sorted(found, key=lambda entry: (entry.id, entry.asked)))
