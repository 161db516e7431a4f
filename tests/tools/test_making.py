"""How a picture or clip was made is one record, from which it can be made again; and the file says what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app import run
from app.service import Service
from app.stand_ins import forge_untrained
from app.stand_ins.forge_untrained import FILMER, PAINTER
from runtime import video
from runtime.devices import OFFLOADED, Device, Placement
from runtime.errors import BadInput, UnknownArtifact
from runtime.settings import Settings
from tools.base import Bench, Tool
from tools.made_files import COMPOSITE, TRAINED, clip_file, keep_clip, keep_picture, picture_file, provenance
from tools.making import Drawn, Making, render

BOAT = Making("text-to-image", {"prompt": "a red boat", "seed": 3}, {"steps": 3})
CLIP = Making(
    "text-to-video",
    {"prompt": "a boat", "seed": 3},
    {"steps": 2, "width": 16, "height": 16, "frames": 5, "rate": 8},
    FILMER,
)


@pytest.fixture(scope="module")
def studio_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home, and a cache of the Hub with a painter and a filmer, both untrained."""
    folder, hub, raw = (tmp_path_factory.mktemp(name) for name in ("studio", "hub", "raw"))
    forge_untrained.install(hub, raw)
    return folder, hub


@pytest.fixture(scope="module")
def studio(studio_home: tuple[Path, Path]) -> Service:
    return Service(Settings(home=studio_home[0], threads=1, device="cpu", pool_gb=forge_untrained.LENIENT_GB))


@pytest.fixture
def at_the_hub(studio_home: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(studio_home[1]))


@pytest.fixture
def bench(studio: Service, at_the_hub: None) -> Bench:
    return run.bench(studio.settings, studio.calls, studio.sessions.open(), lambda event: None)


class Draw(Tool):
    """What any tool of the studio is to the making."""

    name, description, inputs = "draw", "Draws.", {}

    def forward(self) -> dict[str, Any]:
        return {"summary": keep_picture(self, render(self, BOAT), "picture").name}


@pytest.fixture
def tool(bench: Bench) -> Tool:
    return Draw(bench)


@pytest.fixture
def drawn(bench: Bench) -> Drawn:
    return render(bench, BOAT)


def pixels(image: Any) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


# ------------------------------------------------------------------ the record


def test_what_was_left_to_the_checkpoint_is_in_the_record_once_it_was_made(drawn: Drawn) -> None:
    making = drawn.making

    assert (making.checkpoint, making.device) == (PAINTER, "cpu, fp32")
    assert (making.settings["width"], making.settings["guidance"]) == (16, 7.5)
    assert making.settings["scheduler_settings"]["class"] == "DDIMScheduler"
    assert making.libraries["torch"]
    assert making.parts[PAINTER] == {"revision": making.revision, "licence": "creativeml-openrail-m"}


def test_the_same_making_gives_the_same_pixels_and_the_same_record(bench: Bench, drawn: Drawn) -> None:
    again = render(bench, drawn.making)

    assert np.array_equal(pixels(again.result["image"]), pixels(drawn.result["image"]))
    assert again.making == drawn.making


def test_a_record_read_back_from_json_is_the_same_record(drawn: Drawn) -> None:
    assert Making.from_json(json.loads(json.dumps(drawn.making.to_json()))) == drawn.making


@pytest.mark.parametrize("broken", [None, [], {}, {"task": "text-to-image"}, "text"])
def test_what_is_no_record_is_refused(broken: Any) -> None:
    with pytest.raises(ValueError, match="The record of how it was made is not one"):
        Making.from_json(broken)


def test_asking_for_the_same_is_the_same_whatever_is_known_of_how_it_was_made(drawn: Drawn) -> None:
    assert BOAT.is_same(drawn.making)
    assert not replace(BOAT, parameters={"steps": 4}).is_same(drawn.making)
    assert not replace(BOAT, checkpoint="another/painter").is_same(drawn.making)


def test_what_was_rounded_and_chosen_then_is_asked_for_when_it_is_made_again(drawn: Drawn) -> None:
    assert BOAT.called_with() == {"steps": 3}
    assert drawn.making.called_with() == {
        "steps": 3, "negative_prompt": "", "guidance": 7.5, "width": 16, "height": 16
    }  # fmt: skip


def test_a_picture_that_it_is_made_from_is_named_by_its_artifact(bench: Bench, tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), (220, 30, 30)).save(tmp_path / "red.png")
    name = bench.artifacts.import_file(tmp_path / "red.png").name
    given = Making("text-to-image", {"prompt": "a blue boat", "seed": 1, "image": name}, {"steps": 4, "strength": 0.5})

    drawn = render(bench, given)

    assert drawn.making.sources == (name,)
    assert str(tmp_path) not in json.dumps(drawn.making.to_json())


