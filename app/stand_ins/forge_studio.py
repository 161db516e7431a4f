"""Forges tiny pipelines of diffusers, offline: untrained, for how they run, not for what they paint."""

from __future__ import annotations

from typing import Any


def ddpm(size: int = 8) -> Any:
    """Paints noise of `size` x `size` pixels from nothing. Loops over its bar."""
    import torch
    from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel

    torch.manual_seed(0)
    unet = UNet2DModel(
        sample_size=size, in_channels=3, out_channels=3, layers_per_block=1, block_out_channels=(8, 16),
        norm_num_groups=4, down_block_types=("DownBlock2D",) * 2, up_block_types=("UpBlock2D",) * 2,
        attention_head_dim=4,
    )  # fmt: skip
    return DDPMPipeline(unet.eval(), DDPMScheduler())


def stable_diffusion(size: int = 16, widths: tuple[int, int] = (8, 16)) -> Any:
    """Stable Diffusion, two layers of everything. Updates its bar. `widths` are those of what draws, low and deep."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    torch.manual_seed(0)
    tokenizer = letters()
    text = CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=16, projection_dim=16, bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    unet = UNet2DConditionModel(
        sample_size=size // 2, block_out_channels=widths, layers_per_block=1, norm_num_groups=4, attention_head_dim=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=16,
    )  # fmt: skip
    vae = AutoencoderKL(
        block_out_channels=(8, 8), down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2, latent_channels=4, norm_num_groups=4, sample_size=size,
    )  # fmt: skip
    scheduler = DDIMScheduler(clip_sample=False, set_alpha_to_one=False, steps_offset=1)
    return StableDiffusionPipeline(
        vae.eval(), CLIPTextModel(text).eval(), tokenizer, unet.eval(), scheduler,
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def letters(longest: int = 16) -> Any:
    """A CLIP tokenizer that knows the letters a to z, so many at most."""
    from transformers import CLIPTokenizer

    known = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    words = [*known, *(f"{letter}</w>" for letter in known), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={word: at for at, word in enumerate(words)}, merges=[], model_max_length=longest)
