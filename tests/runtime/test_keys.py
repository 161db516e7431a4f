"""A key tells apart whatever a model could tell apart, and nothing else."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from runtime import keys
from runtime.cache import key_of


def key(item: Any, **parameters: Any) -> str | None:
    return key_of("task", "org/model", "abc123", "fp32", parameters, item)


@dataclass(frozen=True, slots=True)
class Pair:
    text: str
    other: Any = None


@dataclass(frozen=True)
class Question:
    text: str
    other: Any = None


@dataclass
class Changing:
    text: str


class Kind(Enum):
    A = "a"


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once, and none is known yet."""
    monkeypatch.setattr(keys, "SETTLED_NS", -(10**12))
    monkeypatch.setattr(keys, "_digests", {})


# ------------------------------------------------------------------ apart

DIFFERENT = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.0,
    0.0,
    -0.0,
    "1",
    b"1",
    "",
    b"",
    [],
    (),
    {},
    [[]],
    ["ab"],
    ["a", "b"],
    ("a", "b"),
    ["a", ["b"]],
    [["a"], "b"],
    ["b", "a"],
    {"a": "b"},
    {"a": {"b": None}},
    {"a": None, "b": None},
    "a",
    "s1:a",
    "é",
    "e\u0301",
    "\ud83e\udd9c",
    "🦜",
    float("nan"),
    float("inf"),
    2**64,
    np.float32(1),
    np.float64(1),
    np.array(1.0),
    np.array([1.0]),
    np.array([[1.0]]),
    np.array([1.0], "f4"),
    np.array([1.0], ">f8"),
    np.array([1], "i4"),
    np.array([0, 0], "i2"),
    np.array([0], "i4"),
    np.zeros((0, 3)),
    np.zeros((3, 0)),
    Pair("a"),
    Pair("a", "b"),
    Question("a"),
    Image.new("L", (2, 3)),
    Image.new("L", (3, 2)),
    Image.new("P", (2, 3)),
    Image.new("L", (2, 3), 1),
]


def test_no_two_different_items_share_a_key() -> None:
    found = [key(item) for item in DIFFERENT]

    assert None not in found
    assert [(DIFFERENT[a], DIFFERENT[b]) for a, b in combinations(range(len(found)), 2) if found[a] == found[b]] == []


@pytest.mark.parametrize("changed", range(5))
def test_every_part_of_a_call_counts(changed: int) -> None:
    parts = ["task", "model", "revision", "fp32", {"labels": ["a", "b"]}]
    other = list(parts)
    other[changed] = {"labels": ["ab"]} if changed == 4 else "another"

    assert key_of(*parts, "item") != key_of(*other, "item")  # type: ignore[arg-type]


def test_letters_do_not_wander_from_one_part_to_the_next() -> None:
    assert key_of("ab", "c", "", "", {}, 1) != key_of("a", "bc", "", "", {}, 1)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(("", "a", "b", "ab", "s1:a")) | st.just(b"a"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(("", "a", "b", "ab")), inner, max_size=3)
    ),
    max_leaves=5,
)


