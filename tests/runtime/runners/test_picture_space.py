"""Pictures and sentences are compared: labels named on the spot, CLIP scores, vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.stand_ins import forge_sight
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_sight import CAPTIONS, draw
from runtime.devices import Device, Placement
from runtime.runners.picture_space import PictureSpace

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))
PLAIN = {"hypothesis_template": "{}"}


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_sight.clip)


@pytest.fixture(scope="module")
def clip(folder: Path) -> PictureSpace:
    return PictureSpace(folder, CPU)


def test_the_label_that_fits_comes_first(clip: PictureSpace) -> None:
    found = clip([draw(name) for name in CAPTIONS.values()], candidate_labels=list(CAPTIONS), **PLAIN)

    assert [labels[0]["label"] for labels in found] == list(CAPTIONS)
    assert sum(label["score"] for label in found[0]) == pytest.approx(1)


def test_a_caption_that_fits_has_a_higher_clip_score(clip: PictureSpace) -> None:
    fits, not_at_all = clip([{"image": draw("red circle"), "text": text} for text in ("a red circle", "a blue square")])

    assert 50 < fits["score"] <= 100
    assert fits["score"] == pytest.approx(100 * fits["cosine"])
    assert fits["score"] > not_at_all["score"] + 20
    assert not_at_all["score"] >= 0


def test_vectors_have_length_one_and_come_in_order(clip: PictureSpace) -> None:
    mixed = clip([draw("red circle"), {"text": "a blue square"}, draw("blue square"), {"text": "a red circle"}])

    assert all(vector.dtype == np.float32 for vector in mixed)
    assert [float(np.linalg.norm(vector)) for vector in mixed] == pytest.approx([1] * 4, abs=1e-5)
    assert mixed[0] @ mixed[3] > mixed[0] @ mixed[1]
    assert mixed[2] @ mixed[1] > mixed[2] @ mixed[3]


def test_scores_are_those_of_transformers_own_pipeline(clip: PictureSpace, folder: Path) -> None:
    from transformers import pipeline

    run = pipeline("zero-shot-image-classification", model=str(folder), device="cpu")
    labels = ["a green circle", "a yellow square"]
    theirs = run(draw("yellow square"), candidate_labels=labels, **PLAIN)

    ours = clip([draw("yellow square")], candidate_labels=labels, **PLAIN)[0]
    assert [x["label"] for x in ours] == [x["label"] for x in theirs]
    assert [x["score"] for x in ours] == pytest.approx([x["score"] for x in theirs], abs=1e-4)


def test_siglip_judges_each_label_by_itself(tmp_path: Path) -> None:
    space = PictureSpace(forge_sight.siglip(tmp_path / "siglip"), CPU)

    found = space([draw("red circle")], candidate_labels=["a red circle", "a blue square"], **PLAIN)[0]

    assert found[0]["label"] == "a red circle"
    assert found[0]["score"] > 0.5 > found[1]["score"]


def test_bf16_sees_the_same(folder: Path) -> None:
    found = PictureSpace(folder, HALF)([draw("blue circle")], candidate_labels=list(CAPTIONS), **PLAIN)
    assert found[0][0]["label"] == "a blue circle"


def test_what_cannot_be_used_is_refused(clip: PictureSpace) -> None:
    with pytest.raises(ValueError, match="not empty"):
        clip([draw()], candidate_labels=["a dog", " "])
    with pytest.raises(ValueError, match="template"):
        clip([draw()], candidate_labels=["a dog"], hypothesis_template="a photo")
    with pytest.raises(ValueError, match="no picture"):
        clip(["a dog"], candidate_labels=["a dog"])
    with pytest.raises(ValueError, match="a text that is not empty"):
        clip([{"image": draw(), "text": ""}])
    assert clip([], candidate_labels=["a dog"]) == []
    long = clip([{"image": draw(), "text": "a very long caption " * 100}])
    assert 0 <= long[0]["score"] <= 100
