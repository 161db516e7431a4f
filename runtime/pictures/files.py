"""Reads picture files: what they are, and their pixels as they are meant to be seen."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runtime.errors import FileBroken, FileEmpty, FileMissing, KindNotRead, TooMuchInside, need
from runtime.pictures.facts import LARGEST, LONGEST, Picture, scaled

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "PPM", "AVIF", "HEIF", "MPO")
"""What is opened. Pillow reads many more, from decoders that hardly anybody uses or looks after."""
ENDINGS = (".png", ".jpg", ".webp", ".gif", ".tiff", ".bmp", ".avif")
ORIENTATION = 0x0112
"""Exif's tag for how a picture is to be turned. Source: CIPA DC-008, section 4.6.5."""
TURNED = (5, 6, 7, 8)
"""Its values that swap width and height."""
WHITE = (255, 255, 255, 255)


def probe(path: Path) -> Picture:
    """What the file at `path` says of its picture, without decoding it.

    Raises:
        FileProblem: it is missing, empty, broken, larger than is decoded, or no picture.
        MissingExtra: Pillow is not installed.
    """
    with opened(path) as image:
        return _facts(path, image)


def read(path: Path, longest: int = LONGEST) -> Any:
    """The picture in RGB; of an animation the first frame, on white where it is transparent.

    Scaled down where its longer side has more than `longest` pixels. Raises as `probe`.
    """
    image = read_with_alpha(path, longest)
    return image if image.mode == "RGB" else _on_white(image)


def read_with_alpha(path: Path, longest: int = LONGEST) -> Any:
    """The picture in RGB, or in RGBA where some of it is transparent. Raises as `probe`."""
    with opened(path) as image:
        facts = _facts(path, image)
        image.draft("RGB", scaled(image.width, image.height, longest))  # JPEG alone can be decoded smaller
        image.load()
        upright = need("PIL.ImageOps", "vision").exif_transpose(image)
        size = scaled(facts.width, facts.height, longest)
        if upright.size != size:
            upright = _in_colours(upright).resize(size, _module().Resampling.LANCZOS)
        return _in_colours(upright)


def _on_white(image: Any) -> Any:
    ground = _module().new("RGBA", image.size, WHITE)
    ground.alpha_composite(image)
    return ground.convert("RGB")


def _in_colours(image: Any) -> Any:
    """RGB, or RGBA where something shows through. Of 16 bits the upper eight are kept."""
    if image.mode in ("RGB", "RGBA"):
        return image
    if image.mode.startswith(("I;16", "I", "F")):
        return _eight_bits(image).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _eight_bits(image: Any) -> Any:
    """Grey of 16 bits by its range as a whole; of 32 bits or fractions, which have none, from darkest to brightest."""
    import numpy as np

    values = np.asarray(image).astype(np.float32)
    low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else (float(values.min()), float(values.max()))
    grey = np.clip((values - low) / max(high - low, 1e-12), 0, 1) * 255
    return _module().fromarray(np.rint(grey).astype(np.uint8))


def _facts(path: Path, image: Any) -> Picture:
    width, height = image.size
    if width * height > LARGEST:
        raise TooMuchInside(path, f"{width:,} x {height:,} pixels, more than the {LARGEST:,} that are decoded")
    if image.getexif().get(ORIENTATION) in TURNED:
        width, height = height, width
    return Picture(width, height, str(image.format), image.mode, getattr(image, "n_frames", 1))


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The file, not decoded yet. The one door for what Pillow raises."""
    if not path.is_file():
        raise FileMissing(path)
    if not path.stat().st_size:
        raise FileEmpty(path)
    library = _module()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's limit of pixels warns where ours refuses; odd metadata is no matter
        try:
            with library.open(path, formats=_formats(library)) as image:
                yield image
        except library.UnidentifiedImageError as error:
            raise KindNotRead(path, ENDINGS) from error
        except library.DecompressionBombError as error:
            raise TooMuchInside(path, f"more than the {LARGEST:,} pixels that are decoded") from error
        except (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, MemoryError) as error:
            why = str(error).partition("\n")[0].rstrip(".")[:200] or type(error).__name__
            raise FileBroken(path, why) from error


def _formats(library: Any) -> tuple[str, ...]:
    library.init()
    return tuple(name for name in FORMATS if name in library.OPEN)


def _module() -> Any:
    return need("PIL.Image", "vision")
