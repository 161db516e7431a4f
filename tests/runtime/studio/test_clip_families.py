"""What a checkpoint's own files say of the clips that it makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runtime.architectures import tasks_of
from runtime.catalog import load_catalog
from runtime.errors import CheckpointError
from runtime.recipes import RECIPES
from runtime.studio.clip_families import FAMILIES, ClipFamily, family_at


def written(folder: Path, **files: dict[str, Any]) -> Path:
    """`unet={...}` becomes unet/config.json; `index` is the pipeline's own file, `config` that of a single model."""
    for name, content in files.items():
        path = {"index": folder / "model_index.json", "config": folder / "config.json"}.get(name)
        path = path or folder / name / "config.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    return folder


VAE = {"block_out_channels": [128, 256, 512, 512]}


def test_a_checkpoint_that_says_nothing_is_as_its_family(tmp_path: Path) -> None:
    family = family_at(written(tmp_path, index={"_class_name": "WanPipeline"}))

    assert (family.width, family.height, family.frames, family.rate) == (832, 480, 81, 16)


def test_cogvideox_says_its_size_and_length(tmp_path: Path) -> None:
    says = {"sample_width": 90, "sample_height": 60, "sample_frames": 49, "use_learned_positional_embeddings": True}
    index = {"_class_name": "CogVideoXImageToVideoPipeline"}

    family = family_at(written(tmp_path, index=index, transformer=says, vae=VAE))

    assert (family.width, family.height, family.fixed) == (720, 480, True)
    assert (family.frames, family.most) == (49, 49)


def test_stable_video_says_how_many_frames_it_learned(tmp_path: Path) -> None:
    index, unet = {"_class_name": "StableVideoDiffusionPipeline"}, {"num_frames": 25, "sample_size": 96}

    family = family_at(written(tmp_path, index=index, unet=unet, vae=VAE))

    assert (family.frames, family.most, family.width, family.height) == (25, 25, 1024, 576)


def test_a_motion_module_is_as_large_as_its_base(tmp_path: Path) -> None:
    module = written(tmp_path / "module", config={"_class_name": "MotionAdapter"})
    base = written(tmp_path / "base", unet={"sample_size": 96}, vae=VAE)

    assert (family_at(module, base).width, family_at(module).width) == (768, 512)


@pytest.mark.parametrize("name", ["StableDiffusionPipeline", "I2VGenXLPipeline", ""])
def test_what_makes_no_clips_here_is_one_sentence_with_what_does(tmp_path: Path, name: str) -> None:
    with pytest.raises(CheckpointError, match=r"makes no clips here\. Give one of: AnimateDiffPipeline, "):
        family_at(written(tmp_path, index={"_class_name": name}))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.pipeline)
def test_every_family_keeps_its_own_rules(family: ClipFamily) -> None:
    assert family.width % family.side == family.height % family.side == 0
    assert (family.frames - 1) % family.every == 0
    assert family.least <= family.frames <= family.most
    assert family.animates or not family.needs_picture


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.pipeline)
def test_every_family_is_served_under_its_task(family: ClipFamily) -> None:
    (task, *_) = tasks_of({"_class_name": family.pipeline})

    assert task == ("image-to-video" if family.needs_picture else "text-to-video")
    assert RECIPES[task].runner == "clip_making:ClipMaker"


def test_every_motion_module_of_the_catalog_has_its_base_beside_it() -> None:
    lines = [line for line in load_catalog().checkpoints if line.adds == "motion"]

    assert lines
    assert all(line.base == line.partner and load_catalog().find(line.base, "text-to-image") for line in lines)
