"""Which checkpoint serves which task, at which size: `catalog.toml`, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from runtime.errors import NoCheckpoint, SettingsError, nearest

OURS = Path(__file__).with_name("catalog.toml")
TIERS = ("embedded", "light", "full")
"""Smallest first."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One line of the catalog. The top of `catalog.toml` explains each field."""

    task: str
    id: str
    tier: str
    memory_gb: float
    licence: str
    note: str
    disk_gb: float = 0.0
    on: str = ""
    package: str = ""
    revision: str = ""
    gated: bool = False
    remote_code: bool = False
    when_asked: bool = False
    strengths: str = ""
    limits: str = ""
    serves_instead: str = ""


FIELDS = {field.name: field for field in fields(Checkpoint)}


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


def check_tier(tier: str) -> None:
    """Raise SettingsError where `tier` is neither a size nor empty."""
    if tier not in ("", *TIERS):
        raise SettingsError(f"tier={tier!r} is no size of model. {nearest(tier, TIERS, 'Sizes')}")


@cache
def load_catalog(path: Path | None = None) -> Catalog:
    """The catalog in `path`, ours by default. Read once in a process.

    Raises:
        SettingsError: it is not TOML, or one of its lines is not a checkpoint; the sentence names the line.
    """
    path = path or OURS
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("checkpoint", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}. Check the path.") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SettingsError(f"{path}: begin each checkpoint with a line [[checkpoint]], in double brackets.")
    lines = [parsed(table, f"{path.name}, {table.get('id', f'checkpoint {n}')}") for n, table in enumerate(tables, 1)]
    return checked(lines, path.name)


def parsed(table: Mapping[str, Any], where: str) -> Checkpoint:
    """One `[[checkpoint]]`; `where` names it in the error."""
    for key in table:
        if key not in FIELDS:
            raise SettingsError(f"{where}: {key!r} is no field. {nearest(key, FIELDS, 'Fields')}")
    for name, field in FIELDS.items():
        if name not in table and field.default is MISSING:
            raise SettingsError(f"{where}: {name!r} is missing. Add a line such as: {name} = ...")
        if name in table and not _fits(table[name], str(field.type)):
            raise SettingsError(f"{where}: {name} = {table[name]!r} is not a {field.type}, or negative or empty.")
    if table["tier"] not in TIERS:
        raise SettingsError(f"{where}: tier = {table['tier']!r} is no size. {nearest(table['tier'], TIERS, 'Sizes')}")
    return Checkpoint(**table)


def _fits(value: Any, kind: str) -> bool:
    if kind == "bool" or isinstance(value, bool):
        return kind == "bool" and isinstance(value, bool)
    if kind == "float":
        return isinstance(value, int | float) and value >= 0
    return isinstance(value, str) and value != ""


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
        base = catalog.find(line.id, line.on) if line.on else None
        if line.on and (base is None or base.on):
            raise SettingsError(f"{where}: {line.id!r} is on {line.on!r} and has no line for it. Add one.")
    _check_replacements(catalog, where)
    return catalog


def _check_replacements(catalog: Catalog, where: str) -> None:
    """What serves instead of another is in the catalog, and is not itself replaced."""
    standing = {name for line in catalog.checkpoints if not line.serves_instead for name in (line.id, line.task)}
    for line in catalog.checkpoints:
        if line.serves_instead and line.serves_instead not in standing:
            raise SettingsError(
                f"{where}: {line.serves_instead!r}, which should serve instead of {line.id!r}, has no line that "
                "stands by itself. Add one."
            )
