"""Questions are answered with words quoted from a text, from wherever in it they stand."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from app.stand_ins import forge_text
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, WrongArchitecture
from runtime.runners.spans import ExtractiveAnswers

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
SHORT = {"question": "Where does Anna live?", "context": "Anna works as a pilot . Anna lives in Oslo . "}
UNTOLD = {"question": "Where does Emma live?", "context": "Nobody knew why . The room had a blue door . "}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> ExtractiveAnswers:
    return ExtractiveAnswers(forge_text.spans(tmp_path_factory.mktemp("spans")), CPU)


def long_text(fact: str, before: int, after: int) -> str:
    random.seed(before)
    told = [random.choice(forge_text.FILLER) for _ in range(before + after)]
    return " . ".join([*told[:before], fact, *told[before:], ""])


def test_the_answer_is_quoted_from_where_it_stands(answer: ExtractiveAnswers) -> None:
    [[found]] = answer([SHORT])

    assert found == {"answer": "Oslo", "score": found["score"], "start": 38, "end": 42}
    assert 0.5 < found["score"] <= 1
    assert json.loads(json.dumps(found)) == found


def test_another_question_about_the_same_text_has_another_answer(answer: ExtractiveAnswers) -> None:
    [[found]] = answer([{**SHORT, "question": "What is the job of Anna?"}])

    assert found["answer"] == "pilot"


def test_a_text_that_does_not_tell_has_no_answer_unless_one_is_wanted(answer: ExtractiveAnswers) -> None:
    [[silent]] = answer([UNTOLD])
    [[forced]] = answer([UNTOLD], no_answer=False)

    assert silent == {"answer": "", "score": silent["score"], "start": 0, "end": 0}
    assert forced["answer"] != ""
    assert forced["score"] < silent["score"]


@pytest.mark.parametrize("before", [0, 3, 17, 40, 79])
def test_the_answer_is_found_anywhere_in_a_long_text(answer: ExtractiveAnswers, before: int) -> None:
    context = long_text("Emma lives in Vienna", before, 80 - before)

    [[found]] = answer([{"question": "Where does Emma live?", "context": context}])

    assert found["answer"] == "Vienna" == context[found["start"] : found["end"]]
    assert 0 < found["score"] <= 1  # seen by several windows, and still not above 1


def test_the_score_is_the_product_of_the_chances_to_begin_and_to_end(answer: ExtractiveAnswers) -> None:
    """In one window, with [CLS] for no answer beside the text's own tokens, all spans tried one by one."""
    import torch

    given = answer._tokenizer(SHORT["question"], SHORT["context"], return_tensors="pt", return_offsets_mapping=True)
    offsets = given.pop("offset_mapping")[0].tolist()
    with torch.inference_mode():
        logits = answer._model(**given)
    own = [0, *(place for place, part in enumerate(given.sequence_ids(0)) if part == 1)]
    starts, ends = (side[0][own].softmax(0).tolist() for side in (logits.start_logits, logits.end_logits))
    chances = {
        (offsets[own[first]][0], offsets[own[last]][1]): starts[first] * ends[last]
        for first in range(1, len(own))
        for last in range(first, min(len(own), first + 30))
    } | {(0, 0): starts[0] * ends[0]}

    [found] = answer([SHORT], top_k=5)

    expected = sorted(chances.items(), key=lambda pair: -pair[1])[:5]
    assert [(one["start"], one["end"]) for one in found] == [place for place, _ in expected]
    assert [one["score"] for one in found] == pytest.approx([chance for _, chance in expected], abs=1e-6)


def test_several_answers_come_best_first_and_each_once(answer: ExtractiveAnswers) -> None:
    context = long_text("Emma lives in Vienna . Emma lives in Rome", 30, 30)

    [found] = answer([{"question": "Where does Emma live?", "context": context}], top_k=6, stride_tokens=25)

    assert {one["answer"] for one in found[:3]} & {"Vienna", "Rome"}
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert len({(one["start"], one["end"]) for one in found}) == len(found) == 6
    assert all(context[one["start"] : one["end"]] == one["answer"] for one in found)


def test_an_answer_is_no_longer_than_allowed(answer: ExtractiveAnswers) -> None:
    [found] = answer([SHORT], top_k=40, max_answer_tokens=1, no_answer=False)

    assert all(" " not in one["answer"] for one in found)


