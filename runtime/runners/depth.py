"""How far things in a picture are: Depth-Anything, DPT, GLPN, ZoeDepth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from runtime.devices import Placement
from runtime.runners.alike import AlikeRunner
from runtime.runners.base import weights
from runtime.runners.boxes import refuse_others

METRES = ("glpn", "zoedepth", "depth_pro")
"""Kinds of model that give metres from the camera; others give more for what is nearer, on no scale."""


class DepthEstimator(AlikeRunner):
    longest = 1024

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = weights("AutoModelForDepthEstimation", folder, placement)
        config = self._model.config
        self._metres = config.model_type in METRES or getattr(config, "depth_estimation_type", "") == "metric"

    def run(self, inputs: list[Any], **parameters: Any) -> list[dict[str, Any]]:
        """For each picture `{"depth": (H, W) float32, "metres": bool}`, H and W as the model has them, the picture's
        whole field of view. In metres, more is farther; else more is nearer, on a scale of the picture's own.

        Raises:
            ValueError: there are parameters, or an input is no picture.
            FileProblem: an input is a file that cannot be read.
        """
        refuse_others(parameters, "none")

        def read(said: Any, some: Any, given: Any) -> list[dict[str, Any]]:
            depths = said.predicted_depth.cpu().numpy().astype(np.float32)
            return [{"depth": depth, "metres": self._metres} for depth in depths.reshape(-1, *depths.shape[-2:])]

        return self.through(self.seen(inputs), read) if inputs else []
