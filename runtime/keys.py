"""What a model call is known by: a hash over all that its result depends on."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import NoneType
from typing import Any

from runtime import binaries

FORM = "atelier results 1"
"""To be changed together with what is hashed or kept: nothing of before is found then, and goes as it ages."""
ORIENTATION = 0x0112
"""Exif's tag for how a picture is to be turned. Source: CIPA DC-008, section 4.6.5."""
MOST_FILES = 1000
SETTLED_NS = 2_000_000_000
"""A file that changed a moment ago may change again within one tick of its file system's clock."""

Parts = list[bytes]
Identity = tuple[int, int, int, int, int]


def key_of(
    task: str, checkpoint: str, revision: str, dtype: str, parameters: Mapping[str, Any], item: Any
) -> str | None:
    """sha256 in hex; None where something has no content that could be hashed: a callable, an open file, an object.

    Hashed are the values that `runtime.packing` packs, tensors wherever they lie, frozen dataclasses, and a `Path` by
    what the file holds. A str is text: a file that is named by one is not looked into. The order of a dict's names does
    not matter; types do.

    >>> key_of("t", "c", "r", "fp32", {}, 1) == key_of("t", "c", "r", "fp32", {}, 1.0)
    False
    >>> key_of("t", "c", "r", "fp32", {"by": print}, 1)
    """
    try:
        parts = [_of_model(task, checkpoint, revision, dtype)]
        _add_dict(dict(parameters), parts)
        _add(item, parts)
    except Exception:  # a file that is gone, a picture that is cut off, a list that holds itself: the call will tell
        return None
    return hashlib.sha256(b"".join(parts)).hexdigest()


@lru_cache(maxsize=256)
def _of_model(*names: str) -> bytes:
    parts: Parts = []
    _add((FORM, *names), parts)
    return b"".join(parts)


def _add(value: Any, parts: Parts) -> None:
    """Append a type's letter, a length and the content, so that no two values have the same bytes."""
    plain = PLAIN.get(type(value))
    if plain is not None:
        plain(value, parts)
    elif isinstance(value, Path):
        parts += (b"f", _file_digest(value))
    elif is_dataclass(value) and not isinstance(value, type):
        _add_dataclass(value, parts)
    else:
        _add_binary(value, parts)


def _add_bytes(letter: bytes, data: bytes, parts: Parts) -> None:
    parts += (b"%c%d:" % (letter, len(data)), data)


def _add_str(value: str, parts: Parts) -> None:
    data = value.encode("utf-8", "surrogatepass")
    parts += (b"s%d:" % len(data), data)


def _add_all(letter: bytes, values: Iterable[Any], count: int, parts: Parts) -> None:
    parts.append(b"%c%d:" % (letter, count))
    for value in values:
        _add(value, parts)


def _add_dict(value: dict[str, Any], parts: Parts) -> None:
    parts.append(b"d%d:" % len(value))
    for name in sorted(value):
        _add_str(name, parts)
        _add(value[name], parts)


PLAIN: dict[type, Callable[[Any, Parts], None]] = {
    NoneType: lambda value, parts: parts.append(b"n"),
    bool: lambda value, parts: parts.append(b"+" if value else b"-"),
    int: lambda value, parts: _add_bytes(b"i", b"%x" % value, parts),
    float: lambda value, parts: _add_bytes(b"r", value.hex().encode(), parts),
    str: _add_str,
    bytes: lambda value, parts: _add_bytes(b"b", value, parts),
    list: lambda value, parts: _add_all(b"l", value, len(value), parts),
    tuple: lambda value, parts: _add_all(b"t", value, len(value), parts),
    dict: _add_dict,
}


def _add_dataclass(value: Any, parts: Parts) -> None:
    if not getattr(vars(type(value)).get("__dataclass_params__"), "frozen", False):
        raise TypeError(f"a {type(value).__name__} may change")
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    values = {field.name: getattr(value, field.name) for field in fields(value)}
    _add_all(b"c", (name, values), 2, parts)


def _add_binary(value: Any, parts: Parts) -> None:
    np, torch, image = map(binaries.library, ("numpy", "torch", "PIL.Image"))
    if np and isinstance(value, np.ndarray | np.generic):
        letter = b"a" if isinstance(value, np.ndarray) else b"g"
        _add_digest(letter, (value.dtype.str, value.shape), binaries.array_bytes(value), parts)
    elif torch and isinstance(value, torch.Tensor):
        _add_digest(b"x", (str(value.dtype), tuple(value.shape)), binaries.tensor_bytes(value), parts)
    elif image and isinstance(value, image.Image):
        _add_image(value, parts)
    else:
        raise TypeError(f"a {type(value).__name__} has no content that could be hashed")


def _add_image(image: Any, parts: Parts) -> None:
    """Its pixels, and what changes how they are read: palette, transparency, the way it is turned."""
    if getattr(image, "n_frames", 1) > 1:
        raise TypeError("a clip is more than the picture it shows now")
    pixels = image.tobytes()
    turned = image.getexif().get(ORIENTATION)
    about = (image.mode, image.size, binaries.palette_of(image), image.info.get("transparency"), turned)
    _add_digest(b"p", about, pixels, parts)


def _add_digest(letter: bytes, about: tuple[Any, ...], data: bytes | memoryview, parts: Parts) -> None:
    _add_all(letter, about, len(about), parts)
    parts.append(hashlib.sha256(data).digest())


_digests: dict[Identity, bytes] = {}
"""Of files, the ones read last."""
_digests_lock = threading.Lock()


def _file_digest(path: Path) -> bytes:
    """sha256 of what a file holds; read once, as long as it does not change.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no file, or changed in the meantime.
    """
    identity = _identity(path.stat())
    known = _digests.get(identity)
    if known is not None:
        return known
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        if _identity(os.fstat(file.fileno())) != identity:
            raise ValueError(f"{path} is being written")
    _remember(identity, digest)
    return digest


def _identity(status: os.stat_result) -> Identity:
    """What no other content of any file has: the moment of the last change is set by the system, not by programs."""
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("only files have content")
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size


def _remember(identity: Identity, digest: bytes) -> None:
    changed_ns = identity[3]
    if time.time_ns() - changed_ns < SETTLED_NS:
        return
    with _digests_lock:
        _digests[identity] = digest
        while len(_digests) > MOST_FILES:
            del _digests[next(iter(_digests))]