def test_words_are_quoted_whole(answer: ExtractiveAnswers) -> None:
    context = "Anna lives in Osloville-upon-Sea, Vienna . "

    [found] = answer([{"question": "Where does Anna live?", "context": context}], top_k=20, max_answer_tokens=2)

    for one in found:
        assert not (one["start"] and context[one["start"] - 1].isalnum() and context[one["start"]].isalnum())
        assert not (context[one["end"] : one["end"] + 1].isalnum() and context[one["end"] - 1].isalnum())


def test_a_batch_says_what_one_by_one_says_and_shares_its_rows(answer: ExtractiveAnswers) -> None:
    far = {"question": "Where does Emma live?", "context": long_text("Emma lives in Vienna", 9, 9)}
    asked, sizes = [SHORT, far, UNTOLD, SHORT], []
    hook = answer._model.register_forward_pre_hook(
        lambda model, args, given: sizes.append(len(given["input_ids"])), with_kwargs=True
    )

    together = answer(asked, top_k=2)

    hook.remove()
    assert sizes[:-1] == [answer.batch_size] * (len(sizes) - 1)
    for item, found in zip(asked, together, strict=True):
        [alone] = answer([item], top_k=2)
        assert [one["answer"] for one in found] == [one["answer"] for one in alone]
        assert [one["score"] for one in found] == pytest.approx([one["score"] for one in alone], abs=1e-5)


def test_offsets_hold_in_any_script(answer: ExtractiveAnswers) -> None:
    context = "🎉 東京は晴れ。 Zoë̈ नमस्ते .\n\nAnna lives in\u00a0Oslo . 京都"

    [found] = answer([{"question": "Where does Anna live?", "context": context}], top_k=30)

    assert "Oslo" in [one["answer"] for one in found]
    assert all(context[one["start"] : one["end"]] == one["answer"] == one["answer"].strip() for one in found)


def test_nothing_and_empty_texts_have_no_answer(answer: ExtractiveAnswers) -> None:
    nothing = {"question": "Where does Anna live?", "context": ""}

    assert answer([]) == []
    assert answer([nothing]) == [[{"answer": "", "score": 1.0, "start": 0, "end": 0}]]
    assert answer([nothing, {**nothing, "context": " \n "}], no_answer=False) == [[], []]


@pytest.mark.parametrize(
    ("item", "more", "why"),
    [
        ({"question": " ", "context": "Anna lives in Oslo"}, {}, "Give a question and a text"),
        ({"question": "Who?"}, {}, "Give a question and a text"),
        ({"question": "Where does Anna live? " * 30, "context": "Oslo"}, {}, "Ask a shorter one"),
        (SHORT, {"top_k": 0}, "1 or more"),
        (SHORT, {"max_answer_tokens": 0}, "1 or more"),
        (SHORT, {"stride_tokens": -1}, "0 or more"),
    ],
)
def test_what_cannot_be_answered_is_refused(answer: ExtractiveAnswers, item: Any, more: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        answer([item], **more)


def test_windows_can_be_stopped_between(answer: ExtractiveAnswers) -> None:
    token = CancelToken()
    hook = answer._model.register_forward_pre_hook(lambda *_: token.cancel())

    with limited(None, token), pytest.raises(Cancelled):
        answer([{**SHORT, "context": long_text("Anna lives in Oslo", 200, 200)}])
    hook.remove()


def test_half_precision_gives_the_same_answer(answer: ExtractiveAnswers) -> None:
    [[found]] = ExtractiveAnswers(answer.folder, HALF)([SHORT])

    assert found["answer"] == "Oslo"
    assert type(found["score"]) is float


def test_a_question_weighs_with_its_text(answer: ExtractiveAnswers) -> None:
    assert answer.size({"question": "Who?", "context": "Anna"}) == 8


def test_a_checkpoint_that_quotes_nothing_is_refused(tmp_path: Path) -> None:
    """transformers would give it an untrained head, and it would quote at random."""
    with pytest.raises(WrongArchitecture, match="BertForSequenceClassification that quotes nothing"):
        ExtractiveAnswers(forge_text.untrained(tmp_path, ("good", "bad")), CPU)
