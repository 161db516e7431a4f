"""Where a checkpoint lies on this machine: a package, a folder, or the Hub's cache. Asks no network."""

from __future__ import annotations

import importlib.util
import json
import math
from dataclasses import replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from runtime.catalog import Checkpoint
from runtime.errors import CheckpointError, CheckpointNotFound

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
PICKLES = ("pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack")


def is_here(checkpoint: Checkpoint) -> bool:
    """Whether it can be loaded without a download. Costs well under a millisecond."""
    try:
        located(checkpoint)
    except CheckpointError:
        return False
    return True


def located(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint as it is here: its `revision` filled in, and its `memory_gb` where the catalog does not know.

    Raises:
        CheckpointNotFound: it is not on this machine.
        CheckpointError: it is, but in a form that is not read, or its package is missing.
    """
    if checkpoint.package:
        return replace(checkpoint, revision=_version(checkpoint.package))
    folder = folder_of(checkpoint)
    revision = folder.name if folder.parent.name == "snapshots" else checkpoint.revision
    return replace(checkpoint, revision=revision, memory_gb=checkpoint.memory_gb or weights_gb(folder))


def folder_of(checkpoint: Checkpoint) -> Path:
    """The folder with its config.json and weights.

    An id that begins with `/`, `.` or `~` is a folder of one's own; all others are names on the Hub.

    Raises:
        CheckpointNotFound: there is none, or parts are missing: a download was broken off.
        CheckpointError: its weights are pickled, which could run code when read.
    """
    own = checkpoint.id.startswith(("/", ".", "~"))
    folder = Path(checkpoint.id).expanduser().resolve() if own else _snapshot(checkpoint)
    if (folder / "config.json").is_file() and _complete(folder):
        return folder
    if any((folder / name).exists() for name in PICKLES) and not (folder / INDEX).exists():
        raise CheckpointError(
            f"{checkpoint.id!r} has no safetensors, only pickled weights, which can run code when they are read. "
            f"Choose another with: atelier models {checkpoint.task}"
        )
    raise CheckpointNotFound(checkpoint.id, checkpoint.task, folder if own else hub_cache())


def config_of(folder: Path) -> dict[str, Any]:
    """What its config.json says."""
    return _json(folder / "config.json")


def hub_cache() -> Path:
    """Where the Hub's client keeps downloads; it follows HF_HUB_CACHE and HF_HOME."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def weights_gb(folder: Path) -> float:
    """Memory that the weights in `folder` take as fp32, in GB, from their headers."""
    return sum(_numbers(file) for file in folder.glob("*.safetensors")) * 4 / 1e9


def _snapshot(checkpoint: Checkpoint) -> Path:
    repository = hub_cache() / f"models--{checkpoint.id.replace('/', '--')}"
    revision = checkpoint.revision or "main"
    reference = repository / "refs" / revision
    commit = reference.read_text(encoding="utf-8").strip() if reference.is_file() else revision
    return repository / "snapshots" / commit


def _complete(folder: Path) -> bool:
    """Every file of weights is there: one, or all that the index names."""
    if not (folder / INDEX).is_file():
        return (folder / WEIGHTS).is_file()
    return all((folder / name).is_file() for name in set(_json(folder / INDEX).get("weight_map", {}).values()))


def _numbers(file: Path) -> int:
    """How many numbers a safetensors file holds. Source: its format, eight bytes of length before a JSON header."""
    with file.open("rb") as opened:
        header: dict[str, Any] = json.loads(opened.read(int.from_bytes(opened.read(8), "little")))
    return sum(math.prod(tensor["shape"]) for name, tensor in header.items() if name != "__metadata__")


def _json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


@cache
def _version(package: str) -> str:
    if importlib.util.find_spec(package.replace("-", "_")) is None:
        raise CheckpointError(f"The package {package!r} is not installed. Add it with: pip install {package}")
    return metadata.version(package)