def test_a_picture_that_is_not_here_is_named(bench: Bench) -> None:
    with pytest.raises(UnknownArtifact, match="photo-9"):
        render(bench, Making("text-to-image", {"prompt": "a boat", "seed": 1, "image": "photo-9"}))


def test_parameters_that_no_painter_has_are_said(bench: Bench) -> None:
    with pytest.raises(BadInput, match="steps"):
        render(bench, replace(BOAT, parameters={"steps": -1}))


def test_what_had_to_give_for_it_to_fit_is_kept_with_it(drawn: Drawn) -> None:
    at = Placement(Device("cuda:0", "fp16", 8.0, ""), offload=True, rung=OFFLOADED)
    squeezed = replace(drawn, ran=replace(drawn.ran, placement=at))

    assert "memory" not in provenance("make_picture", drawn).parameters
    assert "its parts visited the device in turn" in provenance("make_picture", squeezed).parameters["memory"]


# ------------------------------------------------------------------ the files


def test_a_kept_picture_has_all_that_it_takes_to_make_it_again(tool: Tool) -> None:
    artifact = tool.bench.artifacts.get(tool()["summary"])
    made = artifact.provenance

    assert Making.from_json(made.parameters["making"]).prompt == "a red boat"
    assert (made.tool, made.seed, made.checkpoint, made.device) == ("draw", 3, PAINTER, "cpu, fp32")
    assert made.parameters["alt"] == "a red boat"


def test_a_picture_file_says_that_it_is_generated_by_what_and_from_which_seed(tool: Tool, drawn: Drawn) -> None:
    with Image.open(keep_picture(tool, drawn, "picture").path) as image:
        said = dict(image.text)

    assert said["Disclaimer"] == f"Generated by a model, {PAINTER}. No photograph."
    assert said["Source"] == f"{PAINTER} at {drawn.making.revision}"
    assert (said["Description"], said["Software"]) == ("a red boat", "Atelier, draw")
    assert TRAINED in said["XML:com.adobe.xmp"]
    comment = json.loads(said["Comment"])
    assert (comment["generated"], comment["seed"], comment["steps"]) == (True, 3, 3)


def test_a_picture_made_from_another_is_marked_as_such(tool: Tool, drawn: Drawn) -> None:
    from_photo = replace(drawn, making=replace(drawn.making, input={**BOAT.input, "image": "photo-1"}))

    assert COMPOSITE.encode() in picture_file(from_photo.result["image"], from_photo.making, tool.name)


def test_the_same_making_gives_the_same_bytes(tool: Tool, bench: Bench, drawn: Drawn) -> None:
    again = render(bench, drawn.making)

    assert keep_picture(tool, again, "picture").sha256 == keep_picture(tool, drawn, "picture").sha256


def test_where_the_settings_say_so_no_word_of_the_prompt_is_in_the_file(
    studio: Service, bench: Bench, tool: Tool
) -> None:
    secret = replace(BOAT, parameters={"steps": 2, "negative_prompt": "a green ship"})
    tool.bench = replace(bench, prompts_in_files="off")

    hidden, shown = keep_picture(tool, render(tool, secret), "picture"), keep_picture(tool, render(bench, secret), "p")

    for words in (b"red boat", b"green ship"):
        assert words not in hidden.path.read_bytes()
        assert words in shown.path.read_bytes()
    assert b'"seed": 3' in hidden.path.read_bytes()


def test_a_clip_file_says_that_it_is_generated_and_its_bytes_are_the_same_each_time(tool: Tool) -> None:
    import av

    drawn = render(tool, CLIP)
    kept_clip = keep_clip(tool, drawn, "clip")
    with av.open(str(kept_clip.path)) as container:
        said = dict(container.metadata)

    assert said["description"] == f"Generated by a model, {FILMER}. No photograph."
    assert (said["title"], json.loads(said["comment"])["seed"]) == ("a boat", 3)
    assert video.probe(kept_clip.path).frames == 5
    again = render(tool, drawn.making)
    assert clip_file(again.result["frames"], again.result["rate"], again.making, "draw") == kept_clip.path.read_bytes()


def test_a_tools_result_names_the_models_that_had_a_part_in_it(tool: Callable[[], dict[str, Any]]) -> None:
    assert [model["checkpoint"] for model in tool()["models"]] == [PAINTER]
