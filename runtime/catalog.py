"""Which checkpoint serves which task, at which size: `catalog.toml`, and a person's own lines before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from runtime.catalog_lines import TIERS, Checkpoint, check_tier, read_lines, unreadable
from runtime.errors import NoCheckpoint, SettingsError

__all__ = ["OWN", "TIERS", "Catalog", "Checkpoint", "catalog_at", "check_tier", "checked", "load_catalog", "merged"]

OURS = Path(__file__).with_name("catalog.toml")
OWN = "models.toml"
"""In the home folder: the lines that a person added."""


@dataclass(frozen=True, slots=True)
class Catalog:
    checkpoints: tuple[Checkpoint, ...]

    def tasks(self) -> tuple[str, ...]:
        """Every task once, in the file's order."""
        return tuple(dict.fromkeys(checkpoint.task for checkpoint in self.checkpoints))

    def serving(self, task: str, tier: str = "") -> tuple[Checkpoint, ...]:
        """The checkpoints for `task`, of one `tier` or of all; the first is the default.

        Raises:
            NoCheckpoint: no such task, or none of that tier.
            SettingsError: no such tier.
        """
        check_tier(tier)
        every = [checkpoint for checkpoint in self.checkpoints if checkpoint.task == task]
        found = tuple(checkpoint for checkpoint in every if tier in ("", checkpoint.tier))
        if not found:
            known: Iterable[str] = {checkpoint.tier for checkpoint in every} or self.tasks()
            raise NoCheckpoint(task, known, tier)
        return found

    def find(self, id: str, task: str = "") -> Checkpoint | None:
        """The line of checkpoint `id`, for `task` where it serves several; None where there is none."""
        lines = (checkpoint for checkpoint in self.checkpoints if checkpoint.id == id)
        return next((checkpoint for checkpoint in lines if task in ("", checkpoint.task)), None)

    def named(self, name: str) -> tuple[Checkpoint, ...]:
        """Every line of the checkpoint that people call `name`: its id in any case, or the part after the owner."""
        name = name.casefold()
        exact = tuple(line for line in self.checkpoints if line.id.casefold() == name)
        return exact or tuple(line for line in self.checkpoints if line.id.casefold().endswith(f"/{name}"))


@cache
def load_catalog(path: Path | None = None) -> Catalog:
    """The catalog in `path`, ours by default. Read once in a process.

    Raises:
        SettingsError: it is not TOML, or one of its lines is not a checkpoint; the sentence names the line.
    """
    path = path or OURS
    return checked(read_lines(path), path.name)


def catalog_at(home: Path) -> Catalog:
    """Ours with a person's own lines from `home`, as they are now. Costs one look at the file while it stays the same.

    Raises:
        SettingsError: their file cannot be read, or is wrong; the sentence names the file and the line.
    """
    path = home / OWN
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return load_catalog()
    except OSError as error:
        raise unreadable(path, error) from error
    return _catalog_with(path, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=16)
def _catalog_with(path: Path, mtime_ns: int, size: int, inode: int) -> Catalog:
    """All but `path` say when it must be read again."""
    return merged(load_catalog(), read_lines(path, own=True), str(path))


def merged(ours: Catalog, own: Iterable[Checkpoint], where: str) -> Catalog:
    """A person's lines before ours, or behind them where they are used only when asked for.

    A line of theirs takes the place of ours for the same checkpoint and task. Tasks keep our order, new ones follow.
    """
    own = tuple(own)
    replaced = {(line.id, line.task) for line in own}
    kept = [line for line in ours.checkpoints if (line.id, line.task) not in replaced]
    first, last = [line for line in own if not line.when_asked], [line for line in own if line.when_asked]
    tasks = list(dict.fromkeys((*ours.tasks(), *(line.task for line in own))))
    return checked(sorted((*first, *kept, *last), key=lambda line: tasks.index(line.task)), where)


def checked(checkpoints: Iterable[Checkpoint], where: str) -> Catalog:
    """The catalog of `checkpoints`, none twice, each `on` and `serves_instead` of them there.

    Raises:
        SettingsError: a line comes twice, is `on` a task that its checkpoint has no line for, or says that something
            unknown, or itself replaced, serves instead.
    """
    catalog = Catalog(tuple(checkpoints))
    seen: set[tuple[str, str]] = set()
    for line in catalog.checkpoints:
        if (line.id, line.task) in seen:
            raise SettingsError(f"{where}: {line.id!r} is listed twice for {line.task!r}. Remove one.")
        seen.add((line.id, line.task))
        base = catalog.find(line.base or line.id, line.on) if line.on else None
        if line.on and (base is None or base.on):
            whose = f"its base {line.base!r} " if line.base else ""
            raise SettingsError(f"{where}: {line.id!r} is on {line.on!r} and {whose}has no line for it. Add one.")
    _check_replacements(catalog, where)
    return catalog


def _check_replacements(catalog: Catalog, where: str) -> None:
    """What serves instead of another is in the catalog, and is not itself replaced."""
    for line in catalog.checkpoints:
        if line.partner and catalog.find(line.partner) is None:
            raise SettingsError(f"{where}: {line.partner!r}, the partner of {line.id!r}, has no line. Add one.")
    standing = {name for line in catalog.checkpoints if not line.serves_instead for name in (line.id, line.task)}
    for line in catalog.checkpoints:
        if line.serves_instead and line.serves_instead not in standing:
            raise SettingsError(
                f"{where}: {line.serves_instead!r}, which should serve instead of {line.id!r}, has no line that "
                "stands by itself. Add one."
            )
