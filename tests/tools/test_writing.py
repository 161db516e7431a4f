"""New text is written as it was asked for, kept, and can be drawn again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import CHAT, GPT2, REPLIES, bench_of
from app.stand_ins.forge_generation import LINES
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.writing import GenerateText

Having = Callable[..., Service]
SEA = "Write a line about the sea."


@pytest.fixture
def answers(having: Having) -> GenerateText:
    return GenerateText(bench_of(having(CHAT)))


@pytest.fixture
def goes_on(having: Having) -> GenerateText:
    return GenerateText(bench_of(having(GPT2)))


def test_an_instruction_is_followed_and_the_text_kept(answers: GenerateText) -> None:
    result = answers(prompt=SEA)

    assert result["texts"] == [{"text": REPLIES[SEA], "tokens": result["texts"][0]["tokens"], "finish": "stop"}]
    assert (result["mode"], result["seed"]) == ("instruction", None)
    assert result["summary"].startswith(f"{REPLIES[SEA]}\n\n(Written by {CHAT}, not checked; saved as writing-1.)")
    made = answers.bench.artifacts.get(result["artifacts"][0])
    assert answers.bench.artifacts.text(made.name) == REPLIES[SEA]
    assert (made.provenance.checkpoint, made.provenance.seed) == (CHAT, None)


@pytest.mark.parametrize("begin", LINES)
def test_a_model_that_does_not_chat_goes_on_from_the_beginning(goes_on: GenerateText, begin: str) -> None:
    result = goes_on(prompt=begin)

    assert result["mode"] == "continue"
    assert result["texts"][0]["text"] == LINES[begin]


def test_a_model_that_chats_can_go_on_from_a_beginning_too(answers: GenerateText) -> None:
    assert answers(prompt="The sea is", mode="continue")["mode"] == "continue"


def test_a_model_that_does_not_chat_follows_no_instruction(goes_on: GenerateText) -> None:
    with pytest.raises(BadInput, match=r"follows no instructions.*mode='continue'"):
        goes_on(prompt=SEA, mode="instruction")


def test_what_is_not_drawn_is_the_same_each_time(goes_on: GenerateText) -> None:
    texts = [goes_on(prompt="Once upon a time", max_new_tokens=12)["texts"] for _ in range(2)]

    assert texts[0] == texts[1]


def test_the_same_seed_draws_the_same_texts_again(goes_on: GenerateText) -> None:
    given = {"prompt": "A", "temperature": 1.8, "top_k": 50, "sequences": 3, "max_new_tokens": 20}

    first, again, other = (goes_on(**given, seed=seed) for seed in (7, 7, 8))

    assert first["texts"] == again["texts"] != other["texts"]
    assert len({text["text"] for text in first["texts"]}) > 1
    assert len(first["artifacts"]) == 3
    assert first["summary"].startswith("1. ")
    assert goes_on.bench.artifacts.get(first["artifacts"][0]).provenance.seed == 7


def test_what_is_drawn_without_a_seed_gets_one_that_draws_it_again(goes_on: GenerateText) -> None:
    given = {"prompt": "Once upon a time", "temperature": 0.5, "max_new_tokens": 8}
    first = goes_on(**given)

    assert goes_on(**given, seed=first["seed"])["texts"] == first["texts"]


def test_a_text_that_was_cut_says_so(goes_on: GenerateText) -> None:
    result = goes_on(prompt="Once upon a time", max_new_tokens=3)

    assert result["texts"][0]["finish"] == "length"
    assert " …\n" in result["summary"]


def test_a_temperature_of_nothing_takes_the_likeliest(goes_on: GenerateText) -> None:
    result = goes_on(prompt="Roses are", temperature=0)

    assert (result["texts"][0]["text"], result["seed"]) == (LINES["Roses are"].strip("\n"), None)


def test_a_prompt_too_long_for_the_model_says_that_it_was_cut(goes_on: GenerateText) -> None:
    assert goes_on(prompt="The red fox. " * 200, temperature=2, top_k=400, sequences=8, seed=1)["prompt_was_cut"]


def test_a_document_stands_behind_the_instruction(answers: GenerateText, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Please pay the rent.")
    name = answers.bench.artifacts.import_file(path).name

    result = answers(prompt="Draft a reply", document=name, max_new_tokens=5)

    assert answers.bench.artifacts.get(result["artifacts"][0]).sources == (name,)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"prompt": " "}, r"The prompt has 1 characters; give 1 to 100000, such as generate_text"),
        ({"prompt": "x" * 100_001}, "The prompt has 100001 characters"),
        ({"prompt": "Hi", "temperature": 9}, "temperature=9 is outside 0 to 2"),
        ({"prompt": "Hi", "top_p": 0}, "top_p=0 is outside"),
        ({"prompt": "Hi", "sequences": 40}, "sequences=40 is outside 1 to 8"),
        ({"prompt": "Hi", "max_new_tokens": 0}, "max_new_tokens=0 is outside"),
        ({"prompt": "Hi", "temperature": 0, "sequences": 2}, "temperature=0 writes one likeliest text"),
        ({"prompt": "Hi", "mode": "rap"}, "mode='rap' is none"),
        ({"prompt": ["Hi"]}, "prompt must be of type string"),
    ],
)
def test_a_wrong_wish_is_answered_with_how_to_call_it(goes_on: GenerateText, given: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        goes_on(**given)


def test_a_document_that_is_not_there_is_said(goes_on: GenerateText) -> None:
    with pytest.raises(UnknownArtifact):
        goes_on(prompt="Reply", document="letter-9")


def test_other_scripts_are_no_error(goes_on: GenerateText) -> None:
    assert goes_on(prompt="昔々、あるところに", max_new_tokens=4)["artifacts"]


def test_a_request_is_written(having: Having) -> None:
    answer = having(CHAT).ask(Request("Please write a line about the sea: a poem"))

    assert [artifact.name for artifact in answer.artifacts] == ["writing-1"]
    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["generate_text"]


def test_a_story_is_continued(having: Having) -> None:
    answer = having(GPT2).ask(Request("Continue the story “Once upon a time”"))

    assert "there was a small fox" in answer.text


def test_without_a_model_a_request_ends_before_its_first_step(having: Having) -> None:
    service = having()

    with pytest.raises(CheckpointNotFound, match="atelier pull Qwen/Qwen2"):
        service.ask(Request("Write a poem about rain"))
    assert service.sessions.known() == ()
