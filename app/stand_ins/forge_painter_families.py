"""Forges a tiny pipeline of each family that makes pictures, and what is added to them: untrained, for how they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.stand_ins.forge_painter_parts import WIDE, decoder, eyes, looker, movq, reader, saved, t5, unet, vae
from app.stand_ins.forge_studio import letters, stable_diffusion


def stable(folder: Path) -> Path:
    """Stable Diffusion."""
    return saved(stable_diffusion(), folder)


def stable_with(channels: int, kind: str, folder: Path, **more: Any) -> Path:
    """A pipeline of the class `kind` whose network takes so many channels: 9 to inpaint, 8 to edit by instruction."""
    import diffusers

    plain = stable_diffusion()
    parts = dict(plain.components) | {"unet": unet(channels, **more)}
    return saved(getattr(diffusers, kind)(**parts, requires_safety_checker=False), folder)


def inpainter(folder: Path) -> Path:
    return stable_with(9, "StableDiffusionInpaintPipeline", folder)


def instructed(folder: Path) -> Path:
    """InstructPix2Pix."""
    return stable_with(8, "StableDiffusionInstructPix2PixPipeline", folder)


def upscaler(folder: Path) -> Path:
    """Four times as large: two steps of the VAE's three blocks."""
    import diffusers

    plain = stable_diffusion()
    pipeline = diffusers.StableDiffusionUpscalePipeline(
        vae=vae(blocks=3, scaling_factor=0.08333), text_encoder=plain.text_encoder, tokenizer=plain.tokenizer,
        unet=unet(7, num_class_embeds=100), low_res_scheduler=diffusers.DDPMScheduler(), scheduler=plain.scheduler,
        max_noise_level=90,
    )  # fmt: skip
    return saved(pipeline, folder)


def checked(folder: Path, strict: bool = True) -> Path:
    """Stable Diffusion with a safety checker; a `strict` one flags every picture."""
    import torch
    from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
    from transformers import CLIPConfig

    plain, size = stable_diffusion(), {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1}
    looks = {**size, "num_attention_heads": 2, "image_size": 32, "patch_size": 8, "projection_dim": 16}
    checker = StableDiffusionSafetyChecker(CLIPConfig(projection_dim=16, vision_config=looks))
    with torch.no_grad():
        checker.concept_embeds_weights.fill_(-2.0 if strict else 2.0)
    plain.register_modules(safety_checker=checker.eval(), feature_extractor=eyes())
    plain.register_to_config(requires_safety_checker=True)
    return saved(plain, folder)


def sdxl(folder: Path) -> Path:
    import torch
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline

    torch.manual_seed(0)
    network = unet(
        4, cross=2 * WIDE, addition_embed_type="text_time", addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + WIDE, use_linear_projection=True, transformer_layers_per_block=1,
    )  # fmt: skip
    noise = EulerDiscreteScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, steps_offset=1)
    pipeline = StableDiffusionXLPipeline(
        vae=vae(), text_encoder=reader(), text_encoder_2=reader(projects=True), tokenizer=letters(),
        tokenizer_2=letters(), unet=network, scheduler=noise, add_watermarker=False,
    )  # fmt: skip
    return saved(pipeline, folder)


def sd3(folder: Path) -> Path:
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline

    torch.manual_seed(0)
    words, long_reader = t5()
    network = SD3Transformer2DModel(
        sample_size=8, patch_size=1, in_channels=16, num_layers=1, attention_head_dim=8, num_attention_heads=2,
        caption_projection_dim=16, joint_attention_dim=32, pooled_projection_dim=32, out_channels=16,
        pos_embed_max_size=32,
    )  # fmt: skip
    pipeline = StableDiffusion3Pipeline(
        transformer=network, vae=vae(latents=16, use_quant_conv=False, use_post_quant_conv=False, shift_factor=0.06),
        text_encoder=reader(projects=True), text_encoder_2=reader(projects=True), text_encoder_3=long_reader,
        tokenizer=letters(), tokenizer_2=letters(), tokenizer_3=words, scheduler=FlowMatchEulerDiscreteScheduler(),
    )  # fmt: skip
    return saved(pipeline, folder)


