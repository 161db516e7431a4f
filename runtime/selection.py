"""Which files of a repository on the Hub are read here: the only ones that are fetched."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from runtime.weights import PIPELINE, VARIANTS

READ = {".safetensors", ".json", ".txt", ".model", ".jinja", ".spm", ".bpe", ".npy"}
"""Endings of weights, configurations, vocabularies, templates and speaker embeddings. Never a pickle, never code."""
MODULES = "modules.json"
MANIFESTS = (PIPELINE, MODULES)
"""Files at the top that name the folders which belong to the model: diffusers' and sentence-transformers'."""
BESIDE = ("speaker_embeddings", "additional_chat_templates")
"""Folders that are read beside weights which lie at the top."""
OTHERS = {"onnx", "openvino", "tf", "tflite", "flax", "coreml", "gguf", "original"}
"""Folders of the same model in forms that are not read."""
NOT_OURS = re.compile(r"^(flax|tf|rust|openvino)_|\.(bin|h5|msgpack|onnx)\.index(\..+)?\.json$")
VARIANT = re.compile(r"\.(fp32|bf16|fp16|fp8|int8|ema|non_ema)(?=[.-])")
SHARD = re.compile(r"-\d{5}-of-\d{5}")


def manifest_of(names: Iterable[str]) -> str:
    """The file among `names` that says which folders belong to the model; empty where there is none.

    >>> manifest_of(["unet/config.json", "model_index.json"])
    'model_index.json'
    """
    present = set(names)
    return next((name for name in MANIFESTS if name in present), "")


def folders_in(content: Any) -> frozenset[str]:
    """The folders that a manifest names. What is not shaped like one names none.

    >>> sorted(folders_in({"_class_name": "X", "vae": ["diffusers", "AutoencoderKL"], "safety_checker": [None, None]}))
    ['vae']
    >>> sorted(folders_in([{"idx": 0, "path": ""}, {"idx": 1, "path": "1_Pooling"}]))
    ['1_Pooling']
    """
    if isinstance(content, dict):
        return frozenset(name for name, parts in content.items() if isinstance(parts, list) and all(parts))
    rows = content if isinstance(content, list) else []
    paths = [row.get("path") for row in rows if isinstance(row, dict)]
    return frozenset(path for path in paths if isinstance(path, str) and path)


def wanted(names: Iterable[str], folders: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Those of a repository's files that are read here, in order; `folders` are what its manifest names.

    >>> wanted(["config.json", "model.safetensors", "model.fp16.safetensors", "pytorch_model.bin", "onnx/config.json"])
    ('config.json', 'model.safetensors')
    """
    readable = sorted(name for name in names if _is_clean(name) and _is_read(name))
    belongs = _belonging(readable, manifest_of(readable), folders)
    return _of_best_precision([name for name in readable if belongs(name)])


def _is_clean(name: str) -> bool:
    """A name that stays in its folder, whatever a server says."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _is_read(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix in READ and not NOT_OURS.search(path.name)


def _belonging(names: Sequence[str], manifest: str, folders: frozenset[str]) -> Callable[[str], bool]:
    """Says of a file whether it lies where the model's files lie."""
    if manifest == PIPELINE:  # weights at the top are the whole pipeline again, for other programs
        return lambda name: _within(name, folders) or ("/" not in name and not name.endswith(".safetensors"))
    if manifest == MODULES:
        return lambda name: _within(name, folders) or "/" not in name
    if any(name.endswith(".safetensors") and "/" not in name for name in names):
        return lambda name: _within(name, BESIDE) or "/" not in name
    return lambda name: not OTHERS.intersection(PurePosixPath(name).parts[:-1])


def _within(name: str, folders: Iterable[str]) -> bool:
    return any(name.startswith(f"{folder}/") for folder in folders)


def _of_best_precision(names: Sequence[str]) -> tuple[str, ...]:
    """Without what repeats the same weights: in other numbers, in parts beside the whole, in their makers' own form."""
    same: dict[str, list[str]] = defaultdict(list)
    for name in names:
        same[_weights(name)].append(name)
    kept = {
        name for weights, repeated in same.items() for name in _read_of(repeated) if not _is_own_form(weights, same)
    }
    return tuple(name for name in names if name in kept)


def _weights(name: str) -> str:
    """What a file of weights, or the index of its parts, belongs to; other files belong to themselves."""
    if ".safetensors" not in name:
        return name
    return SHARD.sub("", VARIANT.sub("", name)).removesuffix(".index.json")


def _read_of(repeated: Sequence[str]) -> Sequence[str]:
    """Of files with the same weights those that the loader takes: the plain numbers first, one file before parts."""
    best = min((_variant(name) for name in repeated), key=_rank)
    found = [name for name in repeated if _variant(name) == best]
    whole = [name for name in found if name.endswith(".safetensors") and not SHARD.search(name)]
    return whole or found


def _variant(name: str) -> str:
    found = VARIANT.search(PurePosixPath(name).name)
    return found[1] if found and ".safetensors" in name else ""


def _rank(variant: str) -> int:
    return VARIANTS.index(variant) if variant in VARIANTS else len(VARIANTS)


def _is_own_form(weights: str, others: Iterable[str]) -> bool:
    path = PurePosixPath(weights)
    return path.name == "consolidated.safetensors" and str(path.with_name("model.safetensors")) in others
