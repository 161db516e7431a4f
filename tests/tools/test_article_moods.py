"""An article and its picture are judged together; where they conflict a person should look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins import forge_desk
from app.stand_ins.forge_chats import MOODS
from app.stand_ins.forge_gallery import LLAVA
from app.stand_ins.forge_sight import draw
from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Request
from tools.article_moods import JudgeArticle, prompt_of

ARTICLE, SUBJECT = "The plant will be closed.", "the company"


@pytest.fixture
def newsroom(having: Any) -> Service:
    return having(LLAVA)


def test_the_picture_decides_and_the_reasons_are_told(newsroom: Service, hang: Any) -> None:
    bench = forge_desk.bench_of(newsroom)
    for name, said in MOODS.items():
        image = hang(bench, f"{name[:3]}.png", draw(name, 120))

        result = JudgeArticle(bench)(text=ARTICLE, image=image, subject=SUBJECT)

        assert result["label"] == said.partition(".")[0].lower()
        assert result["reasons"] == said
        assert result["text_label"] in ("positive", "neutral", "negative")
        assert result["conflict"] == ({result["label"], result["text_label"]} == {"positive", "negative"})
        assert ("a person should look" in result["summary"]) == result["conflict"]
        assert len(result["models"]) == 2


def test_a_conflict_between_text_and_picture_is_said(newsroom: Service, hang: Any, monkeypatch: Any) -> None:
    bench = forge_desk.bench_of(newsroom)
    monkeypatch.setattr(JudgeArticle, "_alone", lambda tool, article: "negative")

    result = JudgeArticle(bench)(text=ARTICLE, image=hang(bench, "b.png", draw("blue square")), subject=SUBJECT)

    assert (result["label"], result["conflict"], result["confidence"]) == ("positive", True, 0.2)
    assert result["summary"].endswith("The text alone sounds negative: a person should look at it.")


def test_the_prompt_names_article_and_subject() -> None:
    assert "Article: It rains.\n\nIs what both say about its subject positive" in prompt_of("It rains.", "")


def test_what_cannot_be_used_is_refused(newsroom: Service, hang: Any) -> None:
    bench = forge_desk.bench_of(newsroom)
    image = hang(bench, "a.png", draw())

    with pytest.raises(BadInput, match="empty text"):
        JudgeArticle(bench)(text=" ", image=image)
    with pytest.raises(BadInput, match="subject is longer"):
        JudgeArticle(bench)(text=ARTICLE, image=image, subject="x" * 201)
    with pytest.raises(UnknownArtifact):
        JudgeArticle(bench)(text=ARTICLE, image="b-1")
    with pytest.raises(BadInput, match="image is missing"):
        JudgeArticle(bench)(text=ARTICLE)


def test_of_a_long_article_the_beginning_is_read_and_that_is_told(
    newsroom: Service, hang: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.article_moods.LONGEST", len(ARTICLE))
    bench = forge_desk.bench_of(newsroom)
    image = hang(bench, "b.png", draw("blue square"))

    result = JudgeArticle(bench)(text=f"{ARTICLE} It rains.", image=image, subject=SUBJECT)

    assert (result["reasons"], result["truncated"]) == (MOODS["blue square"], True)


def test_it_is_planned_from_a_request(newsroom: Service, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(ARTICLE)
    draw("blue square", 90).save(tmp_path / "plant.png")
    files = (tmp_path / "news.txt", tmp_path / "plant.png")

    answer = newsroom.ask(Request("Is the article with the picture positive about the company?", files))

    assert answer.text.startswith("news.txt with plant.png is positive. Positive. A calm blue.")
