"""The lines of a catalog: one checkpoint for one task each, read from TOML and checked one by one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import Any

from runtime.errors import SettingsError, nearest

TIERS = ("embedded", "light", "full")
"""Smallest first."""
ADDS = ("lora", "control", "style", "motion")
"""What an add-on is: a LoRA, a ControlNet, an IP-Adapter, a motion module."""
HEADER = re.compile(r"\s*\[\[\s*checkpoint\s*\]\]")


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
    partner: str = ""
    needs: str = ""
    base: str = ""
    adds: str = ""
    file: str = ""
    scheduler: str = ""
    own: bool = False
    """Whether a person added it. Told by the file that it stands in, not written there."""


FIELDS = {field.name: field for field in fields(Checkpoint) if field.name != "own"}


def read_lines(path: Path, own: bool = False) -> list[Checkpoint]:
    """The checkpoints in `path`; `own` says that a person added them.

    Raises:
        SettingsError: it is not TOML, or one of its lines is not a checkpoint.
    """
    try:
        return lines_in(path.read_text(encoding="utf-8"), path, own)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from error
    except OSError as error:
        raise unreadable(path, error) from error


def lines_in(text: str, path: Path, own: bool = False) -> list[Checkpoint]:
    """The checkpoints that `text` holds; `path` is where it stands, for the error."""
    try:
        tables = tomllib.loads(text).get("checkpoint", [])
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SettingsError(f"{path}: begin each checkpoint with a line [[checkpoint]], in double brackets.")
    starts = dict(enumerate(n for n, line in enumerate(text.splitlines(), 1) if HEADER.match(line))) if own else {}
    lines = []
    for n, table in enumerate(tables):
        file = f"{path}, line {starts[n]}" if n in starts else path.name
        lines.append(replace(parsed(table, f"{file}, {table.get('id', f'checkpoint {n + 1}')}"), own=own))
    return lines


def unreadable(path: Path, error: OSError) -> SettingsError:
    return SettingsError(f"{path} cannot be read: {error.strerror}. Check the path.")


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
    if bool(table.get("base")) != bool(table.get("adds")) or table.get("adds", ADDS[0]) not in ADDS:
        raise SettingsError(f"{where}: write both 'base' and 'adds', one of {', '.join(ADDS)}; or neither.")
    return Checkpoint(**table)


def _fits(value: Any, kind: str) -> bool:
    if kind == "bool" or isinstance(value, bool):
        return kind == "bool" and isinstance(value, bool)
    if kind == "float":
        return isinstance(value, int | float) and value >= 0
    return isinstance(value, str) and value != ""


def check_tier(tier: str) -> None:
    """Raise SettingsError where `tier` is neither a size nor empty."""
    if tier not in ("", *TIERS):
        raise SettingsError(f"tier={tier!r} is no size of model. {nearest(tier, TIERS, 'Sizes')}")
