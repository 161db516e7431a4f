"""Which files hold a checkpoint's weights, and what they take: safetensors only, from their names and headers."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

from runtime.errors import CheckpointError

CONFIG = "config.json"
PIPELINE = "model_index.json"
"""What a pipeline of several models has instead, as diffusers writes it: which folder holds which class."""
STEMS = ("model", "diffusion_pytorch_model")
VARIANTS = ("", "fp32", "bf16", "fp16")
"""Kinds of number that a repository may keep apart from the plain ones; the plain ones are read where they are here."""
FLOATS = {"F64", "F32", "F16", "BF16"}
"""What is converted to the kind of number that a model is loaded in; all else stays as it is stored."""
WEIGHTLESS = (
    "Tokenizer", "TokenizerFast", "Scheduler", "FeatureExtractor", "Processor", "ProcessorFast", "ProcessorPil",
)  # fmt: skip
"""Endings of the classes that have no weights, though they have a folder."""
HEADER_BYTES = 100_000_000
"""Longest header of a safetensors file. Source: its format."""


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The files that are read for the checkpoint in `folder`, of all its parts; none where not all are here.

    Raises:
        CheckpointError: its index or its model_index.json is broken.
    """
    found = [_files_in(part) for part in parts(folder)]
    return tuple(file for files in found for file in files) if all(found) else ()


def parts(folder: Path) -> tuple[Path, ...]:
    """Where weights must be: the folder itself, or those of a pipeline's models."""
    index = folder / PIPELINE
    if not index.is_file():
        return (folder,)
    return tuple(folder / name for name in _components(*_stamped(index)))


def variant_of(folder: Path) -> str:
    """The kind of number that must be asked for by name, such as `fp16`; empty where the plain files are here."""
    names = [file.name for file in weight_files(folder)]
    return next((variant for variant in VARIANTS[1:] if any(f".{variant}" in name for name in names)), "")


def weights_bytes(folder: Path, bytes_per_number: float = 0) -> int:
    """Memory that the weights in `folder` take with so many bytes to a number, 4 for fp32; as they are stored for 0.

    Raises:
        CheckpointError: a file is broken.
    """
    return round(sum(_bytes_of(file, bytes_per_number) for file in weight_files(folder)))


def weights_gb(folder: Path) -> float:
    """Memory that the weights in `folder` take as fp32, in GB."""
    return weights_bytes(folder, 4) / 1e9


def disk_gb(folder: Path) -> float:
    """What the files that are read take on the disk, in GB."""
    return sum(file.stat().st_size for file in weight_files(folder)) / 1e9


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file.

    Raises:
        CheckpointError: it is not there, or is not an object in JSON.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read: {error}. Fetch or save the checkpoint again.") from error
    if not isinstance(value, dict):
        raise CheckpointError(f"{path} holds no object in JSON. Fetch or save the checkpoint again.")
    return value


def _files_in(part: Path) -> tuple[Path, ...]:
    """One file of weights, or all that an index names; the plain ones if they are whole, else those of a variant."""
    for variant in VARIANTS:
        for stem in STEMS:
            dotted = f".{variant}" if variant else ""
            single, index = part / f"{stem}{dotted}.safetensors", part / f"{stem}.safetensors.index{dotted}.json"
            if single.is_file():
                return (single,)
            shards = [part / name for name in _shards(*_stamped(index))] if index.is_file() else []
            if shards and all(shard.is_file() for shard in shards):
                return tuple(shards)
    return ()


def _stamped(path: Path) -> tuple[Path, int, int]:
    """A file and what changes when it does, so that what was read from it can be kept."""
    found = path.stat()
    return path, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=512)
def _shards(index: Path, mtime_ns: int, size: int) -> tuple[str, ...]:
    return tuple(sorted({str(name) for name in read_json(index).get("weight_map", {}).values()}))


@lru_cache(maxsize=512)
def _components(index: Path, mtime_ns: int, size: int) -> tuple[str, ...]:
    """The folders of the models that a model_index.json names."""
    named = {name: value for name, value in read_json(index).items() if isinstance(value, list) and len(value) == 2}
    return tuple(name for name, (_, kind) in named.items() if kind and not str(kind).endswith(WEIGHTLESS))


def _bytes_of(file: Path, bytes_per_number: float) -> float:
    total = 0.0
    for tensor in _header(file).values():
        start, end = tensor["data_offsets"]
        converted = bytes_per_number and tensor["dtype"] in FLOATS
        total += math.prod(tensor["shape"]) * bytes_per_number if converted else end - start
    return total


def _header(file: Path) -> dict[str, Any]:
    """What a safetensors file holds. Source: its format, eight bytes of length before a JSON header."""
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        text = opened.read(length) if length <= HEADER_BYTES else b""
    try:
        tensors: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise CheckpointError(f"{file} is broken: it has no header. Fetch or save the checkpoint again.") from error
    return {name: tensor for name, tensor in tensors.items() if name != "__metadata__"}
