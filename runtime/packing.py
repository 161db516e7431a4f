"""Values as bytes and back, for what is kept on disk. No pickle: whatever bytes are read, no code is run.

Packed are None, bool, int, float, str, bytes, lists, tuples, dicts with str keys, NumPy's arrays and scalars of plain
types, pictures of Pillow (as PNG) and tensors on the processor. What comes back has the same types and the same bits.

The form: a header (magic, whether what follows is zipped, its crc32, its length unzipped), and then the length of a
skeleton in JSON, the skeleton, and the bytes of arrays and pictures in the order in which the skeleton names them.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable
from types import NoneType
from typing import Any

from runtime import binaries

Json = Any
HEADER = struct.Struct("<4s?IQ")
MAGIC = b"AtP1"
LENGTH = struct.Struct("<I")
AS_THEY_ARE = frozenset((str, float, bool, NoneType))
"""JSON of Python's keeps these exactly, infinities and -0.0 too."""
LEAST_ZIPPED, MOST_ZIPPED = 200, 1 << 24
"""In bytes: shorter bodies gain nothing; longer ones would take seconds, and could be bombs when they are read."""
SAMPLE = 1 << 12


def pack(value: Any) -> bytes:
    """
    Raises:
        ValueError: it holds something that is not packed: an object, an array of objects, itself.
    """
    writer = Writer()
    try:
        skeleton = json.dumps(writer.node(value), ensure_ascii=False, separators=(",", ":"))
        text = skeleton.encode("utf-8", "surrogatepass")
        body = b"".join((LENGTH.pack(len(text)), text, *writer.blobs))
    except Exception as error:  # whatever a picture or an array of others' makes of it
        raise ValueError(f"A {type(value).__name__} cannot be packed: {error}") from error
    zipped = shorter(body)
    stored = body if zipped is None else zipped
    return HEADER.pack(MAGIC, zipped is not None, zlib.crc32(stored), len(body)) + stored


def unpack(data: bytes) -> Any:
    """What was packed. Takes a bounded multiple of the memory of `data` and 16 MiB, and of its pictures' pixels.

    Raises:
        ValueError: the bytes were not packed here, or have changed since.
    """
    try:
        body = memoryview(body_of(data))
        (length,) = LENGTH.unpack_from(body)
        start = LENGTH.size + length
        reader = Reader(body[start:])
        value = reader.value(json.loads(str(body[LENGTH.size : start], "utf-8", "surrogatepass")))
        reader.end()
        return value
    except Exception as error:  # garbage fails in more ways than can be listed
        raise ValueError("These bytes are no packed value.") from error


def body_of(data: bytes) -> bytes | memoryview:
    magic, zipped, checksum, length = HEADER.unpack_from(data)
    stored = memoryview(data)[HEADER.size :]
    if magic != MAGIC or zlib.crc32(stored) != checksum:
        raise ValueError("another form, or damaged")
    if not zipped:
        return stored
    if not 0 < length <= MOST_ZIPPED:
        raise ValueError("unzipped it would be too long")
    return zlib.decompressobj().decompress(stored, length)


