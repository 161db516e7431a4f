"""What the stops of the tour are given: stand-ins, texts, sounds, pictures and videos, each made when it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from app.tour.stops import Forge, Write


def forged(module: str, name: str) -> Forge:
    """How a stand-in is made: imported only when it is."""

    def forge(folder: Path) -> object:
        return getattr(import_module(f"app.stand_ins.{module}"), name)(folder)

    return forge


def text_file(name: str, text: str) -> Write:
    def write(folder: Path) -> Path:
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return write


def recording(name: str, make: Callable[[Any], Any]) -> Write:
    """A WAV file of what `make` gives, which is handed the module that makes sounds."""

    def write(folder: Path) -> Path:
        audio = import_module("app.stand_ins.forge_audio")
        path: Path = import_module("runtime.sound").write(folder / name, make(audio), audio.RATE)
        return path

    return write


def a_voice(number: int, seed: int) -> Write:
    def make(audio: Any) -> Any:
        return audio.voice(number, import_module("random").Random(seed), 2.0)

    return recording(f"voice-{number}-{seed}.wav", make)


def drawing(name: str) -> Write:
    """A PNG of a shape, such as `red circle`."""

    def write(folder: Path) -> Path:
        path: Path = import_module("app.stand_ins.forge_gallery").drawn(name)(folder)
        return path

    return write


def bill(folder: Path) -> Path:
    """A PNG of an invoice."""
    path: Path = import_module("app.stand_ins.forge_scans").written(folder)
    return path


def scene(number: int) -> Write:
    """A PNG of things before a wall."""

    def write(folder: Path) -> Path:
        path: Path = import_module("app.stand_ins.forge_finding").drawn_at(number)(folder)
        return path

    return write


def party(folder: Path) -> Path:
    """A video: a red circle with a low tone, then a blue square with noise."""
    made: Path = import_module("app.stand_ins.forge_clips").party(folder / "party.mp4", 3.0, 192)
    return made


def slides(folder: Path) -> Path:
    """A video of two pictures, two seconds each."""
    clips = import_module("app.stand_ins.forge_clips")
    pictures = [*clips.still("red circle", 20, 192), *clips.still("blue square", 20, 192)]
    made: Path = clips.film(folder / "slides.mp4", pictures)
    return made


def going(way: str) -> Write:
    """A video of a square that goes `left` or `right`, and does not sound."""

    def write(folder: Path) -> Path:
        clips = import_module("app.stand_ins.forge_clips")
        made: Path = clips.film(folder / f"{way}.mp4", clips.moving(way, count=24, size=192, top=0.42))
        return made

    return write


def picture(name: str, side: int = 64) -> Write:
    """A PNG of one colour, called after it."""

    def write(folder: Path) -> Path:
        path = folder / f"{name}.png"
        import_module("PIL.Image").new("RGB", (side, side), name).save(path)
        return path

    return write


def mask(folder: Path) -> Path:
    """A PNG of 64 x 64 pixels, white in the middle."""
    images, path = import_module("PIL.Image"), folder / "mask.png"
    made = images.new("L", (64, 64))
    made.paste(255, (16, 16, 48, 48))
    made.save(path)
    return path
