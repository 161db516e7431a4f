"""Each sentence is judged good grammar or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.service import Service
from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import FACES, GRAMMAR
from runtime.errors import BadInput, CheckpointNotFound
from runtime.records import Request
from tools.grammar import CheckGrammar, acceptability

Having = Callable[..., Service]
GOOD, BAD = "The dog sees the ball.", "Dog the ball sees the."


def test_each_sentence_is_judged_with_its_score(having: Having) -> None:
    result = CheckGrammar(bench_of(having(GRAMMAR)))(text=f"{GOOD} {BAD}")

    assert [row["acceptable"] for row in result["sentences"]] == [True, False]
    assert result["sentences"][0]["score"] > 0.9 > 0.1 > result["sentences"][1]["score"]
    assert (result["acceptable"], result["wrong"], result["count"]) == (False, 1, 2)
    assert result["summary"].startswith("1 of 2 sentences are not acceptable grammar:\n✗ Dog the ball sees the.")
    assert result["models"][0]["checkpoint"] == GRAMMAR


def test_a_good_sentence_is_said_to_be_good(having: Having) -> None:
    result = CheckGrammar(bench_of(having(GRAMMAR)))(text=GOOD)

    assert result["acceptable"]
    assert result["summary"].startswith("The grammar is acceptable.")
    assert result["confidence"] > 0.9


def test_headings_of_a_document_are_no_sentences_and_faults_are_cited(having: Having, tmp_path: Path) -> None:
    bench = bench_of(having(GRAMMAR))
    path = tmp_path / "notes.md"
    path.write_text(f"# Dogs\n\n{GOOD}\n\n{BAD}\n")
    name = bench.artifacts.import_file(path).name

    result = CheckGrammar(bench)(text=name)

    assert result["count"] == 2
    assert [citation["quote"] for citation in result["citations"]] == [BAD]


def test_a_long_list_is_kept_in_a_file(having: Having) -> None:
    bench = bench_of(having(GRAMMAR))

    result = CheckGrammar(bench)(text=f"{GOOD}\n" * 201)

    assert (len(result["sentences"]), result["count"]) == (200, 201)
    made = bench.artifacts.get(result["artifacts"][0])
    assert made.media_type == "application/json"
    assert bench.artifacts.text(made.name).count(GOOD) == 201
    assert (made.provenance.tool, made.provenance.checkpoint) == ("check_grammar", GRAMMAR)


def test_the_zeroth_label_is_not_acceptable_however_it_is_called() -> None:
    for bad, good in (("LABEL_0", "LABEL_1"), ("unacceptable", "acceptable"), ("0", "1"), ("Incorrect", "Correct")):
        assert acceptability([{"label": bad, "score": 0.8}, {"label": good, "score": 0.2}]) == 0.2
    assert acceptability([{"label": "ungrammatical", "score": 0.7}]) == 0.3


def test_other_labels_are_refused(having: Having) -> None:
    with pytest.raises(BadInput, match="do not say what is acceptable"):
        CheckGrammar(bench_of(having(FACES)))(text=GOOD, model=FACES)


def test_without_its_checkpoint_it_says_what_to_type(having: Having) -> None:
    service = having()

    with pytest.raises(CheckpointNotFound, match=f"atelier pull {GRAMMAR}"):
        service.ask(Request(f'Check the grammar of "{BAD}"'))
    with pytest.raises(BadInput, match="empty text"):
        CheckGrammar(bench_of(service))(text=" ")


@pytest.mark.parametrize("text", ["彼は毎日ピザを食べる。", "x" * 50_000, "!!!"])
def test_any_text_is_judged(having: Having, text: str) -> None:
    assert 0 <= CheckGrammar(bench_of(having(GRAMMAR)))(text=text)["sentences"][0]["score"] <= 1


def test_a_request_is_answered(having: Having) -> None:
    answer = having(GRAMMAR).ask(Request(f'Is "{BAD}" grammatically correct?'))

    assert answer.text.startswith("1 of 1 sentences are not acceptable grammar")
