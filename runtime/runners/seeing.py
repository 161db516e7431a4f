"""What runners that see share: pictures opened, and turned into what their model reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runtime import pictures
from runtime.devices import Placement
from runtime.errors import NeedsTorchvision
from runtime.runners.base import SAFE, Runner

LOOKED_AT = 2048
"""Pixels of the longer side that a model is given at most: all of them scale down further, to 224 up to 1333."""


class SightRunner(Runner):
    """Base of the runners that look at pictures. An input is a file's path, or a `PIL.Image`."""

    longest = LOOKED_AT

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._processor = image_processor(folder)

    def opened(self, item: Any) -> Any:
        """The picture in RGB.

        Raises:
            ValueError: it is neither a path nor a picture.
            FileProblem: it is a file that cannot be read.
        """
        return opened(item, self.longest)


def opened(item: Any, longest: int = LOOKED_AT) -> Any:
    """A path's picture or a `PIL.Image`, in RGB. Raises as `SightRunner.opened`."""
    if isinstance(item, Path):
        return pictures.read(item, longest)
    if hasattr(item, "convert") and hasattr(item, "size"):
        return item if item.mode == "RGB" else item.convert("RGB")
    raise ValueError(f"A {type(item).__name__} is no picture. Give a path, or a PIL.Image.")


def image_processor(folder: Path) -> Any:
    """What turns pictures into the model's numbers.

    Raises:
        NeedsTorchvision: it needs torchvision, which is not here or does not import.
    """
    import transformers

    kinds: Any = transformers.AutoImageProcessor
    with needing_torchvision():
        return kinds.from_pretrained(folder, **SAFE)


def processor(folder: Path) -> Any:
    """What turns pictures and words into the model's numbers. Raises as `image_processor`."""
    import transformers

    kinds: Any = transformers.AutoProcessor
    with needing_torchvision():
        return kinds.from_pretrained(folder, **SAFE)


@contextmanager
def needing_torchvision() -> Iterator[None]:
    """Around what may want torchvision: that it is missing, or broken, becomes one sentence."""
    try:
        yield
    except (ImportError, RuntimeError, AttributeError, ValueError) as error:
        if wants_torchvision(error):
            raise NeedsTorchvision() from error
        raise


def wants_torchvision(error: BaseException) -> bool:
    """
    >>> wants_torchvision(ImportError("Qwen2VLVideoProcessor requires the Torchvision library"))
    True
    """
    told = f"{type(error).__name__}: {error}".lower()
    return "torchvision" in told or ("could not import module" in told and "imageprocessor" in told)
