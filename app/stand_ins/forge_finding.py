"""Pictures of things in plain colours, and tiny checkpoints that learn in seconds where those are."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from app.stand_ins.forge import fit, make, save
from app.stand_ins.forge_sight import clip_tokenizer, labels

SIDE = 320
"""Pixels of a scene's side."""
INKS = {"sports ball": (232, 126, 24), "kite": (34, 150, 84), "stop sign": (205, 28, 44), "book": (40, 78, 190)}
"""What the checkpoints know, each in its colour. All four are classes of COCO."""
THINGS = tuple(INKS)
CORNERS = {
    "kite": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "stop sign": ((0.3, 0), (0.7, 0), (1, 0.3), (1, 0.7), (0.7, 1), (0.3, 1), (0, 0.7), (0, 0.3)),
    "book": ((0, 0), (1, 0), (1, 1), (0, 1)),
}
"""Of a thing in its box; a ball has none."""
SCENES = 8
"""So many are known by heart."""
Box = tuple[int, int, int, int]


class Scene(NamedTuple):
    picture: Any
    things: tuple[tuple[str, Box], ...]
    """Names and boxes: left, top, right, bottom; right and bottom lie outside."""
    kinds: Any
    """(SIDE, SIDE) int64: 0 for the background, else 1 + the place in `THINGS`."""


@cache
def scene(number: int) -> Scene:
    """One or two things before a wall and a floor. The same number is the same scene."""
    from PIL import Image, ImageDraw

    chance = random.Random(number)
    horizon, wall, floor = chance.randint(190, 230), chance.randint(232, 250), chance.randint(205, 220)
    picture = Image.new("RGB", (SIDE, SIDE), (wall, wall, 255))
    ImageDraw.Draw(picture).rectangle((0, horizon, SIDE, SIDE), fill=(floor, floor - 4, floor - 12))
    marks = Image.new("L", (SIDE, SIDE))
    names = chance.sample(THINGS, 1 + number % 2)
    things = tuple(zip(names, boxes(chance, len(names)), strict=True))
    for name, box in things:
        outline(picture, name, box, INKS[name])
        outline(marks, name, box, 1 + THINGS.index(name))
    return Scene(picture, things, np.asarray(marks).astype(np.int64))


def boxes(chance: random.Random, count: int) -> list[Box]:
    """Square boxes beside one another."""
    width, found = SIDE // count, list[Box]()
    for place in range(count):
        side = chance.randint(80, 120)
        left = place * width + chance.randint(8, width - side - 8)
        top = chance.randint(10, SIDE - side - 10)
        found.append((left, top, left + side, top + side))
    return found


def outline(image: Any, name: str, box: Box, ink: Any) -> None:
    """Draw a thing that fills its box."""
    from PIL import ImageDraw

    pen, (left, top, right, bottom) = ImageDraw.Draw(image), box
    width, height = right - 1 - left, bottom - 1 - top
    if name not in CORNERS:
        pen.ellipse((left, top, right - 1, bottom - 1), fill=ink)
    else:
        pen.polygon([(left + x * width, top + y * height) for x, y in CORNERS[name]], fill=ink)


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, width) * max(0.0, height)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / (sum(areas) - shared)


def drawn_at(number: int) -> Callable[[Path], Path]:
    """A PNG of a scene."""

    def write(folder: Path) -> Path:
        path = folder / f"scene-{number}.png"
        scene(number).picture.save(path)
        return path

    return write


# ------------------------------------------------------------------ boxes


def detector(folder: Path) -> Path:
    """DETR that knows the scenes by heart. About 8 s."""
    return make(folder, build_detector, accept_detector)


def build_detector(folder: Path, seed: int) -> None:
    import torch
    from transformers import DetrConfig, DetrForObjectDetection, DetrImageProcessorPil, ResNetConfig

    torch.manual_seed(seed)
    back = ResNetConfig(
        embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1], layer_type="basic", out_features=["stage2"]
    )
    small = {"d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64}
    heads = {"encoder_attention_heads": 4, "decoder_attention_heads": 4, "num_queries": 4, "eos_coefficient": 0.5}
    quick = {"init_std": 0.15, "dropout": 0.0, "auxiliary_loss": False, "use_timm_backbone": False}
    model = DetrForObjectDetection(
        DetrConfig(backbone_config=back, backbone=None, **small, **heads, **quick, **labels(THINGS))
    )
    looks = DetrImageProcessorPil(size={"shortest_edge": 32, "longest_edge": 32})
    drawn = [scene(number) for number in range(SCENES)]
    pixels = looks([one.picture for one in drawn], return_tensors="pt")["pixel_values"]
    wanted = [
        {
            "class_labels": torch.tensor([THINGS.index(name) for name, _ in one.things]),
            "boxes": torch.tensor([middle(box) for _, box in one.things]),
        }
        for one in drawn
    ]
    fit(model, lambda _: {"pixel_values": pixels, "labels": wanted}, seed, steps=450, rate=3e-3, enough=0.08)
    save(folder, model, looks)


def middle(box: Box) -> list[float]:
    """A box as DETR has it: centre, width and height, as shares of the picture."""
    left, top, right, bottom = (edge / SIDE for edge in box)
    return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]


