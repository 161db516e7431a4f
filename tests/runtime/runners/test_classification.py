"""Texts and pairs are sorted under the labels that a checkpoint was trained on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.stand_ins import forge, forge_text
from runtime.devices import Device, Placement
from runtime.runners.classification import TextClassifier

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
ANSWERED = {"text": "Where does Anna live?", "text_pair": "Anna lives in a town"}
UNANSWERED = {"text": "Where does Anna live?", "text_pair": "Anna plays the piano"}


@pytest.fixture(scope="module")
def moods(tmp_path_factory: pytest.TempPathFactory) -> TextClassifier:
    return TextClassifier(forge.sentiment(tmp_path_factory.mktemp("moods")), CPU)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> TextClassifier:
    return TextClassifier(forge_text.qnli(tmp_path_factory.mktemp("pairs")), CPU)


def best(results: list[list[dict[str, Any]]]) -> list[str]:
    return [labels[0]["label"] for labels in results]


def test_every_label_has_its_score_and_the_best_comes_first(moods: TextClassifier) -> None:
    good, bad = moods(["a superb film", "a dreadful meal"])

    assert [label["label"] for label in good] == ["POSITIVE", "NEGATIVE"]
    assert [label["label"] for label in bad] == ["NEGATIVE", "POSITIVE"]
    assert sum(label["score"] for label in good) == pytest.approx(1)
    assert json.loads(json.dumps(good)) == good


def test_sentences_in_order_are_told_from_shuffled_ones(tmp_path: Path) -> None:
    run = TextClassifier(forge_text.acceptability(tmp_path), CPU)

    found = best(
        run(["My friend sees a book", "book sees a friend my", "The teacher wants the ball", "ball the wants"])
    )

    assert found == ["LABEL_1", "LABEL_0", "LABEL_1", "LABEL_0"]


def test_a_pair_is_judged_by_both_its_texts(pairs: TextClassifier) -> None:
    assert best(pairs([ANSWERED, UNANSWERED])) == ["entailment", "not_entailment"]


def test_texts_and_pairs_may_be_mixed(pairs: TextClassifier) -> None:
    mixed = [UNANSWERED, "Anna lives in a town", ANSWERED, "Where does Anna live?", UNANSWERED]

    together, apart = pairs(mixed), [pairs([item])[0] for item in mixed]

    assert best(together)[::2] == ["not_entailment", "entailment", "not_entailment"]
    for one, other in zip(together, apart, strict=True):
        assert [label["score"] for label in one] == pytest.approx([label["score"] for label in other], abs=1e-5)


def test_scores_are_those_of_transformers_own_pipeline(moods: TextClassifier, pairs: TextClassifier) -> None:
    from transformers import pipeline

    theirs: Any = pipeline("text-classification", model=str(moods.folder), device="cpu", top_k=None)
    texts = ["the phone was great", "what a boring song", ""]
    for ours, rows in zip(moods(texts), theirs(texts), strict=True):
        expected = {label["label"]: label["score"] for label in ours}
        assert {row["label"]: row["score"] for row in rows} == pytest.approx(expected, abs=1e-5)
    theirs = pipeline("text-classification", model=str(pairs.folder), device="cpu")
    assert theirs(ANSWERED)["score"] == pytest.approx(pairs([ANSWERED])[0][0]["score"], abs=1e-5)


def test_labels_that_do_not_exclude_each_other_are_scored_alone(tmp_path: Path) -> None:
    folder = forge_text.untrained(tmp_path, ("news", "sport", "art"), problem_type="multi_label_classification")

    [labels] = TextClassifier(folder, CPU)(["nobody knew why"])

    assert len(labels) == 3
    assert all(0 < label["score"] < 1 for label in labels)
    assert sum(label["score"] for label in labels) != pytest.approx(1)


def test_a_single_label_has_a_score_from_0_to_1(tmp_path: Path) -> None:
    [labels] = TextClassifier(forge_text.untrained(tmp_path, ("LABEL_0",)), CPU)([ANSWERED])

    assert [label["label"] for label in labels] == ["LABEL_0"]
    assert 0 < labels[0]["score"] < 1


def test_an_amount_is_given_as_it_is(tmp_path: Path) -> None:
    import torch
    from transformers import BertForSequenceClassification

    folder = forge_text.untrained(tmp_path, ("stars",), problem_type="regression")
    model = BertForSequenceClassification.from_pretrained(folder)
    with torch.no_grad():
        model.classifier.bias.fill_(7.0)
    model.save_pretrained(folder)

    assert TextClassifier(folder, CPU)(["nobody knew why"])[0][0]["score"] > 4


def test_a_text_longer_than_the_model_is_cut(moods: TextClassifier, pairs: TextClassifier) -> None:
    assert best(moods(["superb " * 5000])) == ["POSITIVE"]
    assert len(pairs([{"text": "Where does Anna live? " * 400, "text_pair": "Anna lives in a town " * 400}])) == 1


def test_nothing_an_empty_text_and_other_scripts_are_read(moods: TextClassifier) -> None:
    assert moods([]) == []
    assert [len(labels) for labels in moods(["", "映画は素晴らしい", "🎬 фильм", "\n"])] == [2, 2, 2, 2]


def test_what_is_no_pair_is_told_how_a_pair_is_written(pairs: TextClassifier) -> None:
    for wrong in ({"text": "Who?"}, ("Who?", "Anna")):
        with pytest.raises(ValueError, match=r'a pair such as \{"text"'):
            pairs([wrong])


def test_half_precision_gives_plain_numbers_too(moods: TextClassifier) -> None:
    [labels] = TextClassifier(moods.folder, HALF)(["a superb film"])

    assert labels[0]["label"] == "POSITIVE"
    assert type(labels[0]["score"]) is float
    assert sum(label["score"] for label in labels) == pytest.approx(1, abs=1e-5)


def test_a_classifier_that_was_never_padded_reads_a_batch(tmp_path: Path) -> None:
    """GPT-2 has no padding token."""
    import torch
    from transformers import GPT2Config, GPT2ForSequenceClassification, GPT2Tokenizer

    vocabulary, merges = forge.byte_pairs(["a good film", "a bad meal"], 300, ["<|endoftext|>"])
    torch.manual_seed(0)
    tiny = GPT2Config(vocab_size=len(vocabulary), n_positions=64, n_embd=32, n_layer=1, n_head=2, num_labels=2)
    forge.save(tmp_path, GPT2ForSequenceClassification(tiny), GPT2Tokenizer(vocab=vocabulary, merges=merges))
    run = TextClassifier(tmp_path, CPU)

    together, apart = run(["a good film", "bad"]), run(["bad"])

    assert [label["score"] for label in together[1]] == pytest.approx([label["score"] for label in apart[0]], abs=1e-5)


def test_a_pair_weighs_what_both_its_texts_do(pairs: TextClassifier) -> None:
    assert (pairs.size("Anna"), pairs.size({"text": "Who?", "text_pair": "Anna"})) == (4, 8)
