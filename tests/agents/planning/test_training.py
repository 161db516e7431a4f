import itertools
import json

import numpy as np
import pytest

from agents.planning import Engine
from agents.planning.weights import load_weights, save_weights
from benchmarks.planner_fits import examples, fit, folds, weak_examples
from benchmarks.taskbench import plan_of, rows
from benchmarks.train_planner import PLANS, judged

CHAIN = ["Automatic Speech Recognition", "Translation"]
ROWS = [
    ("Transcribe a.wav.", ["Automatic Speech Recognition"]),
    ("Translate 'good day' into French.", ["Translation"]),
    ("Summarize the text 'a long story about the sea'.", ["Summarization"]),
    ("Transcribe talk.wav and translate the transcript.", CHAIN),
    ("Translate 'hello to all' and summarize the translated text.", ["Translation", "Summarization"]),
    ("Write down what is said in b.wav, then translate it into Spanish.", CHAIN),
]


@pytest.fixture(scope="module")
def fitted(domain, encoder):
    golds = [plan_of([[name, []] for name in names], itertools.pairwise(names)) for _, names in ROWS]
    given = examples([text for text, _ in ROWS], golds, domain, encoder)
    weak = weak_examples(["Transcribe c.wav"], [[0.5] * len(domain.tools)], domain, encoder)
    return [fit(given, weak, domain, encoder, seed=1) for _ in range(2)]


def test_training_twice_writes_the_same_bytes(fitted, domain, tmp_path):
    for name, weights in zip("ab", fitted, strict=True):
        save_weights(weights, tmp_path / name, {"tools": domain.names, "seed": 1})

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_weights_come_back_as_they_were_written(fitted, domain, tmp_path):
    save_weights(fitted[0], tmp_path / "w", {"tools": domain.names})
    back = load_weights(tmp_path / "w", domain.names)

    assert np.allclose(back.head, fitted[0].head, atol=1e-5)
    assert back.described.shape == fitted[0].described.shape


def test_what_was_learned_is_planned(fitted, domain, encoder):
    draft = Engine(domain, fitted[0], encoder).draft("Transcribe speech.wav and translate the transcript.")

    assert [step.tool for step in draft.steps] == CHAIN
    assert draft.links == (tuple(CHAIN),)


def test_folds_leave_each_sample_out_once():
    left = [out for _, out in folds(23, 5, seed=4)]

    assert sorted(sample for out in left for sample in out) == list(range(23))
    assert all(kept.isdisjoint(out) for kept, out in folds(23, 5, seed=4))


def test_plans_written_for_further_requests_are_fitted_on_beside_the_samples(domain, encoder, tmp_path):
    planned = next(row for row in rows(PLANS) if len(row["tools"]) == 2)
    lines = [{"id": planned["id"], "user_request": "Do both."}, {"id": "no plan", "user_request": "Do nothing."}]
    (tmp_path / "unlabelled.jsonl").write_text("\n".join(map(json.dumps, lines)))

    (example,) = judged(tmp_path / "unlabelled.jsonl", domain, encoder, 100)

    assert (example.tools, example.sample) == (set(planned["tools"]), 100)
    assert judged(tmp_path / "missing.jsonl", domain, encoder, 100) == []


def test_the_plans_written_name_known_tools_once_and_link_what_fits(domain):
    for row in rows(PLANS):
        assert len(row["tools"]) == len(set(row["tools"])), row["id"]
        assert set(row["tools"]) <= set(domain.names), row["id"]
        assert all(domain.by_name[one].feeds(domain.by_name[other]) for one, other in row["links"]), row["id"]
