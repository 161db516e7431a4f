"""Of real repositories' files those are fetched that are read here, and nothing else."""

from __future__ import annotations

import pytest

from runtime.selection import folders_in, manifest_of, wanted

SMALL = ["config.json", "tokenizer.json", "vocab.txt"]
NEVER = [
    "README.md", ".gitattributes", "pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "model.ckpt",
    "flax_model.msgpack", "flax_model.msgpack.index.json", "rust_model.ot", "model.onnx", "model.onnx_data",
    "modeling_own.py", "weights.pt", "weights.pth", "model-q4.gguf", "openvino_model.xml", "openvino_config.json",
    "onnx/config.json", "onnx/model.onnx", "openvino/openvino_model.bin", "original/params.json",
    "original/tokenizer.model", "training_args.bin", "picture.png",
]  # fmt: skip


def kept(*names: str, folders: frozenset[str] = frozenset()) -> list[str]:
    return list(wanted(names, folders))


def test_configuration_vocabulary_and_safetensors_are_fetched_and_nothing_in_another_form() -> None:
    assert kept(*SMALL, "model.safetensors", *NEVER) == sorted([*SMALL, "model.safetensors"])


@pytest.mark.parametrize(
    "name",
    [
        "merges.txt", "vocab.json", "spiece.model", "source.spm", "sentencepiece.bpe.model", "subword.bpe",
        "chat_template.jinja", "additional_chat_templates/tool_use.jinja", "generation_config.json",
        "preprocessor_config.json", "special_tokens_map.json", "speaker_embeddings/v2/en_speaker_0_fine_prompt.npy",
    ],
)  # fmt: skip
def test_what_goes_with_the_weights_is_fetched(name: str) -> None:
    assert name in kept("config.json", "model.safetensors", name)


def test_weights_in_parts_come_with_their_index() -> None:
    names = ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]

    assert kept(*names, "model.safetensors.index.json") == [*names, "model.safetensors.index.json"]


def test_parts_beside_the_whole_are_left_out() -> None:
    parts = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"]

    assert kept("config.json", "model.safetensors", *parts) == ["config.json", "model.safetensors"]


@pytest.mark.parametrize(
    "variant",
    [
        ["model.fp16.safetensors"],
        ["model.fp16-00001-of-00001.safetensors", "model.safetensors.index.fp16.json"],
        ["model-00001-of-00001.fp16.safetensors", "model.safetensors.index.fp16.json"],
    ],
)
def test_half_precision_is_left_out_where_the_full_weights_are_there(variant: list[str]) -> None:
    assert kept("model.safetensors", *variant) == ["model.safetensors"]
    assert kept(*variant) == sorted(variant)


def test_of_variants_alone_one_is_fetched() -> None:
    assert kept("model.bf16.safetensors", "model.fp16.safetensors") == ["model.bf16.safetensors"]


def test_each_folder_has_its_own_variants() -> None:
    names = ["unet/model.fp16.safetensors", "unet/model.safetensors", "vae/model.fp16.safetensors"]

    assert kept(*names) == ["unet/model.safetensors", "vae/model.fp16.safetensors"]


def test_makers_own_form_of_the_same_weights_is_left_out() -> None:
    own = ["consolidated-00001-of-00002.safetensors", "consolidated.safetensors.index.json"]
    parts = ["model-00001-of-00001.safetensors", "model.safetensors.index.json"]

    assert kept(*own, *parts) == parts
    assert kept("consolidated.safetensors") == ["consolidated.safetensors"]


def test_a_pipeline_gives_its_components_and_not_the_single_file_of_all() -> None:
    names = [
        "model_index.json", "sd_xl_base_1.0.safetensors", "scheduler/scheduler_config.json",
        "unet/config.json", "unet/diffusion_pytorch_model.fp16.safetensors", "unet/diffusion_pytorch_model.safetensors",
        "unet/model.onnx", "vae/config.json", "vae/diffusion_pytorch_model.safetensors",
        "vae_1_0/diffusion_pytorch_model.safetensors", "tokenizer/vocab.json", "text_encoder/model.onnx_data",
    ]  # fmt: skip
    folders = folders_in(
        {
            "_class_name": "StableDiffusionXLPipeline",
            "scheduler": ["diffusers", "EulerDiscreteScheduler"],
            "tokenizer": ["transformers", "CLIPTokenizer"],
            "unet": ["diffusers", "UNet2DConditionModel"],
            "vae": ["diffusers", "AutoencoderKL"],
            "image_encoder": [None, None],
            "force_zeros_for_empty_prompt": True,
        }
    )

    assert manifest_of(names) == "model_index.json"
    assert kept(*names, folders=folders) == [
        "model_index.json", "scheduler/scheduler_config.json", "tokenizer/vocab.json", "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors", "vae/config.json", "vae/diffusion_pytorch_model.safetensors",
    ]  # fmt: skip


def test_a_sentence_encoder_gives_its_modules_and_not_its_other_forms() -> None:
    names = ["modules.json", *SMALL, "model.safetensors", "1_Pooling/config.json", "2_Dense/model.safetensors"]
    modules = [{"path": ""}, {"path": "1_Pooling"}, {"path": "2_Dense"}]

    found = kept(*names, "onnx/config.json", "checkpoint-500/model.safetensors", folders=folders_in(modules))

    assert found == sorted(names)


def test_leftovers_of_training_are_left_out() -> None:
    assert kept("model.safetensors", "checkpoint-500/model.safetensors", "runs/metrics.json") == ["model.safetensors"]


def test_a_repository_of_adapters_in_folders_is_fetched_whole() -> None:
    names = ["models/image_encoder/config.json", "models/image_encoder/model.safetensors", "models/ip.safetensors"]

    assert kept(*names, "models/ip.bin", "onnx/model.safetensors") == names


@pytest.mark.parametrize("name", ["../evil.json", "/etc/evil.json", "a/../../evil.json", "..\\evil.json"])
def test_a_name_that_leaves_its_folder_is_never_fetched(name: str) -> None:
    assert kept("model.safetensors", name) == ["model.safetensors"]


@pytest.mark.parametrize("content", [None, "text", 3, [], {}, [1, 2], [{"path": 3}], {"unet": "yes"}])
def test_a_manifest_of_another_shape_names_no_folder(content: object) -> None:
    assert folders_in(content) == frozenset()
