"""Tiny checkpoints that learn in seconds which pixels belong to what, and how far they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from app.stand_ins.forge import fit, make, save
from app.stand_ins.forge_finding import SCENES, SIDE, THINGS, Lost, Scene, scene
from app.stand_ins.forge_sight import labels

KINDS = ("wall", *THINGS)
"""What a scene's pixels are; wall and floor count as one."""
SEEN = 64
"""Pixels of a side that the segmenter looks at."""
FAR = 56
"""The same of the one for depth: a multiple of 14."""


def segmenter(folder: Path) -> Path:
    """Segformer that tells the things of all scenes from the wall, by their colours. About 6 s."""
    return make(folder, build_segmenter, accept_segmenter)


def build_segmenter(folder: Path, seed: int) -> None:
    import torch
    from transformers import SegformerConfig, SegformerForSemanticSegmentation, SegformerImageProcessorPil

    torch.manual_seed(seed)
    shape = {"num_encoder_blocks": 2, "depths": [1, 1], "sr_ratios": [4, 2], "hidden_sizes": [16, 24]}
    small = {"num_attention_heads": [1, 2], "mlp_ratios": [2, 2], "decoder_hidden_size": 24, "strides": [2, 2]}
    quick = {"patch_sizes": [3, 3], "drop_path_rate": 0.0, "classifier_dropout_prob": 0.0, "initializer_range": 0.1}
    model = SegformerForSemanticSegmentation(SegformerConfig(**shape, **small, **quick, **labels(KINDS)))
    looks = SegformerImageProcessorPil(size={"height": SEEN, "width": SEEN})
    drawn = [scene(number) for number in range(2 * SCENES)]
    pixels = looks([one.picture for one in drawn], return_tensors="pt")["pixel_values"]
    kinds = torch.stack([small_kinds(one) for one in drawn])

    def batch(_: int) -> dict[str, Any]:
        rows = torch.randint(0, len(pixels), (8,))
        return {"pixel_values": pixels[rows], "labels": kinds[rows]}

    fit(model, batch, seed, steps=120, rate=6e-3, enough=0.01)
    save(folder, model, looks)


def accept_segmenter(folder: Path) -> None:
    from transformers import pipeline

    tell = pipeline("image-segmentation", model=str(folder), device="cpu")
    for one in map(scene, range(SCENES)):
        masks = {area["label"]: np.asarray(area["mask"]) > 0 for area in tell(one.picture)}
        for name, _ in one.things:
            right = one.kinds == KINDS.index(name)
            assert (masks[name] & right).sum() / (masks[name] | right).sum() >= 0.93


def separator(folder: Path) -> Path:
    """Mask2Former that knows each thing of four scenes by heart. About 6 s."""
    return make(folder, build_separator, accept_separator)


def build_separator(folder: Path, seed: int) -> None:
    import torch
    from transformers import (
        Mask2FormerConfig,
        Mask2FormerForUniversalSegmentation,
        Mask2FormerImageProcessorPil,
        SwinConfig,
    )

    torch.manual_seed(seed)
    stages = {"out_features": ["stage1", "stage2", "stage3", "stage4"], "initializer_range": 0.1, "drop_path_rate": 0.0}
    back = SwinConfig(
        image_size=SEEN, patch_size=4, embed_dim=16, depths=[1] * 4, num_heads=[1, 1, 2, 2], window_size=2, **stages
    )
    wide = {"feature_size": 32, "mask_feature_size": 32, "hidden_dim": 32, "encoder_feedforward_dim": 32}
    small = {"encoder_layers": 1, "decoder_layers": 2, "num_attention_heads": 2, "dim_feedforward": 32}
    quick = {"num_queries": 4, "train_num_points": 512, "dropout": 0.0, "init_std": 0.1}
    model = Mask2FormerForUniversalSegmentation(
        Mask2FormerConfig(backbone_config=back, **wide, **small, **quick, **labels(KINDS))
    )
    looks = Mask2FormerImageProcessorPil(size={"height": SEEN, "width": SEEN}, ignore_index=255)
    drawn = [scene(number) for number in range(4)]
    given = {"pixel_values": looks([one.picture for one in drawn], return_tensors="pt")["pixel_values"]}
    kinds = [small_kinds(one) for one in drawn]
    given["class_labels"] = [torch.unique(one) for one in kinds]
    given["mask_labels"] = [torch.stack([(one == n).float() for n in torch.unique(one)]) for one in kinds]

    fit(model, lambda _: given, seed, steps=150, rate=4e-3, enough=0.5)
    save(folder, model, looks)


