"""Arrays, tensors and pictures as plain bytes and back. No library is imported before one of its things is met."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray
    from PIL import Image

NUMBERS = re.compile(r"[<>|][biufcSUMm][0-9]{1,9}(\[[0-9]{0,9}[A-Za-z]{1,7}\])?")
"""NumPy's names of plain types, such as `<f4`, `|b1`, `<U5`, `<M8[ns]`. Objects and structures have others."""
INTEGERS, FLOATS = ("bool", "uint8", "int8", "int16", "int32", "int64"), ("float16", "bfloat16", "float32", "float64")
TENSORS = tuple(f"torch.{kind}" for kind in (*INTEGERS, *FLOATS, "complex64", "complex128"))
"""torch's names of plain types."""
CARRIERS = {
    "1": "1",
    **dict.fromkeys(("L", "P"), "L"),
    **dict.fromkeys(("LA", "PA", "La", "I;16", "I;16B"), "LA"),
    **dict.fromkeys(("RGB", "YCbCr", "LAB", "HSV"), "RGB"),
    **dict.fromkeys(("RGBA", "RGBa", "RGBX", "CMYK", "I", "F"), "RGBA"),
}
"""Which mode of PNG has as many bytes a pixel as a mode of Pillow: PNG knows no floats, no CMYK, no 32-bit numbers."""
PIXELS = 89_478_485
"""The most in one value, all its pictures together: a small PNG can unfold into gigabytes. Pillow warns from here."""


def library(name: str) -> Any:
    """A module if it is imported by now; if it is not, no value can be of its types."""
    return sys.modules.get(name)


def array_bytes(array: NDArray[Any] | np.generic) -> memoryview:
    """What an array or a scalar of NumPy holds, in the order of C.

    Raises:
        ValueError: it is a subclass, or holds objects or structures.
    """
    import numpy as np

    plain = type(array) is np.ndarray or isinstance(array, np.generic)
    if not plain or not NUMBERS.fullmatch(array.dtype.str) or not array.dtype.itemsize:
        raise ValueError(f"a {type(array).__name__} of {array.dtype} is no plain array")
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def array_from(data: memoryview, dtype: str, shape: Sequence[int]) -> NDArray[Any]:
    """A writable array.

    Raises:
        ValueError: the bytes are not those of such an array.
    """
    import numpy as np

    if not NUMBERS.fullmatch(dtype) or not sizes(shape):
        raise ValueError(f"{dtype} {shape} is no plain array")
    flat = np.frombuffer(data, dtype) if data else np.zeros(0, dtype)
    check_truths(data, dtype[1] == "b")
    if dtype[1] == "U" and np.frombuffer(data, f"{dtype[0]}u4").max(initial=0) > 0x10FFFF:
        raise ValueError("no such character")
    return flat.reshape(shape).copy()


def scalar_bytes(scalar: np.generic) -> memoryview:
    """
    Raises:
        ValueError: as `array_bytes`, or it is text that ends in NULs, which NumPy takes for padding.
    """
    import numpy as np

    if scalar.dtype.kind in "SU" and np.asarray(scalar)[()] != scalar:
        raise ValueError("the NULs at its end would be lost")
    return array_bytes(scalar)


def scalar_from(data: memoryview, dtype: str) -> np.generic:
    """
    Raises:
        ValueError: the bytes are not one number or text of that type.
    """
    return cast("np.generic", array_from(data, dtype, ())[()])


def tensor_bytes(tensor: torch.Tensor) -> memoryview:
    """What a tensor holds, wherever it lies, in the order of C."""
    import torch

    plain = tensor.detach().cpu().resolve_conj().resolve_neg()  # what is turned lazily is turned now
    copy = plain.clone(memory_format=torch.contiguous_format)  # `contiguous` leaves one number its stride
    return copy.reshape(-1).view(torch.uint8).numpy().data


def kept_tensor_bytes(tensor: torch.Tensor) -> memoryview:
    """
    Raises:
        ValueError: it would not come back as it is: it lies elsewhere than in memory, or learns.
    """
    if tensor.device.type != "cpu" or tensor.requires_grad or str(tensor.dtype) not in TENSORS:
        raise ValueError(f"a tensor of {tensor.dtype} on {tensor.device} is not kept")
    return tensor_bytes(tensor)


def tensor_from(data: memoryview, dtype: str, shape: Sequence[int]) -> torch.Tensor:
    """A tensor on the processor.

    Raises:
        ValueError: `dtype` is no plain type.
    """
    import torch

    if dtype not in TENSORS or not sizes(shape):
        raise ValueError(f"{dtype} {shape} is no plain tensor")
    check_truths(data, dtype == "torch.bool")
    kind = getattr(torch, dtype.removeprefix("torch."))
    flat = torch.frombuffer(bytearray(data), dtype=kind) if data else torch.zeros(0, dtype=kind)
    return flat.reshape(tuple(shape))


def image_bytes(image: Image.Image) -> bytes:
    """The pixels as a PNG, exact in every mode of `CARRIERS`.

    Raises:
        KeyError: another mode.
    """
    from PIL import Image

    file = io.BytesIO()
    carrier = Image.frombytes(CARRIERS[image.mode], image.size, image.tobytes())
    carrier.save(file, "PNG", compress_level=1)
    return file.getvalue()


def image_from(data: memoryview, mode: str, palette: tuple[str, bytes] | None, most: int) -> Image.Image:
    """
    Raises:
        ValueError: it is no picture, not one of that mode, or has more than `most` pixels.
    """
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("PNG",)) as carrier:  # its pixels are not read yet
        if carrier.mode != CARRIERS[mode] or carrier.width * carrier.height > most:
            raise ValueError(f"a PNG of {carrier.size} in {carrier.mode} carries no {mode}")
        image = Image.frombytes(mode, carrier.size, carrier.tobytes())
    if palette is not None:
        kind, colours = palette
        image.putpalette(colours, kind)
    return image


def palette_of(image: Image.Image) -> tuple[str, bytes] | None:
    """The mode of a picture's palette and its colours; None where it has none."""
    if image.palette is None or not (colours := image.getpalette(image.palette.mode)):
        return None
    return image.palette.mode, bytes(colours)


def sizes(shape: Sequence[int]) -> bool:
    return all(type(size) is int and size >= 0 for size in shape)


def check_truths(data: memoryview, truths: bool) -> None:
    if truths and bytes(data).translate(None, b"\x00\x01"):
        raise ValueError("a truth is 0 or 1")
