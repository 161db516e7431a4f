"""What the tiny pipelines of clips are made of: readers of prompts, lookers at pictures, compressors of frames."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import Any

from app.stand_ins.forge_sight import clip_tokenizer
from runtime.studio.loading import hush

READ = 16
"""Numbers that stand for a token of CLIP's."""
WIDE = 32
"""And of T5's."""
HUB = {"TokenizersBackend": "PreTrainedTokenizerFast", "CLIPImageProcessorPil": "CLIPImageProcessor"}
"""Classes by their names of today, and as checkpoints on the Hub have them."""


def saved(folder: Path, kind: str, **parts: Any) -> Path:
    """The pipeline of diffusers called `kind`, made of `parts`, in `folder`."""
    import diffusers

    hush()
    getattr(diffusers, kind)(**parts).save_pretrained(folder)
    index = folder / "model_index.json"
    index.write_text(reduce(lambda text, name: text.replace(name, HUB[name]), HUB, index.read_text()))
    return folder


def still() -> None:
    """The same untrained weights each time."""
    import torch

    torch.manual_seed(0)


def clip_reader(width: int = READ) -> dict[str, Any]:
    """CLIP's tokenizer and its reader, two layers: `tokenizer` and `text_encoder`."""
    from transformers import CLIPTextConfig, CLIPTextModel

    config = CLIPTextConfig(
        vocab_size=514, hidden_size=width, intermediate_size=2 * width, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=77, projection_dim=width, bos_token_id=512, eos_token_id=513, pad_token_id=513,
    )  # fmt: skip
    return {"tokenizer": clip_tokenizer(), "text_encoder": CLIPTextModel(config).eval()}


def t5_reader(many_languages: bool = False) -> dict[str, Any]:
    """T5's, or UMT5's; a letter a token."""
    from transformers import T5Config, T5EncoderModel, T5Tokenizer, UMT5Config, UMT5EncoderModel

    letters = [(letter, -3.0) for letter in map(chr, range(33, 127))]
    known = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0), *letters]
    tokenizer = T5Tokenizer(vocab=known, extra_ids=4, model_max_length=512)
    kind, config = (UMT5EncoderModel, UMT5Config) if many_languages else (T5EncoderModel, T5Config)
    small = {"d_model": WIDE, "d_ff": 37, "d_kv": 8, "num_layers": 2, "num_heads": 4, "decoder_start_token_id": 0}
    return {"tokenizer": tokenizer, "text_encoder": kind(config(vocab_size=len(tokenizer), **small)).eval()}


def llama_reader() -> dict[str, Any]:
    """Llama's; a word a token, unknown ones too: the instructions before a prompt are about as long as usual."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaModel, PreTrainedTokenizerFast

    words = ["<pad>", "<unk>", *("red green blue cat dog boat".split())]
    split = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="<unk>"))
    split.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=split, pad_token="<pad>", unk_token="<unk>", padding_side="left", model_max_length=512
    )
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=READ, intermediate_size=32, num_attention_heads=2, num_hidden_layers=3,
        pad_token_id=0,
    )  # fmt: skip
    return {"tokenizer": tokenizer, "text_encoder": LlamaModel(config).eval()}


def looker(size: int = 32, patch: int = 8, projects: bool = True) -> Any:
    """What CLIP sees of a picture."""
    from transformers import CLIPVisionConfig, CLIPVisionModel, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=READ, projection_dim=READ, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        image_size=size, patch_size=patch,
    )  # fmt: skip
    return (CLIPVisionModelWithProjection if projects else CLIPVisionModel)(config).eval()


def looker_scaling(size: int = 32) -> Any:
    from transformers import CLIPImageProcessorPil

    return CLIPImageProcessorPil(size={"shortest_edge": size}, crop_size={"height": size, "width": size})


def frame_vae() -> Any:
    """Stable Diffusion's, each side to a half."""
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8, 8), down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2, latent_channels=4, norm_num_groups=4, sample_size=32,
    )  # fmt: skip


def noise_schedule() -> Any:
    from diffusers import DDIMScheduler

    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )
