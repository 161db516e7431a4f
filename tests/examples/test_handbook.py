"""The example handbook is what its source says, and says what the question set claims."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).parents[2]
PDF = ROOT / "examples" / "handbook.pdf"
LINES = (ROOT / "tests" / "data" / "handbook_questions.jsonl").read_text(encoding="utf-8").splitlines()
QUESTIONS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
ANSWERABLE = [question for question in QUESTIONS if question["page"] is not None]


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """The text of each page, every run of white space one blank."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(PDF).pages]


def build_into(folder: Path, source: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a copy of the build script on the handbook's source, or on `source`; it writes folder/handbook.pdf."""
    for name in ("build_handbook.py", "handbook.md"):
        (folder / name).write_bytes((ROOT / "examples" / name).read_bytes())
    if source is not None:
        (folder / "handbook.md").write_text(source, encoding="utf-8")
    command = [sys.executable, str(folder / "build_handbook.py")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_build_script_gives_the_committed_bytes(tmp_path: Path) -> None:
    done = build_into(tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "handbook.pdf").read_bytes() == PDF.read_bytes()


def test_a_section_too_long_for_its_page_stops_the_build(tmp_path: Path) -> None:
    done = build_into(tmp_path, "# Long\n\n" + "A sentence that is repeated. " * 400)

    assert done.returncode == 1
    assert "Section 1 runs over its page. Shorten it in handbook.md." in done.stderr


def test_there_are_at_least_twelve_pages_of_real_prose(pages: list[str]) -> None:
    assert len(pages) >= 12
    assert all(250 <= len(page.split()) <= 420 for page in pages)


def test_every_page_carries_the_title_and_its_number(pages: list[str]) -> None:
    for number, page in enumerate(pages, start=1):
        assert page.startswith("Harbour & Pine Ltd. Employee Handbook")
        assert page.endswith(f"Page {number}")


@pytest.mark.parametrize(
    "line",
    [
        "Annual volunteer day program",
        "• Each full-time employee is eligible for 12 hours of volunteer time off per calendar year.",
        "• Requests must be submitted two weeks in advance through the HR portal.",
        "• Managers will confirm coverage needs before approvals are issued.",
    ],
)
def test_page_seven_holds_the_volunteer_program(line: str) -> None:
    assert line in PdfReader(PDF).pages[6].extract_text().splitlines()


def test_no_sentence_puts_a_price_on_food(pages: list[str]) -> None:
    food = re.compile(r"cafeteria|galley|lunch|breakfast|meal|dish|menu|soup|salad|coffee|kitchen|till\b", re.I)
    money = re.compile(r"[$€£]|\bcents?\b|\bdollars?\b|\bfree\b|\bprices?\b")
    sentences = [sentence for page in pages for sentence in re.split(r"(?<=[.!?]) |• ", page)]

    assert any(food.search(sentence) for sentence in sentences)
    assert [sentence for sentence in sentences if food.search(sentence) and money.search(sentence)] == []


@pytest.mark.parametrize("asked", ANSWERABLE, ids=lambda asked: asked["question"])
def test_the_answer_to_a_question_is_on_its_page(asked: dict[str, Any], pages: list[str]) -> None:
    assert asked["answer"] in pages[asked["page"] - 1]


def test_questions_cover_every_page_and_none_is_asked_twice(pages: list[str]) -> None:
    assert {question["page"] for question in ANSWERABLE} == set(range(1, len(pages) + 1))
    assert max(Counter(question["question"] for question in QUESTIONS).values()) == 1


def test_thirty_questions_have_no_answer_in_the_handbook() -> None:
    unanswerable = [question for question in QUESTIONS if question["page"] is None]

    assert len(ANSWERABLE) == 60
    assert len(unanswerable) == 30
    assert all(question["answer"] is None for question in unanswerable)
    assert "What does the cafeteria charge for lunch?" in {question["question"] for question in unanswerable}
