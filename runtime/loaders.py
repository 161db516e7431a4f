"""Catalog line → runner. Knows transformers' and the Hub's exceptions, so that no other file has to."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from runtime.cancel import stop_generating
from runtime.catalog import Checkpoint, load_catalog
from runtime.devices import Device, torch_dtype
from runtime.errors import CheckpointError, CheckpointNotFound, CheckpointTooBig, WrongArchitecture
from runtime.places import config_of, folder_of, hub_cache, is_here, located
from runtime.pool import ModelPool
from runtime.settings import Settings

__all__ = ["is_here", "load", "located", "model_pool"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a task is served from a downloaded checkpoint."""

    pipeline: str
    """The pipeline of transformers that does it."""
    model: str
    """The class that reads the weights."""
    heads: tuple[str, ...]
    """Endings of the architectures that fit."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Defaults for its calls."""


SORTS = "AutoModelForSequenceClassification", ("ForSequenceClassification",)
TAGS = "AutoModelForTokenClassification", ("ForTokenClassification",)
WRITES = "AutoModelForCausalLM", ("ForCausalLM", "LMHeadModel")
RECIPES = {
    "text-classification": Recipe("text-classification", *SORTS, {"truncation": True}),
    "language-detection": Recipe("text-classification", *SORTS, {"truncation": True, "top_k": None}),
    "zero-shot-classification": Recipe("zero-shot-classification", *SORTS),
    "token-classification": Recipe("token-classification", *TAGS, {"aggregation_strategy": "simple"}),
    "text-generation": Recipe("text-generation", *WRITES, {"stopping_criteria": [stop_generating]}),
}
VECTORS = ("sentence-similarity", "feature-extraction")
"""Tasks that an encoder serves."""
PADS_FIRST = {"roberta", "xlm-roberta", "camembert", "mpnet", "data2vec-text"}
"""Model types whose positions begin after the padding's: that many tokens fewer fit."""


def model_pool(
    settings: Settings, device: Device, on_load: Callable[[Checkpoint, str], None] = lambda checkpoint, phase: None
) -> ModelPool:
    """The pool that `settings` ask for, on `device`, over our catalog."""
    return ModelPool(
        partial(load, device=device, home=settings.home, threads=settings.threads),
        load_catalog(),
        settings.pool_gb or device.memory_gb / 2,
        settings.tier,
        locate=located,
        weigh=partial(weight, device=device),
        on_load=on_load,
    )


def weight(checkpoint: Checkpoint, device: Device) -> float:
    """What it will take on `device`, in GB: packages' models run as fp32 on the processor, others as `device` says."""
    return checkpoint.memory_gb / (1 if checkpoint.package or device.dtype == "fp32" else 2)


def load(checkpoint: Checkpoint, base: Any = None, *, device: Device, home: Path, threads: int = 0) -> Any:
    """The runner of `checkpoint`: a callable that takes what the pipeline of its task takes.

    `base` is the runner it works through, where the catalog says `on`; `home` is where prepared models are kept.

    Raises:
        CheckpointNotFound: it is not on this machine, or not all of it.
        CheckpointTooBig: the device ran out of memory.
        WrongArchitecture: it was made for another task.
        CheckpointError: it cannot be read.
    """
    if base is not None:
        return _through(checkpoint.task, base)
    if checkpoint.package:
        return _packaged(checkpoint.package, home, threads)
    if not runs(checkpoint.task):
        raise CheckpointError(unserved(checkpoint.task))
    folder = folder_of(checkpoint)
    with foreign_errors(checkpoint, device):
        if "torch" in sys.modules:
            gc.collect()  # what the pool let go of may hang in reference cycles, on the device
        if checkpoint.task in VECTORS:
            from runtime.runners.hub_embedding import HubEncoder

            return HubEncoder(checkpoint.id, folder, device)
        return _pipeline(checkpoint, folder, device, threads)


def _through(task: str, base: Any) -> Any:
    """The runner for `task` that works through the sentence encoder `base`; the encoder itself where that is enough."""
    if task == "zero-shot-classification":
        from runtime.runners.zero_shot import EmbeddingZeroShot

        return EmbeddingZeroShot(base)
    return base


