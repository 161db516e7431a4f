"""Pictures: files read and written, facts, marks drawn on them, sheets. Needs the extra `vision`; loads it when used.

A picture here is a `PIL.Image` in RGB, turned the way it is meant to be seen; sizes are (width, height) in pixels.
"""

from runtime.pictures.facts import Picture
from runtime.pictures.files import probe, read, read_with_alpha
from runtime.pictures.writing import png, written

__all__ = ["Picture", "png", "probe", "read", "read_with_alpha", "written"]
