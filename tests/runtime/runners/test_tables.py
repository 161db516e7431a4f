"""Questions are answered from the cells of a table, of any length."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from app.stand_ins import forge_text
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled
from runtime.runners.cells import Found, calculated, together
from runtime.runners.tables import TableAnswers

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
TABLE = {
    "name": ["anna", "bob", "carla", "david"],
    "job": ["pilot", "baker", "pilot", "doctor"],
    "city": ["paris", "madrid", "berlin", "madrid"],
}
JOBS = {"question": "list every job !", "table": TABLE}
COUNT = {"question": "How many live in Madrid ?", "table": TABLE}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> TableAnswers:
    return TableAnswers(forge_text.table(tmp_path_factory.mktemp("table")), CPU)


def long_table(rows: int) -> dict[str, list[str]]:
    random.seed(rows)
    return forge_text.townsfolk(rows)


def test_cells_are_quoted_with_their_places(ask: TableAnswers) -> None:
    [found] = ask([JOBS])

    assert found == {
        "answer": "pilot, baker, pilot, doctor",
        "cells": ["pilot", "baker", "pilot", "doctor"],
        "coordinates": [[0, 1], [1, 1], [2, 1], [3, 1]],
        "aggregator": "NONE",
        "score": found["score"],
    }
    assert 0.5 < found["score"] <= 1
    assert json.loads(json.dumps(found)) == found


def test_cells_are_counted(ask: TableAnswers) -> None:
    [found] = ask([COUNT])

    assert (found["answer"], found["aggregator"], found["coordinates"]) == ("2", "COUNT", [[1, 2], [3, 2]])


def test_they_are_those_of_transformers_own_pipeline(ask: TableAnswers) -> None:
    from transformers import pipeline

    theirs: Any = pipeline("table-question-answering", model=str(ask.folder), device="cpu")
    random.seed(1)
    for _ in range(10):
        table = forge_text.townsfolk(random.randint(1, 6))
        question = forge_text.asked(table)[0]
        [ours] = ask([{"question": question, "table": table}])
        other = theirs(table=table, query=question)
        assert ([tuple(c) for c in ours["coordinates"]], ours["aggregator"]) == (
            other["coordinates"],
            other["aggregator"],
        )


@pytest.mark.parametrize("rows", [6, 7, 40, 150])
def test_a_table_of_any_length_is_read_to_its_end(ask: TableAnswers, rows: int) -> None:
    table = long_table(rows)

    everything, counted = ask(
        [{"question": "list every job !", "table": table}, {"question": "how many live in paris ?", "table": table}]
    )

    assert everything["cells"] == table["job"]
    assert everything["coordinates"] == [[row, 1] for row in range(rows)]
    assert counted["answer"] == str(table["city"].count("paris"))
    assert [table["city"][row] for row, _ in counted["coordinates"]] == ["paris"] * table["city"].count("paris")


def test_rows_that_answered_in_several_parts_are_read_again_together(ask: TableAnswers) -> None:
    table = {"name": ["anna"] * 40, "job": ["baker"] * 40, "city": ["paris"] * 40}
    table["city"][3] = table["city"][30] = "madrid"
    rows: list[int] = []
    hook = ask._model.register_forward_pre_hook(
        lambda model, args, given: rows.extend(given["token_type_ids"][..., 2].amax(1).tolist()), with_kwargs=True
    )

    [found] = ask([{"question": "how many live in madrid ?", "table": table}])

    hook.remove()
    assert rows == [6, 6, 6, 6, 6, 6, 4, 2]
    assert (found["answer"], found["coordinates"]) == ("2", [[3, 2], [30, 2]])


def test_a_batch_says_what_one_by_one_says(ask: TableAnswers) -> None:
    asked = [JOBS, {"question": "list every city !", "table": long_table(17)}, COUNT, JOBS]

    found = ask(asked)

    assert ask([]) == []
    for item, one in zip(asked, found, strict=True):
        [alone] = ask([item])
        assert (one["answer"], one["coordinates"]) == (alone["answer"], alone["coordinates"])
        assert one["score"] == pytest.approx(alone["score"], abs=1e-5)


def test_numbers_empty_cells_and_other_scripts_are_read(ask: TableAnswers) -> None:
    table = {"name": ["Åsa", "", "山田"], "job": [1, 2.5, None], "city": ["2020-05-01", "مدريد", "🎉"]}

    [found] = ask([{"question": "list every job !", "table": table}])

    assert found["cells"]
    assert found["cells"] == [["1", "2.5", ""][row] for row, _ in found["coordinates"]]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"question": " ", "table": TABLE}, "Give a question and a table"),
        ({"question": "Who?"}, "Give a question and a table"),
        ({"question": "Who?", "table": {}}, "Give a question and a table"),
        ({"question": "Who?", "table": {"name": []}}, "Give a question and a table"),
        ({"question": "Who?", "table": {"name": ["anna"], "job": []}}, "here they have name: 1, job: 0"),
        ({"question": "Who?", "table": {f"c{n}": ["a"] for n in range(9)}}, "has 9 columns; the model reads 7"),
        ({"question": "Who?", "table": {**TABLE, "name": ["anna", "bob " * 99, "x", "y"]}}, "Row 2 has .* tokens"),
        ({"question": "Who? " * 99, "table": TABLE}, "beside the question and the header the model reads 0"),
    ],
)
def test_what_cannot_be_answered_is_refused(ask: TableAnswers, item: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ask([item])


def test_parts_can_be_stopped_between(ask: TableAnswers) -> None:
    token = CancelToken()
    hook = ask._model.register_forward_pre_hook(lambda *_: token.cancel())

    with limited(None, token), pytest.raises(Cancelled):
        ask([{"question": "list every job !", "table": long_table(100)}])
    hook.remove()


def test_half_precision_finds_the_same_cells(ask: TableAnswers) -> None:
    [found] = TableAnswers(ask.folder, HALF)([JOBS])

    assert found["cells"] == TABLE["job"]
    assert type(found["score"]) is float


def test_a_table_weighs_what_its_cells_do(ask: TableAnswers) -> None:
    assert ask.size({"question": "Who?", "table": {"name": ["anna"], "age": [30]}}) == 6


@pytest.mark.parametrize(
    ("cells", "aggregator", "answer"),
    [
        (["1,200", "34"], "SUM", "1234"),
        (["€ 1", "2.50", "-3"], "SUM", "0.5"),
        (["10", "20", "40"], "AVERAGE", "23.3333333333"),
        (["36542"], "AVERAGE", "36542"),
        (["1,5", "2"], "SUM", "1,5, 2"),
        (["ten"], "SUM", "ten"),
        (["a", "b"], "COUNT", "2"),
        ([], "COUNT", ""),
        ([], "SUM", ""),
    ],
)
def test_cells_are_added_up_only_where_they_are_numbers(cells: list[str], aggregator: str, answer: str) -> None:
    assert calculated(cells, aggregator) == answer


def test_of_several_parts_the_column_that_speaks_loudest_answers() -> None:
    parts = [Found({(0, 1): 0.9, (1, 1): 0.9}, "SUM"), Found({(5, 2): 0.95}), Found({}), Found({(9, 1): 0.6})]

    assert together(parts) == Found({(0, 1): 0.9, (1, 1): 0.9, (9, 1): 0.6}, "SUM")
    assert together([Found({}), Found({}, "SUM")]) == Found({})
