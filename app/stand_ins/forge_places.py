"""What says where things are: tiny checkpoints under the ids of real ones."""

from __future__ import annotations

from app.stand_ins import forge_areas, forge_desk, forge_finding

DETR, OWL = "facebook/detr-resnet-50", "google/owlvit-base-patch32"
SEGFORMER, MASK2FORMER = (
    "nvidia/segformer-b3-finetuned-ade-512-512",
    "facebook/mask2former-swin-base-coco-panoptic",
)
DEPTH = "depth-anything/Depth-Anything-V2-Small-hf"

forge_desk.MADE.update({DETR: forge_finding.detector, OWL: forge_finding.searcher, DEPTH: forge_areas.sounder})
forge_desk.MADE.update({SEGFORMER: forge_areas.segmenter, MASK2FORMER: forge_areas.separator})
