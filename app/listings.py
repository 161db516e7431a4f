"""The rows of `atelier tools` and `atelier models`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from runtime.records import Json
from runtime.settings import Settings

if TYPE_CHECKING:
    from tools.base import Tool


def tool_rows() -> list[dict[str, Json]]:
    """Every tool as plain values, with the sizes that the catalog has for its task."""
    from agents.specialists import SPECIALISTS
    from runtime.catalog import load_catalog

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


def model_rows(settings: Settings, task: str = "") -> list[dict[str, Json]]:
    """Every checkpoint of the catalog, or those for one task.

    Raises:
        NoCheckpoint: the catalog knows no such task.
    """
    from runtime.catalog import load_catalog
    from runtime.errors import NoCheckpoint
    from runtime.loaders import is_here

    catalog = load_catalog()
    if task and task not in catalog.tasks():
        raise NoCheckpoint(task, catalog.tasks())
    return [
        {
            "task": checkpoint.task,
            "tier": checkpoint.tier,
            "id": checkpoint.id,
            "memory_gb": checkpoint.memory_gb,
            "licence": checkpoint.licence,
            "here": is_here(checkpoint),
            "note": checkpoint.note,
        }
        for name in ([task] if task else catalog.tasks())
        for checkpoint in catalog.serving(name)
    ]
