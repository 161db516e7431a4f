"""With a lock file only the revisions that it names are loaded."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from runtime.catalog import Checkpoint, load_catalog
from runtime.choosing import unlisted
from runtime.digests import digest_of
from runtime.errors import CheckpointNotFound, NotLocked, SettingsError
from runtime.lock_file import Entry, read_entries, write_entries
from runtime.locking import Lock, entries_here, load_lock, locked, read_lock
from runtime.places import located
from runtime.settings import Settings

DETR = "facebook/detr-resnet-50"
OLD, NEW = "1" * 40, "2" * 40


def model(folder: Path, value: float = 1.0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"architectures": ["BertModel"]}), encoding="utf-8")
    save_file({"weight": np.full(8, value, np.float32)}, folder / "model.safetensors")
    return folder


def fetched(hub: Path, id: str, commit: str, branch: str = "main") -> None:
    """`id` in the cache at `commit`, where `branch` points to it from now on."""
    repository = hub / f"models--{id.replace('/', '--')}"
    model(repository / "snapshots" / commit)
    (repository / "refs").mkdir(exist_ok=True)
    (repository / "refs" / branch).write_text(commit, encoding="utf-8")


@pytest.fixture
def mine() -> Checkpoint:
    return unlisted("my-org/model", "text-classification")


@pytest.fixture
def packaged() -> Checkpoint:
    return load_catalog().serving("sentence-similarity", "embedded")[0]


@pytest.fixture
def lock(tmp_path: Path) -> Any:
    """Holds fast those lines that are here now, in a file, as `atelier models lock` does."""

    def write(*lines: Checkpoint) -> Lock:
        path = tmp_path / "atelier.lock"
        write_entries(path, entries_here(lines))
        return read_lock(path)

    return write


# ------------------------------------------------------------------ what is located


def test_the_revision_that_is_held_fast_is_located_though_a_newer_one_came(
    hub: Path, mine: Checkpoint, lock: Any
) -> None:
    fetched(hub, mine.id, OLD)
    held = lock(mine)
    fetched(hub, mine.id, NEW)

    assert located(mine).revision == NEW
    assert locked(located, held)(mine).revision == OLD


def test_without_a_lock_nothing_changes(hub: Path, mine: Checkpoint) -> None:
    assert locked(located, None) is located


def test_a_branch_that_the_catalog_asks_for_is_held_fast_too(hub: Path, lock: Any) -> None:
    line = load_catalog().named(DETR)[0]
    fetched(hub, DETR, OLD, line.revision)
    held = lock(line)
    fetched(hub, DETR, NEW, line.revision)

    assert held.entries == (Entry(DETR, asked="no_timm", revision=OLD),)
    assert locked(located, held)(line).revision == OLD
    with pytest.raises(NotLocked, match=f"has revision {OLD} for .* and this machine has revision {NEW}"):
        held.check(replace(line, revision=NEW))


def test_what_is_not_held_fast_is_not_loaded(hub: Path, mine: Checkpoint, lock: Any) -> None:
    held = lock()
    fetched(hub, mine.id, NEW)

    with pytest.raises(NotLocked) as caught:
        locked(located, held)(mine)

    assert str(caught.value) == (
        f"{held.path} has nothing for 'my-org/model', and this machine has revision {NEW}. "
        "Renew the lock with: atelier models lock"
    )


@pytest.mark.parametrize("here", [f"revision {NEW}", "none of it"])
def test_a_revision_that_is_gone_says_how_to_fetch_it(hub: Path, mine: Checkpoint, lock: Any, here: str) -> None:
    fetched(hub, mine.id, OLD)
    held = lock(mine)
    shutil.rmtree(hub)
    if NEW in here:
        fetched(hub, mine.id, NEW)

    with pytest.raises(NotLocked) as caught:
        locked(located, held)(mine)

    assert str(caught.value) == (
        f"{held.path} has revision {OLD} for 'my-org/model', and this machine has {here}. Renew the lock with: "
        f"atelier models lock, or fetch what it names with: atelier pull my-org/model --revision {OLD}"
    )


def test_what_is_not_here_at_all_is_not_called_locked(hub: Path, mine: Checkpoint, lock: Any) -> None:
    with pytest.raises(CheckpointNotFound, match="Fetch it with: atelier pull my-org/model"):
        locked(located, lock())(mine)


def test_a_package_is_held_fast_by_its_version(packaged: Checkpoint, lock: Any) -> None:
    held = lock(packaged)
    assert locked(located, held)(packaged) == located(packaged)

    with pytest.raises(NotLocked, match=r"has version 0\.0\.1 .* and this machine has version \d"):
        Lock(held.path, (replace(held.entries[0], version="0.0.1"),)).check(located(packaged))


def test_a_folder_of_ones_own_is_held_fast_by_its_content(tmp_path: Path, mine: Checkpoint, lock: Any) -> None:
    mine = replace(mine, id=str(model(tmp_path / "mine")))
    held = lock(mine)
    assert locked(located, held)(mine) == located(mine)

    model(tmp_path / "mine", value=2.0)

    with pytest.raises(NotLocked, match=r"has content \w{12}… for .* and this machine has content \w{12}…\. Renew"):
        locked(located, held)(mine)


def test_renewing_the_file_is_seen_by_who_runs_already(hub: Path, mine: Checkpoint, lock: Any) -> None:
    locate = locked(located, lock())
    fetched(hub, mine.id, NEW)

    lock(mine)

    assert locate(mine).revision == NEW


def test_a_lock_that_was_deleted_holds_on_where_it_was_read(hub: Path, mine: Checkpoint, lock: Any) -> None:
    held = lock()
    fetched(hub, mine.id, NEW)
    held.path.unlink()

    with pytest.raises(NotLocked):
        locked(located, held)(mine)


def test_locating_under_a_lock_costs_under_a_millisecond(tmp_path: Path, mine: Checkpoint, lock: Any) -> None:
    mine = replace(mine, id=str(model(tmp_path / "mine")), memory_gb=1.0)
    locate = locked(located, lock(mine))
    times = []
    for _ in range(20):
        before = time.process_time()
        locate(mine)
        times.append(time.process_time() - before)

    assert min(times) < 0.001


# ------------------------------------------------------------------ the file


def test_the_file_is_sorted_and_the_same_each_time(
    hub: Path, tmp_path: Path, mine: Checkpoint, packaged: Checkpoint, lock: Any
) -> None:
    fetched(hub, mine.id, OLD)
    folder = replace(mine, id=str(model(tmp_path / "mine")))

    text = lock(packaged, mine, folder, unlisted("not/here", "summarization")).path.read_text(encoding="utf-8")

    assert text == lock(folder, mine, mine, packaged).path.read_text(encoding="utf-8")
    assert text.startswith("# What `atelier models lock` found on this machine.")
    assert text.split("\n\n", 1)[1] == (
        f'[[checkpoint]]\nid = "{folder.id}"\nsha256 = "{digest_of(Path(folder.id))}"\n\n'
        f'[[checkpoint]]\nid = "my-org/model"\nrevision = "{OLD}"\n\n'
        f'[[checkpoint]]\nid = "{packaged.id}"\nversion = "{located(packaged).revision}"\n'
    )


def test_the_usual_lock_holds_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_lock(Settings()) is None

    held = lock()

    assert load_lock(Settings()) == held
    assert load_lock(Settings(lock=str(held.path))) == held


def test_a_lock_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"No lock file at .*/my\.lock\. Write it with: atelier models lock --file"):
        load_lock(Settings(lock=str(tmp_path / "my.lock")))


@pytest.mark.parametrize(
    "text",
    [
        "[[checkpoint",
        "checkpoint = 3",
        'checkpoint = ["a"]',
        "[[checkpoint]]\nrevision = 'a'",
        "[[checkpoint]]\nid = 'a'",
        "[[checkpoint]]\nid = 'a'\nrevision = 3",
        "[[checkpoint]]\nid = 'a'\nrevision = 'b'\nversion = 'c'",
        "[[checkpoint]]\nid = 'a'\nrevisoin = 'b'",
    ],
)
def test_what_is_no_lock_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.lock").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=r"x\.lock is no lock file: .* Write it anew with: atelier models lock"):
        read_entries(tmp_path / "x.lock")


# ------------------------------------------------------------------ digests


def test_a_digest_changes_with_weights_and_configuration_and_with_nothing_else(tmp_path: Path) -> None:
    folder = model(tmp_path / "mine")
    first = digest_of(folder)

    (folder / "README.md").write_text("mine", encoding="utf-8")
    assert digest_of(folder) == first
    assert digest_of(model(tmp_path / "again")) == first
    (folder / "config.json").write_text("{}", encoding="utf-8")
    second = digest_of(folder)
    model(folder, value=3.0)

    assert len({first, second, digest_of(folder)}) == 3
