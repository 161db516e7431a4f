import pytest

from runtime.errors import BadInput, UnknownArtifact
from tools.files import LONGEST, ListArtifacts, ReadFile


@pytest.fixture
def name(bench, handbook):
    return bench.artifacts.import_file(handbook).name


def test_one_page_is_read(bench, name):
    result = ReadFile(bench)(file=name, first_page=7)

    assert "12 hours of volunteer time off" in result["summary"]
    assert result["pages"] == [7]


def test_several_pages_are_read_in_order(bench, name):
    assert ReadFile(bench)(file=name, first_page=2, last_page=4)["pages"] == [2, 3, 4]


def test_a_long_file_is_cut_and_says_so(bench, name):
    text = ReadFile(bench)(file=name)["summary"]

    assert len(text) < LONGEST + 100
    assert text.endswith("… (cut here; ask for fewer pages) [^1]")


@pytest.mark.parametrize(("first", "last"), [(0, 1), (3, 2), (99, None), (1, 99)])
def test_pages_that_are_not_there_are_refused_with_those_that_are(bench, name, first, last):
    with pytest.raises(BadInput, match="pages 1 to 16" if first else "pages 1 to 16|not 1 to 1"):
        ReadFile(bench)(file=name, first_page=first or -1, last_page=last)


def test_a_file_that_is_not_there_is_named_with_those_that_are(bench, name):
    with pytest.raises(UnknownArtifact, match="Known artifacts: handbook-1"):
        ReadFile(bench)(file="report-1")


def test_files_are_listed_with_where_they_came_from(bench, name):
    from tools.summaries import Summarize

    Summarize(bench)(text=name)

    lines = ListArtifacts(bench)()["summary"].splitlines()

    assert lines == [
        "handbook-1: handbook.pdf (application/pdf), from user",
        "summary-1: summary-1 (text/plain), from summarize, handbook-1",
    ]
