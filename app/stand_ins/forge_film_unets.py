"""Forges tiny pipelines of clips that grew out of Stable Diffusion: untrained, for how they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.stand_ins.forge_film_parts import (
    READ,
    clip_reader,
    frame_vae,
    looker,
    looker_scaling,
    noise_schedule,
    saved,
    still,
)


def modelscope(folder: Path) -> Path:
    from diffusers import UNet3DConditionModel

    still()
    unet = UNet3DConditionModel(
        block_out_channels=(4, 8), layers_per_block=1, sample_size=16, in_channels=4, out_channels=4,
        down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"), up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        cross_attention_dim=4, attention_head_dim=4, norm_num_groups=2,
    )  # fmt: skip
    parts = {"unet": unet, "vae": frame_vae(), "scheduler": noise_schedule()}
    return saved(folder, "TextToVideoSDPipeline", **parts, **clip_reader(4))


def animatediff(folder: Path) -> Path:
    """Stable Diffusion with a motion module in it, saved as one."""
    still()
    parts = {"unet": picture_unet(), "vae": frame_vae(), "scheduler": noise_schedule(), "motion_adapter": motion()}
    return saved(folder, "AnimateDiffPipeline", **parts, **clip_reader())


def motion_base(folder: Path) -> Path:
    """The Stable Diffusion that `motion_module` fits."""
    still()
    parts = {"unet": picture_unet(), "vae": frame_vae(), "scheduler": noise_schedule(), **clip_reader()}
    none: dict[str, Any] = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
    return saved(folder, "StableDiffusionPipeline", **parts, **none)


def motion_module(folder: Path) -> Path:
    """A motion module on its own."""
    still()
    motion().save_pretrained(folder)
    return folder


def motion_file(folder: Path, file: str) -> Path:
    """The same in a file of that name, with its shape beside it; as `motion_module` where there is no name."""
    motion_module(folder)
    if file:
        (folder / "diffusion_pytorch_model.safetensors").rename(folder / file)
    return folder


def picture_unet() -> Any:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        block_out_channels=(8, 8), layers_per_block=2, sample_size=16, norm_num_groups=2, attention_head_dim=4,
        cross_attention_dim=READ, down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    )  # fmt: skip


def motion() -> Any:
    from diffusers import MotionAdapter

    return MotionAdapter(
        block_out_channels=(8, 8), motion_layers_per_block=2, motion_norm_num_groups=2, motion_num_attention_heads=4
    )


def stable_video(folder: Path) -> Path:
    from diffusers import AutoencoderKLTemporalDecoder, EulerDiscreteScheduler, UNetSpatioTemporalConditionModel

    still()
    unet = UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 32), layers_per_block=1, sample_size=16, in_channels=8, out_channels=4, num_frames=4,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"), cross_attention_dim=READ,
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"), num_attention_heads=4,
        projection_class_embeddings_input_dim=24, addition_time_embed_dim=8,
    )  # fmt: skip
    vae = AutoencoderKLTemporalDecoder(
        block_out_channels=(32, 32), down_block_types=("DownEncoderBlock2D",) * 2, latent_channels=4,
        layers_per_block=1,
    )  # fmt: skip
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", interpolation_type="linear",
        prediction_type="v_prediction", sigma_max=700.0, sigma_min=0.002, steps_offset=1, timestep_spacing="leading",
        timestep_type="continuous", use_karras_sigmas=True,
    )  # fmt: skip
    sees = {"image_encoder": looker(224, 56), "feature_extractor": looker_scaling(224)}
    return saved(folder, "StableVideoDiffusionPipeline", unet=unet, vae=vae, scheduler=scheduler, **sees)
