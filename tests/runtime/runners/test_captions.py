"""What is drawn is said in a sentence, whichever architecture says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.stand_ins import forge_captions
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_captions import SENTENCES
from app.stand_ins.forge_sight import NAMES, draw
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, FileEmpty
from runtime.runners.captions import Captioner

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))
DRAWN = [draw(name) for name in NAMES]


@pytest.fixture(scope="module")
def blip(home: Path) -> Captioner:
    return Captioner(kept(home, forge_captions.blip), CPU)


@pytest.mark.parametrize("forge", ["blip", "git", "vit_gpt2"])
def test_each_architecture_says_what_is_drawn_and_goes_on_from_a_beginning(forge: str, home: Path) -> None:
    run = Captioner(kept(home, getattr(forge_captions, forge)), CPU)

    assert [one["text"] for one in run(DRAWN)] == list(SENTENCES)
    assert run([DRAWN[1]], beginning="a blue") == [{"text": "a blue square"}]


def test_a_batch_is_as_one_by_one_and_a_file_as_its_picture(blip: Captioner, tmp_path: Path) -> None:
    for name, picture in zip(NAMES, DRAWN, strict=True):
        picture.save(tmp_path / f"{name}.png")

    assert blip([tmp_path / f"{name}.png" for name in NAMES]) == [blip([picture])[0] for picture in DRAWN]


def test_bf16_says_the_same(home: Path) -> None:
    found = Captioner(kept(home, forge_captions.blip), HALF)([DRAWN[0].convert("L").convert("RGBA"), DRAWN[1]])

    assert found[1] == {"text": "a blue square"}


def test_none_gives_none_and_what_is_drawn_by_a_seed_settles(blip: Captioner) -> None:
    drawn = {"do_sample": True, "seed": 3}

    assert blip([]) == []
    assert blip(DRAWN[:2], **drawn) == blip(DRAWN[:2], **drawn)
    assert blip.settles(drawn)
    assert not blip.settles({"do_sample": True})


@pytest.mark.parametrize("given", [{"max_new_tokens": 0}, {"colour": 1}, {"num_return_sequences": 2}, {"top_p": 0.5}])
def test_what_has_no_meaning_is_refused(blip: Captioner, given: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="|".join(given)):
        blip(DRAWN, **given)


def test_what_is_no_picture_is_refused(blip: Captioner, tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()

    with pytest.raises(FileEmpty):
        blip([tmp_path / "empty.png"])
    with pytest.raises(ValueError, match="no picture"):
        blip(["a boat"])


def test_a_stop_is_heard_while_it_writes(blip: Captioner) -> None:
    token = CancelToken()
    token.cancel()

    with limited(60, token), pytest.raises(Cancelled):
        blip(DRAWN)
