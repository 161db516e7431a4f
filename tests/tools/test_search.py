import pytest

from tools.search import SearchDocuments


@pytest.fixture
def search(bench, handbook):
    bench.artifacts.import_file(handbook)
    return SearchDocuments(bench)


def test_the_passage_about_it_comes_first_with_its_page(search):
    result = search(query="volunteer time off")

    assert result["passages"][0]["page"] == 7
    assert result["citations"][0]["page"] == 7
    assert result["citations"][0]["score"] == 1.0


def test_as_many_passages_come_as_were_asked_for(search):
    assert len(search(query="leave", limit=2)["passages"]) == 2


def test_each_passage_has_its_mark_in_the_summary(search):
    result = search(query="leave", limit=3)

    assert result["summary"] == "Best first: " + "; ".join(
        f"handbook.pdf, page {p['page']} [^{p['n']}]" for p in result["passages"]
    )


def test_passages_that_fit_by_chance_are_left_out(search):
    assert {passage["page"] for passage in search(query="bicycles")["passages"]} <= {13, 15}
