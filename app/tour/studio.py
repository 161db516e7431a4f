"""The stops of the tour in the studio: what each family draws, the gate that rejects, the sheet, the clips playing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.tour.props import forged, mask, picture
from app.tour.stops import Forge, Stop, Write
from runtime.records import Json

PAINTER, JUDGE = "stable-diffusion-v1-5/stable-diffusion-v1-5", "openai/clip-vit-base-patch32"
DEAF, MOTION = "CompVis/stable-diffusion-v1-4", "guoyww/animatediff-motion-adapter-v1-5-2"
SEGMENTED, MOVER = "ali-vilab/text-to-video-ms-1.7b", "stabilityai/stable-video-diffusion-img2vid"
JUDGES = {JUDGE: forged("forge_judges", "colour_clip")}
COLOURS = {PAINTER: forged("forge_cinema", "painter"), **JUDGES}
HOW = {"steps": 4, "guidance": 3.0}
"""What the trained painter is at ease with."""
ONCE = {"judged": False, "steps": 2, "seed": 7}
"""What the untrained ones are given: they draw noise, each in its own way."""
PAINTERS = {
    "stabilityai/stable-diffusion-xl-base-1.0": ("sdxl", "SDXL"),
    "stabilityai/stable-diffusion-3-medium-diffusers": ("sd3", "Stable Diffusion 3"),
    "black-forest-labs/FLUX.1-dev": ("flux", "FLUX"),
    "kandinsky-community/kandinsky-2-2-decoder": (
        "kandinsky",
        "Kandinsky 2.2",
        "kandinsky-community/kandinsky-2-2-prior",
    ),
}
FILMERS = {
    "THUDM/CogVideoX-2b": ("cogvideox", "CogVideoX", 5),
    "Lightricks/LTX-Video": ("ltx", "LTX", 9),
    "Wan-AI/Wan2.1-T2V-1.3B-Diffusers": ("wan", "Wan", 5),
    "hunyuanvideo-community/HunyuanVideo": ("hunyuan", "HunyuanVideo", 5),
    "genmo/mochi-1-preview": ("mochi", "Mochi", 7),
}
"""By id: how it is forged, what it is called, and how many frames it is asked for."""


def stop(
    tool: str, arguments: Mapping[str, Json], models: Mapping[str, Forge], look: str,
    files: Mapping[str, Write | Callable[..., object]] | None = None,
) -> Stop:  # fmt: skip
    """In a room of its own: its judge of colours stands under the id of one that knows shapes elsewhere."""
    return Stop("studio", tool, arguments, dict(files or {}), models, look, "studio")  # type: ignore[arg-type]


def painters() -> tuple[Stop, ...]:
    asked = {"prompt": "a paper boat", "size": "32x32", **ONCE}
    return tuple(
        stop("make_picture", {**asked, "model": id}, dict.fromkeys((id, *more), forged("forge_painter_families", name)),
             f"What {called} draws untrained: noise, through its own pipeline.")
        for id, (name, called, *more) in PAINTERS.items()
    )  # fmt: skip


def filmers() -> tuple[Stop, ...]:
    asked = {"prompt": "a paper boat", "size": "32x32", **ONCE}
    return tuple(
        stop("make_video", {**asked, "frames": frames, "model": id}, {id: forged("forge_film_families", name)},
             f"What {called} films untrained: noise that moves.")
        for id, (name, called, frames) in FILMERS.items()
    )  # fmt: skip


STUDIO = (
    stop("make_picture", {"prompt": "a red picture", "seed": 7, **HOW}, COLOURS, "Red; its CLIP score beside it."),
    stop("make_picture", {"prompt": "a blue picture", "seed": 0, "steps": 4, "guidance": 1.5, "model": DEAF},
         {DEAF: forged("forge_cinema", "deaf_painter"), **JUDGES},
         "One that is hard of hearing: what the gate rejects is made again, a little otherwise, and every take kept."),
    stop("make_scenarios", {"prompts": ["a red picture", "a green picture", "a blue picture"], "seed": 3, **HOW},
         COLOURS, "One seed, three scenes, on a contact sheet."),
    stop("edit_picture", {"change": "a blue picture", "seed": 3, "strength": 0.9, **HOW}, COLOURS,
         "Blue now, of the same size.", {"image": picture("red")}),
    stop("repaint_picture", {"prompt": "a blue picture", "seed": 3, **HOW}, COLOURS,
         "The middle is painted anew, and not a pixel around it.", {"image": picture("white"), "mask": mask}),
    *painters(),
    stop("make_video", {"prompt": "a green picture", "seconds": 1, "seed": 4, "gif": True, "model": MOTION, **HOW},
         {**COLOURS, MOTION: forged("forge_cinema", "motion")},
         "Green in every frame: a motion module in the painter. The clip plays; its preview is a GIF."),
    stop("make_video", {"prompt": "a paper boat", "frames": 30, "size": "32x32", "model": SEGMENTED, **ONCE},
         {SEGMENTED: forged("forge_film_families", "modelscope")}, "Longer than one clip: segments that fade over."),
    *filmers(),
    stop("animate_picture", {"frames": 4, "size": "64x64", **ONCE, "model": MOVER},
         {MOVER: forged("forge_film_families", "stable_video")}, "A picture, and noise that begins with it.",
         {"image": picture("orange")}),
)  # fmt: skip
