"""Takes follow one another until one passes: what is changed, in which order, and what is kept of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from memory.artifacts import Artifacts
from runtime.records import Provenance, Verdict
from tools.making import Making
from tools.takes import (
    Judgement,
    Take,
    best,
    known,
    more_guidance,
    more_steps,
    more_strength,
    nearby_seed,
    remedies,
    retaken,
    told,
)

FIRST = Making("text-to-image", {"prompt": "a boat", "seed": 7}, {"steps": 20})
USED = {"guidance": 5.0, "steps": 20, "strength": None}
BAD = Judgement((Verdict("safe", True), Verdict("CLIP score", False, "Its CLIP score is 9.")), 9.0)
GOOD = Judgement((Verdict("safe", True), Verdict("CLIP score", True)), 30.0)


@pytest.fixture
def artifacts(tmp_path: Any) -> Artifacts:
    return Artifacts(tmp_path / "workspace")


class Easel:
    """Makes what it is told, and judges it as it was told beforehand."""

    def __init__(self, artifacts: Artifacts, *judgements: Judgement) -> None:
        self.artifacts, self.judgements, self.made = artifacts, list(judgements), list[Making]()

    def __call__(self, making: Making, remedy: str) -> Take:
        self.made.append(making)
        judgement = self.judgements.pop(0)
        asked = {name: value for name, value in making.parameters.items() if value is not None}
        done = replace(making, checkpoint="my/painter", settings={**USED, **asked})
        record = {"making": done.to_json(), "judgement": judgement.to_json(), "changed": remedy}
        made = Provenance("make_picture", (), record)
        kind = "picture" if judgement.ok else "rejected-picture"
        return Take(done, self.artifacts.save_bytes(b"pixels", kind, "image/png", made), judgement, remedy)


def test_what_is_fine_is_made_once(artifacts):
    easel = Easel(artifacts, GOOD)

    takes = retaken(FIRST, easel, 3, remedies())

    assert len(takes) == 1
    assert told(takes) == ""


def test_remedies_follow_in_order_each_on_top_of_the_last(artifacts):
    easel = Easel(artifacts, BAD, BAD, BAD, BAD, GOOD)

    takes = retaken(FIRST, easel, 9, remedies())

    asked = [(making.parameters.get("guidance"), making.seed, making.parameters["steps"]) for making in easel.made]
    assert asked == [(None, 7, 20), (7.0, 7, 20), (7.0, 8, 20), (7.0, 8, 30), (9.8, 8, 30)]
    assert [take.remedy for take in takes[:3]] == ["", "guidance raised from 5 to 7", "seed 8 in place of 7"]
    assert takes[3].remedy == "30 steps in place of 20"


def test_takes_end_after_so_many_and_the_best_is_shown(artifacts):
    middling = replace(BAD, score=20.0)
    takes = retaken(FIRST, Easel(artifacts, BAD, middling, BAD), 3, remedies())

    assert len(takes) == 3
    assert best(takes) is takes[1]
    assert told(takes).startswith(" None of 3 takes did pass; the best is shown, rejected-picture-2: Its CLIP score")


def test_what_passed_more_checks_is_better_whatever_its_score(artifacts):
    black = Judgement((Verdict("safe", True), Verdict("not black", False, "It is black.")))

    takes = retaken(FIRST, Easel(artifacts, black, BAD), 2, remedies())

    assert best(takes).judgement == BAD


def test_the_retry_that_helped_is_told(artifacts):
    takes = retaken(FIRST, Easel(artifacts, BAD, GOOD), 3, remedies())

    assert told(takes) == (
        " rejected-picture-1 was rejected: Its CLIP score is 9. What helped: guidance raised from 5 to 7."
    )


def test_what_a_safety_checker_refused_is_not_tried_again(artifacts):
    refused = Judgement((Verdict("safe", False, "Refused."),), final=True)

    assert len(retaken(FIRST, Easel(artifacts, refused), 5, remedies())) == 1


def test_a_checkpoint_without_guidance_keeps_its_steps_and_takes_another_seed(artifacts):
    take = Easel(artifacts, BAD)(replace(FIRST, parameters={"guidance": 1.0, "steps": 4}), "")

    assert more_guidance(take) is None
    assert more_steps(take) is None
    assert nearby_seed(4)(take)[0].seed == 11


def test_no_remedy_goes_beyond_what_helps(artifacts):
    take = Easel(artifacts, BAD)(replace(FIRST, parameters={"guidance": 12.0, "steps": 100, "strength": 0.95}), "")

    assert more_guidance(take) is more_steps(take) is more_strength(take) is None
    assert nearby_seed(1)(replace(take, making=replace(take.making, input={"seed": 2**31 - 1})))[0].seed == 0


def test_strength_is_raised_where_there_is_one(artifacts):
    take = Easel(artifacts, BAD)(replace(FIRST, parameters={"strength": 0.3}), "")

    assert more_strength(take)[0].parameters["strength"] == 0.5


def test_where_no_remedy_is_of_use_it_ends(artifacts):
    assert len(retaken(FIRST, Easel(artifacts, BAD), 5, (lambda take: None,))) == 1


def test_a_judgement_is_the_same_after_a_file():
    for judgement in (GOOD, BAD, replace(BAD, final=True, facts={"drift": 1.0})):
        assert Judgement.from_json(judgement.to_json()) == judgement


def test_a_take_is_found_again_by_what_was_asked(artifacts):
    made = Easel(artifacts, BAD)(FIRST, "")

    found = known(artifacts, "make_picture", FIRST)

    assert (found.artifact.name, found.judgement, found.found) == (made.artifact.name, BAD, True)
    assert known(artifacts, "make_scenarios", FIRST) is None
    assert known(artifacts, "make_picture", replace(FIRST, parameters={"steps": 21})) is None


def test_a_take_whose_file_was_changed_is_not_found(artifacts):
    made = Easel(artifacts, GOOD)(FIRST, "")
    made.artifact.path.write_bytes(b"others")

    assert known(artifacts, "make_picture", FIRST) is None


def test_takes_that_were_found_are_gone_on_from(artifacts):
    easel = Easel(artifacts, BAD)
    easel(FIRST, "")
    fresh = Easel(artifacts, GOOD)

    def shoot(making: Making, remedy: str) -> Take:
        return known(artifacts, "make_picture", making) or fresh(making, remedy)

    takes = retaken(FIRST, shoot, 3, remedies())

    assert [take.found for take in takes] == [True, False]
    assert fresh.made[0].parameters["guidance"] == 7.0
