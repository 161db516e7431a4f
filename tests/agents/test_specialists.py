import json

import pytest

from agents.manager import Limits, build_manager
from agents.plans import Situation
from agents.scripted import ScriptedBrain
from agents.specialists import SPECIALISTS, as_report, offers, tool_named
from runtime.records import Citation, Event
from tools.base import Sources


@pytest.fixture
def heard():
    return []


@pytest.fixture
def managed(bench, heard):
    """A manager over the real team, on a script."""

    def build(*lines, **given):
        from dataclasses import replace

        listening = replace(bench, tell=heard.append)
        return build_manager(ScriptedBrain(*lines), listening, Situation(), Limits(), **given)

    return build


def test_a_specialist_hands_over_values_not_prose(managed):
    manager = managed(
        "report = language(task='compare')\nfinal_answer(report.data['closest'])",
        "final_answer(compare_sentences(sentence='a cat', others=['a kitten', 'a bank']))",
    )

    assert manager.run("Compare them.") == "a kitten"


def test_a_report_names_what_was_made_though_the_agent_left_it_out(managed):
    manager = managed(
        "report = language(task='summarise')\nfinal_answer(report.artifacts[0])",
        "summarize(text='The harbour froze. Ships waited outside for days. Nobody minded much.', sentences=1)\n"
        "final_answer('done')",
    )

    assert manager.run("Summarise it.") == "summary-1"


def test_an_error_of_a_tool_reaches_the_specialist_as_its_next_prompt(managed, heard):
    manager = managed(
        "final_answer(language(task='compare').summary)",
        "compare_sentences(sentence='a cat')",
        "final_answer('gave up')",
    )

    assert manager.run("Compare it.") == "gave up"
    errors = [event.error for event in heard if event.kind == "code" and event.agent == "language" and event.error]
    assert "others is missing" in errors[0]
    assert "Call it again as compare_sentences(sentence: string, others: array)" in errors[0]


def test_what_an_agent_does_is_told_with_the_agent_that_called_it(managed, heard):
    managed("final_answer(documents(task='list').summary)", "final_answer(list_artifacts())").run("List them.")

    assert [(e.kind, e.agent, e.parent, e.tool) for e in heard if e.kind.startswith(("agent", "tool"))] == [
        ("agent-start", "documents", "manager", ""),
        ("tool-start", "documents", "", "list_artifacts"),
        ("tool-end", "documents", "", "list_artifacts"),
        ("agent-end", "documents", "manager", "documents"),
    ]


def test_a_specialist_forgets_one_task_before_the_next(managed):
    manager = managed(
        "first = language(task='one')\nsecond = documents(task='two')\nthird = language(task='three')\n"
        "final_answer(f'{len(first.artifacts)} {len(third.artifacts)}')",
        "final_answer(summarize(text='The harbour froze. Ships waited outside for days.'))",
        "final_answer(list_artifacts())",
        "final_answer('nothing made')",
    )

    assert manager.run("Work.") == "1 0"


def test_agents_code_finds_no_agent_behind_a_specialist(bench):
    from agents.specialists import Specialist

    specialist = Specialist(SPECIALISTS[0], bench, lambda remit, tools: None)

    assert {name for name in vars(specialist) if not name.startswith("_")} == {
        "name",
        "description",
        "inputs",
        "output_type",
    }


def test_a_report_takes_the_lowest_confidence_and_the_citations_its_text_marks():
    sources = Sources()
    one, two = Citation("a.pdf", 1, "one", 0.9, "a-1"), Citation("a.pdf", 2, "two", 0.8, "a-1")
    numbers = [sources.cite(one), sources.cite(two)]

    report = as_report([{"summary": f"Two. [^{numbers[1]}]", "confidence": 0.4}, {"summary": "x"}], [], sources)

    assert report.sources == (two,)
    assert report.confidence == 0.4
    assert json.dumps(report.data)


def test_every_tool_says_what_it_is():
    for remit in SPECIALISTS:
        for tool in remit.tools:
            assert tool_named(tool.name) == (tool, remit)
            assert len(tool.description) > 40
            assert tool.output_schema["properties"]["summary"]
            assert tool.asks


def test_no_two_tools_share_a_name_or_a_way_of_asking():
    names = [offer.name for offer in offers()]
    asks = [phrase for offer in offers() for phrase in offer.asks]

    assert len(set(names)) == len(names)
    assert len(set(asks)) == len(asks)


def test_events_are_plain_values(managed, heard):
    managed("final_answer(documents(task='list').summary)", "final_answer(list_artifacts())").run("List them.")

    assert all(isinstance(event, Event) and json.dumps(dict(event.arguments)) for event in heard)


def looked_up(question, found):
    return {"summary": "…", "gaps": [] if found else [question], "parts": [{"question": question, "found": found}]}


def test_what_no_tool_found_in_the_end_is_a_gap_of_the_report():
    results = [looked_up("how many?", False), looked_up("by when?", False), looked_up("how many?", True)]

    assert as_report("In words.", results, Sources()).data == {"gaps": ["by when?"]}
    assert as_report({"summary": "Done.", "gaps": []}, results, Sources()).data["gaps"] == []
    assert as_report("In words.", [looked_up("how many?", True)], Sources()).data == {}


def test_a_specialist_that_goes_round_in_circles_is_told_to_name_its_gaps(managed, heard, bench, handbook):
    bench.artifacts.import_file(handbook)
    search = "x = search_documents(query='parking')"
    manager = managed(
        "report = documents(task='Where do I park?')\nfinal_answer(str(report.data['gaps']))",
        *[search] * 4,
        "final_answer({'summary': 'Nothing says it.', 'gaps': ['Where do I park?']})",
    )

    assert manager.run("Where do I park?") == "['Where do I park?']"
    errors = [event.error for event in heard if event.kind == "tool-end" and event.error]
    assert len(errors) == 1
    assert "name what is missing as a gap" in errors[0]
