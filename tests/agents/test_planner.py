import json
from pathlib import Path

import pytest

from agents.planner import Offer, Planner, Situation
from agents.specialists import offers

DATA = Path(__file__).parent.parent / "data"
ROWS = [json.loads(line) for line in (DATA / "requests.jsonl").read_text().splitlines()]
HANDBOOK = Situation({"handbook-1": "handbook.pdf"}, ("handbook-1",))


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.mark.parametrize("row", ROWS, ids=[row["request"][:60] for row in ROWS])
def test_request_gets_the_tools_it_needs(planner, row):
    assert [node.offer.name for node in planner.plan(row["request"], HANDBOOK).nodes] == row["tools"]


def test_requests_that_were_not_fitted_to_get_their_tools_nine_times_in_ten(planner):
    rows = [json.loads(line) for line in (DATA / "requests_unseen.jsonl").read_text().splitlines()]

    right = [[n.offer.name for n in planner.plan(row["request"], HANDBOOK).nodes] == row["tools"] for row in rows]

    assert sum(right) / len(right) >= 0.9


def test_a_plan_is_the_same_every_time(planner):
    request = "Summarise handbook.pdf in two sentences and find the passages about travel"

    assert planner.plan(request, HANDBOOK) == planner.plan(request, HANDBOOK)


def test_arguments_are_read_from_the_request(planner):
    plan = planner.plan("Sort handbook.pdf into one of: policy, recipe, novel", HANDBOOK)

    assert plan.nodes[0].values == {"text": "handbook-1", "labels": ["policy", "recipe", "novel"]}


def test_the_file_is_no_part_of_a_label(planner):
    plan = planner.plan("Is handbook.pdf a policy or a recipe?", HANDBOOK)

    assert plan.nodes[0].values == {"text": "handbook-1", "labels": ["policy", "recipe"]}


def test_a_text_in_quotes_is_worked_on_rather_than_the_file(planner):
    plan = planner.plan('Which language is "Je ne sais pas" in?', HANDBOOK)

    assert plan.nodes[0].values == {"text": "Je ne sais pas"}


def test_a_question_in_quotes_is_a_text_to_work_on_too(planner):
    plan = planner.plan('Which language is "Wie geht es Ihnen?" in?', Situation())

    assert plan.nodes[0].values == {"text": "Wie geht es Ihnen?"}


def test_two_files_are_worked_on_one_after_the_other(planner):
    both = Situation({"a-1": "a.txt", "b-1": "b.txt"}, ("a-1", "b-1"))

    assert [node.values["text"] for node in planner.plan("Summarise them", both).nodes] == ["a-1", "b-1"]


def test_what_comes_later_can_work_on_the_summary_made_before(planner):
    plan = planner.plan("Summarise the handbook and then tell me which language the summary is in", HANDBOOK)

    assert plan.nodes[1].after == 0


def test_a_request_no_tool_serves_is_refused_with_the_nearest_tools(planner):
    plan = planner.plan("Translate the handbook into Spanish", HANDBOOK)

    assert not plan.nodes
    assert "translation" in plan.refusals[0]
    assert plan.refusals[0].count(",") >= 2


def test_the_part_that_can_be_done_is_done(planner):
    plan = planner.plan("Summarise the handbook and draw a picture of a boat", HANDBOOK)

    assert [node.offer.name for node in plan.nodes] == ["summarize"]
    assert len(plan.refusals) == 1


@pytest.mark.parametrize("said", ["Hello!", "thanks", "What can you do?", "help", "Good morning"])
def test_small_talk_is_answered_with_what_can_be_done(planner, said):
    plan = planner.plan(said, HANDBOOK)

    assert not plan.nodes
    assert "summarize" in plan.refusals[0]


def test_a_file_that_was_not_given_is_asked_for(planner):
    assert "--file contract.pdf" in planner.plan("Summarise contract.pdf", HANDBOOK).refusals[0]


def test_a_question_without_a_document_asks_for_one(planner):
    assert "--file" in planner.plan("How many days of leave do we get?", Situation()).refusals[0]


def test_labels_that_were_not_named_are_asked_for(planner):
    assert "Which labels?" in planner.plan("Classify the handbook", HANDBOOK).refusals[0]


def test_a_tool_that_has_only_a_description_can_be_planned(encoder):
    chess = Offer(
        "next_move", "chess", {}, description="Suggests the best next move in a game of chess. Takes no time."
    )

    plan = Planner([*offers(), chess], encoder).plan("suggest my next chess move", Situation())

    assert [node.offer.name for node in plan.nodes] == ["next_move"]
