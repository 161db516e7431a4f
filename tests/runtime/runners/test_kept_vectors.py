"""Vectors that every process asks for are made once, and read from a file from then on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runtime.runners.kept_vectors import MOST, kept_vectors
from runtime.runners.sentence_embedding import SentenceEncoder

TEXTS = ["summarise it", "read it aloud", "中文"]


class Maker:
    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, texts: Sequence[str]) -> Any:
        self.asked.append(tuple(texts))
        return np.arange(len(texts) * 4, dtype=np.float32).reshape(-1, 4)


@pytest.fixture
def make() -> Maker:
    return Maker()


def test_what_was_made_is_read_the_next_time(make: Maker, tmp_path: Path) -> None:
    first = kept_vectors(TEXTS, "m 1", make, tmp_path)

    assert np.array_equal(kept_vectors(TEXTS, "m 1", make, tmp_path), first)
    assert make.asked == [tuple(TEXTS)]


@pytest.mark.parametrize(("texts", "maker"), [(TEXTS[:2], "m 1"), (TEXTS[::-1], "m 1"), (TEXTS, "m 2"), ([], "m 1")])
def test_other_texts_and_other_makers_have_their_own(texts: list[str], maker: str, make: Maker, tmp_path: Path) -> None:
    kept_vectors(TEXTS, "m 1", make, tmp_path)

    assert kept_vectors(texts, maker, make, tmp_path).shape == (len(texts), 4)
    assert make.asked == [tuple(TEXTS), tuple(texts)]


@pytest.mark.parametrize("spoiled", [b"", b"no such format", b"\x93NUMPY\x01\x00"])
def test_a_spoiled_file_is_made_anew(spoiled: bytes, make: Maker, tmp_path: Path) -> None:
    first = kept_vectors(TEXTS, "m 1", make, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for broken in (spoiled, whole[:-5]):
        file.write_bytes(broken)
        assert np.array_equal(kept_vectors(TEXTS, "m 1", make, tmp_path), first)
        assert file.read_bytes() == whole


def test_vectors_of_another_form_are_made_anew(make: Maker, tmp_path: Path) -> None:
    first = kept_vectors(TEXTS, "m 1", make, tmp_path)
    (file,) = tmp_path.iterdir()
    for other in (first[:2], first.astype(np.float64), first[0], np.full_like(first, np.nan)):
        np.save(file, other)
        assert np.array_equal(kept_vectors(TEXTS, "m 1", make, tmp_path), first)


def test_objects_in_the_file_are_not_loaded(make: Maker, tmp_path: Path) -> None:
    first = kept_vectors(TEXTS, "m 1", make, tmp_path)
    (file,) = tmp_path.iterdir()
    np.save(file, np.array([{"a": 1}] * 3, dtype=object), allow_pickle=True)

    assert np.array_equal(kept_vectors(TEXTS, "m 1", make, tmp_path), first)


def test_where_nothing_can_be_written_they_are_made_each_time(make: Maker, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for _ in range(2):
        assert kept_vectors(TEXTS, "m 1", make, tmp_path / "file").shape == (3, 4)
    assert len(make.asked) == 2


def test_only_the_newest_sets_stay(make: Maker, tmp_path: Path) -> None:
    for number in range(MOST + 5):
        kept_vectors([str(number)], "m 1", make, tmp_path)

    assert len(list(tmp_path.iterdir())) == MOST


def test_the_encoder_gives_the_same_kept_or_not(home: Path, encoder: SentenceEncoder) -> None:
    assert np.array_equal(encoder.kept(TEXTS), encoder(TEXTS))
    assert np.array_equal(encoder.kept(TEXTS), encoder(TEXTS))
