"""Pictures as the bytes of a file."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from runtime.errors import need

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
"""Media types of the formats that are written."""


def png(image: Any, text: Mapping[str, str] | None = None) -> bytes:
    """As PNG, which loses nothing; `text` stands in it as PNG's own texts (Title, Description, Software …)."""
    info = need("PIL.PngImagePlugin", "vision").PngInfo()
    for key, value in (text or {}).items():
        info.add_itxt(key, value)
    buffer = BytesIO()
    image.save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def written(image: Any, format: str = "png", quality: int = 92) -> bytes:
    """As a file's bytes, with nothing of the original's metadata. `quality` 1 to 100 is JPEG's and WebP's.

    Raises:
        ValueError: the format is not written.
    """
    if format == "png":
        return png(image)
    if format not in TYPES:
        raise ValueError(f"{format!r} is not written. Use one of: {', '.join(TYPES)}.")
    buffer = BytesIO()
    (image.convert("RGB") if format == "jpeg" else image).save(buffer, format.upper(), quality=quality)
    return buffer.getvalue()
