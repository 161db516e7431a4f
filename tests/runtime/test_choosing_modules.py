"""A checkpoint that needs a module which does not import here is passed over, and that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runtime.catalog import Catalog, Checkpoint, load_catalog
from runtime.choosing import Chooser
from runtime.errors import CheckpointNotFound, NeedsModule
from runtime.modules import imports

LARGE = Checkpoint("talk", "org/large", "full", 2.0, "mit", "", needs="torchvision")
SMALL = Checkpoint("talk", "org/small", "light", 1.0, "mit", "")


def chooser(*lines: Checkpoint, has: bool, here: tuple[str, ...] = ("org/large", "org/small")) -> Chooser:
    catalog = Catalog(lines)

    def locate(line: Checkpoint) -> Checkpoint:
        if line.id not in here:
            raise CheckpointNotFound(line.id, line.task, "nowhere")  # type: ignore[arg-type]
        return line

    return Chooser(lambda: catalog, {"cpu": 8.0}, locate=locate, has=lambda module: has)


def test_where_the_module_imports_the_larger_one_serves() -> None:
    choice = chooser(SMALL, LARGE, has=True).choice("talk")

    assert choice.checkpoint == LARGE
    assert "passed over" not in choice.reason


def test_where_it_does_not_the_next_one_does_and_the_sentence_says_why() -> None:
    choice = chooser(SMALL, LARGE, has=False).choice("talk")

    assert choice.checkpoint == SMALL
    assert choice.reason.endswith("org/large was passed over: torchvision does not import here.")


def test_one_that_is_not_on_this_machine_is_not_spoken_of() -> None:
    asked: list[str] = []
    choose = replace(
        chooser(SMALL, LARGE, has=False, here=("org/small",)), has=lambda module: bool(asked.append(module))
    )

    assert "passed over" not in choose.choice("talk").reason
    assert asked == []


def test_alone_or_by_its_name_it_is_refused_in_a_sentence() -> None:
    with pytest.raises(NeedsModule, match="org/large cannot be loaded without torchvision"):
        chooser(LARGE, has=False).choice("talk")
    with pytest.raises(NeedsModule, match="atelier doctor"):
        chooser(SMALL, LARGE, has=False).choice("talk", "org/large")


def test_what_would_be_fetched_can_be_loaded() -> None:
    assert chooser(replace(LARGE, tier="light"), SMALL, has=False).wanted("talk")[0] == SMALL


def test_a_broken_module_does_not_count(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_vision.py").write_text("raise RuntimeError('operator nms does not exist')")
    monkeypatch.syspath_prepend(tmp_path)

    assert not imports("broken_vision")
    assert not imports("no_such_vision")


def test_our_catalog_says_which_of_its_lines_need_torchvision() -> None:
    assert [line.id for line in load_catalog().checkpoints if line.needs == "torchvision"] == [
        "Qwen/Qwen2-VL-7B-Instruct"
    ]