def written(value: Any) -> str:
    """`value` as Python writes it, a dict's names in order."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name!r}:{written(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return type(value).__name__ + "[" + ",".join(map(written, value)) + "]"
    return repr(value)


@given(values, values)
def test_keys_are_the_same_where_values_are(one: Any, other: Any) -> None:
    assert (key(one) == key(other)) == (written(one) == written(other))


# ------------------------------------------------------------------ the same


def test_a_key_is_a_sha256_in_hex_and_the_same_in_every_process() -> None:
    assert key("text") == "83db41778ff0fe95fb0b61a6dea285533505d775dd1331e53dece4465ddf5be3"


def test_the_order_of_names_does_not_matter() -> None:
    assert key({"a": 1, "b": {"c": 2, "d": 3}}) == key({"b": {"d": 3, "c": 2}, "a": 1})
    assert key("", a=1, b=2) == key("", b=2, a=1)


def test_parameters_may_be_any_mapping() -> None:
    assert key_of("t", "c", "r", "d", MappingProxyType({"a": 1}), "x") == key_of("t", "c", "r", "d", {"a": 1}, "x")


def test_how_an_array_lies_in_memory_does_not_matter() -> None:
    array = np.arange(12.0).reshape(3, 4)

    assert key(array[:, ::2]) == key(array[:, ::2].copy()) == key(np.asfortranarray(array[:, ::2]))


def test_a_tensor_is_known_by_its_content() -> None:
    import torch

    ones = torch.ones(2, 3)

    assert key(ones.T) == key(torch.ones(3, 2)) == key(torch.ones(3, 2, requires_grad=True))
    assert len({key(ones), key(ones.T), key(ones * 2), key(ones.bfloat16()), key(ones.half()), key(ones.numpy())}) == 6
    assert key(torch.tensor(1.0)) != key(torch.ones(1))
    assert key(torch.zeros(0, 3)) != key(torch.zeros(3, 0))
    assert key(torch.tensor([1j]).conj()) == key(torch.tensor([complex(0, -1)])) != key(torch.tensor([1j]))


# ------------------------------------------------------------------ pictures


def test_a_picture_is_known_by_its_pixels_wherever_it_comes_from(tmp_path: Path) -> None:
    made = Image.frombytes("RGB", (4, 2), bytes(range(24)))
    made.save(tmp_path / "a.png")

    with Image.open(tmp_path / "a.png") as opened:
        assert key(opened) == key(made)


def test_a_picture_that_is_turned_when_it_is_shown_is_another(tmp_path: Path) -> None:
    made = Image.new("RGB", (4, 2))
    exif = Image.Exif()
    exif[keys.ORIENTATION] = 6
    made.save(tmp_path / "straight.png")
    made.save(tmp_path / "turned.png", exif=exif)

    with Image.open(tmp_path / "straight.png") as straight, Image.open(tmp_path / "turned.png") as turned:
        assert straight.tobytes() == turned.tobytes()
        assert key(straight) != key(turned)


def test_colours_and_transparency_of_a_palette_count() -> None:
    red, green, clear = (Image.new("P", (2, 2)) for _ in range(3))
    red.putpalette([255, 0, 0])
    green.putpalette([0, 255, 0])
    clear.putpalette([255, 0, 0])
    clear.info["transparency"] = 0

    assert len({key(red), key(green), key(clear)}) == 3


def test_a_clip_and_a_picture_that_is_cut_off_have_no_key(tmp_path: Path) -> None:
    frames = [Image.new("L", (8, 8), shade) for shade in (0, 255)]
    frames[0].save(tmp_path / "clip.gif", save_all=True, append_images=frames[1:])
    Image.effect_noise((64, 64), 50).save(tmp_path / "whole.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:1000])

    with Image.open(tmp_path / "clip.gif") as clip, Image.open(tmp_path / "cut.png") as cut:
        assert key(clip) is None
        assert key(cut) is None


# ------------------------------------------------------------------ files


def test_a_file_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    for name, text in (("a", "one"), ("b", "one"), ("c", "two")):
        (tmp_path / name).write_text(text)
    (tmp_path / "link").symlink_to("a")

    one = key(tmp_path / "a")

    assert one == key(tmp_path / "b") == key(tmp_path / "link")
    assert one not in (key(tmp_path / "c"), key("one"), key(b"one"), key(str(tmp_path / "a")), None)


def test_a_file_that_changes_changes_its_key_even_where_size_and_time_stay(tmp_path: Path, settled: None) -> None:
    file = tmp_path / "a"
    file.write_text("one")
    times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    before = key(file)

    file.write_text("two")
    os.utime(file, ns=times)

    assert key(file) != before


def test_a_file_just_written_is_read_again(tmp_path: Path) -> None:
    """Twice within one tick of the clock, a file may change without its times doing so."""
    file = tmp_path / "a"

    for _ in range(50):
        file.write_text("one")
        one = key(file)
        file.write_text("two")
        assert key(file) != one


def test_a_settled_file_is_read_once(tmp_path: Path, settled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("one")
    read: list[Any] = []
    file_digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *args: read.append(args) or file_digest(*args))

    assert key([tmp_path / "a", tmp_path / "a"]) == key([tmp_path / "a"] * 2)
    assert len(read) == 1


def test_few_files_are_remembered(tmp_path: Path, settled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MOST_FILES", 3)
    for number in range(9):
        (tmp_path / str(number)).write_text("x")
        key(tmp_path / str(number))

    assert len(keys._digests) == 3


def test_what_is_no_file_has_no_key(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert [key(path) for path in (tmp_path, tmp_path / "none", tmp_path / "pipe", Path("/dev/zero"))] == [None] * 4


# ------------------------------------------------------------------ nothing to go by


def test_what_has_no_content_has_no_key(tmp_path: Path) -> None:
    endless: list[Any] = []
    endless.append(endless)
    with (tmp_path / "a").open("w") as file:
        without = [print, lambda: 1, file, object(), Pair, Changing("a"), Pair("a", print), {1: "a"}, {"a"}, Kind.A]
        without += [1j, endless, np.array([object()]), np.ma.masked_array([1], [True]), np.zeros(1, [("x", "i4")])]

        assert [key(item) for item in without] == [None] * len(without)
        assert [key([item]) for item in without] == [None] * len(without)
        assert [key("a", by=item) for item in without] == [None] * len(without)


def test_a_subclass_of_a_frozen_record_has_no_key() -> None:
    """It may hold more than the fields that are known of."""

    class More(Question):
        pass

    assert key(More("a")) is None
