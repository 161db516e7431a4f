"""Catalog line → runner. Knows transformers' and the Hub's exceptions, so that no other file has to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from runtime.architectures import must_fit
from runtime.catalog import Checkpoint, catalog_at, load_catalog
from runtime.choosing import Chooser, Gigabytes
from runtime.devices import IN_PIECES, Device, Placement, free_caches, is_out_of_memory, placements, processor
from runtime.errors import CheckpointError, CheckpointNotFound, OutOfMemory
from runtime.locking import load_lock, locked
from runtime.measured import Measured
from runtime.places import config_of, folder_of, hub_cache, is_here, located
from runtime.pool import ModelPool
from runtime.recipes import PACKAGED, RECIPES, THROUGH
from runtime.settings import Settings, pairs
from runtime.slots import Loaded
from runtime.studio.planning import LAYER_GB, plan, suggested

__all__ = ["is_here", "load", "located", "model_pool"]

VECTORS = ("sentence-similarity", "feature-extraction")
"""Tasks that an encoder serves."""
NUMBER_BYTES = {"fp32": 4, "fp16": 2, "bf16": 2}


def model_pool(
    settings: Settings,
    device: Device,
    measured: Measured,
    on_load: Callable[[Checkpoint, str], None] = lambda checkpoint, phase: None,
) -> ModelPool:
    """The pool that `settings` ask for, on `device`, over our catalog and the checkpoints that a person added."""
    return ModelPool(
        partial(load, home=settings.home, threads=settings.threads),
        chooser(settings, device, measured),
        keep_warm=[name.strip() for name in settings.keep_warm.split(",") if name.strip()],
        on_load=on_load,
        on_measured=partial(_keep, measured),
    )


def chooser(settings: Settings, device: Device, measured: Measured) -> Chooser:
    """What chooses for that pool; alone it loads nothing."""
    return Chooser(
        partial(catalog_at, settings.home),
        budget(settings, device),
        settings.tier,
        ladder=ladders(device, processor().memory_gb),
        locate=locked(located, load_lock(settings)),
        expect=lambda line, at: measured.size(line, at) or expected(line, at),
        preferred=pairs(settings.models),
    )


def measurements(settings: Settings) -> Measured:
    return Measured(settings.home / "measured.sqlite")


def budget(settings: Settings, device: Device) -> Gigabytes:
    """What models may take together: on the device, and beside the processor where that is another."""
    on_device = {device.name: settings.pool_gb or device.memory_gb / 2}
    return on_device if device.name == "cpu" else on_device | {"cpu": settings.host_gb or processor().memory_gb / 2}


def ladders(device: Device, host_gb: float = math.inf) -> Callable[[Checkpoint], tuple[Placement, ...]]:
    """Where each checkpoint may run: what comes in a package beside the processor, others as the device allows.

    What makes much along the way begins where that fits too, by the planning table, `host_gb` free beside the
    processor.
    """
    packaged = (Placement(processor("fp32")),)
    usual, offloading = placements(device), placements(device, can_offload=True)

    def ladder(line: Checkpoint) -> tuple[Placement, ...]:
        if line.package:
            return packaged
        recipe = RECIPES.get(line.task)
        return planned(line, offloading, device, host_gb) if recipe and recipe.offloads else usual

    return ladder


def planned(line: Checkpoint, ladder: tuple[Placement, ...], device: Device, host_gb: float) -> tuple[Placement, ...]:
    """`ladder` from the rung that the planning table finds, at the checkpoint's usual size; whole where it is none."""
    way = plan(line, device, device.memory_gb, host_gb, others=()).way
    return next((ladder[start:] for start, rung in enumerate(ladder) if rung.rung == way), ladder)


def expected(line: Checkpoint, at: Placement) -> Gigabytes:
    """What it should take, in GB by device: packages' models run as fp32, others as `at` says."""
    size = weight(line, at.device)
    if not at.offload:
        return {at.device.name: size}
    visiting = min(size, LAYER_GB) if at.rung == IN_PIECES else size * suggested(line).biggest
    return {at.device.name: visiting, "cpu": size}


def weight(line: Checkpoint, device: Device) -> float:
    """GB that its weights should take on `device`."""
    return line.memory_gb * (1 if line.package else NUMBER_BYTES[device.dtype] / 4)


def _keep(measured: Measured, loaded: Loaded) -> None:
    if not loaded.checkpoint.on:
        measured.keep_size(loaded.checkpoint, loaded.placement, loaded.memory)
    measured.keep_seconds(loaded.checkpoint, loaded.placement, "load", loaded.seconds)