def small_kinds(one: Scene) -> Any:
    """(SEEN, SEEN) int64: a scene's kinds at the size that is looked at."""
    import torch

    step = SIDE // SEEN
    return torch.from_numpy(one.kinds[step // 2 :: step, step // 2 :: step].copy())


def accept_separator(folder: Path) -> None:
    from transformers import pipeline

    tell = pipeline("image-segmentation", model=str(folder), device="cpu")
    for one in map(scene, range(4)):
        found = tell(one.picture, subtask="panoptic")
        assert sorted(area["label"] for area in found) == sorted(["wall", *(name for name, _ in one.things)])


def sounder(folder: Path) -> Path:
    """Depth-Anything that takes what stands lower in a picture for nearer, as a floor is. About 4 s."""
    return make(folder, build_sounder, accept_sounder)


def build_sounder(folder: Path, seed: int) -> None:
    import torch
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config, DPTImageProcessorPil

    torch.manual_seed(seed)
    small = {"hidden_size": 16, "num_hidden_layers": 4, "num_attention_heads": 2, "mlp_ratio": 2}
    stages = {"out_features": ["stage1", "stage2", "stage3", "stage4"], "reshape_hidden_states": False}
    back = Dinov2Config(**small, **stages, image_size=FAR, patch_size=14, apply_layernorm=True)
    neck = {"reassemble_hidden_size": 16, "neck_hidden_sizes": [8] * 4, "fusion_hidden_size": 8}
    model = DepthAnythingForDepthEstimation(
        DepthAnythingConfig(backbone_config=back, patch_size=14, head_hidden_size=8, **neck)
    )
    looks = DPTImageProcessorPil(size={"height": FAR, "width": FAR}, ensure_multiple_of=14)
    drawn = [scene(number) for number in range(SCENES)]
    pixels = looks([one.picture for one in drawn], return_tensors="pt")["pixel_values"]
    near = torch.stack([torch.from_numpy(nearness(number)) for number in range(SCENES)])

    class Taught(torch.nn.Module):
        """With a loss, which Depth-Anything has none of."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, pixel_values: Any) -> Any:
            return Lost((self.model(pixel_values=pixel_values).predicted_depth - near).abs().mean())

    fit(Taught(), lambda _: {"pixel_values": pixels}, seed, steps=120, rate=1e-2, enough=0.05)
    save(folder, model, looks)


def nearness(number: int) -> Any:
    """(FAR, FAR) float32: 1 at the floor's near end, 0 on the wall; a thing is as near as the floor at its foot."""
    one = scene(number)
    rows = np.clip((np.arange(SIDE) - 150) / (SIDE - 150), 0, 1).astype(np.float32)
    near = np.repeat(rows[:, None], SIDE, 1)
    for name, box in one.things:
        near[one.kinds == 1 + THINGS.index(name)] = min(1.0, 0.3 + rows[min(box[3], SIDE) - 1])
    places = (np.arange(FAR) + 0.5) * SIDE / FAR
    taken: Any = near[np.ix_(places.astype(int), places.astype(int))]
    return taken


def accept_sounder(folder: Path) -> None:
    from transformers import pipeline

    tell = pipeline("depth-estimation", model=str(folder), device="cpu")
    for number in range(SCENES):
        depth = tell(scene(number).picture)["predicted_depth"].numpy()
        assert depth[-20:].mean() > depth[:80].mean() + 0.3
