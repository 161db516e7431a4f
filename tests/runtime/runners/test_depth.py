"""What is nearer is told from what is farther."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.stand_ins import forge_areas
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_finding import SCENES, scene
from runtime.devices import Device, Placement
from runtime.runners.depth import DepthEstimator

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))


@pytest.fixture(scope="module")
def estimate(home: Path) -> DepthEstimator:
    return DepthEstimator(kept(home, forge_areas.sounder), CPU)


def test_the_floor_comes_nearer(estimate: DepthEstimator) -> None:
    for found in estimate([scene(number).picture for number in range(SCENES)]):
        depth = found["depth"]
        assert not found["metres"]
        assert depth.dtype == np.float32
        assert depth[-8:].mean() > depth[: len(depth) // 3].mean() + 0.3


def test_a_batch_is_as_one_by_one_and_bf16_about_the_same(estimate: DepthEstimator, home: Path) -> None:
    pictures = [scene(0).picture, scene(1).picture.resize((200, 300)), scene(2).picture]

    for one, found in zip(pictures, estimate(pictures), strict=True):
        assert np.allclose(estimate([one])[0]["depth"], found["depth"], atol=1e-4)
    half = DepthEstimator(kept(home, forge_areas.sounder), HALF)(pictures[:1])[0]["depth"]
    assert np.abs(half - estimate(pictures[:1])[0]["depth"]).mean() < 0.05


def test_depths_are_those_of_transformers_own_pipeline(estimate: DepthEstimator) -> None:
    from transformers import pipeline

    told = pipeline("depth-estimation", model=str(estimate.folder), device="cpu")(scene(3).picture.resize((56, 56)))

    ours = estimate([scene(3).picture.resize((56, 56))])[0]["depth"]
    assert np.allclose(told["predicted_depth"].numpy(), ours, atol=1e-3)


def test_a_model_that_gives_metres_is_known(tmp_path: Path) -> None:
    import torch
    from transformers import GLPNConfig, GLPNForDepthEstimation, GLPNImageProcessorPil

    torch.manual_seed(0)
    small = {"depths": [1] * 4, "hidden_sizes": [8] * 4, "num_attention_heads": [1] * 4, "mlp_ratios": [2] * 4}
    GLPNForDepthEstimation(GLPNConfig(**small, decoder_hidden_size=8)).save_pretrained(tmp_path)
    GLPNImageProcessorPil(size_divisor=32).save_pretrained(tmp_path)

    (found,) = DepthEstimator(tmp_path, CPU)([scene(0).picture])

    assert found["metres"]
    assert found["depth"].shape == (320, 320)


def test_what_cannot_be_used_is_refused(estimate: DepthEstimator) -> None:
    with pytest.raises(ValueError, match="threshold: not taken here"):
        estimate([scene(0).picture], threshold=0.5)
    with pytest.raises(ValueError, match="A int is no picture"):
        estimate([3])
    assert estimate([]) == []
