"""A picture is changed by words, and changed more where it came out as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.stand_ins import forge_easel
from app.stand_ins.forge_painters import PAINTS, clearly
from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Request
from tools.editing_pictures import INSTRUCTED, EditPicture
from tools.making import Making

QUICK = {"steps": 8, "guidance": 3.0, "seed": 7}


def one_colour(name: str) -> Any:
    return Image.new("RGB", (16, 16), PAINTS[name])


def painted(bench: Any, name: str) -> str:
    with Image.open(bench.artifacts.get(name).path) as image:
        return clearly(image)


def test_a_picture_becomes_what_the_words_say(easel: Any, hang: Any) -> None:
    bench = easel()
    green = hang(bench, "wall.png", one_colour("green"))

    result = EditPicture(bench)(image=green, change="a red picture", strength=0.9, **QUICK)

    assert painted(bench, result["artifacts"][0]) == "red"
    assert result["summary"].startswith("wall.png was changed. “a red picture”: edited-1, 16 x 16 pixels, seed 7")
    made = bench.artifacts.get(result["artifacts"][0])
    assert made.sources == (green,)
    assert (
        Making.from_json(made.provenance.parameters["making"]).settings["pipeline"] == "StableDiffusionImg2ImgPipeline"
    )


def test_too_little_strength_is_raised_where_it_is_judged(easel: Any, hang: Any) -> None:
    bench = easel()
    green = hang(bench, "wall.png", one_colour("green"))

    result = EditPicture(bench)(image=green, change="a red picture", strength=0.15, judged=True, takes=6, **QUICK)

    (row,) = result["pictures"]
    assert row["ok"]
    assert not row["takes"][0]["ok"]
    assert row["takes"][1]["changed"] == "strength raised from 0.15 to 0.35"
    assert row["score"] > 50


def test_words_for_a_change_are_not_scored_unless_that_is_asked_for(easel: Any, hang: Any) -> None:
    bench = easel(clip_score=99.0)
    green = hang(bench, "wall.png", one_colour("green"))

    result = EditPicture(bench)(image=green, change="a red picture", strength=0.9, **QUICK)

    assert result["pictures"][0]["ok"]
    assert "score" not in result["pictures"][0]


def test_one_that_is_told_what_to_do_is_taken_where_it_is_here() -> None:
    def here(task: str, id: str, tier: str) -> Any:
        assert (task, id) == ("image-to-image", INSTRUCTED[0])
        return True

    assert EditPicture.checkpoint_for("text-to-image", {}, here) == INSTRUCTED[0]
    assert EditPicture.checkpoint_for("text-to-image", {"model": "a/b"}, here) == "a/b"


def test_what_cannot_be_used_is_refused(easel: Any, hang: Any, tmp_path: Path) -> None:
    bench = easel()
    green = hang(bench, "wall.png", one_colour("green"))
    (tmp_path / "notes.txt").write_text("notes")
    notes = bench.artifacts.import_file(tmp_path / "notes.txt").name
    edit = EditPicture(bench)

    with pytest.raises(BadInput, match="not a picture"):
        edit(image=notes, change="a red picture")
    with pytest.raises(UnknownArtifact):
        edit(image="photo-9", change="a red picture")
    with pytest.raises(BadInput, match=r"strength=0 is outside 0\.01 to 1"):
        edit(image=green, change="a red picture", strength=0)
    with pytest.raises(BadInput, match="leaves no step"):
        edit(image=green, change="a red picture", strength=0.01, steps=4)
    with pytest.raises(BadInput, match="takes 1 to 2000"):
        edit(image=green, change=" ")


def test_it_is_planned_from_a_request(having: Any, home: Path, hub: Path, tmp_path: Path) -> None:
    forge_easel.install(home, hub, forge_easel.PAINTER)
    one_colour("green").save(tmp_path / "wall.png")

    answer = having(pool_gb=100).ask(
        Request("Edit wall.png: paint it red, seed 7, strength 0.9, in 8 steps", (tmp_path / "wall.png",))
    )

    (made,) = [artifact for artifact in answer.artifacts if artifact.made_by == "edit_picture"]
    with Image.open(made.path) as image:
        assert clearly(image) == "red"
