"""Names are found with their places, and counted over many texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import NAMER, bench_of
from app.stand_ins.forge_reading import STORIES
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.entities import FindEntities, frequencies

Having = Callable[..., Service]
MET = "Maria Garcia met Bob Jones in New York"
ARTICLES = {
    "monday.txt": "Alice Smith lives in Paris",
    "tuesday.txt": "Alice Smith met Bob Jones in Oslo",
    "wednesday.txt": "my friend Alice Smith visited Paris",
}


@pytest.fixture
def articles(tmp_path: Path) -> tuple[Path, ...]:
    for name, text in ARTICLES.items():
        (tmp_path / name).write_text(text)
    return tuple(tmp_path / name for name in ARTICLES)


def test_each_entity_has_its_label_place_and_score(having: Having) -> None:
    result = FindEntities(bench_of(having(NAMER)))(text=MET)

    found = [(row["text"], row["label"]) for row in result["entities"]]
    assert found == [("Maria Garcia", "PER"), ("Bob Jones", "PER"), ("New York", "LOC")]
    assert all(MET[row["start"] : row["end"]] == row["text"] for row in result["entities"])
    assert all(0.5 <= row["score"] <= 1 for row in result["entities"])
    assert result["labels"] == {"PER": 2, "LOC": 1}
    assert sum(result["names"].values()) == 3
    assert "PER (persons): Maria Garcia, Bob Jones" in result["summary"]
    assert result["models"][0]["checkpoint"] == NAMER


def test_frequencies_are_counted_over_all_articles(having: Having, articles: tuple[Path, ...]) -> None:
    bench = bench_of(having(NAMER))
    names = [bench.artifacts.import_file(path).name for path in articles]

    result = FindEntities(bench)(texts=names)

    most = result["frequencies"][0]
    assert (most["text"], most["label"], most["count"]) == ("Alice Smith", "PER", 3)
    assert most["sources"] == list(ARTICLES)
    assert [(one["source"], one["count"]) for one in result["per_text"]] == list(zip(ARTICLES, (2, 3, 2), strict=True))
    assert "Alice Smith 3× in 3" in result["summary"]
    assert "Paris 2× in 2" in result["summary"]
    assert len(result["models"]) == 1


def test_names_that_differ_in_capitals_alone_are_one_under_the_usual_spelling() -> None:
    names = ("Oslo", "OSLO", "Oslo", "Oslo  ", "City of Oslo")
    rows = [{"text": name, "label": "LOC", "source": "a"} for name in names]

    assert [(one["text"], one["count"]) for one in frequencies(rows)] == [("Oslo", 4), ("City of Oslo", 1)]
    assert len(list(frequencies([*rows, {"text": "Oslo", "label": "PER", "source": "a"}]))) == 3


def test_only_one_label_and_only_sure_ones_are_kept_on_demand(having: Having) -> None:
    find = FindEntities(bench_of(having(NAMER)))

    assert [row["text"] for row in find(text=MET, label="LOC")["entities"]] == ["New York"]
    assert find(text=MET, threshold=1.0)["summary"] == "No named entities were found in the text."
    assert find(text=MET, threshold=1.0)["confidence"] == 1.0


def test_a_bigger_model_of_other_marks_gives_the_same_fields(having: Having) -> None:
    result = FindEntities(bench_of(having(STORIES)))(text="Alice Smith lives in New York .")

    assert [(row["text"], row["label"]) for row in result["entities"]] == [("Alice Smith", "PER"), ("New York", "LOC")]
    assert result["models"][0]["checkpoint"] == STORIES


def test_a_long_list_is_kept_in_a_file(having: Having) -> None:
    bench = bench_of(having(NAMER))

    result = FindEntities(bench)(texts=[MET] * 100)

    assert (len(result["entities"]), result["count"]) == (200, 300)
    assert len(json.loads(bench.artifacts.text(result["artifacts"][0]))) == 300
    assert result["frequencies"][0]["count"] == 100
    assert len(result["per_text"]) == 100


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_out_of_range_is_refused(having: Having, threshold: float) -> None:
    with pytest.raises(BadInput, match="outside 0 to 1"):
        FindEntities(bench_of(having(NAMER)))(text=MET, threshold=threshold)


@pytest.mark.parametrize("given", [{"text": 5}, {"texts": "a"}, {"text": ""}, {}])
def test_what_is_no_text_is_refused(having: Having, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        FindEntities(bench_of(having(NAMER)))(**given)


def test_a_file_that_is_not_there_is_named(having: Having) -> None:
    with pytest.raises(UnknownArtifact):
        FindEntities(bench_of(having(NAMER)))(texts=["monday-1"])


@pytest.mark.parametrize("text", ["東京に行きました。", "word " * 20_000, "\u200b"])
def test_any_text_is_read_to_the_end(having: Having, text: str) -> None:
    assert isinstance(FindEntities(bench_of(having(NAMER)))(text=text)["count"], int)


def test_a_request_over_several_articles_is_one_call(having: Having, articles: tuple[Path, ...]) -> None:
    asked = Request("How often is each person named in the articles?", articles)
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {NAMER}"):
        having().ask(asked)

    answer = having(NAMER).ask(asked)

    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["find_entities"]
    assert "PER (persons): Alice Smith 3× in 3, Bob Jones" in answer.text
    assert "Paris" not in answer.text
