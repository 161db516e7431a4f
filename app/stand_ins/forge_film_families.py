"""Forges a tiny pipeline of every family that makes clips, offline: untrained, for how they run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.stand_ins.forge_film_parts import (
    READ,
    WIDE,
    clip_reader,
    llama_reader,
    looker,
    looker_scaling,
    saved,
    still,
    t5_reader,
)
from app.stand_ins.forge_film_unets import (
    animatediff,
    modelscope,
    motion_base,
    motion_file,
    motion_module,
    stable_video,
)

__all__ = [
    "FAMILIES", "animatediff", "cogvideox", "cogvideox_animating", "hunyuan", "ltx", "mochi", "modelscope",
    "motion_base", "motion_file", "motion_module", "stable_video", "wan", "wan_animating",
]  # fmt: skip

LATENT = 16
"""Channels of the latents of clips."""


def cogvideox(folder: Path) -> Path:
    still()
    return saved(folder, "CogVideoXPipeline", **cogvideox_parts(heads=4, width=8, channels=LATENT, learned=False))


def cogvideox_animating(folder: Path) -> Path:
    """CogVideoX that begins with a picture, and makes 32 x 32 pixels only."""
    still()
    parts = cogvideox_parts(heads=2, width=16, channels=2 * LATENT, learned=True)
    return saved(folder, "CogVideoXImageToVideoPipeline", **parts)


def cogvideox_parts(heads: int, width: int, channels: int, learned: bool) -> dict[str, Any]:
    from diffusers import AutoencoderKLCogVideoX, CogVideoXTransformer3DModel, DDIMScheduler

    transformer = CogVideoXTransformer3DModel(
        num_attention_heads=heads, attention_head_dim=width, in_channels=channels, out_channels=LATENT,
        time_embed_dim=2, text_embed_dim=WIDE, num_layers=1, sample_width=4, sample_height=4, sample_frames=9,
        patch_size=2, temporal_compression_ratio=4, max_text_seq_length=226, use_rotary_positional_embeddings=learned,
        use_learned_positional_embeddings=learned,
    )  # fmt: skip
    vae = AutoencoderKLCogVideoX(
        down_block_types=("CogVideoXDownBlock3D",) * 4, up_block_types=("CogVideoXUpBlock3D",) * 4,
        block_out_channels=(8,) * 4, latent_channels=LATENT, layers_per_block=1, norm_num_groups=2,
        temporal_compression_ratio=4,
    )  # fmt: skip
    return {"transformer": transformer, "vae": vae, **t5_reader(), "scheduler": DDIMScheduler()}


def ltx(folder: Path) -> Path:
    """LTX: from words, and from a picture with the same weights."""
    from diffusers import AutoencoderKLLTXVideo, FlowMatchEulerDiscreteScheduler, LTXVideoTransformer3DModel

    still()
    transformer = LTXVideoTransformer3DModel(
        in_channels=8, out_channels=8, num_attention_heads=4, attention_head_dim=8, cross_attention_dim=WIDE,
        num_layers=1, caption_channels=WIDE,
    )  # fmt: skip
    vae = AutoencoderKLLTXVideo(
        latent_channels=8, block_out_channels=(8,) * 4, decoder_block_out_channels=(8,) * 4,
        layers_per_block=(1,) * 5, decoder_layers_per_block=(1,) * 5, timestep_conditioning=False, patch_size=1,
        spatio_temporal_scaling=(True, True, False, False), decoder_inject_noise=(False,) * 5, patch_size_t=1,
        decoder_spatio_temporal_scaling=(True, True, False, False), upsample_residual=(False,) * 4,
        upsample_factor=(1,) * 4, encoder_causal=True, decoder_causal=False,
    )  # fmt: skip
    parts = {"transformer": transformer, "vae": vae, "scheduler": FlowMatchEulerDiscreteScheduler()}
    return saved(folder, "LTXPipeline", **parts, **t5_reader())


def wan(folder: Path) -> Path:
    from diffusers import UniPCMultistepScheduler

    still()
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    return saved(folder, "WanPipeline", **wan_parts(), scheduler=scheduler)


def wan_animating(folder: Path) -> Path:
    """Wan that begins with a picture."""
    from diffusers import FlowMatchEulerDiscreteScheduler

    still()
    parts = wan_parts(channels=36, looks=READ) | {"scheduler": FlowMatchEulerDiscreteScheduler(shift=3.0)}
    sees = {"image_encoder": looker(projects=False), "image_processor": looker_scaling()}
    return saved(folder, "WanImageToVideoPipeline", **parts, **sees)


def wan_parts(channels: int = 16, looks: int | None = None) -> dict[str, Any]:
    from diffusers import AutoencoderKLWan, WanTransformer3DModel

    vae = AutoencoderKLWan(
        base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
    )
    transformer = WanTransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=12, in_channels=channels, out_channels=16,
        text_dim=WIDE, freq_dim=16, ffn_dim=32, num_layers=1, cross_attn_norm=True,
        qk_norm="rms_norm_across_heads", rope_max_seq_len=32, image_dim=looks,
    )  # fmt: skip
    return {"transformer": transformer, "vae": vae, **t5_reader(many_languages=True)}


def hunyuan(folder: Path) -> Path:
    from diffusers import AutoencoderKLHunyuanVideo, FlowMatchEulerDiscreteScheduler, HunyuanVideoTransformer3DModel

    still()
    transformer = HunyuanVideoTransformer3DModel(
        in_channels=LATENT, out_channels=LATENT, num_attention_heads=2, attention_head_dim=10, num_layers=1,
        num_single_layers=1, num_refiner_layers=1, patch_size=1, patch_size_t=1, guidance_embeds=True,
        text_embed_dim=READ, pooled_projection_dim=8, rope_axes_dim=(2, 4, 4),
    )  # fmt: skip
    vae = AutoencoderKLHunyuanVideo(
        latent_channels=LATENT, down_block_types=("HunyuanVideoDownBlock3D",) * 4, norm_num_groups=4,
        layers_per_block=1, up_block_types=("HunyuanVideoUpBlock3D",) * 4, block_out_channels=(8,) * 4,
        spatial_compression_ratio=8, temporal_compression_ratio=4,
    )  # fmt: skip
    second = {f"{name}_2": part for name, part in clip_reader(8).items()}
    parts = {"transformer": transformer, "vae": vae, "scheduler": FlowMatchEulerDiscreteScheduler(shift=7.0)}
    return saved(folder, "HunyuanVideoPipeline", **parts, **llama_reader(), **second)


def mochi(folder: Path) -> Path:
    from diffusers import AutoencoderKLMochi, FlowMatchEulerDiscreteScheduler, MochiTransformer3DModel

    still()
    transformer = MochiTransformer3DModel(
        patch_size=2, num_attention_heads=2, attention_head_dim=8, num_layers=2, pooled_projection_dim=16,
        in_channels=12, qk_norm="rms_norm", text_embed_dim=WIDE, time_embed_dim=4, activation_fn="swiglu",
        max_sequence_length=16,
    )  # fmt: skip
    vae = AutoencoderKLMochi(
        latent_channels=12, out_channels=3, encoder_block_out_channels=(32,) * 4,
        decoder_block_out_channels=(32,) * 4, layers_per_block=(1,) * 5,
    )  # fmt: skip
    parts = {"transformer": transformer, "vae": vae, "scheduler": FlowMatchEulerDiscreteScheduler()}
    return saved(folder, "MochiPipeline", **parts, **t5_reader())


FAMILIES: dict[str, Callable[[Path], Path]] = {
    "AnimateDiffPipeline": animatediff,
    "CogVideoXPipeline": cogvideox,
    "CogVideoXImageToVideoPipeline": cogvideox_animating,
    "LTXPipeline": ltx,
    "WanPipeline": wan,
    "WanImageToVideoPipeline": wan_animating,
    "HunyuanVideoPipeline": hunyuan,
    "MochiPipeline": mochi,
    "TextToVideoSDPipeline": modelscope,
    "StableVideoDiffusionPipeline": stable_video,
}
"""By the class that each is loaded as."""
