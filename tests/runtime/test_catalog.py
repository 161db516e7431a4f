"""The catalog is a table: read once, checked line by line, asked by task and size."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.catalog import TIERS, Catalog, load_catalog
from runtime.errors import NoCheckpoint, SettingsError

LINE = """
[[checkpoint]]
task = "summarization"
id = "a/b"
tier = "light"
memory_gb = 1
licence = "mit"
note = "English"
"""


def catalog(tmp_path: Path, text: str) -> Catalog:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_catalog(path)


def test_our_catalog_is_in_order() -> None:
    ours = load_catalog()

    assert "sentence-similarity" in ours.tasks()
    assert load_catalog() is ours


def test_the_default_of_a_task_is_its_smallest_size() -> None:
    ours = load_catalog()

    for task in ours.tasks():
        tiers = [TIERS.index(line.tier) for line in ours.serving(task)]
        assert tiers == sorted(tiers), task


def test_nothing_that_is_embedded_is_downloaded_and_nothing_that_is_not_comes_in_a_package() -> None:
    for line in load_catalog().checkpoints:
        assert bool(line.package) == (line.tier == "embedded"), line


def test_every_line_says_what_it_takes() -> None:
    for line in load_catalog().checkpoints:
        assert line.memory_gb > 0, line
        assert line.disk_gb > 0, line


def test_no_line_asks_for_code_of_its_repository() -> None:
    assert not any(line.remote_code for line in load_catalog().checkpoints)


def test_encoders_that_do_not_compare_with_the_default_are_used_only_when_asked_for() -> None:
    first, *others = load_catalog().serving("sentence-similarity")

    assert not first.when_asked
    assert all(line.when_asked for line in others)


def test_serving_gives_the_sizes_of_a_task_or_one_of_them() -> None:
    ours = load_catalog()

    assert [line.tier for line in ours.serving("question-answering")] == ["embedded", "light", "full"]
    assert [line.id for line in ours.serving("summarization", "full")] == ["facebook/bart-large-cnn"]


def test_a_checkpoint_is_found_by_its_id_for_the_task_it_is_wanted_for() -> None:
    ours = load_catalog()
    minilm = "sentence-transformers/all-MiniLM-L6-v2"

    found = [ours.find(minilm), ours.find(minilm, "summarization"), ours.find(minilm, "text-generation")]

    assert [line and line.task for line in found] == ["sentence-similarity", "summarization", None]


def test_an_unknown_task_names_the_nearest_one() -> None:
    with pytest.raises(NoCheckpoint, match="Did you mean 'summarization'"):
        load_catalog().serving("sumarisation")


def test_a_size_that_a_task_lacks_names_those_it_has() -> None:
    with pytest.raises(NoCheckpoint, match=r"'text-classification' at size 'embedded'\. Known: full, light"):
        load_catalog().serving("text-classification", "embedded")


def test_an_unknown_size_names_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match="Did you mean 'light'"):
        load_catalog().serving("summarization", "lite")


def test_a_catalog_of_ones_own_is_read(tmp_path: Path) -> None:
    (line,) = catalog(tmp_path, LINE).checkpoints

    assert (line.id, line.memory_gb, line.package, line.gated) == ("a/b", 1, "", False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LINE + 'licens = "mit"', "mine.toml, a/b: 'licens' is no field. Did you mean 'licence'"),
        (LINE.replace('"light"', '"lite"'), "mine.toml, a/b: tier = 'lite' is no size. Did you mean 'light'"),
        (LINE.replace("memory_gb = 1\n", ""), "'memory_gb' is missing. Add a line such as: memory_gb = "),
        (LINE.replace("= 1", "= -1"), "memory_gb = -1 is not a float, or negative"),
        (LINE.replace("= 1", "= true"), "memory_gb = True is not a float"),
        (LINE.replace('"mit"', '""'), "licence = '' is not a str, or negative or empty"),
        (LINE + 'gated = "no"', "gated = 'no' is not a bool"),
        (LINE + LINE, "'a/b' is listed twice for 'summarization'"),
        (LINE + 'on = "sentence-similarity"', "'a/b' is on 'sentence-similarity' and has no line for it"),
        (LINE.replace("[[checkpoint]]", "[checkpoint]"), "in double brackets"),
        ("checkpoint = 3", "in double brackets"),
        ("[[checkpoint", "is not TOML"),
    ],
)
def test_a_wrong_line_is_named_with_what_would_be_right(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        catalog(tmp_path, text)

    assert says in str(caught.value)


def test_a_catalog_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_catalog(tmp_path / "none.toml")