def _packaged(package: str, home: Path, threads: int) -> Any:
    if package == "langdetect":
        from runtime.runners.languages import LanguageDetector

        return LanguageDetector()
    from runtime.runners.remembering import Remembering
    from runtime.runners.sentence_embedding import SentenceEncoder

    return Remembering(SentenceEncoder(home, threads))


def _pipeline(checkpoint: Checkpoint, folder: Path, device: Device, threads: int) -> Any:
    """A transformers pipeline with our defaults: from this folder only, no pickles, no code of the repository's."""
    recipe = fitting_recipe(checkpoint, config_of(folder))
    import torch
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if threads:
        torch.set_num_threads(threads)
    safe = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **safe)
    tokenizer.model_max_length = longest(config_of(folder), tokenizer.model_max_length)
    read = getattr(transformers, recipe.model).from_pretrained
    model = read(folder, use_safetensors=True, dtype=torch_dtype(device), **safe)
    options = dict(recipe.options)
    if recipe.pipeline == "token-classification":
        options["stride"] = tokenizer.model_max_length // 4  # else what does not fit is dropped without a word
    build: Any = transformers.pipeline  # its overloads know only tasks written out
    runner = build(recipe.pipeline, model=model, tokenizer=tokenizer, device=device.name, **options)
    runner.memory_gb = model.get_memory_footprint() / 1e9
    return runner


def runs(task: str) -> bool:
    """Whether downloaded checkpoints for `task` can be run here."""
    return task in RECIPES or task in VECTORS


def unserved(task: str) -> str:
    comes_along = any(line.task == task and line.package for line in load_catalog().checkpoints)
    instead = (
        "Use the size that comes with the packages: ATELIER_TIER=embedded." if comes_along else "See: atelier models"
    )
    return f"Nothing here runs a downloaded checkpoint for {task!r} yet. {instead}"


def fitting_recipe(checkpoint: Checkpoint, config: Mapping[str, Any]) -> Recipe:
    """How `checkpoint` serves its task. transformers itself would load a wrong head without a word.

    Raises:
        WrongArchitecture: its head is for something else.
        CheckpointError: nothing here runs downloaded checkpoints for this task.
    """
    if checkpoint.task not in RECIPES:
        raise CheckpointError(unserved(checkpoint.task))
    recipe = RECIPES[checkpoint.task]
    names = config.get("architectures") or ["checkpoint of no named architecture"]
    if not str(names[0]).endswith(recipe.heads):
        raise WrongArchitecture(checkpoint.id, str(names[0]), checkpoint.task)
    entails = any(str(label).lower().startswith("entail") for label in config.get("label2id") or {})
    if checkpoint.task == "zero-shot-classification" and not entails:
        raise WrongArchitecture(checkpoint.id, f"{names[0]} that does not judge entailment", checkpoint.task)
    return recipe


def longest(config: Mapping[str, Any], told: int) -> int:
    """Tokens that fit: the tokenizer may be `told` more than the model has positions for, or nothing (1e30)."""
    positions = int(config.get("max_position_embeddings") or 0)
    if config.get("model_type") in PADS_FIRST:
        positions -= int(config.get("pad_token_id", 1)) + 1
    return min(told, positions) if positions > 0 else told


@contextmanager
def foreign_errors(checkpoint: Checkpoint, device: Device) -> Iterator[None]:
    """Raise our error in place of theirs, which stays as its cause. What we did not foresee passes untouched."""
    try:
        yield
    except Exception as error:
        ours = _ours(error, checkpoint, device)
        if ours is None:
            raise
        raise ours from error


def _ours(error: Exception, checkpoint: Checkpoint, device: Device) -> CheckpointError | None:
    text = str(error)
    if isinstance(error, MemoryError) or "out of memory" in text.lower() or "can't allocate memory" in text:
        return CheckpointTooBig(checkpoint.id, weight(checkpoint, device), device.memory_gb)
    if type(error).__name__ == "SafetensorError":
        return CheckpointError(
            f"The weights of {checkpoint.id!r} are broken: {text}. "
            f"Fetch them again with: hf download {checkpoint.id} --force-download"
        )
    if "trust_remote_code" in text:
        return CheckpointError(
            f"{checkpoint.id!r} can only be read by running code from its repository, which is never done here. "
            f"Choose another with: atelier models {checkpoint.task}"
        )
    if isinstance(error, OSError):
        return CheckpointNotFound(checkpoint.id, checkpoint.task, hub_cache())
    return None
