"""What a request would take, as text for people and as JSON for programs."""

from __future__ import annotations

from dataclasses import asdict

from app.foresight import Foresight, Needed, Part
from runtime.records import Json


def foresight_fields(foreseen: Foresight) -> dict[str, Json]:
    """As the one JSON object that `--json` prints."""
    return {
        "parts": [asdict(part) for part in foreseen.parts],
        "refusals": list(foreseen.refusals),
        "decides_later": foreseen.decides_later,
        "download_gb": round(foreseen.download_gb, 2),
        "peak_memory_gb": round(foreseen.peak_gb, 3),
        "seconds": None if foreseen.seconds is None else round(foreseen.seconds, 2),
    }


def foresight_text(foreseen: Foresight) -> str:
    intro = ["A language model decides as it goes. It could use:"] if foreseen.decides_later else []
    parts = [_part(n, part) for n, part in enumerate(foreseen.parts, 1)]
    return "\n".join([*intro, *parts, *foreseen.refusals, "", _sums(foreseen)])


def _part(number: int, part: Part) -> str:
    arguments = ", ".join(f"{name}={value!r}" for name, value in part.arguments.items())
    took = "never run here" if part.seconds is None else f"about {part.seconds:.2g} s"
    return "\n".join([f"{number}. {part.specialist}: {part.tool}({arguments})  {took}", *map(_model, part.models)])


def _model(model: Needed) -> str:
    if not model.ok:
        return f"   ✗ {model.says}"
    takes = f"{model.memory_gb:.2g} GB" if model.memory_gb else "no memory of its own"
    return f"   {model.checkpoint} on {model.at}, {takes}. {model.says}"


def _sums(foreseen: Foresight) -> str:
    download = f"{foreseen.download_gb:.2g} GB to download" if foreseen.download_gb else "nothing to download"
    seconds = "unknown time" if foreseen.seconds is None else f"about {foreseen.seconds:.2g} s"
    return f"In all: {download}, at most {foreseen.peak_gb:.2g} GB of memory for models, {seconds}."
