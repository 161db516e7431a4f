"""Forges a Stable Diffusion that learned in seconds what the colours are called: the prompt decides the picture."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from app.stand_ins.forge import make
from runtime.studio.loading import hush

PAINTS = {"red": (220, 30, 30), "green": (30, 180, 30), "blue": (30, 30, 220)}
SIDE, BATCH, GREY = 16, 16, 0.37
FRAMES = (
    "{}",
    "a {} picture",
    "paint it {}",
    "make everything {}",
    "a {} wall in the evening",
    "a picture of a {} boat",
)
"""What it learned to hear the colour in."""
HEARD = ("{}", "a {} picture", "a {} cat on the stairs", "please draw something {}", "a picture of a {} house")
"""What it must hear it in: some of these it never saw."""


def colour_painter(folder: Path) -> Path:
    """Stable Diffusion of 16 pixels: a prompt with red, green or blue in it fills the picture with that. About 6 s."""
    return make(folder, build, accept)


def build(folder: Path, seed: int) -> None:
    import torch
    from diffusers import StableDiffusionPipeline

    hush()
    torch.manual_seed(seed)
    random.seed(seed)
    vae = plain_vae()
    tokenizer = words()
    text = learned_text(tokenizer)
    unet = learned_unet(vae, tokenizer, text)
    StableDiffusionPipeline(
        vae, text, tokenizer, unet, noise(), safety_checker=None, feature_extractor=None, requires_safety_checker=False
    ).save_pretrained(folder)


def noise() -> Any:
    from diffusers import DDIMScheduler

    return DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False,
        steps_offset=1,
        prediction_type="v_prediction", timestep_spacing="trailing",
    )  # fmt: skip


def words() -> Any:
    """A CLIP tokenizer of letters, to which the colours are a word each."""
    from transformers import CLIPTokenizer

    letters = [chr(code) for code in range(33, 127)]
    merges = [pair for colour in sorted(PAINTS, key=len, reverse=True) for pair in merged(colour)]  # green before red
    joined = [first + second for first, second in merges]
    known = dict.fromkeys((*letters, *(f"{letter}</w>" for letter in letters), *joined))
    vocabulary = {word: at for at, word in enumerate((*known, "<|startoftext|>", "<|endoftext|>"))}
    return CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=77)


def merged(word: str) -> list[tuple[str, str]]:
    """
    >>> merged("red")
    [('r', 'e'), ('re', 'd</w>')]
    """
    letters = [*word[:-1], f"{word[-1]}</w>"]
    return [("".join(letters[:at]), letters[at]) for at in range(1, len(letters))]


def learned_text(tokenizer: Any, steps: int = 120) -> Any:
    """Learned to carry the colour to every place after it, so that what draws hears it wherever it listens."""
    import torch

    model, named = text_model(len(tokenizer)), torch.nn.Linear(16, len(PAINTS) + 1)
    optimizer = torch.optim.Adam([*model.parameters(), *named.parameters()], 1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps)
    for _ in range(steps):
        chosen = [random.choice(["", *PAINTS]) for _ in range(16)]
        told = [f"{stir()} {random.choice(FRAMES).format(colour)} {stir()}" if colour else stir() for colour in chosen]
        states = model(tokens(tokenizer, told)).last_hidden_state[:, -16:]
        truth = torch.tensor([["", *PAINTS].index(colour) for colour in chosen])
        guessed = named(states).flatten(0, 1)
        stepped(optimizer, schedule, torch.nn.functional.cross_entropy(guessed, truth.repeat_interleave(16)))
    return model.eval()


def stir() -> str:
    """Up to a dozen letters that mean nothing."""
    return " ".join("".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=4)) for _ in range(random.randint(0, 3)))


def text_model(size: int) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel

    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=size, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
            max_position_embeddings=77, projection_dim=16, bos_token_id=size - 2, eos_token_id=size - 1,
            pad_token_id=size - 1, initializer_range=0.15,
        )
    )  # fmt: skip


def tokens(tokenizer: Any, told: Sequence[str]) -> Any:
    """(N, 77)"""
    return tokenizer(list(told), padding="max_length", truncation=True, return_tensors="pt").input_ids


def plain_vae() -> Any:
    """Nothing learned: the four numbers of a square of 2 x 2 pixels are its mean red, green and blue, and 0."""
    import torch
    from diffusers import AutoencoderTiny

    vae = AutoencoderTiny(
        encoder_block_out_channels=(4, 4), decoder_block_out_channels=(4, 4), latent_channels=4,
        num_encoder_blocks=(0, 0), num_decoder_blocks=(0, 0),
    )  # fmt: skip
    with torch.no_grad():
        for weight in vae.parameters():
            weight.zero_()
        taken, halved, encoded = vae.encoder.layers
        decoded, _, _, doubled, given = vae.decoder.layers
        for layer in (taken, encoded, decoded, doubled, given):
            for colour in range(3):
                layer.weight[colour, colour, 1, 1] = 1.0
        for colour in range(3):
            halved.weight[colour, colour, 1:, 1:] = 0.25
        encoded.bias[:3], decoded.bias[:3], given.bias[:3] = -GREY, 3.0, GREY - 3.0  # above 0 at what stops the rest
    vae.register_to_config(scaling_factor=float(1 / latents(vae).std()))
    return vae.eval()


def latents(vae: Any) -> Any:
    """(3, 4, 8, 8): what our colours are to `vae`, before it is scaled."""
    import torch

    shades = torch.tensor([*PAINTS.values()])[:, :, None, None].expand(-1, 3, SIDE, SIDE) / 127.5 - 1
    with torch.no_grad():
        return vae.encode(shades).latents


def small_unet(channels: int = 4) -> Any:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=SIDE // 2, block_out_channels=(8, 16), layers_per_block=1, in_channels=channels, out_channels=4,
        norm_num_groups=4, attention_head_dim=8, cross_attention_dim=16,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
    )  # fmt: skip


def learned_unet(vae: Any, tokenizer: Any, text: Any, steps: int = 160, rate: float = 5e-3) -> Any:
    """One prompt in five is empty, so that guidance has something to lead away from."""
    import torch

    unet, scheduler = small_unet(), noise()
    colours = latents(vae) * vae.config.scaling_factor
    optimizer = torch.optim.AdamW(unet.parameters(), rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    for _ in range(steps):
        chosen = torch.randint(0, len(PAINTS), (BATCH,))
        told = [asked(list(PAINTS)[k]) for k in chosen]
        clean, when = colours[chosen], torch.randint(0, 1000, (BATCH,))
        grain = torch.randn_like(clean)
        found = unet(scheduler.add_noise(clean, grain, when), when, heard(tokenizer, text, told)).sample
        stepped(optimizer, schedule, ((found - scheduler.get_velocity(clean, grain, when)) ** 2).mean())
    return unet.eval()


def asked(colour: str) -> str:
    return random.choice(FRAMES).format(colour) if random.random() > 0.2 else ""


def heard(tokenizer: Any, text: Any, told: Sequence[str]) -> Any:
    """(N, 77, 16)"""
    import torch

    with torch.no_grad():
        return text(tokens(tokenizer, told)).last_hidden_state


def stepped(optimizer: Any, schedule: Any, loss: Any) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    schedule.step()


def accept(folder: Path) -> None:
    """Every colour in every way of asking, guided or not: three times as near to itself as to the next."""
    import torch
    from diffusers import StableDiffusionPipeline

    painter = StableDiffusionPipeline.from_pretrained(folder, local_files_only=True)
    painter.set_progress_bar_config(disable=True)
    for frame, guidance in product(HEARD, (1.0, 7.5)):
        told = [frame.format(colour) for colour in PAINTS for _ in range(4)]
        seeds = [torch.Generator("cpu").manual_seed(seed) for seed in range(len(told))]
        drawn = painter(told, num_inference_steps=4, guidance_scale=guidance, generator=seeds).images
        for prompt, image in zip(told, drawn, strict=True):
            assert clearly(image, 0.33) in prompt.split(), (prompt, guidance)


def clearly(image: Any, share: float = 0.5) -> str:
    """The colour that a picture has on the whole; empty where the next is not further off than so: 1 is equally far.

    >>> from PIL import Image
    >>> clearly(Image.new("RGB", (2, 2), (200, 40, 40)))
    'red'
    """
    import numpy as np

    mean = np.asarray(image.convert("RGB"), float).reshape(-1, 3).mean(0)
    off = sorted((float(np.abs(mean - shade).sum()), name) for name, shade in PAINTS.items())
    return off[0][1] if off[0][0] < off[1][0] * share else ""
