"""Where a checkpoint lies on this machine: a package, a folder, or the Hub's cache. Asks no network."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from runtime.catalog import Checkpoint
from runtime.errors import CheckpointError, CheckpointNotFound
from runtime.weights import CONFIG, PIPELINE, parts, read_json, weight_files, weights_bytes, weights_gb

__all__ = [
    "add_on_folder", "config_of", "folder_of", "hub_cache", "is_folder", "is_here", "located", "weights_bytes",
    "weights_gb",
]  # fmt: skip

PICKLES = (
    "pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack",
    "diffusion_pytorch_model.bin", "diffusion_pytorch_model.fp16.bin", "pytorch_model.fp16.bin",
)  # fmt: skip
ADAPTER, ADAPTER_CONFIG = "adapter_model.safetensors", "adapter_config.json"


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
    folder = add_on_folder(checkpoint) if checkpoint.adds else folder_of(checkpoint)
    if checkpoint.on and checkpoint.base:
        folder_of(replace(checkpoint, id=checkpoint.base, revision="", base="", adds=""))
    if checkpoint.partner:
        folder_of(replace(checkpoint, id=checkpoint.partner, revision="", partner=""))
    revision = folder.name if folder.parent.name == "snapshots" else checkpoint.revision or stamp_of(folder)
    return replace(checkpoint, revision=revision, memory_gb=checkpoint.memory_gb or weights_gb(folder))


def stamp_of(folder: Path) -> str:
    """What stands for the revision of a folder of one's own: it changes when its files do. Reads none of them."""
    stats = [(file.name, file.stat()) for file in (*weight_files(folder), *sorted(folder.glob("*.json")))]
    said = repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])
    return f"files-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def folder_of(checkpoint: Checkpoint) -> Path:
    """The folder with its config.json and weights, or with its model_index.json and a folder for each model.

    An id that begins with `/`, `.` or `~` is a folder of one's own; all others are names on the Hub.

    Raises:
        CheckpointNotFound: there is none, or parts are missing: a download was broken off.
        CheckpointError: its weights are pickled, which could run code when read, or an adapter's, which need a base.
    """
    folder = own_folder(checkpoint.id) if is_folder(checkpoint.id) else _snapshot(checkpoint)
    if folder.is_dir():
        if any((folder / name).is_file() for name in (PIPELINE, CONFIG)) and weight_files(folder):
            return folder
        refuse(checkpoint, folder)
    raise CheckpointNotFound(checkpoint.id, checkpoint.task, folder if is_folder(checkpoint.id) else hub_cache())


def add_on_folder(checkpoint: Checkpoint) -> Path:
    """The folder of a LoRA, an IP-Adapter or another add-on, whose files are called as their makers pleased.

    Raises:
        CheckpointNotFound: there is none.
        CheckpointError: its weights are pickled, which could run code when read.
    """
    folder = own_folder(checkpoint.id) if is_folder(checkpoint.id) else _snapshot(checkpoint)
    if folder.is_dir():
        if next(folder.rglob("*.safetensors"), None):
            return folder
        refuse(checkpoint, folder)
    raise CheckpointNotFound(checkpoint.id, checkpoint.task, folder if is_folder(checkpoint.id) else hub_cache())


def refuse(checkpoint: Checkpoint, folder: Path) -> None:
    """Raise CheckpointError where what lies in `folder` is in a form that is never read."""
    choose = f"choose another with: atelier models {checkpoint.task}".rstrip()
    if (folder / ADAPTER).is_file():
        base = read_json(folder / ADAPTER_CONFIG).get("base_model_name_or_path") or "its base"
        raise CheckpointError(
            f"{checkpoint.id!r} is an adapter, which is nothing without {base}. "
            f"Merge the two with peft's merge_and_unload and save the result as safetensors, or {choose}"
        )
    if any(_is_pickled(part) for part in parts(folder)):
        raise CheckpointError(
            f"{checkpoint.id!r} has no safetensors, only pickled weights, which can run code when they are read. "
            f"C{choose[1:]}"
        )


def is_folder(id: str) -> bool:
    """Whether an id means a folder of one's own, not a name on the Hub."""
    return id.startswith(("/", ".", "~"))


def own_folder(id: str) -> Path:
    """Where such an id points, whether or not anything is there."""
    try:
        return Path(id).expanduser().resolve()
    except RuntimeError:  # ~somebody, who is not known here
        return Path(id).absolute()


def config_of(folder: Path) -> dict[str, Any]:
    """What its config.json says, or its model_index.json where it is a pipeline."""
    return read_json(folder / PIPELINE if (folder / PIPELINE).is_file() else folder / CONFIG)


def hub_cache() -> Path:
    """Where the Hub's client keeps downloads; it follows HF_HUB_CACHE and HF_HOME."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def _snapshot(checkpoint: Checkpoint) -> Path:
    repository = hub_cache() / f"models--{checkpoint.id.replace('/', '--')}"
    revision = checkpoint.revision or "main"
    reference = repository / "refs" / revision
    commit = reference.read_text(encoding="utf-8").strip() if reference.is_file() else revision
    return repository / "snapshots" / commit


def _is_pickled(part: Path) -> bool:
    """Whether there are pickles and no safetensors, nor an index of them: then a download was broken off."""
    safe = next(part.glob("*.safetensors*"), None)
    return safe is None and any((part / name).is_file() for name in PICKLES)


@cache
def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError as error:
        raise CheckpointError(
            f"The package {package!r} is not installed. Add it with: pip install {package}"
        ) from error
