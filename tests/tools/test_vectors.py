"""Texts become vectors in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.service import Service
from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import BGE
from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Request
from tools.vectors import EmbedTexts


def lines_of(bench: Any, name: str) -> list[dict[str, Any]]:
    artifact = bench.artifacts.get(name)
    assert (artifact.media_type, artifact.path.suffix) == ("application/jsonl", ".jsonl")
    return [json.loads(line) for line in artifact.path.read_text(encoding="utf-8").splitlines()]


def test_each_text_has_a_vector_of_length_one(bench: Any, encoder: Any) -> None:
    result = EmbedTexts(bench)(texts=["a cat", "ein Vogel", "猫"])

    lines = lines_of(bench, result["artifacts"][0])
    assert (result["count"], result["dimension"]) == (3, 384)
    assert result["norm"] == {"lowest": 1.0, "highest": 1.0}
    assert [line["text"] for line in lines] == ["a cat", "ein Vogel", "猫"]
    assert [line["n"] for line in lines] == [0, 1, 2]
    assert np.allclose([line["vector"] for line in lines], encoder(["a cat", "ein Vogel", "猫"]), atol=1e-5)


def test_a_document_has_a_vector_for_each_passage_with_its_page(bench: Any, handbook: Path) -> None:
    name = bench.artifacts.import_file(handbook).name

    result = EmbedTexts(bench)(text=name)

    lines = lines_of(bench, result["artifacts"][0])
    assert len(lines) == result["count"] > 20
    assert lines[0]["page"] == 1
    assert lines[-1]["page"] == bench.library.read(name).pages[-1].number
    assert bench.artifacts.get(result["artifacts"][0]).sources == (name,)


def test_another_checkpoint_has_its_own_dimension(having: Callable[..., Service]) -> None:
    bench = bench_of(having(BGE))

    result = EmbedTexts(bench)(text="the film was superb", model=BGE)

    assert result["dimension"] == 32
    assert BGE in result["summary"]
    assert bench.artifacts.get(result["artifacts"][0]).provenance.checkpoint == BGE


def test_wrong_input_is_refused_and_leaves_no_file(bench: Any) -> None:
    for given in ({}, {"text": " "}, {"texts": [1]}):
        with pytest.raises(BadInput):
            EmbedTexts(bench)(**given)
    with pytest.raises(UnknownArtifact):
        EmbedTexts(bench)(text="paper-4")
    assert bench.artifacts.names() == ()


def test_a_request_is_answered(service: Service) -> None:
    answer = service.ask(Request('Compute the embeddings of "a cat" and "a kitten"'))

    assert answer.text.startswith("2 vectors of 384 numbers")
    assert [artifact.name for artifact in answer.artifacts] == ["vectors-1"]
