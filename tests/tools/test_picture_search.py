"""Pictures are found by words and by other pictures, and turned into vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins.forge_gallery import CLIP
from app.stand_ins.forge_sight import CAPTIONS, draw
from runtime.errors import BadInput
from runtime.records import Request
from tools.picture_search import EmbedPictures, SearchPictures


@pytest.fixture
def bench(gallery: Any) -> Any:
    return gallery(CLIP)


@pytest.fixture
def album(bench: Any, hang: Any) -> dict[str, str]:
    """What is drawn → the artifact's name."""
    return {name: hang(bench, f"{name.replace(' ', '-')}.png", draw(name)) for name in CAPTIONS.values()}


def test_what_is_named_comes_first_and_all_found_stand_on_a_sheet(bench: Any, album: dict[str, str]) -> None:
    result = SearchPictures(bench)(query="a green circle", count=3)

    assert result["found"][0]["source"] == album["green circle"]
    assert [row["score"] for row in result["found"]] == sorted((r["score"] for r in result["found"]), reverse=True)
    assert (len(result["found"]), result["searched"]) == (3, len(album))
    sheet = bench.artifacts.get(result["artifacts"][0])
    assert (sheet.media_type, sheet.made_by) == ("image/png", "search_pictures")
    assert sheet.provenance.parameters["alt"].startswith("Pictures nearest to “a green circle”: green-circle.png")


def test_a_picture_like_another_is_found_and_not_the_other_itself(bench: Any, album: dict[str, str], hang: Any) -> None:
    twin = hang(bench, "twin.png", draw("blue square", 200))

    for images in (None, [twin]):
        found = SearchPictures(bench)(like=twin, images=images)["found"]
        assert found[0]["source"] == album["blue square"]
        assert twin not in [row["source"] for row in found]


@pytest.mark.parametrize("given", [{}, {"query": " "}, {"query": "a", "like": "b-1"}, {"query": "a", "count": 0}])
def test_neither_and_both_are_refused(bench: Any, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="Give query or like, and a count of 1 to 50"):
        SearchPictures(bench)(**given)


def test_where_there_is_nothing_to_search_that_is_said(bench: Any, hang: Any) -> None:
    with pytest.raises(BadInput, match="takes 1 to 500 pictures; 0 were named"):
        SearchPictures(bench)(query="a boat")
    with pytest.raises(BadInput, match="no other picture to look in"):
        SearchPictures(bench)(like=hang(bench, "only.png", draw()))


def test_vectors_are_saved_and_of_length_one(bench: Any, album: dict[str, str]) -> None:
    result = EmbedPictures(bench)(images=list(album.values()))

    lines = [json.loads(line) for line in bench.artifacts.get(result["artifacts"][0]).path.read_text().splitlines()]
    assert (result["count"], result["dimension"]) == (len(album), len(lines[0]["vector"]))
    assert [line["source"] for line in lines][:2] == ["red-circle.png", "red-square.png"]
    assert np.linalg.norm([line["vector"] for line in lines], axis=1) == pytest.approx(1, abs=1e-4)


def test_both_are_planned_from_requests(having: Any, tmp_path: Path) -> None:
    files = [tmp_path / "one.png", tmp_path / "two.png", tmp_path / "three.png"]
    for name, path in zip(("red circle", "blue square", "green circle"), files, strict=True):
        draw(name, 64).save(path)
    service = having(CLIP)

    found = service.ask(Request("Which pictures show a blue square?", tuple(files)))
    alike = service.ask(Request("Find pictures similar to one.png", tuple(files)))
    vectors = service.ask(Request("Embed the pictures", tuple(files)))

    assert found.text.startswith("Nearest to “a blue square” among 3 pictures: two.png")
    assert alike.text.startswith("Nearest to one.png among 2 pictures: ")
    assert vectors.text.startswith("3 vectors of 16 numbers")
