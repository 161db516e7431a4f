"""Which encoder, and in which order it gets its texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.stand_ins import forge
from rag.embeddings import DEFAULT_MODEL, Embedder, embed, encoder_for
from runtime.errors import CheckpointNotFound, MissingExtra
from runtime.settings import Settings


class Pool:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, task: str, checkpoint: str = "", tier: str = "") -> str:
        self.asked.append(task)
        return "the pool's encoder"


def lengths(texts: Sequence[str]) -> list[list[float]]:
    return [[float(len(text)), 1.0] for text in texts]


def test_the_default_model_is_the_settings_and_comes_from_the_pool() -> None:
    pool = Pool()

    assert Settings().embedding_model == DEFAULT_MODEL
    assert encoder_for(DEFAULT_MODEL, pool) == "the pool's encoder"
    assert pool.asked == ["sentence-similarity"]


def test_any_function_becomes_an_encoder_of_unit_vectors() -> None:
    encoder = Embedder(lengths, "lengths", max_tokens=99)

    vectors = encoder(["three", "a"])

    assert (encoder.name, encoder.dimension, encoder.max_tokens) == ("lengths", 2, 99)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert encoder([]).shape == (0, 2)


def test_a_vector_of_zeros_is_left_alone() -> None:
    assert not Embedder(lambda texts: [[0.0, 0.0] for _ in texts], "zeros")(["a"]).any()


def test_vectors_come_in_the_order_of_the_texts_though_like_lengths_go_together(words) -> None:
    texts = ["one two three four", "one", "one two three", "one two"]

    vectors = embed(words, texts, batch=2)

    assert words.batches == [["one", "one two"], ["one two three", "one two three four"]]
    assert np.allclose(vectors, words(texts))


def test_progress_is_told_in_passages(words) -> None:
    told: list[tuple[int, int]] = []

    embed(words, ["a", "b", "c"], lambda done, total: told.append((done, total)), batch=2)

    assert told == [(2, 3), (3, 3)]


def test_ligatures_are_spelt_out_for_the_encoder(words) -> None:
    embed(words, ["the o\ufb03ce"])

    assert words.batches == [["the office"]]


def test_another_model_comes_through_langchain(tmp_path: Path) -> None:
    folder = forge.sentence_transformer(tmp_path / "model")

    encoder = encoder_for(str(folder), Pool())
    vectors = encoder(["the soup was good", "the soup was bad and cold and late", "x"])

    assert (encoder.name, encoder.dimension, encoder.max_tokens) == (str(folder), 32, 64)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[2], encoder(["x"])[0], atol=1e-5)


def test_a_model_that_is_not_here_is_named_with_the_command_that_fetches_it(hub: Path) -> None:
    with pytest.raises(CheckpointNotFound, match="atelier pull no/such-model"):
        encoder_for("no/such-model", Pool())


def test_a_missing_package_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_huggingface", None)

    with pytest.raises(MissingExtra, match=r"\[embeddings\]"):
        encoder_for("some/model", Pool())
