"""Indexes on disk: built once, whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.cut import Cut
from rag.index import DocumentIndex
from rag.pages import Document, Page
from runtime.errors import Cancelled, IndexMismatch

BUILD = """
import os, sys, time
from pathlib import Path
import numpy as np
from rag.index import DocumentIndex
from rag.pages import Document, Page

class Slow:
    name, dimension, max_tokens = "slow", 4, 100
    def __call__(self, texts):
        print("embedding", flush=True)
        time.sleep(float(sys.argv[2]))
        return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]]

pages = tuple(Page(number, f"Page {number} says so.") for number in range(1, 101))
document = Document("pages.pdf", pages, "application/pdf", "1" * 64)
index = DocumentIndex.open_or_build(document, "pages-1", Slow(), Path(sys.argv[1]))
print("passages", len(index.passages), index.vectors.ntotal, flush=True)
"""


def start(home: Path, wait_s: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(home), str(wait_s)]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ, "PYTHONPATH": "."})


def folders(home: Path) -> list[Path]:
    return [path for path in (home / "index").iterdir() if path.is_dir()]


def test_a_cached_index_is_opened_and_not_embedded_again(document: Document, words, tmp_path: Path) -> None:
    first = DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)
    embedded = len(words.batches)

    second = DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)

    assert embedded > 0
    assert len(words.batches) == embedded
    assert second.passages == first.passages
    assert second.folder == first.folder
    assert np.array_equal(second.vectors.reconstruct_n(0, 3), first.vectors.reconstruct_n(0, 3))


def test_the_same_bytes_under_another_name_share_the_index_but_not_the_name(document: Document, words, tmp_path):
    first = DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)
    second = DocumentIndex.open_or_build(replace(document, title="Regeln.pdf"), "regeln-7", words, tmp_path)

    assert first.folder == second.folder
    assert (second.source, second.passages[0].title) == ("regeln-7", "Regeln.pdf")
    stored = "".join(path.read_bytes().decode("latin-1") for path in first.folder.iterdir())
    assert "rules-1" not in stored
    assert "rules.pdf" not in stored


@pytest.mark.parametrize(
    "change",
    [
        {"document": {"sha256": "9" * 64}},
        {"document": {"media_type": "text/csv"}},
        {"cut": Cut(size=800)},
        {"cut": Cut(overlap=100)},
        {"cut": Cut(mode="recursive")},
        {"name": "other"},
    ],
)
def test_what_changes_the_vectors_changes_the_folder(document: Document, words, tmp_path: Path, change) -> None:
    first = DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)
    words.name = change.pop("name", words.name)
    other = DocumentIndex.open_or_build(
        replace(document, **change.pop("document", {})), "rules-1", words, tmp_path, **change
    )

    assert other.folder != first.folder


def test_nothing_on_disk_is_a_pickle(document: Document, words, tmp_path: Path) -> None:
    index = DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)

    assert sorted(path.name for path in index.folder.iterdir()) == ["meta.json", "passages.jsonl", "vectors.faiss"]
    assert json.loads((index.folder / "meta.json").read_text())["passages"] == len(index.passages)
    assert (index.folder / "vectors.faiss").read_bytes()[:4] == b"IxSQ"


def test_any_text_survives_the_disk(words, tmp_path: Path) -> None:
    text = 'quotes " \\ and \u2028 lines, 有給休暇, 🙂 and \ufffd'
    document = Document("odd.txt", (Page(None, text),), "text/plain", "2" * 64)

    DocumentIndex.open_or_build(document, "odd-1", words, tmp_path)

    assert DocumentIndex.open_or_build(document, "odd-1", words, tmp_path).passages[0].text == text


@pytest.mark.parametrize("name", ["meta.json", "passages.jsonl", "vectors.faiss"])
@pytest.mark.parametrize("harm", ["gone", "cut", "noise"])
def test_a_damaged_index_is_built_anew(document: Document, words, tmp_path: Path, name: str, harm: str) -> None:
    index = DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)
    path = index.folder / name
    data = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes(data[: len(data) // 2] if harm == "cut" else b"\xff\x00noise" * 20)

    assert DocumentIndex.open_or_build(document, "rules-1", words, tmp_path).passages == index.passages
    assert path.read_bytes() == data


def test_another_models_vectors_are_refused_with_what_to_do(document: Document, words, tmp_path: Path) -> None:
    index = DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)
    meta = json.loads((index.folder / "meta.json").read_text())
    (index.folder / "meta.json").write_text(json.dumps(meta | {"dimension": 999}))

    with pytest.raises(IndexMismatch, match=f"words \\(999 numbers.*Delete the folder {index.folder} and ask again"):
        DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)


def test_a_stopped_build_leaves_nothing_and_can_be_repeated(document: Document, words, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        DocumentIndex.open_or_build(document, "rules-1", words, tmp_path, progress=stop)

    assert folders(tmp_path) == []
    assert DocumentIndex.open_or_build(document, "rules-1", words, tmp_path).passages


def test_a_full_disk_leaves_nothing_half_written(document: Document, words, tmp_path: Path, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rag.store.write_vectors", fail)

    with pytest.raises(OSError, match="No space left"):
        DocumentIndex.open_or_build(document, "rules-1", words, tmp_path)

    assert folders(tmp_path) == []


def test_a_build_that_was_killed_is_repeated_and_cleared_away(tmp_path: Path) -> None:
    killed = start(tmp_path, wait_s=60)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "embedding\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    lock = next((tmp_path / "index").glob("*.lock"))
    (tmp_path / "index" / f"{lock.stem}.half.part").mkdir()

    again = start(tmp_path, wait_s=0)
    out, _ = again.communicate(timeout=60)

    assert out.splitlines()[-1] == "passages 100 100"
    assert [path.name for path in folders(tmp_path)] == [lock.stem]


def test_two_processes_end_with_one_index_that_one_of_them_built(tmp_path: Path) -> None:
    outs = [process.communicate(timeout=60)[0].splitlines() for process in [start(tmp_path, 0.2) for _ in range(2)]]

    assert [out[-1] for out in outs] == ["passages 100 100"] * 2
    assert sorted("embedding" in out for out in outs) == [False, True]
    assert len(folders(tmp_path)) == 1


def test_two_threads_end_with_one_index(document: Document, words, tmp_path: Path) -> None:
    found: list[DocumentIndex] = []

    def build() -> None:
        found.append(DocumentIndex.open_or_build(document, "rules-1", words, tmp_path))

    threads = [threading.Thread(target=build) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(words.batches) == 1
