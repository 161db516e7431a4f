"""A repository's folder in the Hub's cache."""

from __future__ import annotations

import threading
from pathlib import Path

from runtime.hub_folder import HubFolder, discard, taken

FOLDER = HubFolder("acme/summarizer")


def test_a_branch_means_the_commit_it_was_last_fetched_at(hub: Path) -> None:
    assert FOLDER.commit("main") == "main"

    FOLDER.refer("main", "a" * 40)
    FOLDER.refer("pr/1", "b" * 40)
    FOLDER.refer("main", "c" * 40)

    assert (FOLDER.commit("main"), FOLDER.commit("pr/1")) == ("c" * 40, "b" * 40)
    assert FOLDER.commit("d" * 40) == "d" * 40


def test_a_commit_needs_no_reference(hub: Path) -> None:
    FOLDER.refer("a" * 40, "a" * 40)

    assert not FOLDER.folder.exists()


def test_a_discarded_file_takes_its_content_along(hub: Path) -> None:
    blob, link = FOLDER.blob("abc"), FOLDER.snapshot("c" * 40) / "config.json"
    for path in (blob, link):
        path.parent.mkdir(parents=True)
    blob.write_text("{}")
    link.symlink_to("../../blobs/abc")

    discard(link)

    assert not blob.exists()
    assert not link.is_symlink()
    discard(link)


def test_a_content_counts_once_however_many_links_it_has(hub: Path) -> None:
    assert taken() == 0
    blob = FOLDER.blob("abc")
    blob.parent.mkdir(parents=True)
    blob.write_bytes(bytes(1000))
    FOLDER.partial("def").write_bytes(bytes(500))
    for commit in ("c" * 40, "d" * 40):
        FOLDER.snapshot(commit).mkdir(parents=True)
        (FOLDER.snapshot(commit) / "model.safetensors").symlink_to("../../blobs/abc")
        (FOLDER.snapshot(commit) / "gone").symlink_to("../../blobs/gone")

    assert taken() == 1500


def test_one_waits_for_the_other_that_fetches_the_same_file(hub: Path) -> None:
    order = []

    def other() -> None:
        with FOLDER.lock("abc"):
            order.append("second")

    with FOLDER.lock("abc"):
        waiting = threading.Thread(target=other)
        waiting.start()
        waiting.join(0.3)
        order.append("first")
    waiting.join()

    assert order == ["first", "second"]
