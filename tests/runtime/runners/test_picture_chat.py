"""A chat model says what it sees, and a prompt cannot speak for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.stand_ins import forge_chats
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_chats import ASKED, SAID
from app.stand_ins.forge_sight import draw
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, NeedsTorchvision
from runtime.modules import imports
from runtime.runners.picture_chat import PictureChat
from runtime.runners.seeing import processor

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))


@pytest.fixture(scope="module")
def chat(home: Path) -> PictureChat:
    return PictureChat(kept(home, forge_chats.llava), CPU)


def test_what_is_said_depends_on_the_picture(chat: PictureChat, tmp_path: Path) -> None:
    draw("blue square", 200).save(tmp_path / "sign.png")

    found = chat([{"images": [draw("red circle")], "prompt": ASKED},
                  {"images": [tmp_path / "sign.png"], "prompt": ASKED}], max_new_tokens=40)  # fmt: skip

    assert [one["text"] for one in found] == list(SAID.values())
    assert all(0 < one["tokens"] <= 40 for one in found)


def test_no_more_is_written_than_was_asked_for(chat: PictureChat) -> None:
    assert chat([{"images": [draw()], "prompt": ASKED}], max_new_tokens=3) == [{"text": "A r", "tokens": 3}]


def test_several_pictures_and_other_scripts_are_taken(chat: PictureChat) -> None:
    found = chat([{"images": [draw(), draw("blue square")], "prompt": "これは何ですか。 <image>"}], max_new_tokens=4)

    assert found[0]["tokens"] == 4


def test_bf16_says_something(home: Path) -> None:
    found = PictureChat(kept(home, forge_chats.llava), HALF)([{"images": [draw()], "prompt": ASKED}], max_new_tokens=8)

    assert found[0]["text"]


def test_what_cannot_be_used_is_refused(chat: PictureChat) -> None:
    assert chat([]) == []
    with pytest.raises(ValueError, match="not empty"):
        chat([{"images": [draw()], "prompt": "  "}])
    with pytest.raises(ValueError, match="Give fewer"):
        chat([{"images": [draw()], "prompt": "long " * 1000}])
    with pytest.raises(ValueError, match="do_sample"):
        chat([{"images": [draw()], "prompt": ASKED}], temperature=0.5)


def test_a_stop_is_heard(chat: PictureChat) -> None:
    token = CancelToken()
    token.cancel()

    with limited(60, token), pytest.raises(Cancelled):
        chat([{"images": [draw()], "prompt": ASKED}])


@pytest.mark.skipif(imports("torchvision"), reason="torchvision is here")
def test_a_processor_that_needs_torchvision_says_so(home: Path, tmp_path: Path) -> None:
    config = '{"model_type": "qwen2_vl", "architectures": ["Qwen2VLForConditionalGeneration"]}'
    (tmp_path / "config.json").write_text(config)
    looks = '{"image_processor_type": "Qwen2VLImageProcessor", "processor_class": "Qwen2VLProcessor"}'
    (tmp_path / "preprocessor_config.json").write_text(looks)

    with pytest.raises(NeedsTorchvision, match="atelier doctor"):
        processor(tmp_path)
