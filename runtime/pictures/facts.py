"""What is known of a picture's file before its pixels are decoded, and how much of that is worked on."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 250_000_000
"""Pixels of a file that is decoded: 750 MB as RGB, a scan of 50 x 32 cm at 1,000 dots an inch. More is refused, as a
file of a few kilobytes can claim any size."""
LONGEST = 8192
"""Pixels of the longer side that tools and models are given; a larger picture is scaled down, and that is said."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file says of the picture in it."""

    width: int
    """Pixels, as it is meant to be seen: after turning."""
    height: int
    format: str
    """`PNG`, `JPEG`, `WEBP`, `GIF`, `TIFF`, `BMP`, `AVIF` …"""
    mode: str
    """How pixels are kept: `RGB`, `L` (grey), `CMYK`, `I;16` (16 bits), `RGBA` …"""
    frames: int = 1
    """More than one: an animation, or pages."""

    @property
    def given(self) -> tuple[int, int]:
        """The size that tools get.

        >>> Picture(20_000, 1_000, "PNG", "RGB").given
        (8192, 410)
        """
        return scaled(self.width, self.height, LONGEST)


def scaled(width: int, height: int, longest: int) -> tuple[int, int]:
    """The size with the longer side at most `longest`, the shape kept.

    >>> scaled(400, 300, 1000), scaled(400, 300, 200)
    ((400, 300), (200, 150))
    """
    if max(width, height) <= longest:
        return width, height
    scale = longest / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
