"""What may be published is judged by thresholds, with the sentences that gave the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import SAYS, TOXIC
from runtime.errors import BadInput, SettingsError, UnknownArtifact
from runtime.records import Request
from runtime.runners.moderation import CATEGORIES
from tools.moderation import Moderate
from tools.moderation_policy import policy_of

Having = Callable[..., Service]
RUDE = "You are a complete idiot and a pathetic loser."


def test_an_insult_is_blocked_with_the_sentence_that_gave_the_reason(bench: Any) -> None:
    result = Moderate(bench)(text=f"Thanks for the invoice. {RUDE} See you on Monday.")

    assert result["verdict"] == "block"
    assert [(one["category"], one["quote"]) for one in result["reasons"]] == [("toxicity", RUDE)]
    assert list(result["categories"]) == list(CATEGORIES)
    assert result["categories"]["toxicity"] == result["reasons"][0]["score"] >= 0.7
    assert result["summary"].startswith("the text should not be shown (block).\ntoxicity ")


def test_a_harmless_text_may_be_shown(bench: Any) -> None:
    result = Moderate(bench)(text="The museum is closed on Mondays.")

    assert (result["verdict"], result["reasons"]) == ("allow", [])
    assert result["summary"] == "the text may be shown (allow)."
    assert result["confidence"] > 0.9


def test_the_example_handbook_may_be_shown(bench: Any, handbook: Path) -> None:
    name = bench.artifacts.import_file(handbook).name

    assert Moderate(bench)(text=name)["verdict"] == "allow"


def test_of_several_texts_the_worst_verdict_counts(bench: Any) -> None:
    result = Moderate(bench)(texts=["Have a nice day.", RUDE])

    assert [one["verdict"] for one in result["results"]] == ["allow", "block"]
    assert result["verdict"] == "block"
    assert result["reasons"][0]["of"] == 1
    assert result["summary"].startswith("Of 2 texts: 1 block, 1 allow.")


def test_a_reason_in_a_document_is_cited(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "comment.txt").write_text(f"Thanks for the invoice. {RUDE}")
    name = bench.artifacts.import_file(tmp_path / "comment.txt").name

    result = Moderate(bench)(text=name)

    assert result["citations"][0]["quote"] == RUDE
    assert "[^1]" in result["summary"]


def test_thresholds_of_the_settings_decide(bench: Any) -> None:
    score = Moderate(bench)(text=RUDE)["categories"]["toxicity"]

    def verdict(moderation: str) -> str:
        return str(Moderate(replace(bench, moderation=moderation))(text=RUDE)["verdict"])

    assert verdict(f"toxicity={score - 0.01:.3f}") == "block"
    assert verdict(f"toxicity={min(1.0, score + 0.1):.3f}") == "review"
    assert verdict("toxicity=off") == "allow"


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        ("rudeness=0.5", "rudeness"),
        ("toxicity=2", "'2' is not 0 to 1"),
        ("toxicity=high", "'high' is not 0 to 1"),
        ("spam", "'' is not 0 to 1"),
        ("spam=nan", "'nan' is not 0 to 1"),
    ],
)
def test_a_wrong_setting_is_one_sentence(setting: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        policy_of(setting)


def test_settings_reach_the_tool(having: Having) -> None:
    bench = bench_of(having(moderation="spam=off"))

    assert "spam" not in Moderate(bench)(text="Hello there.")["thresholds"]


def test_a_checkpoint_trained_for_it_judges_the_categories_that_it_knows(having: Having) -> None:
    result = Moderate(bench_of(having(TOXIC)))(texts=["you are a fool", "you are a friend"], model=TOXIC)

    assert [one["verdict"] for one in result["results"]] == ["block", "allow"]
    assert set(result["categories"]) == {"toxicity", "threat"}
    assert result["models"][0]["checkpoint"] == TOXIC


def test_a_checkpoint_that_judges_entailment_judges_all_of_them(having: Having) -> None:
    result = Moderate(bench_of(having(SAYS)))(text="i will stab you", model=SAYS)

    assert set(result["categories"]) == set(CATEGORIES)
    assert result["reasons"][0]["category"] == "threat"


@pytest.mark.parametrize("given", [{}, {"text": ""}, {"texts": [5]}, {"texts": "a"}])
def test_what_is_no_text_is_refused(bench: Any, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        Moderate(bench)(**given)


def test_a_file_that_is_not_there_is_named(bench: Any) -> None:
    with pytest.raises(UnknownArtifact):
        Moderate(bench)(text="comment-3")


@pytest.mark.parametrize("text", ["博物館は月曜日に休みです。", "word " * 20_000, "🎉🎉🎉"])
def test_any_text_gets_a_verdict(bench: Any, text: str) -> None:
    assert Moderate(bench)(text=text)["verdict"] in ("allow", "review", "block")


def test_a_request_is_answered(service: Service) -> None:
    answer = service.ask(Request(f'Moderate this comment: "{RUDE}"'))

    assert answer.text.startswith("the text should not be shown (block).")