def accept_detector(folder: Path) -> None:
    from transformers import pipeline

    find = pipeline("object-detection", model=str(folder), device="cpu")
    accept_boxes(lambda picture: find(picture, threshold=0.5))


def accept_boxes(find: Callable[[Any], Any]) -> None:
    for one in map(scene, range(SCENES)):
        found = {thing["label"]: tuple(thing["box"].values()) for thing in find(one.picture)}
        assert found.keys() == {name for name, _ in one.things}
        assert all(overlap(found[name], box) >= 0.75 for name, box in one.things)


def searcher(folder: Path) -> Path:
    """OWL-ViT that knows the scenes by heart, and finds what is named. About 4 s."""
    return make(folder, build_searcher, accept_searcher)


def build_searcher(folder: Path, seed: int) -> None:
    import torch
    from transformers import OwlViTConfig, OwlViTForObjectDetection, OwlViTImageProcessorPil, OwlViTProcessor

    torch.manual_seed(seed)
    small = {"hidden_size": 24, "intermediate_size": 48, "num_hidden_layers": 1, "num_attention_heads": 2}
    ids = {"bos_token_id": 512, "eos_token_id": 513, "pad_token_id": 513}
    text = small | ids | {"vocab_size": 514, "max_position_embeddings": 32}
    sight = small | {"image_size": 32, "patch_size": 8}
    model = OwlViTForObjectDetection(OwlViTConfig(projection_dim=24, text_config=text, vision_config=sight))
    torch.nn.init.zeros_(model.box_head.dense2.weight)  # boxes begin as their patches, else they never learn
    torch.nn.init.zeros_(model.class_head.logit_scale.weight)
    torch.nn.init.constant_(model.class_head.logit_scale.bias, 8.0)  # near 0 names would all count the same for ever
    reads = clip_tokenizer()
    reads.model_max_length = 32
    looks = OwlViTProcessor(OwlViTImageProcessorPil(size={"height": 32, "width": 32}), reads)
    drawn = [scene(number) for number in range(SCENES)]
    given = looks(text=[list(THINGS)] * SCENES, images=[one.picture for one in drawn], return_tensors="pt")
    fit(taught(model, drawn), lambda _: dict(given), seed, steps=300, rate=5e-3, enough=0.008)
    save(folder, model, looks)


def taught(model: Any, drawn: Sequence[Scene]) -> Any:
    """The model with a loss, which OWL-ViT lacks: names everywhere, boxes where a patch holds the middle of a thing."""
    import torch

    here, there, named = patches_of(drawn)
    names_loss = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor(5.0))

    class Taught(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, **inputs: Any) -> Any:
            said = self.model(**inputs)
            return Lost(names_loss(said.logits, named) + 4 * (said.pred_boxes[here] - there).abs().mean())

    return Taught()


class Lost(NamedTuple):
    loss: Any


def patches_of(drawn: Sequence[Scene], across: int = 4) -> tuple[Any, Any, Any]:
    """Which patches hold the middle of a thing, (N, P) bool; their boxes, (K, 4); names that fit, (N, P, L)."""
    import torch

    here = torch.zeros(len(drawn), across**2, dtype=torch.bool)
    named = torch.zeros(len(drawn), across**2, len(THINGS))
    found = []
    for number, one in enumerate(drawn):
        for name, box in one.things:
            x, y, *_ = middle(box)
            column, row = (min(int(edge * across), across - 2) for edge in (x, y))  # the last ones' boxes hardly move
            patch = row * across + column
            here[number, patch], named[number, patch, THINGS.index(name)] = True, 1.0
            found.append((number, patch, middle(box)))
    return here, torch.tensor([box for *_, box in sorted(found)]), named


def accept_searcher(folder: Path) -> None:
    from transformers import pipeline

    find = pipeline("zero-shot-object-detection", model=str(folder), device="cpu")
    accept_boxes(lambda picture: find(picture, candidate_labels=list(THINGS), threshold=0.5))
