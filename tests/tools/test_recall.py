import pytest

from runtime.errors import BadInput, NoResult
from runtime.records import Request
from tools.recall import Recall


@pytest.fixture
def past(service):
    """What was said in an earlier session."""
    pytest.importorskip("chromadb")
    service.ask(Request("Remember that her dog is called Rex"))
    return service.ask(Request("Remember that the budget is 500 euros")).session


def test_what_was_said_in_another_session_is_recalled(past, bench):
    result = Recall(bench)(query="how much money may we spend?")

    assert result["recalled"][0]["session"] == past
    assert "500 euros" in result["summary"]


def test_it_can_be_narrowed_to_a_kind_and_a_date(past, bench):
    recall = Recall(bench)

    assert {each["kind"] for each in recall(query="the budget in euros", kind="note")["recalled"]} == {"note"}
    assert recall(query="the budget", since="2100-01-01")["recalled"] == []


def test_where_nothing_like_it_was_said_it_says_so(past, bench):
    assert "Nothing like that" in Recall(bench)(query="volcanoes on the moons of Jupiter")["summary"]


@pytest.mark.parametrize("given", [{"query": " "}, {"query": "x", "kind": "poem"}, {"query": "x", "since": "soon"}])
def test_what_cannot_be_searched_for_is_refused(past, bench, given):
    with pytest.raises(BadInput):
        Recall(bench)(**given)


def test_without_the_package_it_says_what_brings_it(bench, monkeypatch, service):
    from app import run

    monkeypatch.setattr("app.mirroring.installed", lambda package: False)
    bare = run.bench(service.settings, service.calls, service.sessions.open(), lambda event: None)

    with pytest.raises(NoResult, match=r"\.\[chroma\]"):
        Recall(bare)(query="x")


def test_an_agent_reaches_it_by_a_plain_question(past, service):
    answer = service.ask(Request("What did we say about the budget in earlier conversations?"))

    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["recall"]
    assert "500 euros" in answer.text


def test_nothing_secret_is_in_reach_of_the_tool(service):
    from dataclasses import replace

    from app.mirroring import past_for

    hidden = replace(service.settings, neo4j_uri="neo4j://x", neo4j_password="hush", api_key="hush")
    past = past_for(hidden, lambda: service.pool)

    assert set(past.mirrors) <= {"vectors"}
