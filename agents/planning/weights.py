"""The fitted part of the planner: safetensors, a few kilobytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from runtime.errors import CheckpointError

SHIPPED = Path(__file__).parent / "hub_tasks.safetensors"
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    head: Values
    """(columns, tools): the request's features → log odds of each tool."""
    bias: Values
    """(tools,)"""
    sets: Values
    """(F,): agents/planning/sets.py"""
    orders: Values
    """(pairs + starts + ends,): agents/planning/steps.py"""
    described: Values
    """(D, 3): means, deviations and weights of the features of a tool known by its description alone."""
    described_bias: Values
    """(1,)"""


def load_weights(path: Path = SHIPPED, tools: tuple[str, ...] = ()) -> Weights:
    """The weights in a file, as float64.

    Raises:
        CheckpointError: there are none, or they were fitted for other tools than `tools`, if these are given.
    """
    from safetensors import SafetensorError, safe_open

    again = "Fit them with: python -m benchmarks.train_planner --data FOLDER"
    try:
        with safe_open(path, framework="numpy") as file:
            fitted = tuple(json.loads((file.metadata() or {})["about"])["tools"])
            found = {field.name: file.get_tensor(field.name).astype(np.float64) for field in fields(Weights)}
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"No planner's weights can be read from {path}. {again}") from error
    if tools and tools != fitted:
        raise CheckpointError(f"The planner's weights in {path} were fitted for other tools. {again}")
    return Weights(**found)


def save_weights(weights: Weights, path: Path, about: Mapping[str, object]) -> None:
    """Written as float32; the same weights make the same bytes. `about` names at least the `tools`."""
    from safetensors.numpy import save_file

    tensors = {field.name: np.ascontiguousarray(getattr(weights, field.name), np.float32) for field in fields(Weights)}
    save_file(tensors, path, {"about": json.dumps(about, sort_keys=True)})  # one entry: they have no order
