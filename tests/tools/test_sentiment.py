"""A text's mood is told, of long ones part by part, whatever the labels of the checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import FACES, SST2, STARS
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.mood_labels import moods
from tools.sentiment import JudgeSentiment

Having = Callable[..., Service]
REVIEW = (
    "The hotel has 48 rooms on four floors and lies next to the station in the middle of the old town of Porto. "
    "The staff were wonderful and went out of their way for us, which we will never forget. "
    "Breakfast is served from seven until ten in a room on the ground floor that faces the garden of the house. "
    "I hated the bed, it was far too hard and I woke up with terrible pain every single morning."
)


def test_a_sentence_has_a_mood_and_scores_that_sum_to_one(bench: Any) -> None:
    result = JudgeSentiment(bench)(text="Not bad at all, we loved it.")

    assert result["label"] == "positive"
    assert result["summary"] == f"the text is positive ({result['confidence']:.2f})."
    assert sum(result["scores"].values()) == pytest.approx(1, abs=0.001)


def test_a_long_text_is_judged_by_parts(bench: Any, tmp_path: Path) -> None:
    path = tmp_path / "review.txt"
    path.write_text(REVIEW)
    name = bench.artifacts.import_file(path).name

    result = JudgeSentiment(bench)(text=name)

    assert result["results"][0]["parts"] == 4
    assert set(result["results"][0]["shares"]) == {"positive", "negative", "neutral"}
    assert all(share > 0.1 for share in result["results"][0]["shares"].values())
    assert sum(result["results"][0]["shares"].values()) == pytest.approx(1, abs=0.001)
    assert "By parts:" in result["summary"]
    assert ["wonderful" in result["citations"][0]["quote"], "hated" in result["citations"][1]["quote"]] == [True, True]


def test_facts_between_opinions_do_not_drown_them(bench: Any) -> None:
    facts = "The shop opens at nine. The bus leaves from stop B. The house was built in 1910. " * 4

    assert JudgeSentiment(bench)(text=facts)["label"] == "neutral"
    assert JudgeSentiment(bench)(text=facts + "It was the worst meal ever, I am disgusted. " * 4)["label"] == "negative"


def test_several_texts_are_judged_in_one_call(bench: Any) -> None:
    result = JudgeSentiment(bench)(texts=["I love it.", "A superb phone.", "It broke at once, awful."])

    assert [one["label"] for one in result["results"]] == ["positive", "positive", "negative"]
    assert result["counts"] == {"positive": 2, "negative": 1}
    assert result["label"] == "positive"
    assert result["summary"].startswith("Of 3 texts: 2 positive, 1 negative.")
    assert len(result["models"]) == 1


def test_many_texts_are_kept_in_a_file(bench: Any) -> None:
    result = JudgeSentiment(bench)(texts=["fine"] * 200)

    assert len(result["results"]) == 200
    assert result["artifacts"] == []


def test_a_checkpoint_of_two_moods_is_used_when_it_is_here(having: Having) -> None:
    result = JudgeSentiment(bench_of(having(SST2)))(texts=["a superb film", "what a boring song"])

    assert [one["label"] for one in result["results"]] == ["positive", "negative"]
    assert set(result["scores"]) == {"positive", "negative"}
    assert result["models"][0]["checkpoint"] == SST2


def test_a_checkpoint_of_five_stars_says_the_same_three_moods(having: Having) -> None:
    result = JudgeSentiment(bench_of(having(STARS)))(
        texts=["the film was superb", "the hotel was plain", "what a phone : terrible"], model=STARS
    )

    assert [one["label"] for one in result["results"]] == ["positive", "neutral", "negative"]
    assert list(result["scores"]) == ["positive", "negative", "neutral"]


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (("NEGATIVE", "POSITIVE"), "negative"),
        (("NEG", "POS"), "negative"),
        (("LABEL_0", "LABEL_1"), "negative"),
        (("LABEL_0", "LABEL_1", "LABEL_2"), "negative"),
        (("LABEL_2", "LABEL_1", "LABEL_0"), "positive"),
        (("LABEL_2", "LABEL_0", "LABEL_1", "LABEL_3", "LABEL_4"), "neutral"),
        (("Very Negative", "Negative", "Neutral", "Positive", "Very Positive"), "negative"),
        (("5 stars", "1 star"), "positive"),
        (("neu", "pos", "neg"), "neutral"),
    ],
)
def test_labels_of_every_kind_are_understood(labels: tuple[str, ...], found: str) -> None:
    rest = 0.2 / (len(labels) - 1)
    scores = moods([{"label": label, "score": rest if place else 0.8} for place, label in enumerate(labels)])

    assert max(scores, key=scores.__getitem__) == found


def test_a_checkpoint_whose_labels_are_no_moods_is_refused(having: Having) -> None:
    with pytest.raises(BadInput, match=r"are no moods.*atelier models sentiment-analysis"):
        JudgeSentiment(bench_of(having(FACES)))(text="hello", model=FACES)


def test_a_checkpoint_that_is_not_here_is_named_with_the_command(having: Having) -> None:
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {SST2}"):
        JudgeSentiment(bench_of(having()))(text="hello", model=SST2)


@pytest.mark.parametrize("given", [{}, {"texts": []}, {"texts": [5]}, {"texts": ["x"] * 201}])
def test_what_is_no_text_is_answered_with_how_to_call_it(bench: Any, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"takes 1 to 200 texts\. Call it as judge_sentiment\(text='…'\)"):
        JudgeSentiment(bench)(**given)


def test_a_blank_text_among_others_is_refused(bench: Any) -> None:
    with pytest.raises(BadInput, match="empty text"):
        JudgeSentiment(bench)(texts=["good", " "])


def test_a_file_that_is_not_there_is_not_taken_for_a_text(bench: Any) -> None:
    with pytest.raises(UnknownArtifact):
        JudgeSentiment(bench)(texts=["good", "review-9"])


@pytest.mark.parametrize("text", ["今日はいい天気です。", "🎉" * 50, "word " * 20_000])
def test_any_text_has_some_mood(bench: Any, text: str) -> None:
    assert JudgeSentiment(bench)(text=text)["label"] in ("positive", "negative", "neutral")


def test_a_request_is_answered(service: Service) -> None:
    answer = service.ask(Request('What is the sentiment of "The crew was rude and the food was horrible"?'))

    assert answer.text.startswith("the text is negative")
    assert [step.tool for step in answer.steps if step.agent != "manager"] == ["judge_sentiment"]
