"""What a checkpoint was made for, by the class that its config.json or model_index.json names: `heads.py`, read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.errors import WrongArchitecture
from runtime.heads import BACKBONE, ENCODER, ENDINGS, HEADS, NOTHING, NUMBERS, SOUNDS, WHOLE, Head


def tasks_of(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The tasks that the checkpoint of this config.json, or model_index.json, was made for; none where it is unknown.

    >>> tasks_of({"architectures": ["WhisperForConditionalGeneration"]})
    ('automatic-speech-recognition',)
    """
    tasks = head_of(config).tasks
    return (*tasks, "zero-shot-classification") if "text-classification" in tasks and entails(config) else tasks


def fits(task: str, config: Mapping[str, Any]) -> bool:
    """Whether it serves `task`: it was made for it, or can be put to it.

    >>> fits("sentence-similarity", {"architectures": ["MPNetForMaskedLM"]})
    True
    """
    return task in (*tasks_of(config), *head_of(config).also)


def known_tasks() -> tuple[str, ...]:
    """Every task that the table names, in alphabetical order."""
    named = {task for head in (*HEADS, ENCODER) for task in (*head.tasks, *head.also)}
    return tuple(sorted({*named, "zero-shot-classification"}))


def must_fit(checkpoint: str, task: str, config: Mapping[str, Any]) -> None:
    """Raise WrongArchitecture, which names the tasks that it would serve, where `checkpoint` does not serve `task`."""
    if fits(task, config):
        return
    name = architecture_of(config) or "checkpoint of no named architecture"
    if task == "zero-shot-classification" and "text-classification" in tasks_of(config):
        name += " that does not judge entailment"
    raise WrongArchitecture(checkpoint, name, task, tasks_of(config))


def architecture_of(config: Mapping[str, Any]) -> str:
    """The class that the checkpoint is of; empty where it is not named.

    >>> architecture_of({"_class_name": "FluxPipeline"})
    'FluxPipeline'
    """
    names = config.get("architectures") or [config.get("_class_name") or ""]
    return str(names[0])


def head_of(config: Mapping[str, Any]) -> Head:
    name = architecture_of(config)
    if "chronos_config" in config:  # a T5 by name, whose words are numbers
        return NUMBERS[0]
    found = WHOLE.get(name) or next((head for ending, head in ENDINGS.items() if name.endswith(ending)), None)
    if found or not name.endswith(("Model", "Encoder")):
        return found or NOTHING
    reads = "vocab_size" in config and not name.startswith((*SOUNDS, "Whisper"))
    return ENCODER if reads else BACKBONE


def entails(config: Mapping[str, Any]) -> bool:
    """Whether one of its labels says that a text entails another: what labels named on the spot are judged by."""
    labels = (*(config.get("label2id") or {}), *(config.get("id2label") or {}).values())
    return any(str(label).lower().startswith("entail") for label in labels)


def needs_code(config: Mapping[str, Any]) -> bool:
    """Whether it is read only by code of its own repository. Imports transformers where the config offers such code."""
    if not config.get("auto_map"):
        return False
    import transformers

    kind, name = config.get("model_type"), architecture_of(config)
    return kind not in transformers.CONFIG_MAPPING or not hasattr(transformers, name or "of no name")
