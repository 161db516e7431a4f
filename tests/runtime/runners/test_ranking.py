"""Passages are put in order by how well they answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.stand_ins import forge_text
from runtime.devices import Device, Placement
from runtime.errors import WrongArchitecture
from runtime.runners.ranking import PassageRanker

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
ASKED = "where does anna live ?"
SAID = ("anna plays the piano", "there were many birds", "anna lives in a town", "anna works at a bank")


@pytest.fixture(scope="module")
def rank(tmp_path_factory: pytest.TempPathFactory) -> PassageRanker:
    return PassageRanker(forge_text.ranker(tmp_path_factory.mktemp("ranker")), CPU)


def pair(passage: str, question: str = ASKED) -> dict[str, str]:
    return {"text": question, "text_pair": passage}


def test_the_passage_that_answers_comes_first(rank: PassageRanker) -> None:
    scores = rank([pair(passage) for passage in SAID])

    assert SAID[scores.index(max(scores))] == "anna lives in a town"
    assert json.loads(json.dumps(scores)) == scores


def test_a_batch_is_scored_as_one_by_one_and_in_order(rank: PassageRanker) -> None:
    pairs = [pair(f"{passage} . {'nobody knew why . ' * times}") for times in (0, 3, 1) for passage in SAID]

    assert rank(pairs) == pytest.approx([rank([one])[0] for one in pairs], abs=1e-4)


def test_scores_are_those_of_sentence_transformers_own_cross_encoder(rank: PassageRanker) -> None:
    cross_encoder = pytest.importorskip("sentence_transformers").CrossEncoder
    theirs = cross_encoder(str(rank.folder), device="cpu", local_files_only=True, activation_fn=None)

    import torch

    golden = theirs.predict([(ASKED, passage) for passage in SAID], activation_fn=torch.nn.Identity())

    assert rank([pair(passage) for passage in SAID]) == pytest.approx(golden.tolist(), abs=1e-4)


def test_a_long_passage_is_cut_and_the_question_is_not(rank: PassageRanker) -> None:
    assert len(rank._row(pair("birds " * 500))["input_ids"]) == 64
    kept = rank._tokenizer.decode(rank._row(pair("birds " * 500))["input_ids"])

    assert "where does anna live" in kept
    assert len(rank([pair("birds " * 500, "why " * 500), pair("", "")])) == 2


def test_nothing_to_rank_is_ranked(rank: PassageRanker) -> None:
    assert rank([]) == []


def test_what_is_no_pair_is_refused(rank: PassageRanker) -> None:
    with pytest.raises(ValueError, match="a question and a passage"):
        rank(["where does anna live ?"])


def test_a_checkpoint_of_several_labels_is_no_ranker(tmp_path: Path) -> None:
    with pytest.raises(WrongArchitecture, match="2 labels, not one score"):
        PassageRanker(forge_text.untrained(tmp_path, ("yes", "no")), CPU)
