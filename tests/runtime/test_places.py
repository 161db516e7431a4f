"""A checkpoint is here when all of its weights are: in one file, in parts, or in the folders of a pipeline."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from app.stand_ins import forge_studio
from runtime.catalog import Checkpoint, load_catalog
from runtime.choosing import unlisted
from runtime.errors import CheckpointError, CheckpointNotFound
from runtime.places import config_of, folder_of, is_here, located
from runtime.weights import disk_gb, variant_of, weight_files, weights_bytes, weights_gb

FLUX = {
    "_class_name": "FluxPipeline",
    "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "transformer": ["diffusers", "FluxTransformer2DModel"],
    "vae": ["diffusers", "AutoencoderKL"],
    "image_encoder": [None, None],
    "feature_extractor": ["transformers", "CLIPImageProcessor"],
    "force_zeros": True,
}


def numbers(count: int = 10, kind: Any = np.float32) -> dict[str, Any]:
    return {"weight": np.ones(count, kind)}


def write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def in_parts(folder: Path, stem: str = "model", variant: str = "") -> list[Path]:
    """Weights in two files of 10 numbers each, and their index."""
    dotted = f".{variant}" if variant else ""
    names = [f"{stem}{dotted}-0000{n}-of-00002.safetensors" for n in (1, 2)]
    write_json(folder / f"{stem}.safetensors.index{dotted}.json", {"weight_map": dict(zip("ab", names, strict=True))})
    for name in names:
        save_file(numbers(), folder / name)
    return [folder / name for name in names]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model of 10 numbers in one file."""
    folder = tmp_path / "model"
    write_json(folder / "config.json", {"architectures": ["BertModel"]})
    save_file(numbers(), folder / "model.safetensors")
    return folder


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    """A pipeline as diffusers saves it: three models of 10, 20 and 10 numbers, and what has no weights."""
    folder = tmp_path / "pipeline"
    write_json(folder / "model_index.json", FLUX)
    write_json(folder / "scheduler" / "scheduler_config.json", {})
    write_json(folder / "tokenizer" / "tokenizer_config.json", {})
    for part in ("text_encoder", "transformer", "vae"):
        write_json(folder / part / "config.json", {})
    save_file(numbers(), folder / "text_encoder" / "model.safetensors")
    in_parts(folder / "transformer", "diffusion_pytorch_model")
    save_file(numbers(), folder / "vae" / "diffusion_pytorch_model.safetensors")
    return folder


def own(folder: Path | str) -> Checkpoint:
    return unlisted(str(folder), "text-to-image")


# ------------------------------------------------------------------ what is whole


def test_a_pipeline_of_several_models_is_here_with_all_their_weights(pipeline: Path) -> None:
    assert folder_of(own(pipeline)) == pipeline
    assert [str(file.relative_to(pipeline)) for file in weight_files(pipeline)] == [
        "text_encoder/model.safetensors",
        "transformer/diffusion_pytorch_model-00001-of-00002.safetensors",
        "transformer/diffusion_pytorch_model-00002-of-00002.safetensors",
        "vae/diffusion_pytorch_model.safetensors",
    ]
    assert located(own(pipeline)).memory_gb == pytest.approx(40 * 4 / 1e9)
    assert config_of(pipeline)["_class_name"] == "FluxPipeline"


@pytest.mark.parametrize("part", ["text_encoder", "transformer", "vae"])
def test_a_pipeline_that_lacks_a_models_weights_is_not_here(pipeline: Path, part: str) -> None:
    next((pipeline / part).glob("*.safetensors")).unlink()

    assert not is_here(own(pipeline))
    assert weight_files(pipeline) == ()


def test_a_pipeline_that_diffusers_saved_is_here(tmp_path: Path) -> None:
    pytest.importorskip("diffusers")
    forge_studio.stable_diffusion().save_pretrained(tmp_path / "plain")
    forge_studio.stable_diffusion().save_pretrained(tmp_path / "half", variant="fp16")

    assert is_here(own(tmp_path / "plain"))
    assert is_here(own(tmp_path / "half"))
    assert [variant_of(tmp_path / name) for name in ("plain", "half")] == ["", "fp16"]
    shutil.rmtree(tmp_path / "plain" / "unet")
    assert not is_here(own(tmp_path / "plain"))


def test_a_part_of_a_pipeline_is_here_by_itself(pipeline: Path) -> None:
    assert folder_of(own(pipeline / "vae")) == pipeline / "vae"


def test_weights_in_parts_are_here_when_every_part_is(model: Path) -> None:
    (model / "model.safetensors").unlink()
    first, second = in_parts(model)

    assert weight_files(model) == (first, second)
    second.unlink()
    assert not is_here(own(model))


def test_halves_are_read_where_nothing_else_is_here(model: Path) -> None:
    plain, half = model / "model.safetensors", model / "model.fp16.safetensors"
    save_file(numbers(kind=np.float16), half)
    assert (weight_files(model), variant_of(model)) == ((plain,), "")

    plain.unlink()

    assert (weight_files(model), variant_of(model)) == ((half,), "fp16")
    assert is_here(own(model))


