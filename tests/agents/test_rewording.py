"""A search is put into other words by the language model, which sees the query and no document."""

from __future__ import annotations

from typing import Any

import pytest

from agents.rewording import queries_in, rewording
from agents.scripted import ScriptedBrain, ScriptedModel
from app.service import Service
from runtime import cancel
from runtime.errors import Cancelled
from runtime.records import Request

HOURS = "How many volunteer hours do we receive each year?"


def quiet(event: Any) -> None:
    """Hears nothing."""


def test_a_query_gets_other_words_and_the_model_sees_the_query_alone_between_marks() -> None:
    model = ScriptedModel("1. charity leave\n2. paid time for volunteering")

    assert rewording(model, 3, quiet)("volunteer hours") == ("charity leave", "paid time for volunteering")
    (message,) = model.heard[0]
    assert "<material>\nvolunteer hours\n</material>" in message.content[0]["text"]
    assert "up to 3 other queries" in message.content[0]["text"]


def test_the_same_query_is_asked_once(heard: list[Any]) -> None:
    reword = rewording(ScriptedModel("charity leave"), 3, heard.append)

    assert reword("volunteer hours") == reword("volunteer hours") == ("charity leave",)
    assert [(event.kind, event.text, event.output_tokens) for event in heard] == [("rewording", "charity leave", 1)]


@pytest.mark.parametrize(("model", "most"), [(None, 3), (ScriptedModel("charity"), 0)])
def test_without_a_model_or_a_wish_there_are_no_other_words(model: Any, most: int) -> None:
    assert rewording(model, most, quiet)("volunteer hours") == ()


def test_a_model_that_fails_leaves_the_search_as_it_was_and_is_told_of(heard: list[Any]) -> None:
    class Broken(ScriptedModel):
        def say(self, *_: Any) -> Any:
            raise ConnectionError("gone")

    assert rewording(Broken(), 3, heard.append)("volunteer hours") == ()
    assert "ConnectionError" in heard[0].text


def test_a_run_that_was_stopped_stays_stopped() -> None:
    class Stopping(ScriptedModel):
        def say(self, *_: Any) -> Any:
            raise Cancelled()

    with cancel.limited(60), pytest.raises(Cancelled):
        rewording(Stopping(), 3, quiet)("volunteer hours")


def test_an_answer_in_place_of_queries_is_dropped() -> None:
    reply = f"Volunteer Hours\n- {'very ' * 60}long\n---\n* charity leave\n* charity leave\n3) time off\nfour\nfive"

    assert queries_in(reply, "volunteer hours", 3) == ("charity leave", "time off", "four")
    assert queries_in("", "x", 3) == ()


def test_a_search_of_an_agent_is_made_in_other_words_too(settings: Any, pool: Any, handbook: Any) -> None:
    brain = ScriptedBrain(
        "r = documents(task='Find volunteering')\nfinal_answer(r.summary)",
        "final_answer(search_documents(query='giving a hand to a good cause'))",
        aside=["volunteer time off"],
    )

    answer = Service(settings, pool, brain).ask(Request(HOURS, (handbook,)))

    assert answer.citations[0].place == "handbook.pdf, page 7"
    assert len(brain.aside.heard) == 1
    assert answer.usage.model_calls == 4  # a plan, two agents, and the rewording


def test_the_embedded_brain_has_no_other_words(service: Service) -> None:
    assert service.brain.aside is None