def flux(folder: Path, guided: bool = True) -> Path:
    """FLUX.1 as its first, `guided` one is, or as the one that was distilled from it."""
    import torch
    from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel

    torch.manual_seed(0)
    words, long_reader = t5()
    network = FluxTransformer2DModel(
        patch_size=1, in_channels=4, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=32, pooled_projection_dim=WIDE, axes_dims_rope=[4, 4, 8], guidance_embeds=guided,
    )  # fmt: skip
    pictures = AutoencoderKL(
        sample_size=32, block_out_channels=(4,), layers_per_block=1, latent_channels=1, norm_num_groups=1,
        use_quant_conv=False, use_post_quant_conv=False, shift_factor=0.06, scaling_factor=1.5,
    )  # fmt: skip
    pipeline = FluxPipeline(
        transformer=network, vae=pictures, text_encoder=reader(), text_encoder_2=long_reader, tokenizer=letters(),
        tokenizer_2=words, scheduler=FlowMatchEulerDiscreteScheduler(),
    )  # fmt: skip
    return saved(pipeline, folder)


def kandinsky(folder: Path, channels: int = 4) -> Path:
    """Kandinsky 2.2, its prior and its decoder in one folder; 9 channels are for inpainting."""
    import diffusers
    import torch
    from diffusers import DDIMScheduler, PriorTransformer, UnCLIPScheduler

    torch.manual_seed(0)
    prior = PriorTransformer(num_attention_heads=2, attention_head_dim=12, embedding_dim=32, num_layers=1)
    prior.clip_std = torch.nn.Parameter(torch.ones(prior.clip_std.shape))
    noise = DDIMScheduler(beta_schedule="linear", beta_start=0.00085, beta_end=0.012, clip_sample=False)
    first = UnCLIPScheduler(
        variance_type="fixed_small_log", prediction_type="sample", clip_sample=True, clip_sample_range=10.0
    )
    kind = "KandinskyV22CombinedPipeline" if channels == 4 else "KandinskyV22InpaintCombinedPipeline"
    pipeline = getattr(diffusers, kind)(
        unet=decoder(channels), movq=movq(), scheduler=noise, prior_prior=prior, prior_image_encoder=looker(32),
        prior_text_encoder=reader(32, projects=True, longest=77), prior_tokenizer=letters(77), prior_scheduler=first,
        prior_image_processor=eyes(),
    )  # fmt: skip
    return saved(pipeline, folder)


# ------------------------------------------------------------------ add-ons


def controlnet(folder: Path, cross: int = WIDE) -> Path:
    import torch
    from diffusers import ControlNetModel

    torch.manual_seed(0)
    network = ControlNetModel(
        block_out_channels=(8, 16), layers_per_block=1, in_channels=4, cross_attention_dim=cross,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), conditioning_embedding_out_channels=(8, 16),
        norm_num_groups=4, attention_head_dim=4,
    )  # fmt: skip
    for name, weight in network.named_parameters():  # which begin at nothing, so that training begins with no change
        if "controlnet_" in name:
            torch.nn.init.normal_(weight, std=0.5)
    return saved(network, folder)


def lora(folder: Path, pipeline: Any, name: str = "pytorch_lora_weights.safetensors") -> Path:
    """One that changes what `pipeline` draws; only its shape is learned from it."""
    import torch
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    torch.manual_seed(1)
    pipeline.unet.add_adapter(LoraConfig(r=2, lora_alpha=2, init_lora_weights=False, target_modules=["to_q", "to_v"]))
    layers = get_peft_model_state_dict(pipeline.unet)
    type(pipeline).save_lora_weights(folder, unet_lora_layers=layers, weight_name=name)
    return folder


def ip_adapter(folder: Path, pipeline: Any) -> Path:
    """One for `pipeline`, in the layout of h94/IP-Adapter, with what it sees with."""
    import torch
    from diffusers.models.attention_processor import IPAdapterAttnProcessor2_0
    from safetensors.torch import save_file

    torch.manual_seed(2)
    network, kept = pipeline.unet, {}
    at = [name for name in network.attn_processors if name.endswith("attn2.processor")]
    for number, name in enumerate(network.attn_processors):
        if name not in at:
            continue
        wide = network.get_submodule(name.removesuffix(".processor")).to_k.out_features
        made = IPAdapterAttnProcessor2_0(hidden_size=wide, cross_attention_dim=WIDE, num_tokens=(4,))
        kept[f"ip_adapter.{number}.to_k_ip.weight"] = made.to_k_ip[0].weight.detach().clone()
        kept[f"ip_adapter.{number}.to_v_ip.weight"] = made.to_v_ip[0].weight.detach().clone()
    kept["image_proj.proj.weight"] = torch.randn(4 * WIDE, WIDE)
    kept["image_proj.proj.bias"] = torch.zeros(4 * WIDE)
    kept["image_proj.norm.weight"], kept["image_proj.norm.bias"] = torch.ones(WIDE), torch.zeros(WIDE)
    (folder / "models").mkdir(parents=True)
    save_file(kept, folder / "models" / "ip-adapter_sd15.safetensors")
    looker(WIDE, sees=224).save_pretrained(folder / "models" / "image_encoder")
    return folder
