"""What a gallery has: tiny checkpoints that see, under the ids of real ones, and pictures to show them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.stand_ins import forge_captions, forge_chats, forge_desk, forge_larger, forge_scans, forge_sight
from app.stand_ins.forge_sight import draw

RESNET, CLIP = "microsoft/resnet-50", "openai/clip-vit-base-patch32"
SIGLIP = "google/siglip-base-patch16-224"
BLIP, VILT = "Salesforce/blip-image-captioning-base", "dandelin/vilt-b32-finetuned-vqa"
BLIP_VQA, LAYOUT = "Salesforce/blip-vqa-base", "impira/layoutlm-document-qa"
DONUT, LLAVA = "naver-clova-ix/donut-base-finetuned-docvqa", "llava-hf/llava-interleave-qwen-0.5b-hf"
SWIN2SR = "caidas/swin2SR-classical-sr-x2-64"

SEEN: dict[str, Callable[[Path], Path]] = {
    RESNET: forge_sight.sorter,
    CLIP: forge_sight.clip,
    BLIP: forge_captions.blip,
    VILT: forge_captions.vilt,
    BLIP_VQA: forge_captions.blip_answers,
    LAYOUT: forge_scans.layoutlm,
    DONUT: forge_scans.donut,
    LLAVA: forge_chats.llava,
    SWIN2SR: forge_larger.swin2sr,
}
forge_desk.MADE.update(SEEN)


def drawn(name: str, size: int = 96) -> Callable[[Path], Path]:
    """A PNG of a shape, called after it."""

    def write(folder: Path) -> Path:
        path = folder / f"{name.replace(' ', '-')}.png"
        draw(name, size).save(path)
        return path

    return write
