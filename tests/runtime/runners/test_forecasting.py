"""Rows of numbers are gone on with, better than by their mean, and with how sure that is."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge_text
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, WrongArchitecture
from runtime.runners.forecasting import Forecaster

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
WAVE = forge_text.sine(64, 12, 0.7)


@pytest.fixture(scope="module")
def forecast(tmp_path_factory: pytest.TempPathFactory) -> Forecaster:
    return Forecaster(forge_text.waves(tmp_path_factory.mktemp("waves")), CPU)


def test_a_wave_goes_on_much_better_than_by_its_mean(forecast: Forecaster) -> None:
    rows = [forge_text.sine(80, period, phase) for period, phase in ((8, 0.3), (12, 2.0), (16, 4.0))]

    found = forecast([row[:64] for row in rows], horizon=16)

    for row, said in zip(rows, found, strict=True):
        missed = np.abs(np.array(said["mean"]) - row[64:]).mean()
        assert missed < 0.5 * np.abs(np.mean(row[:64]) - row[64:]).mean()


def test_every_quantile_has_a_value_for_each_step_in_order(forecast: Forecaster) -> None:
    [found] = forecast([WAVE], horizon=5, quantiles=[0.9, 0.1, 0.5, 0.25])

    assert list(found["quantiles"]) == ["0.9", "0.1", "0.5", "0.25"]
    low, quarter, middle, high = (found["quantiles"][name] for name in ("0.1", "0.25", "0.5", "0.9"))
    assert [len(row) for row in (low, quarter, middle, high)] == [5] * 4
    assert all(a <= b <= c <= d for a, b, c, d in zip(low, quarter, middle, high, strict=True))
    assert found["mean"] == middle
    assert json.loads(json.dumps(found)) == found


def test_quantiles_are_those_of_chronos_own_pipeline(forecast: Forecaster) -> None:
    import torch

    theirs, _ = forecast._pipeline.predict_quantiles(
        torch.tensor([WAVE]), prediction_length=16, quantile_levels=list(forge_text.QUANTILES)
    )

    [found] = forecast([WAVE], horizon=16, quantiles=forge_text.QUANTILES)

    expected = np.sort(theirs[0].numpy(), axis=1).T  # in order, where the model has them cross
    for row, said in zip(expected, found["quantiles"].values(), strict=True):
        assert said == pytest.approx(row.tolist(), abs=1e-5)


def test_series_of_other_lengths_share_a_batch_and_change_nothing(forecast: Forecaster) -> None:
    rows = [WAVE, WAVE[:9], [1.0], WAVE[10:50], forge_text.sine(64, 8, height=5000.0), [5.0] * 30]

    together = forecast(rows, horizon=16)

    for row, found in zip(rows, together, strict=True):
        [alone] = forecast([row], horizon=16)
        assert found["mean"] == pytest.approx(alone["mean"], rel=1e-3, abs=1e-3)
    assert together[-1]["mean"] == pytest.approx([5.0] * 16, abs=1e-2)


def test_it_goes_on_beyond_the_steps_that_it_foresees_at_once(forecast: Forecaster) -> None:
    [found] = forecast([WAVE], horizon=40)

    assert len(found["mean"]) == len(found["quantiles"]["0.1"]) == 40
    assert all(map(math.isfinite, found["mean"]))


def test_only_as_much_as_the_model_reads_counts(forecast: Forecaster) -> None:
    assert forecast([[1e6] * 5000 + WAVE], horizon=4) == forecast([WAVE], horizon=4)


def test_missing_values_are_passed_over(forecast: Forecaster) -> None:
    holes = [None if step % 9 == 4 else value for step, value in enumerate(WAVE)]

    [found] = forecast([holes], horizon=16)

    assert forecast([[math.nan if value is None else value for value in holes]], horizon=16) == [found]
    assert all(map(math.isfinite, found["mean"]))


def test_nothing_is_foreseen_of_nothing(forecast: Forecaster) -> None:
    assert forecast([], horizon=3) == []


@pytest.mark.parametrize(
    ("row", "more", "why"),
    [
        ([], {"horizon": 3}, "needs a value"),
        ([None, math.nan], {"horizon": 3}, "needs a value"),
        ([1.0, math.inf], {"horizon": 3}, "none that is infinite"),
        ([1.0, 1e300], {"horizon": 3}, "none that is infinite"),
        (WAVE, {"horizon": 0}, "horizon=0 foresees nothing"),
        (WAVE, {}, "horizon=0 foresees nothing"),
        (WAVE, {"horizon": 3, "quantiles": [0.01]}, r"0\.01 is no quantile between 0\.1 and 0\.9"),
        (WAVE, {"horizon": 3, "quantiles": [math.nan]}, "nan is no quantile"),
    ],
)
def test_what_cannot_be_foreseen_is_refused(forecast: Forecaster, row: Any, more: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        forecast([WAVE, row], **more)


def test_a_long_forecast_is_stopped_between_its_stretches(forecast: Forecaster) -> None:
    token, stretches = CancelToken(), []

    def seen(*_: Any) -> None:
        stretches.append(1)
        if len(stretches) == 3:
            token.cancel()

    hook = forecast._model.register_forward_hook(seen)
    with limited(None, token), pytest.raises(Cancelled):
        forecast([WAVE], horizon=16 * 50)
    hook.remove()

    assert len(stretches) == 3


def test_half_precision_goes_on_alike(forecast: Forecaster) -> None:
    [exact] = forecast([WAVE], horizon=16)
    [half] = Forecaster(forecast.folder, HALF)([WAVE], horizon=16)

    assert half["mean"] == pytest.approx(exact["mean"], abs=0.3)
    assert type(half["mean"][0]) is float


def test_its_weights_are_weighed(forecast: Forecaster) -> None:
    assert 0 < forecast.memory["cpu"] < 0.001


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ({"chronos_config": {}, "chronos_pipeline_class": "Chronos2Pipeline"}, "a Chronos2Pipeline, and not"),
        ({"architectures": ["TimesFmModelForPrediction"]}, "checkpoint without one"),
    ],
)
def test_a_forecaster_of_another_kind_is_refused_before_it_is_read(
    tmp_path: Path, config: dict[str, Any], kind: str
) -> None:
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")

    with pytest.raises(WrongArchitecture, match=kind):
        Forecaster(tmp_path, CPU)
