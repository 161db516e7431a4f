"""Values come back as they were, and whatever bytes are read, nothing but a ValueError comes of garbage."""

from __future__ import annotations

import collections
import enum
import json
import math
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from PIL import Image

from runtime import binaries
from runtime.packing import HEADER, LENGTH, MAGIC, MOST_ZIPPED, pack, unpack

ROOT = Path(__file__).parents[2]
DTYPES = ("?", "i1", "<u2", ">i4", "<i8", "<f2", ">f4", "<f8", "<c8", ">c16", "<U3", "S4", "<M8[ns]", "<m8[25s]")
MODES = sorted(binaries.CARRIERS)


def same(one: Any, other: Any) -> bool:
    """Equal in type and in every bit, all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(map(same, one.values(), other.values()))
    if isinstance(one, np.ndarray | np.generic):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, float):
        return one.hex() == other.hex()
    return bool(one == other)


def came_back(value: Any) -> bool:
    return same(value, unpack(pack(value)))


def noise(shape: tuple[int, ...], seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def forged(skeleton: Any, *blobs: bytes, zipped: bool = False) -> bytes:
    """Bytes in our form, with the right checksum, that say whatever one likes."""
    text = skeleton if isinstance(skeleton, bytes) else json.dumps(skeleton).encode()
    body = b"".join((LENGTH.pack(len(text)), text, *blobs))
    stored = zlib.compress(body) if zipped else body
    return HEADER.pack(MAGIC, zipped, zlib.crc32(stored), len(body)) + stored


texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
dtypes = st.sampled_from(DTYPES).map(np.dtype)
arrays = dtypes.flatmap(
    lambda dtype: arrays_of.arrays(dtype, arrays_of.array_shapes(min_dims=0, min_side=0, max_side=4))
)
scalars = dtypes.filter(lambda dtype: dtype.kind not in "US").flatmap(arrays_of.from_dtype)
plain = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.binary(max_size=12)
values = st.recursive(
    plain | arrays | scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(texts, inner, max_size=4)
    ),
    max_leaves=12,
)


# ------------------------------------------------------------------ what comes back


@given(values)
@settings(max_examples=150, deadline=None)
@example([(), [], {}, b"", "", None, True, 1, 1.0, -0.0, math.inf, -math.inf, math.nan])
@example({"a": (1, [2, (3,)]), "dict": {"tuple": [{"int": "0x1"}]}, "": {}})
@example("🦜 \ud83d\ude00 \udfff \x00 \u2028")
@example([2**63, -(2**63), 2**64, -(10**5000)])
def test_a_value_comes_back_with_its_types_and_bits(value: Any) -> None:
    assert came_back(value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(24).reshape(4, 6)[::2, ::-3],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.broadcast_to(np.float32(3), (2, 2)),
        np.array(7),
        np.zeros((0, 3), np.float16),
        np.array(["a\x00b", "é", "🦜", "\ud800"]),
        np.array([np.nan, np.inf, -0.0], ">f4"),
        np.array(["NaT", "2024-02-29"], "M8[D]"),
    ],
    ids=str,
)
def test_an_array_comes_back_however_it_lies_in_memory(array: Any) -> None:
    assert came_back(array)


def test_a_long_double_comes_back_on_the_same_kind_of_machine() -> None:
    array = np.array([1 / np.longdouble(3), -0.0, np.nan])

    again = unpack(pack(array))

    assert again.dtype == array.dtype
    assert np.array_equal(again, array, equal_nan=True)


def test_what_comes_back_may_be_written_to_and_shares_nothing() -> None:
    packed = pack([np.zeros(3), np.zeros(3)])

    one, other = unpack(packed)
    one += 1

    assert other.sum() == 0
    assert unpack(packed)[0].sum() == 0


@pytest.mark.parametrize(
    "scalar", [np.float32(1.5), np.bool_(True), np.datetime64("2024-02-29"), np.str_("é")], ids=repr
)
def test_a_scalar_of_numpy_does_not_become_one_of_python(scalar: Any) -> None:
    assert came_back(scalar)


@pytest.mark.parametrize("mode", MODES)
def test_a_picture_comes_back_exactly_in_every_mode(mode: str) -> None:
    empty = Image.new(mode, (31, 17))
    picture = Image.frombytes(mode, empty.size, noise((len(empty.tobytes()),)).tobytes())

    again = unpack(pack({"picture": picture}))["picture"]

    assert type(again) is Image.Image
    assert (again.mode, again.size, again.tobytes()) == (mode, picture.size, picture.tobytes())


@pytest.mark.parametrize("palette", ["RGB", "RGBA"])
def test_a_picture_keeps_its_palette_and_what_is_known_of_it(palette: str) -> None:
    picture = Image.frombytes("P", (20, 10), noise((200,)).tobytes())
    picture.putpalette(noise((7 * len(palette),)).tobytes(), palette)
    picture.info = {"dpi": (72.0, 72.0), "transparency": 3, "icc_profile": b"\x00\x01", "comment": "é"}

    again = unpack(pack(picture))

    assert again == picture
    assert again.palette.mode == palette
    assert again.convert("RGBA") == picture.convert("RGBA")


@pytest.mark.parametrize("kind", ["bool", "int64", "float16", "bfloat16", "float32", "complex64"])
def test_a_tensor_comes_back_as_a_tensor(kind: str) -> None:
    import torch

    for shape in ((), (0, 2), (4,)):
        tensor = (torch.arange(math.prod(shape)).reshape(shape) % 2).to(getattr(torch, kind))

        again = unpack(pack([tensor]))[0]

        assert type(again) is torch.Tensor
        assert again.dtype == tensor.dtype
        assert torch.equal(again, tensor)
        again.zero_()  # it may be written to


def test_a_tensor_comes_back_however_it_lies_in_memory() -> None:
    import torch

    turned, conjugate = torch.arange(12).reshape(3, 4).T[::2], torch.tensor([1 + 2j]).conj()

    for tensor in (turned, conjugate, conjugate.imag):
        assert torch.equal(unpack(pack(tensor)), tensor)


# ------------------------------------------------------------------ what is refused


class Colour(enum.IntEnum):
    RED = 1


Point = collections.namedtuple("Point", "x y")


def endless() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    "value",
    [
        print,
        object(),
        {1, 2},
        {1: "a"},
        {None: "a"},
        bytearray(b"a"),
        Colour.RED,
        Point(1, 2),
        collections.OrderedDict(a=1),
        Path("a"),
        endless(),
        np.array([object()]),
        np.array([(1, 2.0)], [("x", "i4"), ("y", "f8")]),
        np.zeros(1, [("x", "i4")])[0],
        np.ma.masked_array([1], [True]),
        np.str_("a\x00"),
        [["deep", {"er": (1j,)}]],
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_would_not_come_back_the_same_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="cannot be packed"):
        pack(value)


def test_a_tensor_that_learns_is_refused() -> None:
    import torch

    with pytest.raises(ValueError, match="cannot be packed"):
        pack(torch.zeros(2, requires_grad=True))


def test_pictures_with_too_many_pixels_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "PIXELS", 150)
    picture = Image.new("L", (10, 10))

    assert unpack(pack([picture])) == [picture]
    with pytest.raises(ValueError, match="too many"):
        pack([picture, picture])


def test_a_picture_that_is_still_a_file_is_refused(tmp_path: Path) -> None:
    """It would come back as another type. What a model makes is no file."""
    Image.new("L", (2, 2)).save(tmp_path / "a.png")

    with Image.open(tmp_path / "a.png") as picture, pytest.raises(ValueError, match="cannot be packed"):
        pack(picture)


# ------------------------------------------------------------------ how long it is


def test_text_is_zipped_and_noise_is_not() -> None:
    text, floats = "the same words again and again " * 200, np.random.default_rng(0).random(10_000)

    assert len(pack(text)) < len(text) / 10
    assert floats.nbytes < len(pack(floats)) < floats.nbytes + 100


def test_what_is_long_and_mostly_noise_is_not_zipped_for_a_calm_middle() -> None:
    value = [noise((400_000,)), np.zeros(70_000, np.uint8), noise((400_000,))]

    assert len(pack(value)) < 871_000
    assert came_back(value)


def test_what_is_too_long_to_be_unzipped_safely_is_not_zipped() -> None:
    value = "a" * (MOST_ZIPPED + 1)

    assert len(pack(value)) > len(value)
    assert came_back(value)


# ------------------------------------------------------------------ garbage


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_garbage_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="no packed value"):
        unpack(data)


PACKED = pack({"text": "a" * 300, "array": np.arange(3), "picture": Image.new("P", (3, 3)), "big": 2**80, "t": (b"",)})


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
@settings(deadline=None)
def test_one_changed_byte_is_noticed(place: int, change: int) -> None:
    damaged = bytearray(PACKED)
    damaged[place] ^= change

    try:
        value = unpack(bytes(damaged))
    except ValueError:
        return
    assert value["text"] == "a" * 300, "only the length unzipped is not under the checksum"


@given(st.integers(0, len(PACKED) - 1))
@settings(deadline=None)
def test_a_part_is_a_value_error(length: int) -> None:
    with pytest.raises(ValueError, match="no packed value"):
        unpack(PACKED[:length])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 300) | st.floats() | st.sampled_from((*MODES, *DTYPES, "torch.bool")),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(("int", "tuple", "dict", "bytes", "array", "scalar", "tensor", "image", "x")),
            inner,
            max_size=2,
        )
    ),
    max_leaves=10,
)


@given(json_values, st.binary(max_size=64))
@settings(max_examples=300, deadline=None)
def test_a_forged_skeleton_gives_a_value_or_a_value_error(skeleton: Any, blob: bytes) -> None:
    try:
        unpack(forged(skeleton, blob))
    except ValueError:
        pass


def png(mode: str = "L", size: tuple[int, int] = (2, 2)) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, "PNG")
    return file.getvalue()


def gif() -> bytes:
    file = BytesIO()
    Image.new("L", (2, 2)).save(file, "GIF")
    return file.getvalue() + bytes(20)


FORGERIES: dict[str, Callable[[], bytes]] = {
    "objects": lambda: forged({"array": [8, "|O", [1]]}, bytes(8)),
    "structures": lambda: forged({"array": [8, "i4,f4", [1]]}, bytes(8)),
    "nested types": lambda: forged({"array": [8, "(2,)i4", [1]]}, bytes(8)),
    "negative shape": lambda: forged({"array": [4, "<i4", [-1]]}, bytes(4)),
    "huge shape": lambda: forged({"array": [4, "<i4", [1 << 62, 1 << 62]]}, bytes(4)),
    "huge items": lambda: forged({"array": [0, "<U999999999", [1 << 30]]}),
    "missing bytes": lambda: forged({"array": [400, "<i4", [100]]}, bytes(4)),
    "bytes left over": lambda: forged({"bytes": 3}, bytes(4)),
    "the same bytes twice": lambda: forged([{"bytes": 4}, {"bytes": 4}], bytes(4)),
    "negative length": lambda: forged({"bytes": -1}, bytes(4)),
    "length that is a truth": lambda: forged({"bytes": True}, bytes(1)),
    "truths that are 2": lambda: forged({"array": [1, "|b1", [1]]}, b"\x02"),
    "characters that are none": lambda: forged({"array": [4, "<U1", [1]]}, b"\xff\xff\xff\x7f"),
    "tensor of objects": lambda: forged({"tensor": [8, "torch.load", [1]]}, bytes(8)),
    "huge empty tensor": lambda: forged({"tensor": [0, "torch.int8", [1 << 40]]}),
    "unknown tag": lambda: forged({"__reduce__": ["os.system", "true"]}),
    "two tags": lambda: forged({"tuple": [], "dict": {}}),
    "no tag": lambda: forged({}),
    "not JSON": lambda: forged(b"{'a'"),
    "digits without end": lambda: forged(b"1" * 1_000_000),
    "brackets without end": lambda: forged(b"[" * 1_000_000),
    "tags without end": lambda: forged(b'{"tuple":[' * 10_000 + b"]}" * 10_000),
    "no picture": lambda: forged({"image": ["L", {"dict": {}}, None, 30]}, bytes(30)),
    "another kind of picture": lambda: forged({"image": ["L", {"dict": {}}, None, len(gif())]}, gif()),
    "picture cut off": lambda: forged({"image": ["L", {"dict": {}}, None, 45]}, png()[:45]),
    "picture of another mode": lambda: forged({"image": ["F", {"dict": {}}, None, len(png())]}, png()),
    "palette that is none": lambda: forged({"image": ["RGB", {"dict": {}}, ["RGB", 5], len(png("RGB"))]}, png("RGB")),
    "picture of too many pixels": lambda: forged(
        {"image": ["1", {"dict": {}}, None, len(png("1"))]}, png("1")[:16] + b"\x7f" * 8 + png("1")[24:]
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_with_the_right_checksum_is_a_value_error(forgery: str) -> None:
    with pytest.raises(ValueError, match="no packed value"):
        unpack(FORGERIES[forgery]())


def test_a_bomb_is_not_unzipped() -> None:
    bomb = forged({"bytes": 2 * MOST_ZIPPED}, bytes(2 * MOST_ZIPPED), zipped=True)
    lying = HEADER.pack(MAGIC, True, zlib.crc32(bomb[HEADER.size :]), 1000) + bomb[HEADER.size :]

    tracemalloc.start()
    try:
        for data in (bomb, lying):
            with pytest.raises(ValueError, match="no packed value"):
                unpack(data)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_crowd_of_pictures_that_unfold_is_not_unfolded() -> None:
    flat = png("1", (9000, 9000))
    data = forged([{"image": ["1", {"dict": {}}, None, len(flat)]}] * 2, flat, flat)

    with pytest.raises(ValueError, match="no packed value"):
        unpack(data)


def test_a_picture_that_hides_its_size_behind_another_chunk_is_measured_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binaries, "PIXELS", 100)
    chunk = b"tEXt" + bytes(8)
    plain = png("L", (20, 20))
    hiding = plain[:8] + len(chunk[4:]).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + plain[8:]

    for picture in (plain, hiding):
        with pytest.raises(ValueError, match="no packed value"):
            unpack(forged({"image": ["L", {"dict": {}}, None, len(picture)]}, picture))


def test_importing_it_loads_neither_numpy_nor_pillow_nor_torch() -> None:
    code = "import sys, runtime.cache; print(sorted({'numpy', 'PIL', 'torch'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
