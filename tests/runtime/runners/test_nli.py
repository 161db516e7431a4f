"""Labels named on the spot are judged by whether they follow from a text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.stand_ins import forge, forge_text
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, WrongArchitecture
from runtime.runners.nli import NliZeroShot

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
TOPICS = ["sports", "politics", "cooking"]
TEXTS = ["a new recipe was shown today", "i love a good match", "we talked about the election"]


@pytest.fixture(scope="module")
def sort(tmp_path_factory: pytest.TempPathFactory) -> NliZeroShot:
    return NliZeroShot(forge.zero_shot(tmp_path_factory.mktemp("nli")), CPU)


def test_each_text_gets_its_topic_in_order(sort: NliZeroShot) -> None:
    found = sort(TEXTS, candidate_labels=TOPICS)

    assert [(result["sequence"], result["labels"][0]) for result in found] == [
        (TEXTS[0], "cooking"),
        (TEXTS[1], "sports"),
        (TEXTS[2], "politics"),
    ]
    assert all(sum(result["scores"]) == pytest.approx(1) for result in found)
    assert found[0]["scores"] == sorted(found[0]["scores"], reverse=True)
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("more", [{}, {"multi_label": True}, {"hypothesis_template": "This example is {}!"}])
@pytest.mark.parametrize("labels", [TOPICS, ["cooking"], "sports, cooking"])
def test_the_numbers_are_those_of_transformers_own_pipeline(sort: NliZeroShot, labels: Any, more: Any) -> None:
    from transformers import pipeline

    theirs: Any = pipeline("zero-shot-classification", model=str(sort.folder), device="cpu")
    for ours, other in zip(
        sort(TEXTS, candidate_labels=labels, **more), theirs(TEXTS, candidate_labels=labels, **more), strict=True
    ):
        assert ours["labels"] == other["labels"]
        assert ours["scores"] == pytest.approx(other["scores"], abs=1e-5)


def test_a_batch_says_what_one_by_one_says(sort: NliZeroShot) -> None:
    texts = [*TEXTS, "soup", "the law " * 10, ""]

    together = sort(texts, candidate_labels=TOPICS, multi_label=True)

    for text, found in zip(texts, together, strict=True):
        [alone] = sort([text], candidate_labels=TOPICS, multi_label=True)
        assert found["scores"] == pytest.approx(alone["scores"], abs=1e-5)


def test_of_a_long_text_the_end_is_cut_and_the_label_kept(sort: NliZeroShot) -> None:
    [found] = sort(["the recipe was the best " * 400], candidate_labels=TOPICS)

    assert sorted(found["labels"]) == sorted(TOPICS)
    assert found["labels"][0] == "cooking"


def test_a_label_longer_than_the_model_is_cut_too(sort: NliZeroShot) -> None:
    [found] = sort(["a new recipe was shown today"], candidate_labels=["cooking " * 100, "sports"])

    assert len(found["labels"]) == 2


def test_nothing_and_other_scripts_are_read(sort: NliZeroShot) -> None:
    assert sort([], candidate_labels=TOPICS) == []
    [found] = sort(["料理の新しいレシピ 🍲"], candidate_labels=["食べ物", "спорт"])
    assert sorted(found["labels"]) == ["спорт", "食べ物"]


@pytest.mark.parametrize(
    "wrong", [{}, {"candidate_labels": " , "}, {"candidate_labels": TOPICS, "hypothesis_template": "no place"}]
)
def test_no_label_or_no_place_for_it_is_refused(sort: NliZeroShot, wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"at least one label, and a template with \{\}"):
        sort(TEXTS, **wrong)


def test_a_checkpoint_that_does_not_judge_entailment_is_refused(tmp_path: Any) -> None:
    with pytest.raises(WrongArchitecture, match="BertForSequenceClassification that does not judge entailment"):
        NliZeroShot(forge_text.untrained(tmp_path, ("good", "bad")), CPU)


def test_against_entailment_stands_contradiction_wherever_it_is(tmp_path: Any) -> None:
    import torch

    run = NliZeroShot(forge_text.untrained(tmp_path, ("neutral", "entailment", "contradiction")), CPU)
    given = run._tokenizer("nobody knew why", "This example is news.", return_tensors="pt")
    with torch.inference_mode():
        _, entailed, denied = run._model(**given).logits[0].tolist()

    [found] = run(["nobody knew why"], candidate_labels=["news"])

    assert found["scores"][0] == pytest.approx(torch.tensor([denied, entailed]).softmax(0)[1].item(), abs=1e-5)


def test_many_labels_are_read_a_slice_at_a_time_and_can_be_stopped_between(
    sort: NliZeroShot, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, sizes = CancelToken(), []

    def seen(model: Any, args: Any, given: Any) -> None:
        sizes.append(len(given["input_ids"]))
        if len(sizes) == 3:
            token.cancel()

    hook = sort._model.register_forward_pre_hook(seen, with_kwargs=True)
    with limited(None, token), pytest.raises(Cancelled):
        sort(TEXTS * 10, candidate_labels=[f"topic {number}" for number in range(20)])
    hook.remove()

    assert sizes == [sort.batch_size] * 3


def test_half_precision_finds_the_same_topics(sort: NliZeroShot) -> None:
    found = NliZeroShot(sort.folder, HALF)(TEXTS, candidate_labels=TOPICS)

    assert [result["labels"][0] for result in found] == ["cooking", "sports", "politics"]
    assert type(found[0]["scores"][0]) is float
