"""The catalog is a table: read once, checked line by line, asked by task and size."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from runtime.catalog import TIERS, Catalog, load_catalog
from runtime.errors import CheckpointError, NoCheckpoint, SettingsError
from runtime.loaders import RECIPES, fitting_recipe
from runtime.pool import ModelPool

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


def documented() -> list[str]:
    path = Path(__file__).resolve().parents[1] / "data" / "seed_checkpoints.txt"
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("id", documented())
def test_a_checkpoint_that_the_documentation_names_has_a_line(id: str) -> None:
    assert load_catalog().named(id)


def test_the_list_of_documented_checkpoints_is_in_order() -> None:
    assert documented() == sorted(set(documented()), key=str.casefold)


def test_what_needs_code_of_its_repository_names_what_serves_instead() -> None:
    asking = [line for line in load_catalog().checkpoints if line.remote_code]

    assert [line.id for line in asking] == ["briaai/RMBG-1.4"]
    assert all(line.serves_instead for line in asking)


def test_what_no_longer_fits_says_why_and_is_never_a_default() -> None:
    ours = load_catalog()
    replaced = [line for line in ours.checkpoints if line.serves_instead]

    assert len(replaced) > 20
    for line in replaced:
        assert line.limits, line
        assert line.when_asked, line
        assert ours.serving(line.task)[0] is not line


def test_auto_passes_over_what_nothing_here_runs_where_something_embedded_does() -> None:
    ours = load_catalog()

    for task in ours.tasks():
        lines = ours.serving(task)
        if lines[0].tier == "embedded" and task not in ("sentence-similarity", "feature-extraction", *RECIPES):
            pool = ModelPool(lambda line, base: line, ours, memory_gb=1000)  # everything is on this machine, and fits
            assert pool.choice(task)[0] == lines[0], task


def test_loading_what_nothing_here_runs_says_so_in_a_sentence() -> None:
    for line in load_catalog().checkpoints:
        if line.task not in RECIPES:
            with pytest.raises(CheckpointError, match=f"^Nothing here runs a downloaded checkpoint for '{line.task}'"):
                fitting_recipe(line, {})


def test_reading_the_catalog_takes_under_15_ms() -> None:
    times = []
    for _ in range(5):
        load_catalog.cache_clear()
        before = time.process_time()
        load_catalog()
        times.append(time.process_time() - before)

    assert min(times) < 0.015


def test_a_checkpoint_is_named_in_any_case_and_without_its_owner() -> None:
    ours = load_catalog()

    found = [ours.named(name) for name in ("openai/WHISPER-tiny", "gpt2", "none/gpt2", "t2")]

    assert [[line.id for line in lines] for lines in found] == [
        ["openai/whisper-tiny"],
        ["openai-community/gpt2"],
        [],
        [],
    ]


def test_encoders_that_do_not_compare_with_the_default_are_used_only_when_asked_for() -> None:
    first, *others = load_catalog().serving("sentence-similarity")

    assert not first.when_asked
    assert all(line.when_asked for line in others)


def test_serving_gives_the_sizes_of_a_task_or_one_of_them() -> None:
    ours = load_catalog()

    assert {line.tier for line in ours.serving("question-answering")} == {"embedded", "light", "full"}
    assert {line.tier for line in ours.serving("summarization", "full")} == {"full"}
    assert ours.serving("summarization", "full")[0].id == "facebook/bart-large-cnn"


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
        (LINE + 'serves_instead = "c/d"', "'c/d', which should serve instead of 'a/b', has no line"),
        (LINE + 'serves_instead = "a/b"', "'a/b', which should serve instead of 'a/b', has no line"),
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
