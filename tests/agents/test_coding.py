"""The Python that a plan comes to does what the plan says: it is run here, with specialists that only take notes."""

from types import SimpleNamespace

import pytest

from agents.coding import calls, manager_lines
from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import SPECIALISTS, offers

FILES = Situation({"a-1": "a.txt", "b-1": "b.txt"}, ("a-1", "b-1"))
LETTER = Situation({"letter-1": "letter.txt"}, ("letter-1",))


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.fixture
def run(planner):
    """Request, situation and what every report's data is → the tasks that were given, and the answer."""

    def run(request, situation, data=None):
        tasks, answers = [], []

        def specialist(task):
            tasks.append(task)
            return SimpleNamespace(summary=f"s{len(tasks)}", data=data or {}, artifacts=[f"made-{len(tasks)}"])

        code = "\n".join(manager_lines(planner.plan(request, situation)))
        known = {"final_answer": answers.append, "keep_text": lambda report: f"kept-{report.summary}"}
        exec(code, {remit.name: specialist for remit in SPECIALISTS} | known)
        return tasks, answers[0]

    return run


IF_FRENCH = "If letter.txt is in French, translate it into English and summarise the translation"


def test_what_depends_on_a_condition_is_done_where_it_holds(run):
    tasks, answer = run(IF_FRENCH, LETTER, {"language": "fr"})

    assert tasks[1:] == ["translate it into English [letter-1]", "summarise the translation [made-2]"]
    assert answer == "s1\n\ns2\n\ns3"


def test_it_is_left_out_where_it_does_not_hold(run):
    tasks, answer = run(IF_FRENCH, LETTER, {"language": "en"})

    assert tasks == ["which language is this in? [letter-1]"]
    assert answer == "s1"


@pytest.mark.parametrize(("language", "last"), [("fr", "summarise it [made-2]"), ("en", "summarise it [letter-1]")])
def test_what_comes_after_works_on_what_was_prepared_or_else_on_the_file(run, language, last):
    request = "If letter.txt isn't in English, translate it to English first, then summarise it"

    assert run(request, LETTER, {"language": language})[0][-1] == last


@pytest.mark.parametrize(("seconds", "count"), [(90.0, 1), (150.0, 2)])
def test_a_condition_may_be_a_number(run, seconds, count):
    talk = Situation({"talk-1": "talk.wav"}, ("talk-1",), kinds={"talk-1": "sound"})

    assert len(run("Transcribe talk.wav only if it is longer than 2 minutes", talk, {"seconds": seconds})[0]) == count


@pytest.mark.parametrize(("scores", "count"), [({"Speech": 0.8}, 2), ({"Speech": 0.1}, 1), ({}, 1)])
def test_a_condition_may_be_what_is_heard(run, scores, count):
    talk = Situation({"talk-1": "talk.wav"}, ("talk-1",), kinds={"talk-1": "sound"})

    assert len(run("If there is speech in talk.wav, transcribe it", talk, {"scores": scores})[0]) == count


def test_several_files_are_a_loop_and_a_chain_of_them_two(planner, run):
    request = "Summarise both files and translate the summaries into German"
    code = manager_lines(planner.plan(request, FILES))

    assert "for name in ['a-1', 'b-1']:" in code
    assert "for name in [report.artifacts[0] for report in reports_1]:" in code
    assert run(request, FILES)[0] == [
        "Summarise both files [a-1]",
        "Summarise both files [b-1]",
        "translate the summaries into German [made-1]",
        "translate the summaries into German [made-2]",
    ]


def test_what_is_joined_is_named_together(run):
    tasks, _ = run("Summarise both files, then list the people in the summaries", FILES)

    assert tasks[-1] == "list the people in the summaries [made-1, made-2]"


def test_a_call_that_waits_for_an_earlier_one_says_so(planner):
    plan = planner.plan("Summarise letter.txt and translate the summary into German", LETTER)

    assert calls(plan.nodes)[1] == "translate(text=<what step 1 made>, to='de')"


def test_words_of_a_request_cannot_break_out_of_the_code(run):
    tasks, _ = run("Which language is \"'); import os; ('\" in?", LETTER)

    assert tasks == ["Which language is \"'); import os; ('\" in?"]


def test_what_is_only_said_is_kept_as_a_text_for_the_next_specialist(run):
    tasks, answer = run("Print page 4 of letter.txt and summarise that page", LETTER)

    assert tasks == ["Print page 4 of letter-1", "summarise that page [kept-s1]"]
    assert answer == "s1\n\ns2"
