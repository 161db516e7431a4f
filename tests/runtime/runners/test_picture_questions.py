"""Questions about drawings are answered by what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.stand_ins import forge_captions
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_captions import ANSWERS, ASKED
from app.stand_ins.forge_sight import draw
from runtime.devices import Device, Placement
from runtime.runners.picture_questions import PictureAnswers

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))
INPUTS = [{"image": draw(name), "question": question} for name, question, _ in ASKED]
RIGHT = [answer for _, _, answer in ASKED]


@pytest.fixture(scope="module")
def made(home: Path) -> Callable[..., PictureAnswers]:
    return lambda forge, at=CPU: PictureAnswers(kept(home, getattr(forge_captions, forge)), at)


@pytest.mark.parametrize("forge", ["vilt", "blip_answers"])
def test_every_question_gets_its_answer_in_a_batch_and_alone(forge: str, made: Any) -> None:
    run = made(forge)

    together, alone = run(INPUTS), [run([item])[0] for item in INPUTS]

    assert [answers[0]["answer"] for answers in together] == RIGHT
    assert [answers[0]["answer"] for answers in alone] == RIGHT
    for one, other in zip(together, alone, strict=True):
        assert one[0]["score"] == pytest.approx(other[0]["score"], abs=1e-4)
        assert 0.5 < one[0]["score"] <= 1


def test_answers_are_ranked(made: Any) -> None:
    found = made("vilt")(INPUTS[:1], top_k=4)[0]

    assert {one["answer"] for one in found} == set(ANSWERS)
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)


@pytest.mark.parametrize("forge", ["vilt", "blip_answers"])
def test_bf16_answers_the_same(forge: str, made: Any) -> None:
    assert [answers[0]["answer"] for answers in made(forge, HALF)(INPUTS[:4])] == RIGHT[:4]


@pytest.mark.parametrize("forge", ["vilt", "blip_answers"])
def test_a_very_long_question_and_one_in_another_script_are_answered(forge: str, made: Any) -> None:
    found = made(forge)([INPUTS[0] | {"question": text} for text in ("what colour is it? " * 300, "何色ですか")])

    assert all(isinstance(answers[0]["answer"], str) for answers in found)


def test_what_cannot_be_used_is_refused(made: Any) -> None:
    run = made("vilt")

    assert run([]) == []
    with pytest.raises(ValueError, match="not empty"):
        run([{"image": draw(), "question": " "}])
    with pytest.raises(ValueError, match="top_k=0"):
        run(INPUTS, top_k=0)
    with pytest.raises(ValueError, match="no picture"):
        run([{"image": "a boat", "question": "what is it?"}])