def shorter(body: bytes) -> bytes | None:
    """`body` zipped, or None where that would not save a tenth."""
    if not LEAST_ZIPPED <= len(body) <= MOST_ZIPPED:
        return None
    start = max(0, (len(body) - SAMPLE) // 2)
    sample = body[start : start + SAMPLE]
    zipped = zlib.compress(sample, 1)
    if len(zipped) > 0.9 * len(sample):
        return None
    zipped = zipped if len(sample) == len(body) else zlib.compress(body, 1)
    return zipped if len(zipped) <= 0.9 * len(body) else None


class Writer:
    """Turns a value into JSON's terms. What JSON lacks is an object with one name, its tag; its bytes go to `blobs`."""

    def __init__(self) -> None:
        self.blobs: list[bytes | memoryview] = []
        self._pixels = 0

    def node(self, value: Any) -> Json:
        kind = type(value)
        if kind in AS_THEY_ARE:
            return value
        if kind is int:
            return value if value.bit_length() < 64 else {"int": hex(value)}
        if kind is list:
            return self._nodes(value)
        if kind is tuple:
            return {"tuple": self._nodes(value)}
        if kind is dict:
            return {"dict": dict(zip(map(name_of, value), self._nodes(value.values()), strict=True))}
        if kind is bytes:
            return {"bytes": self._blob(value)}
        return self._binary(value)

    def _nodes(self, values: Iterable[Any]) -> list[Json]:
        return [value if type(value) in AS_THEY_ARE else self.node(value) for value in values]

    def _binary(self, value: Any) -> Json:
        np, torch, image = map(binaries.library, ("numpy", "torch", "PIL.Image"))
        if np and type(value) is np.ndarray:
            return {"array": [self._blob(binaries.array_bytes(value)), value.dtype.str, list(value.shape)]}
        if np and isinstance(value, np.generic):
            return {"scalar": [self._blob(binaries.scalar_bytes(value)), value.dtype.str]}
        if torch and type(value) is torch.Tensor:
            return {"tensor": [self._blob(binaries.kept_tensor_bytes(value)), str(value.dtype), list(value.shape)]}
        if image and type(value) is image.Image:
            return {"image": self._image(value)}
        raise ValueError(f"no form for a {type(value).__name__}")

    def _image(self, image: Any) -> Json:
        self._pixels += image.width * image.height
        if self._pixels > binaries.PIXELS:
            raise ValueError("its pictures have too many pixels")
        about = self.node([image.mode, image.info, binaries.palette_of(image)])
        return [*about, self._blob(binaries.image_bytes(image))]

    def _blob(self, data: bytes | memoryview) -> int:
        self.blobs.append(data)
        return len(data)


class Reader:
    """Turns JSON's terms into the value again, taking each one's bytes from `blobs` in turn."""

    def __init__(self, blobs: memoryview) -> None:
        self._blobs = blobs
        self._pixels = 0

    def value(self, node: Json) -> Any:
        if type(node) is list:
            return self._values(node)
        if type(node) is not dict:
            return node
        ((tag, content),) = node.items()
        match tag:
            case "int":
                return int(content, 16)
            case "tuple":
                return tuple(self._values(content))
            case "dict":
                return dict(zip(content, self._values(content.values()), strict=True))
            case "bytes":
                return bytes(self._blob(content))
        return self._binary(tag, *content)

    def end(self) -> None:
        """
        Raises:
            ValueError: there are bytes that nothing named.
        """
        if self._blobs:
            raise ValueError("bytes are left over")

    def _values(self, nodes: Iterable[Json]) -> list[Any]:
        return [node if type(node) in AS_THEY_ARE else self.value(node) for node in nodes]

    def _binary(self, tag: str, *content: Json) -> Any:
        match tag, content:
            case "array", (length, dtype, shape):
                return binaries.array_from(self._blob(length), dtype, shape)
            case "scalar", (length, dtype):
                return binaries.scalar_from(self._blob(length), dtype)
            case "tensor", (length, dtype, shape):
                return binaries.tensor_from(self._blob(length), dtype, shape)
            case "image", (mode, info, palette, length):
                return self._image(mode, self.value(info), self.value(palette), length)
        raise ValueError(f"no form is called {tag!r}")

    def _image(self, mode: str, info: dict[str, Any], palette: tuple[str, bytes] | None, length: int) -> Any:
        image = binaries.image_from(self._blob(length), mode, palette, binaries.PIXELS - self._pixels)
        self._pixels += image.width * image.height
        image.info.update(info)
        return image

    def _blob(self, length: Json) -> memoryview:
        if type(length) is not int or not 0 <= length <= len(self._blobs):
            raise ValueError("bytes are missing")
        data, self._blobs = self._blobs[:length], self._blobs[length:]
        return data


def name_of(key: Any) -> str:
    if type(key) is not str:
        raise ValueError(f"a dict's key is a {type(key).__name__}")
    return str(key)
