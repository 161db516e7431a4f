"""A chat model talks about pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins import forge_desk
from app.stand_ins.forge_chats import ASKED, SAID
from app.stand_ins.forge_gallery import LLAVA
from app.stand_ins.forge_sight import draw
from runtime.errors import BadInput, NeedsModule
from runtime.modules import imports
from runtime.records import Request
from runtime.settings import Settings
from tools.picture_talk import DiscussPicture

QWEN = "Qwen/Qwen2-VL-7B-Instruct"


@pytest.fixture
def talker(having: Any) -> Service:
    return having(LLAVA)


def test_what_is_said_depends_on_the_picture(talker: Service, hang: Any) -> None:
    bench = forge_desk.bench_of(talker)
    for name, said in SAID.items():
        result = DiscussPicture(bench)(images=[hang(bench, f"{name[:3]}.png", draw(name, 90))], prompt=ASKED)

        assert result["text"] == result["summary"] == said
        assert result["models"][0]["checkpoint"] == LLAVA


@pytest.mark.parametrize("given", [{"prompt": " "}, {"prompt": "x" * 4001}, {"prompt": "why?", "max_tokens": 0}])
def test_what_cannot_be_used_is_refused(bench: Any, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="Give a prompt of 1 to 4000 characters and max_tokens of 1 to 2000"):
        DiscussPicture(bench)(images=["a-1"], **given)


def test_too_many_pictures_are_refused(talker: Service, hang: Any) -> None:
    bench = forge_desk.bench_of(talker)
    images = [hang(bench, f"{n}.png", draw(size=32 + n)) for n in range(9)]

    with pytest.raises(BadInput, match="8 at most"):
        DiscussPicture(bench)(images=images, prompt="Compare them.")


@pytest.mark.skipif(imports("torchvision"), reason="torchvision is here")
def test_one_that_needs_torchvision_is_passed_over_or_refused_in_a_sentence(
    home: Path, hub: Path, fresh_home: Path, hang: Any
) -> None:
    from app.stand_ins import forge
    from app.stand_ins.forge_audio import kept

    forge.hub_install(kept(home, forge_desk.MADE[LLAVA]), QWEN, hub)  # its weights would do; its processor would not
    forge_desk.install(home, hub, LLAVA)
    bench = forge_desk.bench_of(Service(Settings(home=fresh_home, threads=1, pool_gb=100.0)))
    image = hang(bench, "a.png", draw("red circle"))

    assert DiscussPicture(bench)(images=[image], prompt=ASKED)["models"][0]["checkpoint"] == LLAVA
    assert bench.pool.choice("image-text-to-text").reason.endswith(
        f"{QWEN} was passed over: torchvision does not import here."
    )
    with pytest.raises(NeedsModule, match=f"{QWEN} cannot be loaded without torchvision"):
        DiscussPicture(bench)(images=[image], prompt=ASKED, model=QWEN)


def test_it_is_planned_from_a_request(talker: Service, tmp_path: Path) -> None:
    draw("red circle", 90).save(tmp_path / "sign.png")

    answer = talker.ask(Request("Tell me a story about this photo", (tmp_path / "sign.png",)))

    assert answer.text
    assert [made.name for made in answer.artifacts] == ["talk-1"]
