"""Makes pictures larger with detail that fits: Swin2SR."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime.cancel import check
from runtime.devices import Placement
from runtime.progress import report
from runtime.runners.base import features, weights
from runtime.runners.heeding import heed
from runtime.runners.seeing import SightRunner

TILE, MARGIN = 256, 16
"""Pixels of a tile's side, and of what it sees beyond its edges, so that no seam shows."""
Pixels = NDArray[np.uint8]


class Enlarger(SightRunner):
    batch_size: ClassVar[int] = 1
    longest = 8192

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._model = heed(weights("AutoModelForImageToImage", folder, placement))
        self.scale = int(self._model.config.upscale)

    def run(self, inputs: list[Any], **parameters: Any) -> list[Pixels]:
        """Each picture as (H, W, 3) uint8, its sides as many times as long as the checkpoint makes them.

        A picture is worked on in tiles of 256 pixels, each with what is around it, so its size does not matter.

        Raises:
            ValueError: a parameter is given, or an input is no picture.
            FileProblem: an input is a file that cannot be read.
            Stopped: the run's time is up, or it was cancelled; asked before each tile.
        """
        if parameters:
            raise ValueError(f"{parameters}: there are no parameters here.")
        return [self._enlarged(self.opened(item)) for item in inputs]

    def _enlarged(self, image: Any) -> Pixels:
        pixels, scale = np.asarray(image), self.scale
        height, width = pixels.shape[:2]
        found = np.empty((height * scale, width * scale, 3), np.uint8)
        every = list(tiles(width, height))
        for number, (left, top, right, bottom) in enumerate(every, 1):
            check()
            x, y = max(0, left - MARGIN), max(0, top - MARGIN)
            made = self._tile(pixels[y : bottom + MARGIN, x : right + MARGIN])
            rows = slice((top - y) * scale, (bottom - y) * scale)
            columns = slice((left - x) * scale, (right - x) * scale)
            found[top * scale : bottom * scale, left * scale : right * scale] = made[rows, columns]
            report("tile", number, len(every))
        return found

    def _tile(self, pixels: Pixels) -> Pixels:
        """(H, W, 3) → (H * scale, W * scale, 3). The processor fills up to whole windows: that is cut off again."""
        given = self._processor(np.ascontiguousarray(pixels), return_tensors="pt", input_data_format="channels_last")
        out = self._model(**features(given, self._model)).reconstruction[0].float().clamp(0, 1)
        made: Pixels = np.rint(out.permute(1, 2, 0).cpu().numpy() * 255).astype(np.uint8)
        return made[: pixels.shape[0] * self.scale, : pixels.shape[1] * self.scale]


def tiles(width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each: together the whole picture, none twice.

    >>> list(tiles(300, 200))
    [(0, 0, 256, 200), (256, 0, 300, 200)]
    """
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            yield left, top, min(left + TILE, width), min(top + TILE, height)
