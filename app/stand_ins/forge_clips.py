"""Clips of moving shapes with tones, and tiny checkpoints that learn in seconds to tell them apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from app.stand_ins import forge_audio, forge_desk
from app.stand_ins.forge import fit, make, save
from app.stand_ins.forge_audio import Audio
from app.stand_ins.forge_sight import SIZE, clip_tokenizer, draw, labels

VIDEOMAE, TIMESFORMER = "MCG-NJU/videomae-base-finetuned-kinetics", "facebook/timesformer-base-finetuned-k400"
XCLIP, CLAP = "microsoft/xclip-base-patch16", "laion/clap-htsat-unfused"
WAYS = ("left", "right")
SEEN = {"low tone": "red circle", "noise": "blue square"}
"""What X-CLIP takes for each of two labels that CLAP's stand-in knows as sounds: so both can judge a clip."""
FRAMES = 4
HERTZ = 48_000


def moving(way: str, name: str = "red square", count: int = 12, size: int = SIZE, top: float = 0.3) -> list[Any]:
    """A shape that crosses the picture, `count` `PIL.Image`s."""
    side = size // 3
    lefts = np.linspace(1, size - side - 1, count).round().astype(int).tolist()
    y = round(top * size)
    boxes = [(left, y, left + side, y + side) for left in (lefts if way == "right" else lefts[::-1])]
    return [draw(name, size, box) for box in boxes]


def still(name: str, count: int, size: int = SIZE) -> list[Any]:
    return [draw(name, size)] * count


def film(path: Path, pictures: Sequence[Any], rate: int = 10, audio: Audio | None = None) -> Path:
    """An mp4; `audio` is (T,) at 48 kHz."""
    from runtime import video

    path.parent.mkdir(parents=True, exist_ok=True)
    return video.write(path, pictures, rate, audio)


def party(path: Path, seconds: float = 3.0, size: int = 160) -> Path:
    """A red circle with a low tone, then a blue square with noise, `seconds` each."""
    count, chance = round(10 * seconds), random.Random(5)
    pictures = [*moving("right", "red circle", count, size), *moving("left", "blue square", count, size)]
    heard = [forge_audio.sound(kind, chance, HERTZ, seconds) for kind in SEEN]
    return film(path, pictures, 10, np.concatenate(heard))


# ------------------------------------------------------------------ motion


def videomae(folder: Path) -> Path:
    """VideoMAE that says whether a square goes `left` or `right`. About 1 s."""
    return make(folder, build_videomae, accept_ways)


def timesformer(folder: Path) -> Path:
    """TimeSformer that does. About 5 s."""
    return make(folder, build_timesformer, accept_ways)


def looks() -> Any:
    from transformers import VideoMAEImageProcessorPil

    return VideoMAEImageProcessorPil(size={"shortest_edge": SIZE}, crop_size={"height": SIZE, "width": SIZE})


def build_videomae(folder: Path, seed: int) -> None:
    from transformers import VideoMAEConfig, VideoMAEForVideoClassification

    config = VideoMAEConfig(
        image_size=SIZE, patch_size=8, num_frames=FRAMES, tubelet_size=2, hidden_size=32, num_hidden_layers=2,
        num_attention_heads=2, intermediate_size=64, initializer_range=0.15, **labels(WAYS),
    )  # fmt: skip
    learn_ways(folder, VideoMAEForVideoClassification, config, seed)


def build_timesformer(folder: Path, seed: int) -> None:
    from transformers import TimesformerConfig, TimesformerForVideoClassification

    config = TimesformerConfig(
        image_size=SIZE, patch_size=8, num_frames=FRAMES, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, initializer_range=0.15, **labels(WAYS),
    )  # fmt: skip
    learn_ways(folder, TimesformerForVideoClassification, config, seed)


