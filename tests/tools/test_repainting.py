"""A part of a picture is painted anew; every pixel outside is as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.direct import run_directly
from app.stand_ins import forge, forge_easel, forge_finding
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_painters import clearly
from runtime.errors import BadInput, CheckpointNotFound
from runtime.records import Request
from tools.masking import inside, widened
from tools.repainting import RepaintPicture, around

QUICK = {"steps": 4, "guidance": 3.0, "seed": 7}
BOX = (2, 2, 22, 14)


def photo(size: tuple[int, int] = (24, 16)) -> Any:
    """A green picture with grain."""
    grain = np.random.default_rng(0).integers(-20, 20, (size[1], size[0], 3))
    return Image.fromarray(np.clip(np.array([30, 180, 30]) + grain, 0, 255).astype(np.uint8))


def mask(size: tuple[int, int] = (24, 16), box: tuple[int, int, int, int] = BOX) -> Any:
    made = Image.new("L", size, 0)
    made.paste(255, box)
    return made


def pixels(bench: Any, name: str) -> Any:
    with Image.open(bench.artifacts.get(name).path) as image:
        return np.asarray(image.convert("RGB"))


def test_what_is_under_the_mask_becomes_what_was_said_and_nothing_else_changes(easel: Any, hang: Any) -> None:
    bench = easel()
    names = hang(bench, "photo.png", photo()), hang(bench, "where.png", mask())

    result = RepaintPicture(bench)(image=names[0], prompt="a red picture", mask=names[1], **QUICK)

    before, after = np.asarray(photo()), pixels(bench, result["artifacts"][0])
    outside = np.asarray(mask()) == 0
    assert after.shape == before.shape
    assert (after[outside] == before[outside]).all()
    assert clearly(Image.fromarray(after[4:12, 4:20])) == "red"
    assert result["share"] == 0.625
    assert result["mask"] == names[1]
    assert result["summary"].startswith("62 % of photo.png was painted anew, the rest is as it was. “a red picture”")
    assert bench.artifacts.get(result["artifacts"][0]).sources == names


def test_words_find_what_is_painted_over(having: Any, home: Path, hub: Path, easel_hub: Path, hang: Any) -> None:
    from app import run

    forge_easel.install(home, hub)
    forge.hub_install(kept(home, forge_finding.searcher), "google/owlvit-base-patch32", hub)
    service = having(pool_gb=100, clip_score=0.0)
    bench = run.bench(service.settings, service.calls, service.sessions.open(), lambda event: None)
    drawn = forge_finding.scene(3)
    image, (name, box) = drawn.picture, drawn.things[0]
    shown = hang(bench, "scene.png", image)

    result = RepaintPicture(bench)(image=shown, prompt="a green picture", thing=name, judged=False, **QUICK)

    found = pixels(bench, result["mask"])[..., 0] > 127
    left, top, right, bottom = map(round, box)
    assert found[(top + bottom) // 2, (left + right) // 2]
    outside = ~found
    before, after = np.asarray(image.convert("RGB")), pixels(bench, result["artifacts"][0])
    assert (after[outside] == before[outside]).all()


def test_what_is_not_there_is_said(easel: Any, hang: Any) -> None:
    bench = easel()
    shown = hang(bench, "photo.png", photo())

    with pytest.raises(CheckpointNotFound, match="zero-shot-object-detection"):
        RepaintPicture(bench)(image=shown, prompt="a vase", thing="the mug")
    with pytest.raises(BadInput, match="Where\\? Name what is painted over"):
        RepaintPicture(bench)(image=shown, prompt="a vase")


def test_a_mask_that_does_not_fit_is_refused(easel: Any, hang: Any) -> None:
    bench = easel()
    shown, small, black = (
        hang(bench, "photo.png", photo()),
        hang(bench, "small.png", mask((8, 8), (0, 0, 8, 8))),
        hang(bench, "black.png", Image.new("L", (24, 16))),
    )

    with pytest.raises(BadInput, match="small-1 has 8 x 8 pixels; a mask is as large as the picture, 24 x 16"):
        RepaintPicture(bench)(image=shown, prompt="a vase", mask=small)
    with pytest.raises(BadInput, match="Nothing in black-1 is white"):
        RepaintPicture(bench)(image=shown, prompt="a vase", mask=black)


def test_a_checkpoint_that_was_made_for_masks_comes_first_then_any_painter() -> None:
    def only(*here: str) -> Any:
        def choose(task: str, id: str, tier: str) -> Any:
            if task not in here:
                raise CheckpointNotFound(id, task, Path())

            class Chosen:
                class checkpoint:
                    id = "my/painter"

            return Chosen

        return choose

    assert RepaintPicture.checkpoint_for("inpainting", {}, only("inpainting", "text-to-image")) == ""
    assert RepaintPicture.checkpoint_for("inpainting", {}, only("text-to-image")) == "my/painter"
    assert RepaintPicture.checkpoint_for("inpainting", {}, only()) == ""
    assert RepaintPicture.checkpoint_for("inpainting", {"model": "a/b"}, only()) == "a/b"


def test_a_mask_reaches_a_little_beyond_what_it_is_of() -> None:
    found = np.zeros((50, 100), bool)
    found[20:30, 40:60] = True

    grown = np.asarray(widened(found, (100, 50))) > 127

    assert grown[found].all()
    assert grown[19:31, 39:61].all()
    assert grown.sum() == 12 * 22
    assert around(found) == (35, 18, 65, 32)
    assert inside((-1, 2.4, 200, 7.7), (100, 50)) == (0, 2, 100, 8)


@pytest.fixture
def painters(having: Any, home: Path, hub: Path, tmp_path: Path) -> Any:
    """A service with a painter and nothing else, and a picture and a mask beside it."""
    forge_easel.install(home, hub, forge_easel.PAINTER)
    photo().save(tmp_path / "photo.png")
    mask().save(tmp_path / "mask.png")
    return having(pool_gb=100)


def test_a_file_may_stand_for_the_mask_on_the_command_line(painters: Any, tmp_path: Path) -> None:
    files = [f"image={tmp_path / 'photo.png'}", f"mask={tmp_path / 'mask.png'}"]

    result = run_directly(painters, "repaint_picture", [*files, "prompt=a red picture", "seed=7", "steps=4"], "")

    assert result["mask"] == "mask-1"
    assert result["share"] == 0.625


def test_it_is_planned_from_a_request(painters: Any, tmp_path: Path) -> None:
    request = Request(
        "Inpaint the wall in photo.png with a red wall, mask mask.png, seed 7, in 4 steps",
        (tmp_path / "photo.png", tmp_path / "mask.png"),
    )

    answer = painters.ask(request)

    (made,) = [artifact for artifact in answer.artifacts if artifact.made_by == "repaint_picture"]
    with Image.open(made.path) as image:
        assert clearly(image.crop((4, 4, 20, 12))) == "red"