def load(checkpoint: Checkpoint, base: Any, at: Placement, *, home: Path, threads: int = 0) -> Any:
    """The runner of `checkpoint`, where `at` says: called with a list and parameters, it gives a list.

    `base` is the runner it works through, where the catalog says `on`; `home` is where prepared models are kept.

    Raises:
        CheckpointNotFound: it is not on this machine, or not all of it.
        OutOfMemory: the device ran out of memory.
        WrongArchitecture: it was made for another task.
        MissingExtra: a package that its runner needs is not installed.
        CheckpointError: it cannot be read.
    """
    if base is not None:
        return _added(checkpoint, base) if checkpoint.adds else _through(checkpoint.task, base)
    if checkpoint.package:
        return _packaged(checkpoint, home, threads)
    if not runs(checkpoint.task):
        raise CheckpointError(unserved(checkpoint.task))
    if checkpoint.adds == "motion":
        with foreign_errors(checkpoint):
            return _moving(checkpoint, at)
    folder = folder_of(checkpoint)
    must_fit(checkpoint.id, checkpoint.task, config_of(folder))
    with foreign_errors(checkpoint):
        return _downloaded(checkpoint, folder, at, threads)


def _downloaded(checkpoint: Checkpoint, folder: Path, at: Placement, threads: int) -> Any:
    """The task's runner over `folder`. Imports torch."""
    import torch

    free_caches()  # what the pool let go of may hang in reference cycles, on the device
    if threads:
        torch.set_num_threads(threads)
    if checkpoint.task in VECTORS:
        from runtime.runners.hub_embedding import HubEncoder

        return HubEncoder(checkpoint.id, folder, at.device)
    return RECIPES[checkpoint.task].build()(folder, at)


def _added(checkpoint: Checkpoint, base: Any) -> Any:
    """An add-on over the runner of what it is added to."""
    from runtime.runners.picture_making import WithAddOn

    return WithAddOn(checkpoint, base)


def _moving(checkpoint: Checkpoint, at: Placement) -> Any:
    """A motion module in the Stable Diffusion that its line names."""
    from runtime.runners.clip_making import MovedMaker

    free_caches()
    return MovedMaker(checkpoint, at)


def _through(task: str, base: Any) -> Any:
    """The runner for `task` that works through the sentence encoder `base`; the encoder itself where that is enough."""
    return THROUGH[task].build()(base) if task in THROUGH else base


def _packaged(checkpoint: Checkpoint, home: Path, threads: int) -> Any:
    if checkpoint.id in PACKAGED:
        return PACKAGED[checkpoint.id].build()()
    from runtime.runners.remembering import Remembering
    from runtime.runners.sentence_embedding import SentenceEncoder

    return Remembering(SentenceEncoder(home, threads))


def runs(task: str) -> bool:
    """Whether downloaded checkpoints for `task` can be run here."""
    return task in RECIPES or task in VECTORS


def unserved(task: str) -> str:
    comes_along = any(line.task == task and line.package for line in load_catalog().checkpoints)
    instead = (
        "Use the size that comes with the packages: ATELIER_TIER=embedded." if comes_along else "See: atelier models"
    )
    return f"Nothing here runs a downloaded checkpoint for {task!r} yet. {instead}"


@contextmanager
def foreign_errors(checkpoint: Checkpoint) -> Iterator[None]:
    """Raise our error in place of theirs, which stays as its cause. What we did not foresee passes untouched."""
    try:
        yield
    except Exception as error:
        ours = _ours(error, checkpoint)
        if ours is None:
            raise
        raise ours from error


def _ours(error: Exception, checkpoint: Checkpoint) -> CheckpointError | None:
    text = str(error)
    if isinstance(error, CheckpointError):
        return None
    if is_out_of_memory(error):
        return OutOfMemory()
    if type(error).__name__ == "SafetensorError":
        return CheckpointError(
            f"The weights of {checkpoint.id!r} are broken: {text}. Fetch them again with: atelier pull {checkpoint.id}"
        )
    if "trust_remote_code" in text:
        return CheckpointError(
            f"{checkpoint.id!r} can only be read by running code from its repository, which is never done here. "
            f"Choose another with: atelier models {checkpoint.task}"
        )
    if isinstance(error, OSError):
        return CheckpointNotFound(checkpoint.id, checkpoint.task, hub_cache())
    return None
