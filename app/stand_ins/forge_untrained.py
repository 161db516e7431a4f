"""A painter and a filmer that learned nothing, under the ids of real ones: for what is the same whatever they paint."""

from __future__ import annotations

from pathlib import Path

from app.stand_ins import forge, forge_film_families, forge_studio

PAINTER, FILMER = "stable-diffusion-v1-5/stable-diffusion-v1-5", "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"
LENIENT_GB = 200
"""Of memory that models may use: what the catalog says of the real ones counts until they are loaded."""


def install(hub: Path, raw: Path) -> None:
    """Have both in the cache `hub`, as if they had been pulled; `raw` is an empty folder to forge them in."""
    forge.save(raw / "painter", forge_studio.stable_diffusion())
    forge.hub_install(raw / "painter", PAINTER, hub)
    forge.hub_install(forge_film_families.wan(raw / "filmer"), FILMER, hub)
