"""What was learned of asking: which tool the words of a clause ask for."""

import json

import numpy as np
import pytest

from agents.choosing.wordings import NONE, SHIPPED, load_wordings, save_wordings
from agents.specialists import offers
from benchmarks.train_wordings import DATA, fit, load, masked, share_right
from runtime.errors import CheckpointError


@pytest.fixture(scope="module")
def said():
    """A line in nine of what was learned from."""
    return load()[::9]


@pytest.fixture(scope="module")
def vectors(encoder, said):
    return encoder([one.text for one in said])


def test_it_knows_every_tool_of_the_platform_and_none():
    assert set(load_wordings().classes) == {offer.name for offer in offers()} | {NONE}


def test_the_shipped_weights_are_small():
    assert SHIPPED.stat().st_size < 5_000_000


def test_each_clause_gets_chances_that_sum_to_one(encoder):
    texts = ["cut the video to the first 10 seconds", "qwrt zxcv", ""]

    chances = load_wordings().chances(texts, [["video"], [], []], encoder(texts))

    assert chances.shape == (3, len(load_wordings().classes))
    assert np.allclose(chances.sum(axis=1), 1)
    assert load_wordings().classes[int(chances[0].argmax())] == "cut_video"


def test_what_no_tool_does_is_told_from_what_one_does(encoder):
    texts = ["book a table for two at eight", "send the invoice to my landlord by mail"]

    chances = load_wordings().chances(texts, [[], []], encoder(texts))

    assert {load_wordings().classes[int(best)] for best in chances.argmax(axis=1)} == {NONE}


def test_kinds_of_files_count(encoder):
    text = ["how long is it?"]

    of_video, of_sound = (load_wordings().chances(text, [[kind]], encoder(text))[0] for kind in ("video", "sound"))

    video, sound = (load_wordings().classes.index(name) for name in ("describe_video", "describe_sound"))
    assert of_video[video] / of_video[sound] > of_sound[video] / of_sound[sound]


def test_what_was_learned_is_known_again_and_the_same_data_give_the_same_bytes(said, vectors, tmp_path):
    found = fit(said, vectors)

    save_wordings(found, tmp_path / "a", {})
    save_wordings(fit(said, vectors), tmp_path / "b", {})

    assert share_right(found, said, vectors) > 0.9
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert np.allclose(load_wordings(tmp_path / "a").bias, found.bias, atol=0.01)


def test_a_missing_file_says_how_to_fit_one(tmp_path):
    with pytest.raises(CheckpointError, match=r"python -m benchmarks\.train_wordings"):
        load_wordings(tmp_path / "wordings.safetensors")


def test_a_file_that_is_no_weights_is_refused(tmp_path):
    (tmp_path / "w").write_bytes(b"no weights")

    with pytest.raises(CheckpointError):
        load_wordings(tmp_path / "w")


def test_ways_of_asking_are_masked_as_the_planner_masks_them():
    assert masked("Caption quarry.png please") == ("Caption the picture please", ("picture",))


def test_no_way_of_asking_stands_twice():
    lines = [json.loads(line)["say"].lower() for line in DATA.read_text(encoding="utf-8").splitlines()]

    assert len(lines) == len(set(lines))
