"""A tool that a person adds is planned from what a Python function says of itself."""

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import SPECIALISTS, Remit, offers
from app.service import Service
from runtime.errors import ToolError
from runtime.records import Request
from tools.functions import tool_from

HANDBOOK = Situation({"handbook-1": "handbook.pdf"}, ("handbook-1",))


def tide_table(harbour: str, days: int = 1) -> str:
    """Looks up high and low tide of a harbour.

    Args:
        harbour: Name of the harbour.
        days: How many days ahead.
    """
    return f"{harbour}, {days} days: high at noon."


def convert_currency(amount: float, currency: str) -> dict:
    """Converts an amount of euros into another currency at today's rate."""
    return {"summary": f"{amount} EUR in {currency}", "rate": 1.1}


def count_words(document: str) -> str:
    """Counts the words of a document."""
    return document


TEAM = (*SPECIALISTS, Remit("mine", "Mine.", tuple(map(tool_from, (tide_table, convert_currency, count_words)))))


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(TEAM), encoder)


@pytest.mark.parametrize(
    ("request_", "tool", "values"),
    [
        ("look up the tide table of Dover", "tide_table", {"harbour": "Dover"}),
        ("When is high tide in Hamburg for the next 3 days?", "tide_table", {"harbour": "Hamburg", "days": 3}),
        ("Convert 50 euros into dollars", "convert_currency", {"amount": 50.0, "currency": "dollars"}),
        ("count the words of the handbook", "count_words", {"document": "handbook-1"}),
    ],
)
def test_a_function_is_found_by_its_description_and_its_arguments_by_their_names(planner, request_, tool, values):
    assert [(node.offer.name, node.values) for node in planner.plan(request_, HANDBOOK).nodes] == [(tool, values)]


def test_an_argument_that_is_not_said_is_asked_for_not_made_up(planner):
    plan = planner.plan("tide table please", HANDBOOK)

    assert not plan.nodes
    assert plan.refusals == ("tide_table needs harbour: Name of the harbour. Say it, or put it in quotes.",)


def test_the_platforms_own_tools_are_found_beside_it(planner):
    assert [node.offer.name for node in planner.plan("Summarise it and count its words", HANDBOOK).nodes] == [
        "summarize", "count_words",
    ]  # fmt: skip


def test_it_is_run_by_the_team(settings, pool):
    answer = Service(settings, pool, team=TEAM).ask(Request("look up the tide table of Dover"))

    assert answer.text == "Dover, 1 days: high at noon."


def test_a_function_must_say_what_it_does_and_what_it_takes():
    def silent(x: int) -> str:
        return ""

    def untyped(x):
        "Does something."

    with pytest.raises(ToolError, match="has no docstring"):
        tool_from(silent)
    with pytest.raises(ToolError, match="does not say what x is"):
        tool_from(untyped)
