"""What videos show is said by classes, by labels that are named, over time, and in sentences."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.stand_ins.forge_clips import CLAP, SEEN, TIMESFORMER, VIDEOMAE, WAYS, XCLIP, film, moving, party, still
from app.stand_ins.forge_gallery import BLIP
from runtime.errors import BadInput, CheckpointNotFound
from runtime.records import Request
from tools.clip_captions import CaptionVideo
from tools.clip_classes import ClassifyVideo
from tools.clip_fusing import timeline
from tools.clip_labels import MatchVideo, stride

LABELS = list(SEEN)


def given(bench: Any, path: Path) -> str:
    return str(bench.artifacts.import_file(path).name)


@pytest.mark.parametrize("checkpoint", [VIDEOMAE, TIMESFORMER])
def test_which_way_it_goes_is_said(gallery: Any, tmp_path: Path, checkpoint: str) -> None:
    bench = gallery(VIDEOMAE, TIMESFORMER)

    for way in WAYS:
        name = given(bench, film(tmp_path / f"{way}.mp4", moving(way, size=64, top=0.42)))
        result = ClassifyVideo(bench)(video=name, model=checkpoint)
        assert result["label"] == way
        assert result["confidence"] == result["scores"][way] > 0.5
        assert result["models"][0]["checkpoint"] == checkpoint


def test_pictures_and_sound_are_judged_together_over_time(gallery: Any, tmp_path: Path) -> None:
    bench = gallery(XCLIP, CLAP)

    result = MatchVideo(bench)(video=given(bench, party(tmp_path / "party.mp4", 3.0, 96)), labels=LABELS)

    assert [row["label"] for row in result["timeline"]] == [LABELS[0]] * 6 + [LABELS[1]] * 6
    assert [(turn["before"], turn["after"]) for turn in result["turns"]] == [tuple(LABELS)]
    assert result["turns"][0]["time_s"] == pytest.approx(3.0, abs=0.5)
    assert sum(result["scores"].values()) == pytest.approx(1.0, abs=1e-3)
    assert all(sum(row["scores"].values()) == pytest.approx(1.0, abs=1e-3) for row in result["timeline"])
    assert "Pictures and sound were judged together." in result["summary"]
    assert {facts["checkpoint"] for facts in result["models"]} == {XCLIP, CLAP}


def test_a_plot_and_a_table_are_made(gallery: Any, tmp_path: Path) -> None:
    bench = gallery(XCLIP, CLAP)

    result = MatchVideo(bench)(video=given(bench, party(tmp_path / "party.mp4", 2.0, 96)), labels=LABELS, step_s=1)

    plot, table = (bench.artifacts.get(name) for name in result["artifacts"])
    with Image.open(plot.path) as image:
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20)}
    assert {(0, 114, 178), (213, 94, 0)} <= colours
    assert plot.provenance.parameters["alt"].startswith("party.mp4 is most of all")
    rows = list(csv.DictReader(table.path.read_text().splitlines()))
    assert [row["label"] for row in rows] == [row["label"] for row in result["timeline"]]
    for row in rows:
        product = np.array([float(row[f"{label} (pictures)"]) * float(row[f"{label} (sound)"]) for label in LABELS])
        fused = [float(row[f"{label} (fused)"]) for label in LABELS]
        assert fused == pytest.approx((product / product.sum()).tolist(), abs=0.01)


def test_without_sound_or_what_hears_it_the_pictures_decide_and_that_is_said(gallery: Any, tmp_path: Path) -> None:
    bench = gallery(XCLIP)
    mute = given(bench, film(tmp_path / "mute.mp4", moving("left", "red circle", 20, 64)))
    loud = given(bench, party(tmp_path / "party.mp4", 2.0, 64))

    silent, deaf = MatchVideo(bench)(video=mute, labels=LABELS), MatchVideo(bench)(video=loud, labels=LABELS)

    assert silent["label"] == LABELS[0]
    assert "It has no sound, so the pictures alone were judged." in silent["summary"]
    assert f"atelier pull {CLAP}" in deaf["summary"]
    assert all(row["sound"] is None for row in deaf["timeline"])
    assert "judged" not in MatchVideo(bench)(video=loud, labels=LABELS, sound=False)["summary"]


def test_frames_are_told_in_sentences_the_same_once(gallery: Any, tmp_path: Path) -> None:
    bench = gallery(BLIP)
    pictures = [*still("red circle", 20, 96), *still("blue square", 20, 96)]

    result = CaptionVideo(bench)(video=given(bench, film(tmp_path / "two.mp4", pictures)), count=4)

    assert result["summary"] == "two.mp4: from 0:00.5 a red circle; from 0:02.5 a blue square."
    assert [row["caption"] for row in result["frames"]] == ["a red circle"] * 2 + ["a blue square"] * 2
    text, sheet = (bench.artifacts.get(name) for name in result["artifacts"])
    assert text.path.read_text() == "from 0:00.5 a red circle; from 0:02.5 a blue square.\n"
    assert (sheet.media_type, text.provenance.checkpoint) == ("image/png", BLIP)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"labels": ["joy"]}, "1 labels were given; give 2 to 20"),
        ({"smooth": 0}, "outside 1 to 25"),
        ({"step_s": 0.001}, "more than 600 moments"),
        ({"video": "words-1"}, "not a video"),
    ],
)
def test_what_cannot_be_used_is_refused(gallery: Any, tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    bench = gallery(XCLIP)
    (tmp_path / "words.txt").write_text("no video")
    given(bench, tmp_path / "words.txt")
    usual = {"video": given(bench, film(tmp_path / "a.mp4", still("red circle", 10))), "labels": LABELS}

    with pytest.raises(BadInput, match=said):
        MatchVideo(bench)(**(usual | wrong))


def test_counts_out_of_range_and_missing_checkpoints_are_named(gallery: Any, tmp_path: Path) -> None:
    bench = gallery(BLIP)
    name = given(bench, film(tmp_path / "a.mp4", still("red circle", 10)))

    with pytest.raises(BadInput, match="outside 1 to 50"):
        ClassifyVideo(bench)(video=name, count=51)
    with pytest.raises(BadInput, match="outside 1 to 48"):
        CaptionVideo(bench)(video=name, count=0)
    with pytest.raises(CheckpointNotFound, match="atelier pull"):
        ClassifyVideo(bench)(video=name)


def test_the_steps_of_a_long_video_are_longer() -> None:
    assert (stride(10.0, None), stride(1200.0, None), stride(1200.0, 2.0)) == (0.5, 10.0, 2.0)


def test_what_changes_for_one_moment_is_no_turn() -> None:
    seen = np.array([[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.9, 0.1], [0.1, 0.9], [0.1, 0.9]])

    line = timeline(["joy", "fear"], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], seen, np.full_like(seen, np.nan), 1)

    assert [(turn.time_s, turn.before, turn.after) for turn in line.turns] == [(4.0, "joy", "fear")]


def test_they_are_planned_from_requests(having: Any, tmp_path: Path) -> None:
    service = having(VIDEOMAE, TIMESFORMER, XCLIP, CLAP, BLIP)
    right = film(tmp_path / "right.mp4", moving("right", size=64, top=0.42))
    both = party(tmp_path / "party.mp4", 2.0, 96)

    assert service.ask(Request("Which action is seen in the video?", (right,))).text.startswith("right.mp4: right ")
    told = service.ask(Request("Sort the video into one of: low tone, noise", (both,)))
    assert "from low tone to noise" in told.text
    assert len(told.artifacts) == 2
    several = service.ask(Request("Take 3 stills out of the video and caption them", (both,)))
    assert len([one for one in several.artifacts if one.name.startswith("frame-")]) == 3
    assert several.text.count("a red circle") + several.text.count("a blue") >= 2
    assert service.ask(Request("Describe the video", (both,))).text.startswith("party.mp4: from 0:00.3 a ")
