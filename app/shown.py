"""`atelier models show`: all that is known of one checkpoint, by the catalog and by what lies on this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches

from app.listings import runs, said
from app.wishes import absolute
from runtime.architectures import architecture_of, tasks_of
from runtime.catalog import Catalog, Checkpoint
from runtime.choosing import unlisted
from runtime.errors import BadArgument, CheckpointError, CheckpointNotFound
from runtime.places import config_of, folder_of, is_here
from runtime.records import Json
from runtime.weights import disk_gb, weights_bytes

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
    "partner": "needs beside it",
    "base": "an add-on for",
    "adds": "what it adds",
    "file": "the file of it that is read",
    "scheduler": "made for the scheduler",
    "here": "on this machine",
    "runs": "can be run here",
    "own": "one of your own",
    "would_serve": "made for",
    "fp32_gb": "GB in memory, as fp32",
    "fp16_gb": "GB in memory, as fp16 or bf16",
    "stored_gb": "GB in memory, as stored",
    "on_disk_gb": "GB on the disk",
}
"""How these names are told to a person."""


def shown_model(name: str, catalog: Catalog) -> dict[str, Json]:
    """All that is known of a checkpoint: `{"id": …, "serves": [one object for each task], "found": … or None}`.

    Raises:
        BadArgument: the catalog has no such checkpoint, or several of that name, and it is not on this machine.
        CheckpointError: it is, in a form that is never read.
    """
    if not name:
        raise BadArgument("Which checkpoint? Give its id, for example: atelier models show facebook/bart-large-cnn")
    lines = catalog.named(absolute(name))
    ids = sorted({line.id for line in lines})
    if len(ids) > 1:
        raise BadArgument(f"{name!r} may be any of {', '.join(ids)}. Give the whole id.")
    found = found_facts(lines[0]) if lines else _unlisted_facts(absolute(name), catalog)
    serves = [asdict(line) | {"here": is_here(line), "runs": runs(line)} for line in lines]
    return {"id": ids[0] if ids else absolute(name), "serves": serves, "found": found}


def _unlisted_facts(id: str, catalog: Catalog) -> dict[str, Json]:
    """What can be known of a checkpoint that the catalog does not have.

    Raises:
        BadArgument: it is not on this machine either.
        CheckpointError: it is, in a form that is never read.
    """
    line = unlisted(id, "")
    try:
        return _facts_of(line)
    except CheckpointNotFound as error:
        near = _nearest_id(id, catalog)
        raise BadArgument(f"No checkpoint {id!r} in the catalog, nor on this machine. {near}") from error


def found_facts(line: Checkpoint) -> dict[str, Json] | None:
    """What lies on this machine; None for what comes in a package, and for what is not here or cannot be read."""
    try:
        return None if line.package else _facts_of(line)
    except CheckpointError:
        return None


def _facts_of(line: Checkpoint) -> dict[str, Json]:
    folder = folder_of(line)
    config = config_of(folder)
    return {
        "folder": str(folder),
        "architecture": architecture_of(config),
        "would_serve": list(tasks_of(config)),
        "fp32_gb": weights_bytes(folder, 4) / 1e9,
        "fp16_gb": weights_bytes(folder, 2) / 1e9,
        "stored_gb": weights_bytes(folder) / 1e9,
        "on_disk_gb": disk_gb(folder),
    }


def _nearest_id(name: str, catalog: Catalog) -> str:
    known = {line.id.casefold(): line.id for line in catalog.checkpoints}
    known |= {short.rpartition("/")[2]: id for short, id in known.items()}
    close = get_close_matches(name.casefold(), known, n=1)
    return f"Did you mean {known[close[0]]!r}?" if close else "See them all with: atelier models"


def model_text(shown: Mapping[str, Json]) -> str:
    """What `shown_model` gives, for a person: what is empty or does not apply is left out."""
    told = [f"{shown['id']}\n{_line_text(line)}" for line in shown["serves"]]
    found = shown["found"]
    return "\n\n".join([*told, *([f"{found['folder']}\n{_facts(found, ('folder',))}"] if found else [])])


def _line_text(line: Mapping[str, Json]) -> str:
    """`here` and `runs` are told also where they are not so."""
    apply = {name: value for name, value in line.items() if value not in ("", False)}
    return _facts(apply | {"here": line["here"], "runs": line["runs"]}, ("id",))


def _facts(facts: Mapping[str, Json], known: Sequence[str]) -> str:
    """One fact a line, but for those that are `known` from the heading."""
    told = {LABELS.get(name, name): value for name, value in facts.items() if name not in known}
    return "\n".join(f"  {label}: {said(value)}" for label, value in told.items())
