"""Only whole pipelines are opened: safetensors, no code of others, no pickles."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.stand_ins import forge_painter_families as families
from runtime.devices import Placement, processor
from runtime.errors import CheckpointError
from runtime.studio.loading import open_part, open_pipeline
from runtime.studio.pipelines import PicturePipelines

HERE = Placement(processor("fp32"))


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return families.stable(tmp_path_factory.mktemp("stable"))


@pytest.fixture
def folder(forged: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    shutil.copytree(forged, tmp_path / "copy")
    return tmp_path / "copy"


def change(folder: Path, **entries: Any) -> None:
    index = folder / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | entries))


def refused(folder: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        open_pipeline(folder, HERE)
    return str(caught.value)


def test_a_pipeline_is_opened_as_precise_as_was_said(forged: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import torch

    pipeline = open_pipeline(forged, Placement(processor("bf16")))

    assert type(pipeline).__name__ == "StableDiffusionPipeline"
    assert {part.dtype for part in (pipeline.unet, pipeline.vae, pipeline.text_encoder)} == {torch.bfloat16}
    assert capfd.readouterr() == ("", "")


def test_half_numbers_are_read_where_there_are_no_others(forged: Path, tmp_path: Path) -> None:
    open_pipeline(forged, HERE).save_pretrained(tmp_path, variant="fp16")

    assert open_pipeline(tmp_path, HERE).unet is not None


def test_a_layer_of_clip_can_be_skipped(forged: Path) -> None:
    pipeline = open_pipeline(forged, HERE)

    assert pipeline("abc", num_inference_steps=1, clip_skip=1).images


def test_pickled_weights_are_refused(folder: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.safetensors").rename(folder / "unet" / "diffusion_pytorch_model.bin")

    assert "has pickled weights in unet, which can run code when they are read" in refused(folder)


def test_half_a_download_is_refused(folder: Path) -> None:
    (folder / "vae" / "diffusion_pytorch_model.safetensors").unlink()

    assert "Not all of" in refused(folder)


def test_code_of_a_repository_is_never_run(folder: Path) -> None:
    (folder / "evil.py").write_text("raise SystemExit")
    change(folder, unet=["evil", "Evil"])
    assert "its unet comes from 'evil', and code of a repository is never run here" in refused(folder)

    change(folder, unet=["diffusers", "UNet2DConditionModel"], _class_name=["evil", "Evil"])
    assert "code of a repository is never run here" in refused(folder)

    change(folder, _class_name="Evil")
    assert "is a 'Evil', which diffusers does not have" in refused(folder)


def test_what_is_no_pipeline_is_named(forged: Path, tmp_path: Path) -> None:
    assert "holds no pipeline" in refused(tmp_path)
    assert "holds one part, UNet2DConditionModel, not a whole pipeline" in refused(forged / "unet")


def test_a_part_is_opened_by_itself(forged: Path) -> None:
    assert not open_part("UNet2DConditionModel", forged / "unet", HERE).training


def test_half_a_pair_makes_no_pictures(tmp_path: Path) -> None:
    whole = open_pipeline(families.kandinsky(tmp_path / "whole"), HERE)
    whole.decoder_pipe.save_pretrained(tmp_path / "half")

    with pytest.raises(CheckpointError, match=r"makes no picture from words by itself"):
        PicturePipelines(tmp_path / "half", HERE)
