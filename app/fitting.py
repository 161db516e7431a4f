"""`atelier models fit`: for each task the biggest checkpoint that this machine holds, and what it would take."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.listings import plain, runs, said
from runtime.catalog import Checkpoint, catalog_at
from runtime.places import is_folder, is_here
from runtime.records import Json
from runtime.settings import Settings

if TYPE_CHECKING:
    from runtime.devices import Device
    from runtime.studio.planning import Plan


def fitting_rows(settings: Settings, task: str = "") -> dict[str, Json]:
    """The biggest line of each task that fits this machine's memory, and what it would take to run it.

    Raises:
        NoCheckpoint: the catalog knows no such task.
    """
    from runtime.devices import choose

    catalog, device = catalog_at(settings.home), choose(settings.device, settings.dtype)
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
    best = next((line for line in standing if held(line, device)), None)
    line = best or standing[-1]
    return {
        "task": line.task,
        "id": line.id,
        "tier": line.tier,
        "fits": best is not None,
        "takes_gb": round(weight(line, device), 2),
        "here": is_here(line),
        "needs": needs(line, weight(line, device), pool_gb if best else math.inf),
        "plan": plan.reason if (plan := plan_of(line, device)) else "",
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


def held(line: Checkpoint, device: Device) -> bool:
    """Whether this machine has the memory for it: in whichever way, for what makes pictures or clips."""
    from runtime.loaders import weight

    plan = plan_of(line, device)
    return plan.way != "nowhere" if plan else weight(line, device) <= device.memory_gb


def plan_of(line: Checkpoint, device: Device) -> Plan | None:
    """How a maker of pictures or clips would run, with what it makes along the way; None for other tasks."""
    from runtime.devices import available_gb
    from runtime.recipes import RECIPES
    from runtime.studio.planning import plan

    recipe = RECIPES.get(line.task)
    return plan(line, device, device.memory_gb, available_gb()) if recipe and recipe.offloads else None


def download(line: Checkpoint) -> str:
    """The command that fetches it; empty for what comes in a package, and for a folder."""
    revision = f" --revision {line.revision}" if line.revision else ""
    return "" if line.package or is_folder(line.id) else f"atelier pull {line.id}{revision}"


def fitting_table(fitting: Mapping[str, Json]) -> Any:
    from app.output import table

    title = "{device}, {dtype}: {memory_gb} GB free, of which models may use {pool_gb} GB together".format(**fitting)
    return table(title, ["task", "checkpoint", "GB", "fits", "what it would take"], [
        [row["task"], plain(row["id"]), f"{row['takes_gb']:g}", said(row["fits"]), _left(row)]
        for row in fitting["fits"]
    ])  # fmt: skip


def _left(row: Mapping[str, Json]) -> str:
    return "; ".join([*row["needs"], *filter(None, [row["plan"]])]) or "nothing more"
