"""A tiny Swin2SR that makes drawings of shapes twice as large."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from app.stand_ins.forge import make, save
from app.stand_ins.forge_sight import drawing

STEPS = 500


def swin2sr(folder: Path) -> Path:
    """Doubles a drawing's sides and keeps its colours; so small a one makes no sharper edges. About 6 s."""
    return make(folder, build_swin2sr, accept_swin2sr)


def build_swin2sr(folder: Path, seed: int) -> None:
    import torch
    from transformers import Swin2SRConfig, Swin2SRForImageSuperResolution, Swin2SRImageProcessorPil

    torch.manual_seed(seed)
    model = Swin2SRForImageSuperResolution(
        Swin2SRConfig(
            embed_dim=16, depths=[1], num_heads=[2], window_size=4, upscale=2, image_size=16, mlp_ratio=2.0,
            upsampler="pixelshuffledirect", drop_path_rate=0.0,
        )
    )  # fmt: skip
    small, large = lessons(seed)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=STEPS)
    for _ in range(STEPS):
        rows = torch.randint(0, len(small), (8,))
        out = model(pixel_values=small[rows]).reconstruction
        loss = (out - large[rows]).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    save(folder, model.eval(), Swin2SRImageProcessorPil(size_divisor=8))


def lessons(seed: int, count: int = 48) -> tuple[Any, Any]:
    """Drawings in half their size, and in their own: (N, 3, 16, 16) and (N, 3, 32, 32), 0 to 1."""
    import numpy as np
    import torch

    chance = random.Random(seed)
    drawn = [drawing(chance, size=32).picture for _ in range(count)]
    large = np.stack([np.asarray(one) for one in drawn])
    small = np.stack([np.asarray(half(one)) for one in drawn])
    return tuple(torch.tensor(one).permute(0, 3, 1, 2).float() / 255 for one in (small, large))


def half(picture: Any) -> Any:
    from PIL import Image

    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX)


def accept_swin2sr(folder: Path) -> None:
    """About the drawing whose half it is given."""
    import numpy as np
    import torch

    from runtime.devices import Device, Placement
    from runtime.runners.super_resolution import Enlarger

    run, chance = Enlarger(folder, Placement(Device("cpu", "fp32", 1.0, ""))), random.Random(99)
    for _ in range(8):
        whole = drawing(chance, size=32).picture
        with torch.inference_mode():
            made = run([half(whole)])[0]
        assert np.abs(made.astype(int) - np.asarray(whole)).mean() < 12
