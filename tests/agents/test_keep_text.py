import pytest

from agents.keep_text import KeepText
from agents.manager import Limits, build_manager
from agents.plans import Situation
from agents.scripted import ScriptedBrain
from runtime.errors import BadInput, NoResult
from runtime.records import Citation, Report, Request


@pytest.fixture
def keep(bench):
    return KeepText(bench)


def test_what_a_report_says_becomes_a_text_made_from_what_it_cites(bench, keep, tmp_path):
    (tmp_path / "letter.txt").write_text("Rent is due on Monday.", encoding="utf-8")
    letter = bench.artifacts.import_file(tmp_path / "letter.txt").name
    number = bench.sources.cite(Citation("letter.txt", None, "Rent is due on Monday.", 1.0, letter))

    name = keep.forward(Report(f"On Monday. [^{number}]"))

    assert bench.artifacts.text(name) == "On Monday."
    assert bench.artifacts.get(name).sources == (letter,)
    assert bench.artifacts.get(name).made_by == "keep_text"


@pytest.mark.parametrize("said", ["Grüße, 東京 \ud800", {"summary": "Grüße, 東京 \ud800", "data": {}}])
def test_words_in_any_script_and_reports_out_of_the_sandbox_are_kept(bench, keep, said):
    assert bench.artifacts.text(keep.forward(said)) == "Grüße, 東京 ?"


def test_work_that_failed_leaves_nothing_to_work_on(bench, keep):
    with pytest.raises(NoResult, match="has pages 1 to 3"):
        keep.forward(Report("letter-1 has pages 1 to 3, not 4.", {"failed": True}))

    assert not bench.artifacts.list()


@pytest.mark.parametrize("nothing", ["", "  \n", "[^1]", {}])
def test_nothing_is_not_kept(keep, nothing):
    with pytest.raises(BadInput, match="nothing to keep"):
        keep.forward(nothing)


def test_a_sandboxed_manager_keeps_one_specialists_words_for_another(bench, tmp_path):
    (tmp_path / "letter.txt").write_text("The rent is due on Monday.", encoding="utf-8")
    bench.artifacts.import_file(tmp_path / "letter.txt")
    brain = ScriptedBrain(
        "report = documents(task='Print it.')\nname = keep_text(report)",
        "final_answer(read_file(file='letter-1'))",
        "final_answer(language(task='Which language? [' + name + ']').summary)",
        "final_answer(detect_language(text='text-1'))",
    )

    answer = build_manager(brain, bench, Situation(), Limits()).run("Print the letter; which language is that?")

    assert "English" in answer
    assert bench.artifacts.text("text-1") == "The rent is due on Monday."


def test_a_request_over_two_specialists_works_on_what_the_first_said(service, handbook):
    answer = service.ask(
        Request("Print page 2 of handbook.pdf, and summarise that page in one sentence", files=(handbook,))
    )

    made = {artifact.made_by: artifact for artifact in answer.artifacts}
    assert made["summarize"].sources == (made["keep_text"].name,)
    assert made["keep_text"].sources == ("handbook-1",)


def test_a_page_that_is_not_there_is_told_and_nothing_is_kept(service, handbook):
    answer = service.ask(
        Request("Print page 99 of handbook.pdf, and summarise that page in one sentence", files=(handbook,))
    )

    assert "pages 1 to" in answer.text
    assert not answer.artifacts
