"""What a person adds is written to one file, a line at a time, and what they wrote there by hand stays."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.catalog import OWN, Checkpoint, catalog_at
from runtime.choosing import unlisted
from runtime.errors import SettingsError
from runtime.own_models import add_line, own_lines, remove_lines

MINE = Checkpoint(
    "image-classification", "my-org/vit", "full", 0.34, "mit", "dogs only", disk_gb=0.33, revision="v2", own=True
)


def ids(home: Path) -> list[str]:
    return [line.id for line in own_lines(home)]


def test_what_was_added_is_read_back_as_it_was(tmp_path: Path) -> None:
    add_line(tmp_path / "home", MINE)

    assert own_lines(tmp_path / "home") == (MINE,)
    assert catalog_at(tmp_path / "home").serving("image-classification")[0] == MINE


@pytest.mark.parametrize(
    "text",
    ['a "quoted" one', "back\\slash", "two\nlines\tand a tab", "naïve 模型 🤗", "\x7f\x01\x1f", "# = [[checkpoint]]"],
)
def test_any_text_is_quoted_so_that_it_is_read_back(tmp_path: Path, text: str) -> None:
    line = replace(MINE, note=text, id=f"/folder/{text}")
    add_line(tmp_path, line)
    add_line(tmp_path, MINE)

    assert own_lines(tmp_path) == (MINE, line)


def test_the_newest_comes_first(tmp_path: Path) -> None:
    add_line(tmp_path, MINE)
    add_line(tmp_path, replace(MINE, id="my-org/other"))

    assert ids(tmp_path) == ["my-org/other", "my-org/vit"]


def test_adding_the_same_again_replaces_its_line_for_that_task_only(tmp_path: Path) -> None:
    add_line(tmp_path, MINE)
    add_line(tmp_path, replace(MINE, task="feature-extraction"))
    add_line(tmp_path, replace(MINE, revision="v3"))

    assert [(line.task, line.revision) for line in own_lines(tmp_path)] == [
        ("image-classification", "v3"),
        ("feature-extraction", "v2"),
    ]


def test_a_checkpoint_is_removed_for_one_task_or_for_all(tmp_path: Path) -> None:
    for task in ("image-classification", "feature-extraction", "object-detection"):
        add_line(tmp_path, replace(MINE, task=task))

    remove_lines(tmp_path, MINE.id, "feature-extraction")
    assert [line.task for line in own_lines(tmp_path)] == ["object-detection", "image-classification"]
    remove_lines(tmp_path, MINE.id)
    assert own_lines(tmp_path) == ()


def test_what_a_person_wrote_by_hand_stays(tmp_path: Path) -> None:
    add_line(tmp_path, MINE)
    by_hand = (tmp_path / OWN).read_text(
        encoding="utf-8"
    ) + "# the cat one\n[[checkpoint]]  # careful\nid = 'my-org/cats'\n"
    by_hand += 'task="image-classification"\ntier="light"\nmemory_gb=1\nlicence="mit"\nnote="""\nlong"""\n'
    (tmp_path / OWN).write_text(by_hand, encoding="utf-8")

    remove_lines(tmp_path, MINE.id)
    add_line(tmp_path, replace(MINE, id="my-org/dogs"))

    text = (tmp_path / OWN).read_text(encoding="utf-8")
    assert text.startswith("# Checkpoints of your own")
    assert text.endswith(by_hand[by_hand.index("# the cat one") :])
    assert ids(tmp_path) == ["my-org/dogs", "my-org/cats"]


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / OWN).write_text("[[checkpoint]]\nid = 3\n", encoding="utf-8")

    for change in (lambda: add_line(tmp_path, MINE), lambda: remove_lines(tmp_path, MINE.id)):
        with pytest.raises(SettingsError, match=r"models\.toml, line 1, 3: 'task' is missing"):
            change()
    assert (tmp_path / OWN).read_text(encoding="utf-8") == "[[checkpoint]]\nid = 3\n"


def test_a_file_in_another_form_is_left_to_its_writer(tmp_path: Path) -> None:
    inline = 'checkpoint = [{task="a", id="b", tier="light", memory_gb=1, licence="mit", note="c"}]\n'
    (tmp_path / OWN).write_text(inline, encoding="utf-8")

    with pytest.raises(SettingsError, match="must be changed by hand"):
        add_line(tmp_path, MINE)
    assert ids(tmp_path) == ["b"]


def test_a_line_that_another_is_built_on_is_not_taken_away(tmp_path: Path) -> None:
    base = replace(unlisted("my-org/encoder", "sentence-similarity"), own=True)
    add_line(tmp_path, base)
    add_line(tmp_path, replace(base, task="feature-extraction", on="sentence-similarity"))

    with pytest.raises(SettingsError, match="'my-org/encoder' is on 'sentence-similarity' and has no line for it"):
        remove_lines(tmp_path, "my-org/encoder", "sentence-similarity")
    assert len(own_lines(tmp_path)) == 2


def test_a_home_that_cannot_be_written_says_what_to_type(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match=r"cannot be written: .* Choose another folder with ATELIER_HOME"):
        add_line(tmp_path / "file" / "home", MINE)


def test_several_processes_add_without_losing_a_line(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from runtime.choosing import unlisted; "
        "from runtime.own_models import add_line\n"
        "for n in range(5): add_line(Path(sys.argv[1]), unlisted(f'org/{sys.argv[2]}-{n}', 'summarization'))"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name]) for name in ("a", "b", "c")]

    assert [process.wait() for process in running] == [0, 0, 0]
    assert sorted(ids(tmp_path)) == [f"org/{name}-{n}" for name in "abc" for n in range(5)]
