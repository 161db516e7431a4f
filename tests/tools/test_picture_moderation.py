"""Pictures are judged by what they look like, under the same policy as texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_gallery import CLIP
from app.stand_ins.forge_sight import draw
from runtime.errors import UnknownArtifact
from runtime.records import Request
from tools import picture_moderation
from tools.moderation_policy import policy_of
from tools.picture_moderation import SHOWS, ModeratePictures, of_picture


@pytest.fixture
def shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Descriptions that the stand-in knows: red circles are a threat, blue squares are harmless."""
    monkeypatch.setattr(picture_moderation, "SHOWS", {"threat": ("red circle",), "": ("blue square",)})


def test_what_looks_like_a_threat_is_blocked_and_what_does_not_is_allowed() -> None:
    shown = {sentence: category for category, sentences in SHOWS.items() for sentence in sentences}
    ranked = [{"label": label, "score": 0.0} for label in shown]
    policy = policy_of("")

    def verdict(**scores: float) -> str:
        given = [one | {"score": scores.get(str(one["label"]).replace(" ", "_"), 0.0)} for one in ranked]
        return policy.worst(of_picture(0, sorted(given, key=lambda one: -one["score"]), shown, policy))

    assert verdict(people_fighting_violently=0.5, blood_and_a_wounded_body=0.4) == "block"
    assert verdict(people_fighting_violently=0.6, a_landscape=0.4) == "review"
    assert verdict(a_landscape=1.0) == "allow"


def test_each_picture_gets_its_own_verdict(gallery: Any, hang: Any, shapes: None) -> None:
    bench = gallery(CLIP)
    images = [hang(bench, "a.png", draw("blue square")), hang(bench, "b.png", draw("red circle"))]

    result = ModeratePictures(bench)(images=images)

    assert [row["looks_like"] in ("red circle", "blue square") for row in result["pictures"]] == [True, True]
    assert all(row["categories"].keys() == {"threat"} for row in result["pictures"])
    assert all(0 <= score <= 1 for row in result["pictures"] for score in row["categories"].values())
    assert result["verdict"] == max(
        (row["verdict"] for row in result["pictures"]), key=("allow", "review", "block").index
    )
    assert result["thresholds"] == {"threat": 0.7}
    assert 0 <= result["confidence"] <= 1


def test_a_category_that_is_off_is_not_judged() -> None:
    shown = {sentence: category for category, sentences in SHOWS.items() for sentence in sentences}
    ranked = [{"label": label, "score": float(label == "a swastika")} for label in shown]

    found = of_picture(0, ranked, shown, policy_of("hate=off"))

    assert {one.category for one in found} == {"sexual", "threat", "self-harm"}
    assert policy_of("hate=off").worst(found) == "allow"


def test_a_picture_that_is_not_there_is_named(bench: Any) -> None:
    with pytest.raises(UnknownArtifact):
        ModeratePictures(bench)(images=["a-1"])


def test_it_is_planned_from_a_request(having: Any, tmp_path: Path) -> None:
    service: Service = having(CLIP)
    draw("blue square", 60).save(tmp_path / "sign.png")

    answer = service.ask(Request("May this picture be published?", (tmp_path / "sign.png",)))

    assert answer.text.startswith("sign.png ")
    assert any(word in answer.text for word in ("(allow", "(review", "(block"))
