"""The rows of `atelier tools` and `atelier models`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runtime.catalog import Catalog, Checkpoint, catalog_at, check_tier, load_catalog
from runtime.errors import BadArgument, nearest
from runtime.places import is_here
from runtime.records import Json
from runtime.settings import Settings

if TYPE_CHECKING:
    from tools.base import Tool


def tool_rows() -> list[dict[str, Json]]:
    """Every tool as plain values, with the sizes that the catalog has for its task."""
    from agents.specialists import SPECIALISTS

    catalog = load_catalog()
    tiers = {task: list(dict.fromkeys(c.tier for c in catalog.serving(task))) for task in catalog.tasks()}
    return [tool_facts(tool, remit.name, tiers) for remit in SPECIALISTS for tool in remit.tools]


def tool_facts(tool: type[Tool], specialist: str, tiers: Mapping[str, list[str]]) -> dict[str, Json]:
    """A tool that runs no model of the catalog has the size `embedded`: it needs nothing."""
    inputs = {
        name: {fact: value for fact, value in spec.items() if fact != "role"} for name, spec in tool.inputs.items()
    }
    return {
        "name": tool.name,
        "specialist": specialist,
        "task": tool.task,
        "description": tool.description,
        "inputs": inputs,
        "output": tool.output_schema,
        "side_effects": tool.side_effects,
        "tiers": tiers.get(tool.task, ["embedded"]),
    }


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of the catalog to list; what is left out does not narrow."""

    task: str = ""
    tier: str = ""
    licence: str = ""
    max_gb: float | None = None
    """Of `memory_gb`, as the list shows it."""
    here: bool = False
    own: bool = False

    def narrows_to(self, line: Checkpoint) -> bool:
        """Whether it is one of them; what `here` asks is left to the last, for it looks at the disk."""
        return (
            self.task in ("", line.task)
            and self.tier in ("", line.tier)
            and self.licence.casefold() in ("", line.licence.casefold())
            and (self.max_gb is None or line.memory_gb <= self.max_gb)
            and (not self.own or line.own)
            and (not self.here or is_here(line))
        )


def models_shown(settings: Settings, wanted: Wanted, which: str = "") -> tuple[Json, Any]:
    """What `atelier models` prints, as plain values and for a person. `wanted.task` may be the word `show` or `fit`.

    Raises:
        BadArgument: the words do not go together, or name nothing that the catalog has.
        NoCheckpoint: the catalog knows no such task.
    """
    word = wanted.task
    if word in ("show", "fit") and wanted != Wanted(word):
        raise BadArgument(f"'atelier models {word}' takes no filters. Leave them out.")
    if word == "show":
        from app.shown import model_text, shown_model

        shown = shown_model(which, catalog_at(settings.home))
        return shown, model_text(shown)
    if word == "fit":
        from app.fitting import fitting_rows, fitting_table

        fitting = fitting_rows(settings, which)
        return fitting, fitting_table(fitting)
    if which:
        raise BadArgument(f"{which!r} is one word too many. Try: atelier models show {which}")
    rows = model_rows(wanted, catalog_at(settings.home))
    return rows, models_table(rows)


def model_rows(wanted: Wanted, catalog: Catalog) -> list[dict[str, Json]]:
    """The lines of `catalog` that are wanted, task by task.

    Raises:
        NoCheckpoint: the catalog knows no such task, or has none of this size for it.
        SettingsError: no such size.
        BadArgument: no line has such a licence.
    """
    check_tier(wanted.tier)
    if wanted.task:
        catalog.serving(wanted.task, wanted.tier)
    licences = {line.licence.casefold() for line in catalog.checkpoints}
    if wanted.licence and wanted.licence.casefold() not in licences:
        known = nearest(wanted.licence, licences, "Known")
        raise BadArgument(f"No checkpoint has the licence {wanted.licence!r}. {known}")
    lines = [line for task in catalog.tasks() for line in catalog.serving(task)]
    return [model_row(line) for line in lines if wanted.narrows_to(line)]


def model_row(line: Checkpoint) -> dict[str, Json]:
    return {
        "task": line.task,
        "tier": line.tier,
        "id": line.id,
        "memory_gb": line.memory_gb,
        "disk_gb": line.disk_gb,
        "licence": line.licence,
        "here": is_here(line),
        "note": line.note,
        "serves_instead": line.serves_instead,
        "own": line.own,
    }


def runs(line: Checkpoint) -> bool:
    """Whether anything here runs it once it is downloaded."""
    from runtime import loaders

    return bool(line.package) or (not line.serves_instead and loaders.runs(line.task))


def said(value: Json) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(said, value)) or "nothing that is known here"
    return f"{value:g}" if isinstance(value, float) else str(value)


def models_table(rows: Sequence[Mapping[str, Json]]) -> Any:
    from app.output import table

    return table("", ["task", "size", "checkpoint", "GB", "licence", "here", "note"], [
        [row["task"], row["tier"], plain(row["id"]), _size(row), plain(row["licence"]), said(row["here"]), _noted(row)]
        for row in rows
    ])  # fmt: skip


def plain(text: str) -> str:
    """What a person wrote, brackets and all: rich would read them as its marks."""
    from rich.markup import escape

    return escape(text)


def _size(row: Mapping[str, Json]) -> str:
    return f"{row['memory_gb']:g}" if row["memory_gb"] else "?"


def _noted(row: Mapping[str, Json]) -> str:
    if row["own"]:
        return plain(f"own; {row['note']}")
    return f"{row['note']}; instead: {row['serves_instead']}" if row["serves_instead"] else str(row["note"])
