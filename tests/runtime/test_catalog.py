"""The catalog is a table: read once, checked line by line, asked by task and size."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from runtime.catalog import OWN, TIERS, Catalog, catalog_at, load_catalog
from runtime.choosing import HERE, Chooser
from runtime.errors import CheckpointError, NoCheckpoint, SettingsError
from runtime.loaders import RECIPES, VECTORS, load

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


def test_every_add_on_names_a_base_that_has_a_line_and_is_used_only_when_asked_for() -> None:
    ours = load_catalog()
    add_ons = [line for line in ours.checkpoints if line.adds]

    assert {line.adds for line in add_ons} == {"lora", "control", "style", "motion"}
    assert all(ours.find(line.base) for line in add_ons)
    assert all(line.when_asked for line in add_ons if line.adds != "motion")


def test_what_needs_code_of_its_repository_names_what_serves_instead() -> None:
    asking = [line for line in load_catalog().checkpoints if line.remote_code]

    assert [line.id for line in asking] == ["briaai/RMBG-1.4", "briaai/RMBG-2.0", "ZhengPeng7/BiRefNet"]
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
            everything = Chooser(lambda: ours, {"cpu": 1000})  # all of it is on this machine, and fits
            assert everything.choice(task).checkpoint == lines[0], task


def test_loading_what_nothing_here_runs_says_so_in_a_sentence() -> None:
    for line in load_catalog().checkpoints:
        if line.task not in (*RECIPES, *VECTORS) and not line.package:
            with pytest.raises(CheckpointError, match=f"^Nothing here runs a downloaded checkpoint for '{line.task}'"):
                load(line, None, HERE, home=Path("unused"))


def test_reading_the_catalog_takes_under_40_ms() -> None:
    times = []
    for _ in range(5):
        load_catalog.cache_clear()
        before = time.process_time()
        load_catalog()
        times.append(time.process_time() - before)

    assert min(times) < 0.04


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
        (LINE + 'base = "c/d"', "write both 'base' and 'adds', one of lora, control, style, motion; or neither"),
        (LINE + 'base = "c/d"\nadds = "hat"', "write both 'base' and 'adds', one of lora"),
        (
            LINE + 'base = "c/d"\nadds = "lora"\non = "summarization"',
            "'a/b' is on 'summarization' and its base 'c/d' has no line for it",
        ),
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


# ------------------------------------------------------------------ with lines of one's own


def own(home: Path, text: str) -> Catalog:
    (home / OWN).write_text(text, encoding="utf-8")
    return catalog_at(home)


def test_without_lines_of_ones_own_the_catalog_is_ours(tmp_path: Path) -> None:
    assert catalog_at(tmp_path) is load_catalog()
    assert catalog_at(tmp_path / "no" / "such" / "home") is load_catalog()
    assert not any(line.own for line in load_catalog().checkpoints)


def test_ones_own_lines_come_first_for_their_task(tmp_path: Path) -> None:
    both = own(tmp_path, LINE)

    first, *others = both.serving("summarization")
    assert (first.id, first.own) == ("a/b", True)
    assert tuple(others) == load_catalog().serving("summarization")
    assert both.tasks() == load_catalog().tasks()


def test_a_line_used_only_when_asked_for_comes_last(tmp_path: Path) -> None:
    *others, last = own(tmp_path, LINE + "when_asked = true").serving("summarization")

    assert last.id == "a/b"
    assert tuple(others) == load_catalog().serving("summarization")


def test_a_line_of_ones_own_takes_the_place_of_ours_for_that_task(tmp_path: Path) -> None:
    both = own(tmp_path, LINE.replace("a/b", "google-t5/t5-small") + 'revision = "pinned"')

    assert [line.revision for line in both.named("google-t5/t5-small")] == ["pinned", ""]
    assert len(both.checkpoints) == len(load_catalog().checkpoints)


def test_a_task_of_ones_own_follows_the_known_ones(tmp_path: Path) -> None:
    assert own(tmp_path, LINE.replace("summarization", "mask-generation")).tasks()[-1] == "mask-generation"


def test_what_changed_on_the_disk_is_seen_and_what_did_not_is_not_read_again(tmp_path: Path) -> None:
    before = own(tmp_path, LINE)
    assert catalog_at(tmp_path) is before

    after = own(tmp_path, LINE.replace("a/b", "a/c"))

    assert [found.find("a/c") is not None for found in (before, after)] == [False, True]
    (tmp_path / OWN).unlink()
    assert catalog_at(tmp_path) is load_catalog()


def test_asking_for_the_catalog_again_takes_under_a_tenth_of_a_millisecond(tmp_path: Path) -> None:
    own(tmp_path, LINE)
    before = time.process_time()
    for _ in range(100):
        catalog_at(tmp_path)

    assert (time.process_time() - before) / 100 < 0.0001


def test_several_threads_see_whole_catalogs_while_the_file_changes(tmp_path: Path) -> None:
    found: list[int] = []
    texts = [LINE, LINE + LINE.replace("a/b", "a/c")]
    own(tmp_path, LINE)

    def look() -> None:
        for _ in range(200):
            found.append(len(catalog_at(tmp_path).serving("summarization")))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(50):
        (tmp_path / "new").write_text(texts[n % 2], encoding="utf-8")
        (tmp_path / "new").replace(tmp_path / OWN)
    for thread in threads:
        thread.join()

    ours = len(load_catalog().serving("summarization"))
    assert len(found) == 800
    assert set(found) <= {ours + 1, ours + 2}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[checkpoint", "models.toml is not TOML: "),
        (LINE + "\nx y", "(at line 10, column 3)"),
        ("# mine\n" + LINE + LINE.replace('"light"', '"lite"'), "models.toml, line 11, a/b: tier = 'lite' is no size"),
        (LINE + LINE, "models.toml: 'a/b' is listed twice for 'summarization'"),
        (LINE + "own = true", "models.toml, line 2, a/b: 'own' is no field"),
        (LINE + 'on = "translation"', "models.toml: 'a/b' is on 'translation' and has no line for it"),
    ],
)
def test_a_wrong_line_of_ones_own_is_named_with_its_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        own(tmp_path, text)

    assert says in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_file_of_ones_own_that_is_not_text_says_so(tmp_path: Path) -> None:
    (tmp_path / OWN).write_bytes(b"\xff")

    with pytest.raises(SettingsError, match=r"models\.toml is not TOML: 'utf-8' codec"):
        catalog_at(tmp_path)