def test_halves_in_parts_are_read_too(model: Path) -> None:
    (model / "model.safetensors").unlink()
    parts = in_parts(model, variant="fp16")

    assert (weight_files(model), variant_of(model)) == (tuple(parts), "fp16")


# ------------------------------------------------------------------ what is refused


def test_a_pipeline_with_pickled_weights_only_is_refused(pipeline: Path) -> None:
    weights = pipeline / "vae" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))

    with pytest.raises(CheckpointError, match="only pickled weights, which can run code"):
        folder_of(own(pipeline))


def test_an_adapter_is_refused_and_its_base_is_named(tmp_path: Path) -> None:
    write_json(tmp_path / "adapter_config.json", {"base_model_name_or_path": "Qwen/Qwen2.5-0.5B"})
    save_file(numbers(), tmp_path / "adapter_model.safetensors")

    with pytest.raises(CheckpointError, match=r"is an adapter, which is nothing without Qwen/Qwen2\.5-0\.5B\. Merge"):
        folder_of(own(tmp_path))
    assert not is_here(own(tmp_path))


@pytest.mark.parametrize("text", ["{", "[]", "\xff"])
def test_a_broken_index_is_told_and_counts_as_not_here(pipeline: Path, text: str) -> None:
    (pipeline / "model_index.json").write_bytes(text.encode("latin-1"))

    assert not is_here(own(pipeline))
    with pytest.raises(CheckpointError, match=r"model_index\.json"):
        folder_of(own(pipeline))


@pytest.mark.parametrize("content", [b"", b"\x08\0\0\0\0\0\0\0{broken}", b"\xff" * 16])
def test_a_file_without_a_header_is_told(model: Path, content: bytes) -> None:
    (model / "model.safetensors").write_bytes(content)

    with pytest.raises(CheckpointError, match=r"model\.safetensors is broken"):
        located(own(model))


def test_a_folder_of_ones_own_that_went_away_says_how_to_forget_it(tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFound, match=r"forget it with: atelier models remove /"):
        folder_of(own(tmp_path / "gone"))


# ------------------------------------------------------------------ ids that are folders


def test_a_folder_may_be_named_from_here_and_from_home(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(model.parent)
    monkeypatch.setenv("HOME", str(model.parent))

    assert [folder_of(own(id)) for id in ("./model", "./model/../model", "~/model")] == [model] * 3
    assert not is_here(own("~nobody-of-that-name/model"))


# ------------------------------------------------------------------ what it takes


def test_weights_are_counted_at_the_number_of_bytes_that_they_are_loaded_with(model: Path) -> None:
    save_file({"a": np.ones((3, 4), np.float16), "b": np.ones(5, np.int64)}, model / "model.safetensors")

    assert weights_bytes(model) == 12 * 2 + 5 * 8
    assert weights_bytes(model, 4) == 12 * 4 + 5 * 8
    assert weights_bytes(model, 0.5) == 12 // 2 + 5 * 8
    assert weights_gb(model) == weights_bytes(model, 4) / 1e9


def test_what_is_there_at_two_precisions_is_counted_once(model: Path) -> None:
    save_file(numbers(kind=np.float16), model / "model.fp16.safetensors")

    assert weights_bytes(model, 4) == 40
    assert disk_gb(model) == (model / "model.safetensors").stat().st_size / 1e9


def test_looking_costs_under_a_millisecond(pipeline: Path) -> None:
    index = {"weight_map": {f"layer.{n}.weight": "model-00001-of-00001.safetensors" for n in range(3000)}}
    write_json(pipeline / "text_encoder" / "model.safetensors.index.json", index)
    (pipeline / "text_encoder" / "model.safetensors").rename(
        pipeline / "text_encoder" / "model-00001-of-00001.safetensors"
    )
    line = Checkpoint("text-to-image", str(pipeline), "full", 30.0, "mit", "")
    times = []
    for _ in range(20):
        before = time.process_time()
        assert is_here(line)
        times.append(time.process_time() - before)

    assert min(times) < 0.001


def test_a_folder_of_ones_own_has_another_revision_when_its_files_change(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    header = b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    line = Checkpoint("text-classification", str(folder), "light", 0.0, "unknown", "-")
    first = located(line)

    assert first.revision.startswith("files-")
    assert located(line) == first
    (folder / "config.json").write_text('{"changed": true}')
    assert located(line).revision != first.revision


def test_a_checkpoint_whose_partner_is_missing_is_not_here(hub: Path, tmp_path: Path) -> None:
    from app.stand_ins import forge, forge_voices

    forge.hub_install(forge_voices.speecht5(tmp_path / "voice"), "microsoft/speecht5_tts", hub)
    line = load_catalog().find("microsoft/speecht5_tts")
    assert line is not None

    with pytest.raises(CheckpointNotFound, match="atelier pull microsoft/speecht5_hifigan"):
        located(line)
    forge.hub_install(forge_voices.vocoder(tmp_path / "vocoder"), "microsoft/speecht5_hifigan", hub)
    assert is_here(line)
