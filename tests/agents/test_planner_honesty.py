"""What is not sure is asked, what nothing serves is refused, and why something was chosen can be read."""

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers

NOTES = Situation({"notes-1": "notes.txt"}, ("notes-1",))


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


def test_what_is_not_sure_is_not_run_but_asked_in_one_short_question(planner):
    plan = planner.plan("make it nicer", NOTES)

    assert not plan.nodes
    assert plan.doubts[0].question.startswith(f"By “make it nicer”, do you mean {plan.doubts[0].tool}?")
    assert f"(with {plan.doubts[0].tool})" in plan.refusals[0]


def test_a_yes_lifts_the_doubt(planner):
    tool = planner.plan("make it nicer", NOTES).doubts[0].tool

    plan = planner.plan(f"make it nicer (with {tool})", NOTES)

    assert [(node.offer.name, node.confidence) for node in plan.nodes] == [(tool, 1.0)]


def test_a_tool_can_be_called_by_its_name(planner):
    assert [node.offer.name for node in planner.plan("Use clean_text on notes.txt", NOTES).nodes] == ["clean_text"]


@pytest.mark.parametrize(
    "request_",
    ["asdf qwer zxcv", "Book a table for two", "Strip the hiss from it", "Play some jazz", "Add it to my calendar"],
)
def test_what_no_tool_serves_is_refused_with_the_nearest_three(planner, request_):
    plan = planner.plan(request_, NOTES)

    assert not plan.nodes
    nearest = plan.refusals[0].split("the nearest are ")[1].split(".")[0].split(", ")
    assert len(nearest) == 3
    assert set(nearest) <= {offer.name for offer in offers()}


def test_every_node_has_a_confidence_and_what_is_in_doubt_a_lower_one(planner):
    surely, perhaps = planner.plan("Summarise it", NOTES).nodes[0], planner.plan("make it nicer", NOTES).doubts[0]

    assert 0 < perhaps.confidence < 0.2 < 0.9 < surely.confidence <= 1


def test_it_says_why_a_tool_was_chosen_and_where_the_arguments_are_from(planner):
    why = planner.plan("Translate notes.txt into French", NOTES).nodes[0].why

    assert why.cue.lower().startswith("translat")
    assert why.runner_up in {offer.name for offer in offers()}
    assert why.origins == {"text": "notes.txt, named", "to": "the word “French”"}


def test_what_is_only_told_is_left_aside(planner):
    plan = planner.plan(
        "Sorry to bother you. I read it twice. Summarise notes.txt in two sentences. Thanks a lot!", NOTES
    )

    assert [node.values for node in plan.nodes] == [{"text": "notes-1", "sentences": 2}]
    assert not plan.refusals


def test_a_remark_gives_an_argument_to_what_was_asked_before_it(planner):
    plan = planner.plan("Which key phrases are in notes.txt? give me 5 terms", NOTES)

    assert [node.values for node in plan.nodes] == [{"text": "notes-1", "count": 5}]


@pytest.mark.parametrize("slip", ["Whats the langauge of notes.txt?", "Wich langauge is notes.txt in"])
def test_slips_of_the_keyboard_do_no_harm(planner, slip):
    assert [node.offer.name for node in planner.plan(slip, NOTES).nodes] == ["detect_language"]


def test_a_request_of_many_parts_is_planned_to_its_end(planner):
    request = ". ".join(f"Summarise notes.txt in {n} sentences" for n in range(2, 42))

    assert len(planner.plan(request, NOTES).nodes) == 40
