"""The rows of `atelier tools` and `atelier models`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from runtime.catalog import Checkpoint, check_tier, load_catalog
from runtime.errors import BadArgument, nearest
from runtime.places import is_here
from runtime.records import Json
from runtime.settings import Settings

if TYPE_CHECKING:
    from runtime.devices import Device
    from tools.base import Tool

LABELS = {
    "memory_gb": "GB in memory, as fp32",
    "disk_gb": "GB to download",
    "on": "works through the one for",
    "package": "comes in the package",
    "gated": "terms to accept on the Hub",
    "remote_code": "needs code of its repository",
    "when_asked": "used only when asked for",
    "note": "to know",
    "serves_instead": "serves instead",
    "here": "on this machine",
    "runs": "can be run here",
}
"""How `atelier models show` says what the catalog calls by these names."""


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

    def narrows_to(self, line: Checkpoint) -> bool:
        """Whether it is one of them; what `here` asks is left to the last, for it looks at the disk."""
        return (
            self.task in ("", line.task)
            and self.tier in ("", line.tier)
            and self.licence.casefold() in ("", line.licence.casefold())
            and (self.max_gb is None or line.memory_gb <= self.max_gb)
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
        shown = shown_model(which)
        return shown, model_text(shown)
    if word == "fit":
        fitting = fitting_rows(settings, which)
        return fitting, fitting_table(fitting)
    if which:
        raise BadArgument(f"{which!r} is one word too many. Try: atelier models show {which}")
    rows = model_rows(wanted)
    return rows, models_table(rows)


def model_rows(wanted: Wanted) -> list[dict[str, Json]]:
    """The lines of the catalog that are wanted, task by task.

    Raises:
        NoCheckpoint: the catalog knows no such task, or has none of this size for it.
        SettingsError: no such size.
        BadArgument: no line has such a licence.
    """
    catalog = load_catalog()
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
    }


def shown_model(name: str) -> dict[str, Json]:
    """All that the catalog knows of one checkpoint: `{"id": …, "serves": [one object for each task]}`.

    Raises:
        BadArgument: the catalog has no such checkpoint, or several of that name.
    """
    if not name:
        raise BadArgument("Which checkpoint? Give its id, for example: atelier models show facebook/bart-large-cnn")
    lines = load_catalog().named(name)
    ids = sorted({line.id for line in lines})
    if not lines:
        raise BadArgument(f"No checkpoint {name!r} in the catalog. {_nearest_id(name)}")
    if len(ids) > 1:
        raise BadArgument(f"{name!r} may be any of {', '.join(ids)}. Give the whole id.")
    return {"id": ids[0], "serves": [asdict(line) | {"here": is_here(line), "runs": runs(line)} for line in lines]}


def runs(line: Checkpoint) -> bool:
    """Whether anything here runs it once it is downloaded."""
    from runtime import loaders

    return bool(line.package) or (not line.serves_instead and loaders.runs(line.task))


def _nearest_id(name: str) -> str:
    known = {line.id.casefold(): line.id for line in load_catalog().checkpoints}
    known |= {short.rpartition("/")[2]: id for short, id in known.items()}
    close = get_close_matches(name.casefold(), known, n=1)
    return f"Did you mean {known[close[0]]!r}?" if close else "See them all with: atelier models"


def fitting_rows(settings: Settings, task: str = "") -> dict[str, Json]:
    """The biggest line of each task that fits this machine's memory, and what it would take to run it.

    Raises:
        NoCheckpoint: the catalog knows no such task.
    """
    from runtime.devices import choose

    catalog, device = load_catalog(), choose(settings.device, settings.dtype)
    pool_gb = settings.pool_gb or device.memory_gb / 2
    return {
        "device": device.name,
        "dtype": device.dtype,
        "memory_gb": round(device.memory_gb, 1),
        "pool_gb": round(pool_gb, 1),
        "fits": [fitting_row(catalog.serving(name), device, pool_gb) for name in ([task] if task else catalog.tasks())],
    }


def fitting_row(lines: Sequence[Checkpoint], device: Device, pool_gb: float) -> dict[str, Json]:
    """The biggest of a task's `lines` that fits `device`, or the smallest where none does; not one that is replaced."""
    from runtime.loaders import weight

    standing = sorted((line for line in lines if not line.serves_instead), key=lambda line: -weight(line, device))
    best = next((line for line in standing if weight(line, device) <= device.memory_gb), None)
    line = best or standing[-1]
    return {
        "task": line.task,
        "id": line.id,
        "tier": line.tier,
        "fits": best is not None,
        "takes_gb": round(weight(line, device), 2),
        "here": is_here(line),
        "needs": needs(line, weight(line, device), pool_gb if best else math.inf),
        "download": download(line),
        "note": line.note,
    }


def needs(line: Checkpoint, gigabytes: float, pool_gb: float) -> list[str]:
    """What is still to be done before it runs, each in a few words."""
    is_asked = {
        "accept its terms on the Hub": line.gated and not is_here(line),
        f"download {line.disk_gb:g} GB": not is_here(line),
        f"ATELIER_POOL_GB={math.ceil(gigabytes)}": gigabytes > pool_gb,
        "a runner: nothing here runs it yet": not runs(line),
    }
    return [what for what, asked in is_asked.items() if asked]


def download(line: Checkpoint) -> str:
    """The command that fetches it; empty for what comes in a package."""
    revision = f" --revision {line.revision}" if line.revision else ""
    return "" if line.package else f"hf download {line.id}{revision}"


def model_text(shown: Mapping[str, Json]) -> str:
    """What `shown_model` gives, for a person: what is empty or does not apply is left out."""
    return "\n\n".join(f"{shown['id']}\n{_facts(line)}" for line in shown["serves"])


def _facts(line: Mapping[str, Json]) -> str:
    """One fact a line; `here` and `runs` are told also where they are not so."""
    apply = {name: value for name, value in line.items() if name != "id" and value not in ("", False)}
    told = apply | {"here": line["here"], "runs": line["runs"]}
    return "\n".join(f"  {LABELS.get(name, name)}: {_said(value)}" for name, value in told.items())


def _said(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def models_table(rows: Sequence[Mapping[str, Json]]) -> Any:
    from app.output import table

    return table("", ["task", "size", "checkpoint", "GB", "licence", "here", "note"], [
        [row["task"], row["tier"], row["id"], f"{row['memory_gb']:g}", row["licence"], _said(row["here"]), _noted(row)]
        for row in rows
    ])  # fmt: skip


def _noted(row: Mapping[str, Json]) -> str:
    return f"{row['note']}; instead: {row['serves_instead']}" if row["serves_instead"] else str(row["note"])


def fitting_table(fitting: Mapping[str, Json]) -> Any:
    from app.output import table

    title = "{device}, {dtype}: {memory_gb} GB free, of which models may use {pool_gb} GB together".format(**fitting)
    return table(title, ["task", "checkpoint", "GB", "fits", "what it would take"], [
        [row["task"], row["id"], f"{row['takes_gb']:g}", _said(row["fits"]), "; ".join(row["needs"]) or "nothing more"]
        for row in fitting["fits"]
    ])  # fmt: skip
