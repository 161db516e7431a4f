"""Says how a row of numbers will go on, and how sure that is."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from runtime.cancel import check
from runtime.devices import Placement, torch_dtype
from runtime.errors import WrongArchitecture, need
from runtime.places import config_of
from runtime.runners.base import SAFE, Runner

Series = Sequence[float | None]
"""Values at equal steps of time, the newest last; None where one is missing."""
BOLT = "ChronosBoltPipeline"


class Forecaster(Runner):
    """Chronos-Bolt: trained on many series, so that it needs no training on this one."""

    batch_size: ClassVar[int] = 32

    def __init__(self, folder: Path, placement: Placement) -> None:
        """
        Raises:
            MissingExtra: chronos-forecasting is not installed.
            WrongArchitecture: it is a Chronos of another kind, or none.
        """
        super().__init__(folder, placement)
        kind = str(config_of(folder).get("chronos_pipeline_class", "checkpoint without one"))
        if kind != BOLT:
            raise WrongArchitecture(str(folder), f"{kind}, and not a {BOLT}", "time-series-forecasting")
        library = need("chronos", "forecast").BaseChronosPipeline
        import transformers

        transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        dtype = torch_dtype(placement.device)
        self._pipeline = library.from_pretrained(folder, dtype=dtype, use_safetensors=True, **SAFE)
        self._model = self._pipeline.model.to(placement.device.name).eval()
        self._model.register_forward_pre_hook(lambda *_: check())

    def run(
        self,
        inputs: list[Series],
        horizon: int = 0,
        quantiles: Iterable[float] = (0.1, 0.5, 0.9),
        **parameters: Any,
    ) -> list[dict[str, Any]]:
        """For each series `{"mean": [...], "quantiles": {"0.1": [...], …}}`, a value for each of `horizon` steps.

        0.1 is the value that a tenth of all outcomes should lie under. `mean` is the middle one, the median: the model
        knows no other. Only the newest values count that the model reads (2048), and beyond the steps that it was
        trained on (64) it goes on from its own forecast, less surely.

        Raises:
            ValueError: `horizon` is under 1, a quantile is not between those that the model knows, a series has no
                value, or one that is not finite.
            Stopped: asked before each stretch of as many steps as the model foresees at once.
        """
        wanted = {str(quantile): quantile for quantile in map(float, quantiles)}
        self._check(horizon, wanted.values())
        if not inputs:
            return []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that it goes on from its own forecast
            known = self._pipeline.predict([self._tensor(series) for series in inputs], prediction_length=horizon)
        return [self._result(rows, wanted) for rows in known.double().numpy()]

    def size(self, item: Series) -> int:
        return len(item)

    def _check(self, horizon: int, quantiles: Iterable[float]) -> None:
        if horizon < 1:
            raise ValueError(f"horizon={horizon} foresees nothing. Give the number of steps, 1 or more.")
        least, most = min(self._pipeline.quantiles), max(self._pipeline.quantiles)
        for quantile in quantiles:
            if not least <= quantile <= most:
                raise ValueError(f"{quantile:g} is no quantile between {least:g} and {most:g}, which the model knows.")

    def _tensor(self, series: Series) -> Any:
        """(T,) float32: as much as the model reads, with NaN for what is missing."""
        import torch

        newest = series[-self._pipeline.model_context_length :]
        values = torch.tensor([math.nan if value is None else value for value in newest], dtype=torch.float32)
        if values.isinf().any() or values.isnan().all():
            raise ValueError("A series needs a value, and none that is infinite. Write None for one that is missing.")
        return values

    def _result(self, rows: Any, wanted: Mapping[str, float]) -> dict[str, Any]:
        """From (quantiles that the model knows, steps). Between two of them lies a straight line.

        Where the model has them cross they are put in order. Source: Chernozhukov, Fernández-Val and Galichon, 2010.
        """
        known, ordered = self._pipeline.quantiles, np.sort(rows, axis=0)

        def at(quantile: float) -> list[float]:
            return [float(np.interp(quantile, known, column)) for column in ordered.T]

        return {"mean": at(0.5), "quantiles": {name: at(quantile) for name, quantile in wanted.items()}}
