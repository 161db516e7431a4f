from __future__ import annotations

from dataclasses import replace

import pytest

from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import RANKER
from runtime.errors import BadInput, CheckpointNotFound, NoResult
from tools.search import SearchDocuments

MENU = "Soup is served at noon on Mondays, and on Fridays there is fish from the harbour market."


@pytest.fixture
def search(bench, handbook):
    bench.artifacts.import_file(handbook)
    return SearchDocuments(bench)


@pytest.fixture
def give(bench, tmp_path):
    """Gives a document to the session."""

    def given(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return bench.artifacts.import_file(tmp_path / name).name

    return given


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


# ------------------------------------------------------------------ what is shown


def test_the_same_text_in_two_documents_is_shown_once_and_cited_twice(bench, give):
    give("menu.txt", MENU)
    give("copy.txt", MENU.replace(", and", " and"))

    result = SearchDocuments(bench)(query="When is there fish?")

    assert [passage["source"] for passage in result["passages"]] == ["menu.txt"]
    assert result["passages"][0]["also"] == [{"n": 2, "source": "copy.txt", "page": None}]
    assert result["summary"] == "Best first: menu.txt [^1], also copy.txt [^2]"
    assert [citation["source"] for citation in result["citations"]] == ["menu.txt", "copy.txt"]


def test_what_stands_around_a_passage_comes_with_it(bench, give):
    give(
        "rules.txt",
        "\n".join(f"Rule {n} is about thing{n} and nothing else at all. " + "So be it. " * 60 for n in range(9)),
    )

    (first, *_) = SearchDocuments(bench)(query="thing4", limit=1)["passages"]

    assert "thing4" in first["text"]
    assert "thing3" in first["before"]
    assert "thing5" in first["after"]
    assert not set(first["before"].split(". ")[-2:]) & {first["text"][:60]}


def test_a_search_for_nothing_in_particular_is_answered(bench, give):
    give("menu.txt", MENU)

    assert SearchDocuments(bench)(query="?!")["summary"]


# ------------------------------------------------------------------ where it is looked for


def test_a_search_is_kept_to_pages_and_headings(search):
    pages = {passage["page"] for passage in search(query="leave", page=5, last_page=6)["passages"]}
    heading = search(query="hours", section="volunteer")["passages"]

    assert pages <= {5, 6}
    assert heading
    assert all("volunteer" in passage["section"].lower() for passage in heading)


def test_a_search_is_kept_to_a_kind_and_to_what_was_given_lately(search, give, bench):
    give("menu.md", f"# Menu\n\n{MENU}")

    assert {p["source"] for p in search(query="lunch", kind="md")["passages"]} == {"menu.md"}
    assert search(query="lunch", added_since="2020-01-01")["passages"]
    with pytest.raises(NoResult, match="No document was added since 2999-01-01; the newest is of "):
        search(query="lunch", added_since="2999-01-01")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"page": 99}, r"No passage is on page 99\. handbook\.pdf has pages 1 to 1\d"),
        ({"page": 3, "last_page": 1}, "Pages count from 1"),
        ({"section": "Voluntering"}, "No section has 'Voluntering' in its heading"),
        ({"kind": "xlsx"}, r"Kinds here: pdf\."),
        ({"added_since": "yesterday"}, "Write it as 2026-11-21"),
        ({"page": "seven"}, "page must be of type integer"),
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_what_can(search, arguments, says):
    with pytest.raises(BadInput, match=says):
        search(query="leave", **arguments)


def test_a_document_that_is_not_here_has_no_kind(search):
    with pytest.raises(NoResult, match="list_artifacts"):
        search(query="leave", documents=["nothing-1"], kind="pdf")


# ------------------------------------------------------------------ in other words, and how often


def test_other_words_find_what_the_query_does_not(bench, give):
    give("a.txt", "Every member of staff may spend twelve hours a year at the animal shelter or the food bank.")
    give("b.txt", "Charity. The word stands in the title of a painting in the lobby of the head office.")
    asked = SearchDocuments(bench)
    helped = SearchDocuments(replace(bench, reword=lambda query: ("hours a year at the animal shelter",) * 2))

    assert asked(query="charity")["queries"] == ["charity"]
    result = helped(query="charity")

    assert result["queries"] == ["charity", *["hours a year at the animal shelter"] * 2]
    assert result["passages"][0]["source"] == "a.txt"


def test_a_task_may_search_so_often_for_each_of_its_parts(search):
    search.bench = replace(search.bench, search_rounds=2)
    search.begin("How many volunteer hours do we get, and who approves them?")
    for _ in range(4):
        search(query="volunteer")

    with pytest.raises(NoResult, match="name what is missing as a gap"):
        search(query="volunteer")
    search.begin("Find the passages about parking")
    assert search(query="parking")["passages"]


# ------------------------------------------------------------------ put in order by a ranking model

ASKED = "where does anna live ?"
TOLD = {"a.txt": "where does anna live ? nobody knew why", "b.txt": "anna lives in a town"}


@pytest.fixture
def ranked(having, tmp_path):
    """What is found among `TOLD`, best first, on a machine with these checkpoints."""

    def search(*ids, **settings):
        bench = bench_of(having(*ids, **settings))
        for name, text in TOLD.items():
            (tmp_path / name).write_text(text)
            bench.artifacts.import_file(tmp_path / name)
        return SearchDocuments(bench)(query=ASKED)

    return search


def test_a_ranking_model_that_is_here_puts_the_passage_that_answers_first_and_is_told(ranked):
    alone, helped = ranked(rerank="off"), ranked(RANKER)

    assert alone["passages"][0]["source"] == "a.txt"
    assert helped["passages"][0]["source"] == "b.txt"
    assert alone["models"] == []
    assert [facts["checkpoint"] for facts in helped["models"]] == [RANKER]


def test_without_a_ranking_model_the_order_is_that_of_the_index(ranked):
    assert ranked()["passages"][0]["source"] == "a.txt"


def test_a_ranking_model_that_is_wanted_and_not_here_is_named_with_the_command_that_fetches_it(ranked):
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {RANKER}"):
        ranked(rerank="on")