def learn_ways(folder: Path, kind: Any, config: Any, seed: int) -> None:
    import torch

    torch.manual_seed(seed)
    model, sees = kind(config), looks()
    for name, weight in model.named_parameters():
        if "time_embeddings" in name:  # TimeSformer's begin at nothing, from where so few steps do not bring them
            torch.nn.init.normal_(weight, 0.0, 0.3)
    starts = [(top / 20, first) for top in range(1, 14) for first in range(3)]
    shown = [(moving(way, top=top)[first::3], number) for top, first in starts for number, way in enumerate(WAYS)]
    pixels = torch.cat([sees(frames, return_tensors="pt")["pixel_values"] for frames, _ in shown])
    named = torch.tensor([number for _, number in shown])

    def batch(_: int) -> dict[str, Any]:
        rows = torch.randperm(len(pixels))[:26]
        return {"pixel_values": pixels[rows], "labels": named[rows]}

    fit(model, batch, seed, steps=300, rate=6e-3, enough=0.004)
    save(folder, model, sees)


def accept_ways(folder: Path) -> None:
    import torch
    from transformers import AutoModelForVideoClassification

    model, sees = AutoModelForVideoClassification.from_pretrained(folder).eval(), looks()
    for way, top in product(WAYS, (0.12, 0.3, 0.42, 0.58)):
        given = sees(moving(way, count=15, top=top)[2::4], return_tensors="pt")
        with torch.inference_mode():
            assert model.config.id2label[model(**given).logits.argmax(-1).item()] == way


# ------------------------------------------------------------------ clips and sentences


def xclip(folder: Path) -> Path:
    """X-CLIP that brings `SEEN` and clips of those shapes together. About 1 s."""
    return make(folder, build_xclip, accept_xclip)


def build_xclip(folder: Path, seed: int) -> None:
    import torch
    from transformers import XCLIPModel, XCLIPProcessor

    torch.manual_seed(seed)
    model, sees, reads = XCLIPModel(xclip_config()), looks(), clip_tokenizer()
    words = reads(list(SEEN), padding=True, return_tensors="pt")
    clips = {name: [shown(sees, name, way, top) for way in WAYS for top in (0.1, 0.3, 0.5)] for name in SEEN.values()}

    def batch(step: int) -> dict[str, Any]:
        chosen = [clips[name][step % 6] for name in SEEN.values()]
        return {**words, "pixel_values": torch.cat(chosen), "return_loss": True}

    fit(model, batch, seed, steps=150, rate=5e-3, enough=0.02)
    save(folder, model, XCLIPProcessor(sees, reads))


def shown(sees: Any, name: str, way: str, top: float) -> Any:
    return sees(moving(way, name, FRAMES, top=top), return_tensors="pt")["pixel_values"]


def xclip_config() -> Any:
    from transformers import XCLIPConfig

    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    mit = {"mit_hidden_size": 16, "mit_intermediate_size": 32, "mit_num_hidden_layers": 1, "mit_num_attention_heads": 2}
    ids = {"vocab_size": 514, "bos_token_id": 512, "eos_token_id": 513, "pad_token_id": 513}
    sight = small | mit | {"image_size": SIZE, "patch_size": 8, "num_frames": FRAMES}
    return XCLIPConfig(
        projection_dim=16, prompt_layers=1, prompt_num_attention_heads=2, text_config=small | ids, vision_config=sight,
        **mit,
    )  # fmt: skip


def accept_xclip(folder: Path) -> None:
    import torch
    from transformers import XCLIPModel

    model, sees, reads = XCLIPModel.from_pretrained(folder).eval(), looks(), clip_tokenizer()
    words = reads(list(SEEN), padding=True, return_tensors="pt")
    for place, name in enumerate(SEEN.values()):
        with torch.inference_mode():
            scores = model(**words, pixel_values=shown(sees, name, "left", 0.4)).logits_per_video.softmax(-1)
        assert scores[0, place] > 0.8


forge_desk.MADE.update({CLAP: forge_audio.clap, VIDEOMAE: videomae, TIMESFORMER: timesformer, XCLIP: xclip})
