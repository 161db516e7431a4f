"""Parts of tiny pipelines that make pictures: what reads, what sees, what takes noise away, what decodes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.stand_ins.forge_studio import letters

WIDE = 16
"""Numbers of a token."""


def saved(thing: Any, folder: Path) -> Path:
    thing.save_pretrained(folder)
    return folder


def unet(channels: int, cross: int = WIDE, **more: Any) -> Any:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=8, block_out_channels=(8, 16), layers_per_block=1, in_channels=channels, out_channels=4,
        norm_num_groups=4, attention_head_dim=4, cross_attention_dim=cross,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        **more,
    ).eval()  # fmt: skip


def vae(blocks: int = 2, latents: int = 4, **more: Any) -> Any:
    """Its sides shrink by 2 for each block but one."""
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8,) * blocks, down_block_types=("DownEncoderBlock2D",) * blocks,
        up_block_types=("UpDecoderBlock2D",) * blocks, latent_channels=latents, norm_num_groups=4, sample_size=16,
        **more,
    ).eval()  # fmt: skip


def reader(wide: int = WIDE, projects: bool = False, longest: int = 16) -> Any:
    """A CLIP that reads `letters`."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    size = len(letters())
    config = CLIPTextConfig(
        vocab_size=size, hidden_size=wide, intermediate_size=2 * wide, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=longest, projection_dim=wide, bos_token_id=size - 2, eos_token_id=size - 1,
        pad_token_id=size - 1,
    )  # fmt: skip
    return (CLIPTextModelWithProjection if projects else CLIPTextModel)(config).eval()


def looker(wide: int, sees: int = 32) -> Any:
    """A CLIP that sees."""
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=16, projection_dim=wide, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        image_size=sees, patch_size=sees // 4,
    )  # fmt: skip
    return CLIPVisionModelWithProjection(config).eval()


def eyes(sees: int = 32) -> Any:
    from transformers import CLIPImageProcessorPil

    return CLIPImageProcessorPil(size={"shortest_edge": sees}, crop_size={"height": sees, "width": sees})


def t5() -> tuple[Any, Any]:
    """A tokenizer of characters, and what reads them."""
    from transformers import T5Config, T5EncoderModel, T5Tokenizer

    known = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0)]
    known += [(chr(code), -3.0) for code in range(33, 127)]
    words = T5Tokenizer(vocab=known, extra_ids=4, model_max_length=64)
    config = T5Config(
        vocab_size=len(words), d_model=32, d_ff=37, d_kv=8, num_layers=2, num_heads=4, decoder_start_token_id=0
    )
    return words, T5EncoderModel(config).eval()


def decoder(channels: int) -> Any:
    """Kandinsky's second half."""
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        in_channels=channels, out_channels=8, addition_embed_type="image",
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"),
        up_block_types=("SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"), block_out_channels=(32, 32),
        layers_per_block=1, encoder_hid_dim=32, encoder_hid_dim_type="image_proj", cross_attention_dim=16,
        attention_head_dim=4, norm_num_groups=4, resnet_time_scale_shift="scale_shift",
    ).eval()  # fmt: skip


def movq() -> Any:
    from diffusers import VQModel

    return VQModel(
        block_out_channels=(32, 32), down_block_types=("DownEncoderBlock2D", "AttnDownEncoderBlock2D"),
        up_block_types=("AttnUpDecoderBlock2D", "UpDecoderBlock2D"), latent_channels=4, layers_per_block=1,
        norm_num_groups=4, norm_type="spatial", num_vq_embeddings=12, vq_embed_dim=4,
    ).eval()  # fmt: skip
