"""What a picture may be asked for by: the inputs that the studio's tools share, checked, as a runner takes them."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from runtime.errors import BadInput
from runtime.records import Json
from tools.base import Tool

LONGEST, MOST_TAKES = 2000, 10
"""Characters of a prompt, and takes of one picture."""
RANGES: dict[str, tuple[float, float]] = {
    "seed": (0, 2**31 - 1),
    "steps": (1, 150),
    "guidance": (0, 30),
    "strength": (0.01, 1),
    "takes": (1, MOST_TAKES),
}
PASSED_ON = ("negative_prompt", "steps", "guidance", "strength", "scheduler", "width", "height", "control", "styler")


def optional(kind: str, role: str, description: str) -> dict[str, Any]:
    """An input that may be left out."""
    return {"type": kind, "nullable": True, "role": role, "description": description}


PROMPT: dict[str, Any] = {
    "type": "string",
    "role": "scene",
    "description": "What it shall show: 'a paper boat on a lake at dawn'; or the artifact name of a text that says it.",
}
SEED = optional("integer", "seed", "The same seed gives the same picture: 0 to 2147483647; drawn by lot if left out.")
SIZE = optional(
    "string", "frame_size", "'768x512' pixels, or square, landscape, portrait, wide; the model's own if left out."
)
NEGATIVE = optional("string", "without", "What should not be seen: 'people, letters'.")
STEPS = optional("integer", "denoising_steps", "1 to 150: more take longer; the model's own number if left out.")
GUIDANCE = optional("number", "guidance", "0 to 30: how closely it follows the words; the model's own if left out.")
SCHEDULER = optional("string", "scheduler", "ddim, euler, euler-a, dpm++, unipc, lcm …; the model's own if left out.")
ADAPTERS = optional("array", "adapters", "Ids of LoRAs, each perhaps with a weight: ['nerijs/pixel-art-xl=0.8'].")
JUDGED = optional("boolean", "judged", "Whether what fails its checks is made again, otherwise; true if left out.")
TAKES = optional("integer", "tries", f"How often it is made at most until it passes, 1 to {MOST_TAKES}.")
HOW: dict[str, Any] = {
    "negative_prompt": NEGATIVE,
    "steps": STEPS,
    "guidance": GUIDANCE,
    "scheduler": SCHEDULER,
    "adapters": ADAPTERS,
    "judged": JUDGED,
    "takes": TAKES,
}
"""What all of them may be told."""


def parameters_of(how: Mapping[str, Json], tool: str) -> dict[str, Json]:
    """As a runner takes them. What is None, or of no concern to a runner, is left out.

    Raises:
        BadInput: something is out of its range.
    """
    for name in RANGES.keys() & how.keys():
        check_range(name, how[name], tool)
    given: dict[str, Json] = {name: how[name] for name in PASSED_ON if how.get(name) is not None}
    if how.get("adapters"):
        given["adapters"] = [weighted(said, tool) for said in how["adapters"]]
    return given


def check_range(name: str, value: float | None, tool: str) -> None:
    low, high = RANGES[name]
    if value is not None and not low <= value <= high:
        raise BadInput(f"{name}={value} is outside {low:g} to {high:g}. Call {tool}(..., {name}=…) again.")


def words(prompt: str, tool: str) -> str:
    """
    Raises:
        BadInput: it is blank, or too long.
    """
    text = " ".join(prompt.split())
    if not 1 <= len(text) <= LONGEST:
        raise BadInput(f"The prompt has {len(text)} characters; {tool} takes 1 to {LONGEST}, e.g. 'a paper boat'.")
    return text


def prompt_of(tool: Tool, prompt: str) -> str:
    """What is to be seen: `prompt`, or the beginning of the text whose artifact it names.

    Raises:
        BadInput: it is blank, or too long.
        UnknownArtifact: it looks like an artifact's name, and there is none.
    """
    if not prompt.strip():
        return words(prompt, tool.name)
    document, name = tool.material(prompt)
    text = " ".join(page.text for page in document.pages)
    return words(shorten(text, LONGEST, placeholder="") if name else prompt, tool.name)


def weighted(said: Json, tool: str) -> list[Json]:
    """
    >>> weighted("my/lora=0.6", "make_picture"), weighted("my/lora", "make_picture")
    (['my/lora', 0.6], ['my/lora', 1.0])
    """
    id, _, weight = str(said).partition("=")
    try:
        return [id.strip(), float(weight or 1)]
    except ValueError as error:
        raise BadInput(f"adapters={said!r}: write {tool}(..., adapters=['nerijs/pixel-art-xl=0.8']).") from error
