import pytest
from smolagents import ChatMessage, MessageRole

from agents.embedded import ManagerModel, SpecialistModel, failed
from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import SPECIALISTS, offers

HANDBOOK = Situation({"handbook-1": "handbook.pdf"}, ("handbook-1",))
CODE = ["Observation:", "Calling tools:", "</code>"]


@pytest.fixture(scope="module")
def manager(encoder):
    return ManagerModel(Planner(offers(), encoder), lambda: HANDBOOK)


@pytest.fixture(scope="module")
def documents(encoder):
    return SpecialistModel(Planner(offers(SPECIALISTS[:1]), encoder), lambda: HANDBOOK)


def said(text, role=MessageRole.USER):
    return ChatMessage(role=role, content=[{"type": "text", "text": text}])


def test_the_manager_hands_each_part_to_its_specialist(manager):
    request = "How many sick days are paid, and which language is the handbook in?"

    assert manager.generate([said(f"New task:\n{request}")], CODE).content.splitlines()[1:] == [
        "<code>",
        "report_1 = documents(task='How many sick days are paid [handbook-1]')",
        "report_2 = language(task='which language is the handbook in? [handbook-1]')",
        'final_answer("\\n\\n".join([report_1.summary, report_2.summary]))',
        "</code>",
    ]


def test_only_the_request_is_planned_not_what_stands_below_the_rule(manager):
    task = "New task:\nSummarise the handbook\n---\nThey asked: Translate the handbook into Spanish"

    assert manager.generate([said(task)], CODE).content.count("task=") == 1


def test_a_later_part_names_the_artifact_of_the_earlier_when_it_is_run(manager):
    task = "New task:\nSummarise the handbook and then tell me which language the summary is in"

    assert "report_1.artifacts[0]" in manager.generate([said(task)], CODE).content


def test_a_plan_is_given_as_numbered_lines(manager):
    plan = manager.generate([said("New task:\nSummarise the handbook")], ["<end_plan>"]).content

    assert plan == "1. language: Summarise the handbook [handbook-1]"


def test_the_specialist_calls_the_tool_with_the_arguments_in_the_task(documents):
    code = documents.generate([said("New task:\nHow many sick days are paid? [handbook-1]")], CODE).content

    assert "answer_from_documents(question='How many sick days are paid?', documents=['handbook-1'])" in code


def test_after_an_error_the_specialist_says_what_went_wrong(documents):
    error = "Error:\nCode execution failed at line 'x' due to: NoResult: Nothing there.\nNow let's retry: take care"

    code = documents.generate([said("New task:\nShow page 99"), said(error, MessageRole.TOOL_RESPONSE)], CODE).content

    assert "'summary': 'Nothing there.'" in code
    assert "'failed': True" in code


def test_a_quote_in_a_request_cannot_break_out_of_the_code(manager):
    request = "Which language is \"'); import os; os.remove('x'); ('\" in?"

    code = manager.generate([said(f"New task:\n{request}")], CODE).content.split("<code>\n")[1].split("\n</code>")[0]

    assert len(code.splitlines()) == 2
    compile(code, "request", "exec")


def test_an_error_is_found_among_the_messages():
    assert failed("Observation: fine") == ""
    assert failed("Error:\nit broke\nNow let's retry: ...") == "it broke"


def test_it_claims_no_tokens(manager):
    usage = manager.generate([said("New task:\nSummarise the handbook")], CODE).token_usage

    assert (usage.input_tokens, usage.output_tokens) == (0, 0)


def test_of_several_questions_those_that_no_document_answers_are_listed_in_the_end(manager):
    code = manager.generate([said("New task:\nHow many sick days are paid, and who approves them?")], CODE).content
    one = manager.generate([said("New task:\nHow many sick days are paid?")], CODE).content

    assert "report.data.get('gaps', [])" in code
    assert "*missing]" in code
    assert "gaps" not in one
