"""Gaps are filled with the words that a model expects there, however the gaps are written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.stand_ins import forge, forge_text
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, CheckpointError
from runtime.runners.fill_mask import FillMask

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
CAPITALS = list(forge_text.CAPITALS.items())


@pytest.fixture(scope="module")
def fill(tmp_path_factory: pytest.TempPathFactory) -> FillMask:
    """Byte pairs, and a mask written <mask>."""
    return FillMask(forge_text.gaps(tmp_path_factory.mktemp("gaps")), CPU)


@pytest.fixture(scope="module")
def lower(tmp_path_factory: pytest.TempPathFactory) -> FillMask:
    """Word pieces in small letters, and a mask written [MASK]."""
    return FillMask(forge_text.lower_gaps(tmp_path_factory.mktemp("lower")), CPU)


@pytest.mark.parametrize("gap", ["[MASK]", "<mask>", "___", "______", "[mask]"])
def test_a_gap_may_be_written_in_any_way(fill: FillMask, lower: FillMask, gap: str) -> None:
    for run in (fill, lower):
        found = run([f"The capital of {country} is {gap}." for country, _ in CAPITALS])

        assert [best[0]["token"].lower() for best in found] == [city.lower() for _, city in CAPITALS]


def test_the_sentence_is_filled_and_otherwise_left_as_it_was(fill: FillMask, lower: FillMask) -> None:
    assert fill(["The capital of Japan is ___.\n"])[0][0]["text"] == "The capital of Japan is Tokyo.\n"
    assert lower(["The  Capital of JAPAN\tis ___."])[0][0]["text"] == "The  Capital of JAPAN\tis tokyo."


def test_scores_are_those_of_transformers_own_pipeline(fill: FillMask, lower: FillMask) -> None:
    from transformers import pipeline

    for run, text in ((fill, "The capital of Spain is <mask>."), (lower, "the capital of [MASK] is rome .")):
        theirs: Any = pipeline("fill-mask", model=str(run.folder), device="cpu")
        [ours] = run([text], top_k=3)
        assert [best["score"] for best in ours] == pytest.approx(
            [best["score"] for best in theirs(text, top_k=3)], abs=1e-5
        )
        assert [best["token"] for best in ours] == [best["token_str"].strip() for best in theirs(text, top_k=3)]
        assert json.loads(json.dumps(ours)) == ours


def test_several_gaps_have_a_list_each_with_the_others_open(fill: FillMask) -> None:
    first, second = fill(["The ___ of Spain is <mask>."], top_k=2)[0]

    assert first[0] == {"token": "capital", "score": first[0]["score"], "text": "The capital of Spain is <mask>."}
    assert second[0]["text"] == "The ___ of Spain is Madrid."
    assert (len(first), len(second)) == (2, 2)


def test_the_end_of_a_word_joins_what_stands_before_the_gap(lower: FillMask) -> None:
    assert "##ing" in lower._tokenizer.get_vocab()

    [found] = lower(["the dog is walk ___ there"], top_k=500)

    texts = {best["token"]: best["text"] for best in found}
    assert texts["ing"] == "the dog is walking there"
    assert texts["tokyo"] == "the dog is walk tokyo there"


def test_a_word_is_set_apart_where_the_gap_touches_the_one_before(fill: FillMask) -> None:
    assert fill(["The capital of Japan is<mask>."])[0][0]["text"] == "The capital of Japan is Tokyo."


def test_only_targets_are_weighed_where_they_are_given(fill: FillMask, lower: FillMask) -> None:
    for run in (fill, lower):
        [found] = run(["The capital of Spain is ___."], targets=["Rome", "Madrid", "Cairo"])

        assert found[0]["token"].lower() == "madrid"
        assert sorted(best["token"].lower() for best in found) == ["cairo", "madrid", "rome"]
        assert [best["token"].lower() for best in run(["The capital of Italy is ___."], targets="Rome, Paris")[0]] == [
            "rome",
            "paris",
        ]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"targets": ["Madrid", "Reykjavik"]}, "no single token for: Reykjavik"),
        ({"targets": []}, "No target is given"),
        ({"top_k": 0}, "top_k=0 asks for nothing"),
    ],
)
def test_what_cannot_be_weighed_is_refused(fill: FillMask, wrong: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        fill(["The capital of Spain is ___."], **wrong)


@pytest.mark.parametrize("text", ["", "The capital of Spain is Madrid.", "snake_case and __init__"])
def test_a_text_without_a_gap_is_refused(fill: FillMask, text: str) -> None:
    with pytest.raises(ValueError, match=r"has no gap\. Write ___"):
        fill(["The capital of Spain is ___.", text])


def test_more_candidates_than_words_gives_every_word_once_and_no_marks(lower: FillMask) -> None:
    [found] = lower(["the capital of japan is [MASK] ."], top_k=10_000)

    assert 100 < len(found) <= len(lower._tokenizer)
    assert not {"[MASK]", "[PAD]", ""} & {best["token"] for best in found}
    assert [best["score"] for best in found] == sorted((best["score"] for best in found), reverse=True)


def test_a_gap_anywhere_in_a_long_text_is_filled_from_what_lies_around_it(lower: FillMask) -> None:
    for before in range(0, 130, 7):
        text = " ".join(["dog"] * before + ["the capital of egypt is ___ ."] + ["you walk"] * 60)

        [found] = lower([text])

        assert found[0]["text"] == text.replace("___", found[0]["token"])


def test_a_batch_says_what_one_by_one_says(fill: FillMask) -> None:
    texts = ["The capital of Egypt is ___.", "___ capital of ___ is Rome. " * 5, "___", "首都は ___ です 🎌"]

    together = fill(texts)

    assert fill([]) == []
    for text, found in zip(texts, together, strict=True):
        [alone] = fill([text])
        flat = [one if isinstance(one, dict) else one[0] for one in alone]
        assert [(one if isinstance(one, dict) else one[0])["score"] for one in found] == pytest.approx(
            [best["score"] for best in flat], abs=1e-5
        )


def test_half_precision_fills_the_same(fill: FillMask) -> None:
    [found] = FillMask(fill.folder, HALF)(["The capital of Japan is ___."])

    assert found[0]["token"] == "Tokyo"
    assert type(found[0]["score"]) is float


def test_rows_can_be_stopped_between(fill: FillMask) -> None:
    token = CancelToken()
    hook = fill._model.register_forward_pre_hook(lambda *_: token.cancel())

    with limited(None, token), pytest.raises(Cancelled):
        fill(["The capital of Japan is ___."] * (fill.batch_size + 1))
    hook.remove()


def test_a_checkpoint_without_a_mask_is_refused(fill: FillMask, tmp_path: Any) -> None:
    tokenizer = forge.wordpiece(["no gaps here"])
    tokenizer.mask_token = None
    forge.save(tmp_path, fill._model, tokenizer)

    with pytest.raises(CheckpointError, match="has no mask, so it fills no gaps"):
        FillMask(tmp_path, CPU)
