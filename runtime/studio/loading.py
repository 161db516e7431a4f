"""A folder → a pipeline of diffusers, ready to be called: from this machine, safetensors only, no code of others."""

from __future__ import annotations

from logging import CRITICAL
from pathlib import Path
from typing import Any

from runtime.devices import Placement, torch_dtype
from runtime.errors import CheckpointError, need
from runtime.places import config_of
from runtime.runners.denoising import watch_denoising
from runtime.studio.fitting import apply
from runtime.studio.hushing import hushed
from runtime.weights import CONFIG, PIPELINE, parts, variant_of, weight_files

LIBRARIES = ("diffusers", "transformers")
"""Whose classes a pipeline is made of; diffusers' own folders of pipelines beside them."""
PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt")


def open_pipeline(folder: Path, placement: Placement, kind: str = "", **more: Any) -> Any:
    """The pipeline in `folder`, where and as precise as `placement` says, watched at each step.

    `kind` is the class of diffusers that reads it, where its model_index.json names another; `more` are parts that
    take the place of its own.

    Raises:
        CheckpointError: there is no pipeline, not all of it, or one that is never read: pickles, others' code.
        MissingExtra: diffusers is not installed.
    """
    diffusers = need("diffusers", "studio")
    hush()
    refuse(folder, diffusers)
    cure()
    with hushed():
        reader = getattr(diffusers, kind or "DiffusionPipeline")
        pipeline = reader.from_pretrained(folder, **asked(folder, placement), **more)
    return settled(pipeline, placement)


def open_part(kind: str, folder: Path, placement: Placement) -> Any:
    """A part of a pipeline that is a checkpoint of its own, such as a ControlNet. Raises as `open_pipeline`."""
    diffusers = need("diffusers", "studio")
    refuse_unreadable(folder)
    hush()
    part = getattr(diffusers, kind).from_pretrained(folder, **asked(folder, placement))
    return part.eval()


def settled(pipeline: Any, placement: Placement) -> Any:
    """`pipeline` where `placement` says, watched, without a bar; also for one that shares another's parts."""
    pipeline.set_progress_bar_config(disable=True)
    apply(pipeline, placement)
    return watch_denoising(pipeline)


def asked(folder: Path, placement: Placement) -> dict[str, Any]:
    """What `from_pretrained` is told, always."""
    safe: dict[str, Any] = {"local_files_only": True, "use_safetensors": True}
    return safe | {"dtype": torch_dtype(placement.device), "variant": variant_of(folder) or None}


def refuse(folder: Path, diffusers: Any) -> None:
    """Raise CheckpointError where `folder` holds no pipeline that may be read."""
    if not (folder / PIPELINE).is_file():
        raise CheckpointError(f"{folder} holds {_found(folder)}. Name a checkpoint with a {PIPELINE}.")
    index = config_of(folder)
    kind = index.get("_class_name")
    if not isinstance(kind, str) or not hasattr(diffusers, kind):
        raise CheckpointError(
            f"{folder} is a {kind!r}, which diffusers does not have: code of a repository is never run here. "
            "Choose another with: atelier models text-to-image"
        )
    for name, value in index.items():
        if isinstance(value, list) and len(value) == 2 and value[0] and not _is_known(value[0], diffusers):
            raise CheckpointError(
                f"{folder}: its {name} comes from {value[0]!r}, and code of a repository is never run here. "
                "Choose another with: atelier models text-to-image"
            )
    refuse_unreadable(folder)


def refuse_unreadable(folder: Path) -> None:
    """Raise CheckpointError where weights are pickled, or not all here."""
    if weight_files(folder):
        return
    for part in parts(folder):
        if any(next(part.glob(ending), None) for ending in PICKLES) and not next(part.glob("*.safetensors*"), None):
            raise CheckpointError(
                f"{folder} has pickled weights in {part.name}, which can run code when they are read. "
                "Choose a checkpoint that has safetensors."
            )
    raise CheckpointError(f"Not all of {folder} is here. Fetch it again with: atelier pull, and its name.")


def _found(folder: Path) -> str:
    """What lies in a folder that is no pipeline, for the error."""
    if not (folder / CONFIG).is_file():
        return "no pipeline"
    config = config_of(folder)
    name = config.get("_class_name") or (config.get("architectures") or ["a model"])[0]
    return f"one part, {name}, not a whole pipeline"


def _is_known(library: Any, diffusers: Any) -> bool:
    return library in LIBRARIES or (isinstance(library, str) and hasattr(diffusers.pipelines, library))


def hush() -> None:
    """Loading draws no bar and says nothing: what goes wrong is raised."""
    import diffusers
    import transformers

    for logging in (diffusers.utils.logging, transformers.utils.logging):
        logging.disable_progress_bar()
        logging.set_verbosity_error()
    diffusers.utils.logging.set_verbosity(CRITICAL)


def cure() -> None:
    """Transformers 5.6 made CLIP's text model flat; diffusers still asks it for its `text_model`: itself."""
    import transformers

    flat: Any = transformers.CLIPTextModel
    if not hasattr(flat, "text_model"):
        flat.text_model = property(lambda model: model)
