"""Forges a CLIP that learned in seconds which colour a picture has, to judge what a stand-in has painted."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.stand_ins.forge import make, noise, save
from app.stand_ins.forge_painters import HEARD, PAINTS, stepped, words

SIDE = 16
FRAMES = ("{}", "a {} picture", "paint it {}", "a {} wall in the evening", "a picture of a {} boat", "the {} cat")
"""What it learned to read the colour in, meaningless words around it."""
FITS, FITS_NOT = 0.8, 0.1
"""Cosines that it is taught for a picture and a prompt of the same colour, and for all others."""


def colour_clip(folder: Path) -> Path:
    """CLIP to which red, green and blue pictures fit a prompt that says so: score about 80, and about 10 for all else,

    half of one colour and half of another among it. About 6 s.
    """
    return make(folder, build, accept)


def build(folder: Path, seed: int) -> None:
    import torch
    from transformers import CLIPImageProcessorPil, CLIPModel, CLIPProcessor

    torch.manual_seed(seed)
    random.seed(seed)
    looks = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    reads = CLIPProcessor(looks, words())
    model = CLIPModel(config(len(words())))
    torch.nn.init.normal_(model.text_model.get_input_embeddings().weight, std=0.5)
    learn(model, reads)
    save(folder, model.eval(), reads)


def config(size: int) -> Any:
    from transformers import CLIPConfig

    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    ids = {"vocab_size": size, "bos_token_id": size - 2, "eos_token_id": size - 1, "pad_token_id": size - 1}
    text = small | ids | {"projection_dim": 16, "max_position_embeddings": 77}
    sight = small | {"image_size": SIDE, "patch_size": 8, "projection_dim": 16}
    return CLIPConfig(projection_dim=16, text_config=text, vision_config=sight)


def learn(model: Any, reads: Any, steps: int = 600, rate: float = 5e-3) -> None:
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    for _ in range(steps):
        told = [f"{noise()} {random.choice(FRAMES).format(colour)} {noise()}" for colour in PAINTS]
        seen = [painted(colour) for colour in (*PAINTS, *PAINTS, "", "", "")]
        target = torch.full((len(seen), len(told)), FITS_NOT)
        for place in range(2 * len(PAINTS)):
            target[place, place % len(PAINTS)] = FITS
        stepped(optimizer, schedule, ((cosines(model, reads, seen, told) - target) ** 2).mean())


def painted(colour: str) -> Any:
    """16 x 16 pixels of a colour, pale or full, with grain; without one of none of ours, or of two halves."""
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(random.getrandbits(32))
    pixels = np.zeros((SIDE, SIDE, 3)) + (shade(colour, chance) if colour else neither(chance))
    if not colour and chance.random() < 0.3:
        pixels[:, SIDE // 2 :] = neither(chance)
    return Image.fromarray(np.clip(pixels + chance.normal(0, 8, pixels.shape), 0, 255).astype(np.uint8))


def shade(colour: str, chance: Any) -> Any:
    """(3,): as full as its name says, or washed out to a third of that."""
    import numpy as np

    full = chance.uniform(0.3, 1.0)
    return full * np.array(PAINTS[colour]) + (1 - full) * chance.uniform(80, 180) + chance.normal(0, 6, 3)


def neither(chance: Any) -> Any:
    """(3,): grey, yellow, violet … : no one of red, green and blue is ahead."""
    import numpy as np

    while True:
        found = chance.uniform(0, 255, 3)
        _, second, first = np.sort(found)
        if first - second < 15:
            return found


def cosines(model: Any, reads: Any, seen: Sequence[Any], told: Sequence[str]) -> Any:
    """(pictures, prompts)"""
    given = reads(text=list(told), images=list(seen), return_tensors="pt", padding=True)
    said = model(**given)
    return said.image_embeds @ said.text_embeds.T


def accept(folder: Path) -> None:
    """What fits scores over 60, and what does not under 40, in every way of asking that a painter hears."""
    import torch
    from transformers import CLIPModel, CLIPProcessor

    random.seed(99)
    model, reads = CLIPModel.from_pretrained(folder), CLIPProcessor.from_pretrained(folder)
    seen = [painted(colour) for colour in (*PAINTS, *PAINTS, "", "")]
    for frame in HEARD:
        with torch.no_grad():
            found = cosines(model, reads, seen, [frame.format(colour) for colour in PAINTS])
        for row, values in enumerate(found.tolist()):
            for column, value in enumerate(values):
                fits = row < 2 * len(PAINTS) and row % len(PAINTS) == column
                assert value > 0.6 if fits else value < 0.4, (frame, row, column, value)
