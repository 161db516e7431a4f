"""Drawings of shapes, and tiny checkpoints that learn in seconds to tell them apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.stand_ins.forge import fit, make, save

COLOURS = {"red": (220, 30, 30), "green": (30, 180, 30), "blue": (30, 30, 220), "yellow": (230, 210, 30)}
SHAPES = ("circle", "square")
NAMES = ("red circle", "blue square", "red square", "blue circle")
"""What the checkpoints know."""
CAPTIONS = {f"a {colour} {shape}": f"{colour} {shape}" for colour in COLOURS for shape in SHAPES}
SIZE = 32
"""Pixels of a side that the checkpoints look at."""


class Drawing(NamedTuple):
    picture: Any
    name: str
    box: tuple[int, int, int, int]
    """Left, top, right, bottom: right and bottom lie outside."""


def draw(name: str = "red circle", size: int = SIZE, box: Sequence[int] = (), ground: Any = (255, 255, 255)) -> Any:
    """A filled shape on a plain ground, a `PIL.Image`. `box` as a Drawing's; a half of the middle without."""
    from PIL import Image, ImageDraw

    colour, shape = name.split()
    picture = Image.new("RGB", (size, size), ground)
    left, top, right, bottom = box or (size // 4, size // 4, size - size // 4, size - size // 4)
    pen = ImageDraw.Draw(picture)
    (pen.ellipse if shape == "circle" else pen.rectangle)((left, top, right - 1, bottom - 1), fill=COLOURS[colour])
    return picture


def drawing(chance: random.Random, name: str = "", size: int = SIZE) -> Drawing:
    """A shape of `NAMES` at a random place, of a random size, on paper of a random brightness."""
    name = name or chance.choice(NAMES)
    side = chance.randint(size // 3, size // 2 + 2)
    left, top = chance.randint(1, size - side - 2), chance.randint(1, size - side - 2)
    grey = chance.randint(225, 255)
    box = (left, top, left + side, top + side)
    return Drawing(draw(name, size, box, (grey,) * 3), name, box)


def labels(names: Sequence[str]) -> dict[str, Any]:
    """A config's names of its labels."""
    return {"id2label": dict(enumerate(names)), "label2id": {name: number for number, name in enumerate(names)}}


# ------------------------------------------------------------------ labels


def sorter(folder: Path) -> Path:
    """ResNet that tells `NAMES` apart wherever they are drawn. About 2 s."""
    return make(folder, build_sorter, accept_sorter)


def build_sorter(folder: Path, seed: int) -> None:
    import torch
    from transformers import ConvNextImageProcessorPil, ResNetConfig, ResNetForImageClassification

    torch.manual_seed(seed)
    chance = random.Random(seed)
    config = ResNetConfig(embedding_size=12, hidden_sizes=[12, 24], depths=[1, 1], layer_type="basic", **labels(NAMES))
    model = ResNetForImageClassification(config)
    looks = ConvNextImageProcessorPil(size={"shortest_edge": SIZE}, crop_pct=1.0)
    drawn = [drawing(chance) for _ in range(400)]
    pixels = looks([one.picture for one in drawn], return_tensors="pt")["pixel_values"]
    named = torch.tensor([NAMES.index(one.name) for one in drawn])

    def batch(_: int) -> dict[str, Any]:
        rows = torch.randint(0, len(pixels), (64,))
        return {"pixel_values": pixels[rows], "labels": named[rows]}

    fit(model, batch, seed, steps=120, rate=1e-2, enough=1e-3)
    save(folder, model, looks)


def accept_sorter(folder: Path) -> None:
    from transformers import pipeline

    run, chance = pipeline("image-classification", model=str(folder), device="cpu"), random.Random(99)
    for _ in range(40):
        one = drawing(chance)
        assert run(one.picture)[0]["label"] == one.name


# ------------------------------------------------------------------ pictures and sentences


def clip(folder: Path) -> Path:
    """CLIP that knows the eight `CAPTIONS` by heart, and their drawings in the middle. About 2 s."""
    return make(folder, build_clip, accept_clip)


def build_clip(folder: Path, seed: int) -> None:
    import torch
    from transformers import CLIPImageProcessorPil, CLIPModel, CLIPProcessor

    torch.manual_seed(seed)
    model = CLIPModel(clip_config())
    looks = CLIPImageProcessorPil(size={"shortest_edge": SIZE}, crop_size={"height": SIZE, "width": SIZE})
    reads = CLIPProcessor(looks, clip_tokenizer())
    pictures = [draw(name) for name in CAPTIONS.values()]
    given = reads(text=list(CAPTIONS), images=pictures, return_tensors="pt", padding=True)
    fit(model, lambda _: {**given, "return_loss": True}, seed, steps=400, rate=5e-3, enough=0.01)
    save(folder, model, reads)


def accept_clip(folder: Path) -> None:
    from transformers import pipeline

    run = pipeline("zero-shot-image-classification", model=str(folder), device="cpu")
    for caption, name in CAPTIONS.items():
        assert run(draw(name), candidate_labels=list(CAPTIONS), hypothesis_template="{}")[0]["label"] == caption


def clip_config() -> Any:
    from transformers import CLIPConfig

    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    ids = {"bos_token_id": 512, "eos_token_id": 513, "pad_token_id": 513}
    text = small | ids | {"vocab_size": 514, "projection_dim": 16, "max_position_embeddings": 77}
    sight = small | {"image_size": SIZE, "patch_size": 8, "projection_dim": 16}
    return CLIPConfig(projection_dim=16, text_config=text, vision_config=sight)


def clip_tokenizer() -> Any:
    """A token a byte."""
    from transformers import CLIPTokenizer

    letters = byte_letters()
    names = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={name: number for number, name in enumerate(names)}, merges=[], model_max_length=77)


def byte_letters() -> list[str]:
    """A letter for each byte, as GPT-2's tokenizers write them."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + number) for number in range(len(others))]


def siglip(folder: Path) -> Path:
    """SigLIP that knows the eight `CAPTIONS` by heart. About 3 s."""
    return make(folder, build_siglip, accept_siglip)


def build_siglip(folder: Path, seed: int) -> None:
    import torch
    from transformers import GemmaTokenizer, SiglipConfig, SiglipImageProcessorPil, SiglipModel, SiglipProcessor

    torch.manual_seed(seed)
    names = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "\u2581", *map(chr, range(33, 127)), "\n"]
    vocabulary = {name: number for number, name in enumerate(names)}
    tokenizer = GemmaTokenizer(vocab=vocabulary, merges=[], model_max_length=64, model_input_names=["input_ids"])
    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    text = small | {"vocab_size": len(tokenizer), "max_position_embeddings": 64, "projection_size": 16}
    model = SiglipModel(SiglipConfig(text_config=text, vision_config=small | {"image_size": SIZE, "patch_size": 8}))
    model.logit_scale.data.fill_(2.3)
    model.logit_bias.data.fill_(-4.0)
    reads = SiglipProcessor(SiglipImageProcessorPil(size={"height": SIZE, "width": SIZE}), tokenizer)
    pictures = [draw(name) for name in CAPTIONS.values()]
    given = reads(text=list(CAPTIONS), images=pictures, return_tensors="pt", padding="max_length")
    fit(model, lambda _: {**given, "return_loss": True}, seed, steps=400, rate=1e-2, enough=0.02)
    save(folder, model, reads)


def accept_siglip(folder: Path) -> None:
    from transformers import pipeline

    run = pipeline("zero-shot-image-classification", model=str(folder), device="cpu")
    for caption, name in CAPTIONS.items():
        found = run(draw(name), candidate_labels=list(CAPTIONS), hypothesis_template="{}")
        assert found[0]["label"] == caption
        assert found[0]["score"] > 0.5 > found[1]["score"]
