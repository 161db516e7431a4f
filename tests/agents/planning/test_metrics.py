import json

import pytest

from agents.planning import Domain, Tool
from benchmarks.taskbench import Scores, arguments, load, plan_of, score

DOMAIN = Domain(
    (
        Tool("Hear", "", ("audio",), ("text",)),
        Tool("Paint", "", ("text",), ("image",)),
        Tool("Look", "", ("image", "text"), ("text",)),
    )
)
GOLD = plan_of([["Hear", ["a.wav"]], ["Paint", ["<node-0>"]]], [["Hear", "Paint"]])


def test_a_plan_scores_full_against_itself():
    assert score([GOLD], [GOLD], DOMAIN) == Scores(100, 100, 100, 100)


def test_an_empty_plan_scores_nothing():
    assert score([GOLD], [plan_of([], [])], DOMAIN) == Scores(0, 0, 0, 0)


def test_f1_is_pooled_over_samples():
    single = plan_of([["Hear", ["a.wav"]]], [])
    found = score([GOLD, single], [single, single], DOMAIN)

    assert found.node == pytest.approx(200 * 2 / (2 * 2 + 0 + 1))  # two found, one missed
    assert found.edge == 0


def test_links_have_a_direction():
    turned = plan_of(GOLD.nodes, [["Paint", "Hear"]])

    assert score([GOLD], [turned], DOMAIN).edge == 0


def test_types_follow_from_endings_and_from_what_makes_a_result():
    names, values = arguments(GOLD, DOMAIN)

    assert names == {"Hear-audio", "Paint-text"}
    assert values == {"Hear-audio-a.wav", "Paint-text-Hear"}


def test_right_tools_with_other_words_lose_only_the_values():
    one, other = plan_of([["Paint", ["a cat"]]], []), plan_of([["Paint", ["a dog"]]], [])

    assert score([one], [other], DOMAIN) == Scores(100, 0, 100, 0)


def test_gold_that_counts_from_one_is_read_by_its_links():
    nodes = [["Hear", ["a.wav"]], ["Paint", ["<node-1>"]], ["Look", ["<node-2>", "Who?"]]]
    gold = plan_of(nodes, [["Hear", "Paint"], ["Paint", "Look"]])
    _, values = arguments(gold, DOMAIN, gold.links)

    assert values == {"Hear-audio-a.wav", "Paint-text-Hear", "Look-image-Paint", "Look-text-Who?"}


def test_gold_can_be_scored_as_it_is_written():
    nodes = [["Hear", ["a.wav"]], ["Paint", ["<node-1>"]]]
    gold, draft = plan_of(nodes, [["Hear", "Paint"]]), GOLD

    assert score([gold], [draft], DOMAIN).argument_value == 100
    assert score([gold], [draft], DOMAIN, repaired=False).argument_value < 100


def test_a_draft_is_not_repaired():
    _, values = arguments(plan_of([["Paint", ["<node-0>"]]], []), DOMAIN)

    assert values == frozenset()


def test_samples_that_name_unknown_tools_are_dropped(tmp_path):
    rows = [
        {"id": "1", "request": "hear a.wav", "nodes": [["Hear", ["a.wav"]]], "links": []},
        {"id": "2", "request": "dance", "nodes": [["Dance", []]], "links": []},
    ]
    (tmp_path / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "own.jsonl").write_text(json.dumps({"id": "1", "user_request": "listen"}))
    (sample,) = load(tmp_path / "dev.jsonl", tmp_path / "own.jsonl", DOMAIN)

    assert (sample.request, sample.original) == ("hear a.wav", "listen")
