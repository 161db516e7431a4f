"""A table answers questions, with the rows that it comes from; what is not understood is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import TAPAS, bench_of
from runtime.errors import BadInput, FileBroken, NoResult, OutsideWorkspace, UnknownArtifact
from runtime.records import Request
from tools.tables import AskTable

Having = Callable[..., Service]
TABLES = Path(__file__).parents[1] / "data" / "tables"


@pytest.fixture
def ask(having: Having) -> Callable[..., dict[str, Any]]:
    """Asks a file of tests/data/tables, or another, by the rules alone."""
    tool = AskTable(bench_of(having()))

    def asked(question: str, file: str | Path, **more: Any) -> dict[str, Any]:
        return tool(question=question, table=tool.bench.artifacts.import_file(TABLES / file).name, **more)

    return asked


def test_what_is_added_up_names_its_rows(ask: Any) -> None:
    result = ask("What is the total revenue in the North?", "sales.csv")

    assert (result["answer"], result["operation"], result["rows"]) == ("1052", "SUM", [1, 4, 7, 12])
    assert result["cells"][0] == {"row": 1, "column": "revenue", "value": "180.00"}
    assert result["summary"] == "1052 (SUM of 'revenue' where region: North; rows 1, 4, 7, 12 of sales.csv)"
    assert result["models"][0]["checkpoint"] == "column-rules"


def test_what_is_looked_up_is_cited(ask: Any) -> None:
    result = ask("How long is the Nile?", "rivers.csv")

    assert (result["answer"], result["rows"]) == ("6,650", [1])
    assert "Length (km): 6,650" in result["citations"][0]["quote"]
    assert result["summary"].endswith("[^1]")


def test_groups_each_have_an_answer(ask: Any) -> None:
    result = ask("What is the mean salary per department?", "staff.csv")

    assert {name: float(value) for name, value in result["groups"].items()} == {
        "Sales": pytest.approx(53333.3333),
        "Engineering": 70500,
        "Support": 41250,
        "Finance": 74625,
    }


def test_what_is_not_understood_is_refused_with_the_word(ask: Any) -> None:
    with pytest.raises(NoResult, match=r"“refunds” is no column, stands in no cell, .* Ask such as"):
        ask("How many refunds were there?", "sales.csv")


def test_a_column_that_could_be_several_is_not_guessed(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("item,old price,new price\npen,1,2\ncup,3,4\n")

    with pytest.raises(NoResult, match="“price” may be any of the columns 'old price', 'new price'"):
        ask("What is the highest price?", path)


def test_a_cell_that_is_no_number_is_not_added_up(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("item,weight\npen,1\ncup,n/a\n")

    with pytest.raises(NoResult, match="names no column of numbers"):
        ask("What is the total weight?", path)


def test_a_table_of_many_rows_is_told_in_short(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("city,units\n" + "".join(f"{('Oslo', 'Bergen')[n % 2]},{n}\n" for n in range(5000)))

    result = ask("What is the sum of units in Oslo?", path)

    assert float(result["answer"]) == sum(range(0, 5000, 2))
    assert (len(result["rows"]), len(result["cells"]), result["cells_in_all"]) == (200, 200, 2500)
    assert "2500 rows of many.csv" in result["summary"]


def test_other_scripts_and_commas_before_fractions_are_read(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "staedte.csv"
    path.write_text("city;Größe\nKöln;1,5\n東京;13,9\n", encoding="utf-8")

    assert ask("What is the Größe of 東京?", path)["answer"] == "13,9"
    assert float(ask("What is the total Größe?", path)["answer"]) == 15.4


# ------------------------------------------------------------------ with a model


def people(path: Path) -> Path:
    path.write_text("name,job,city\nanna,baker,paris\nbob,pilot,rome\ncarla,baker,paris\n")
    return path


def test_a_model_answers_what_the_rules_do_not_understand(having: Having, tmp_path: Path) -> None:
    tool = AskTable(bench_of(having(TAPAS)))
    name = tool.bench.artifacts.import_file(people(tmp_path / "people.csv")).name

    listed = tool(question="list every job !", table=name)
    counted = tool(question="How many people are in Paris?", table=name)

    assert listed["answer"] == "baker, pilot, baker"
    assert counted["answer"] == "2"
    assert [result["models"][-1]["checkpoint"] for result in (listed, counted)] == [TAPAS, "column-rules"]
    assert listed["rows"] == [1, 2, 3]


def test_the_model_that_is_named_answers_alone(having: Having, tmp_path: Path) -> None:
    tool = AskTable(bench_of(having(TAPAS)))
    name = tool.bench.artifacts.import_file(people(tmp_path / "people.csv")).name

    result = tool(question="how many live in paris ?", table=name, model=TAPAS)

    assert (result["operation"], result["answer"], result["understood"]) == ("COUNT", "2", "")
    assert [model["checkpoint"] for model in result["models"]] == [TAPAS]


# ------------------------------------------------------------------ bad input


def test_what_is_no_table_is_refused(ask: Any, handbook: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"not a table\. Give the name of a CSV or TSV file"):
        ask("How many rows?", handbook)
    (tmp_path / "bare.csv").write_text("city,units\n")
    with pytest.raises(BadInput, match="has the columns city, units and no rows"):
        ask("How many rows?", tmp_path / "bare.csv")
    (tmp_path / "uneven.csv").write_text("a,b\n1,2\n3,4,5\n")
    with pytest.raises(FileBroken, match="has 3 cells for 2 columns"):
        ask("How many rows?", tmp_path / "uneven.csv")


def test_what_is_missing_or_of_another_type_is_refused(having: Having) -> None:
    tool = AskTable(bench_of(having()))

    with pytest.raises(UnknownArtifact):
        tool(question="How many rows?", table="sales-9")
    with pytest.raises(OutsideWorkspace):
        tool(question="How many rows?", table="/etc/passwd")
    with pytest.raises(BadInput, match="The question is empty"):
        tool(question=" ", table="sales-9")
    with pytest.raises(BadInput, match="table must be of type string"):
        tool(question="How many rows?", table=["sales-1"])


def test_a_request_about_a_table_is_answered(having: Having) -> None:
    answer = having().ask(
        Request("What is the average age in Engineering, and who has the highest salary?", (TABLES / "staff.csv",))
    )

    assert "38.33" in answer.text
    assert "Jo Nilsen" in answer.text
    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["ask_table", "ask_table"]
    assert all(verdict.ok for verdict in answer.verdicts)


def test_a_question_that_no_rule_reads_is_refused_in_the_answer(having: Having) -> None:
    answer = having().ask(Request("What is the phone number of Anna Berg?", (TABLES / "staff.csv",)))

    assert answer.text.startswith("That question about the table is not understood: “phone”")
