"""What a camera wrote into a picture's file. Where it was taken is told only if asked: it is a person's home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runtime.errors import need
from runtime.pictures.files import opened

WHERE = 0x8825
"""Exif's tag of the block that says where. Source: CIPA DC-008, section 4.6.3."""
DETAILS = 0x8769
LONGEST = 200
"""Characters of a value."""


def camera_facts(path: Path, where: bool = False) -> dict[str, str]:
    """Names and values of what stands in the file: Make, Model, DateTimeOriginal, ExposureTime …; with `where` also
    GPSLatitude, GPSLongitude and the rest of that block. Makers' own blocks and previews are left out.

    Raises:
        FileProblem: it cannot be read.
    """
    tags = need("PIL.ExifTags", "vision")
    with opened(path) as image:
        exif = image.getexif()
        found = named(exif, tags.TAGS) | named(exif.get_ifd(DETAILS), tags.TAGS)
        return found | (named(exif.get_ifd(WHERE), tags.GPSTAGS) if where else {})


def has_place(path: Path) -> bool:
    """Whether the file says where it was taken."""
    with opened(path) as image:
        return bool(image.getexif().get_ifd(WHERE))


def named(block: Mapping[int, Any], names: Mapping[int, str]) -> dict[str, str]:
    known = {names[tag]: value for tag, value in block.items() if tag in names and not isinstance(value, dict | bytes)}
    return {name: plain(value) for name, value in known.items() if name not in ("ExifOffset", "GPSInfo")}


def plain(value: Any) -> str:
    """
    >>> plain((52.0, 31.0, 12.5)), plain("Nikon\\x00 ")
    ('52.0, 31.0, 12.5', 'Nikon')
    """
    text = ", ".join(map(plain, value)) if isinstance(value, tuple) else str(value)
    return "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST]
