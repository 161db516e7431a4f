"""Add-ons as they lie on this machine: which folder, which file, under which licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from runtime.catalog import Checkpoint, load_catalog
from runtime.choosing import unlisted
from runtime.errors import CheckpointError
from runtime.places import add_on_folder, located
from runtime.records import Json
from runtime.studio.families import TEXT


@dataclass(frozen=True, slots=True)
class Found:
    """An add-on as it is on this machine."""

    line: Checkpoint
    """With its revision."""
    folder: Path
    file: str = ""
    """Which of its files, where it was said."""


def find(name: str) -> Found:
    """The add-on called `name`: an id or a folder, where several files lie in it followed by `:` and one of them.

    Raises:
        CheckpointError: it is not on this machine, or has no safetensors.
    """
    id, _, file = name.partition(":") if name.endswith(".safetensors") else (name, "", "")
    line = line_of(id)
    return Found(line, add_on_folder(line), file or line.file)


def line_of(name: str) -> Checkpoint:
    """Its line in the catalog, with the revision that is here."""
    id = name.partition(":")[0] if name.endswith(".safetensors") else name
    line = load_catalog().find(id) or unlisted(id, TEXT)
    try:
        return located(replace(line, adds=line.adds or "lora", base=""))
    except CheckpointError:
        return line


def lora_file(found: Found) -> str:
    """The file of its weights.

    Raises:
        ValueError: there are several, or none of the name that was said.
    """
    files = sorted(file.name for file in found.folder.glob("*.safetensors"))
    if found.file:
        files = [name for name in files if name == found.file]
    if len(files) == 1:
        return files[0]
    if not files:
        raise ValueError(f"{found.line.id!r} has no file {found.file or 'in safetensors'!r} here.")
    raise ValueError(
        f"{found.line.id!r} has several files. Say which: {found.line.id}:{files[0]}. Files: {', '.join(files)}."
    )


def part(name: str) -> tuple[str, Json]:
    """Its id, and its revision here and licence."""
    line = line_of(name)
    return line.id, {"revision": line.revision, "licence": line.licence}


def joined(line: Checkpoint, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A call's `parameters` with the add-on of a catalog's `line` among them, and the scheduler that it was made for.

    >>> line = Checkpoint("text-to-image", "a/b", "full", 0.2, "mit", "", adds="lora", scheduler="lcm")
    >>> joined(line, {"steps": 4})
    {'steps': 4, 'adapters': (('a/b', 1.0),), 'scheduler': 'lcm'}
    """
    given = dict(parameters)
    if line.adds == "lora" and line.id not in [name for name, *_ in given.get("adapters") or ()]:
        given["adapters"] = ((line.id, 1.0), *(given.get("adapters") or ()))
    elif line.adds == "control":
        given["control"] = given.get("control") or line.id
    elif line.adds == "style":
        given["styler"] = given.get("styler") or line.id
    if line.scheduler and not given.get("scheduler"):
        given["scheduler"] = line.scheduler
    return given
