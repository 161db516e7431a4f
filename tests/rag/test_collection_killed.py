"""What a kill leaves, and two at once: real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.collection import Collection, Place

CHILD = """
import sys, time
from pathlib import Path
import numpy as np
from rag.collecting import Telling, Wish, add
from rag.collection import Collection, Place
from rag.cut import Cut
from rag.documents import read
from rag.taking_in import Desk

home, folder, wait_s, store = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4]

class Slow:
    name, dimension, max_tokens = "slow", 4, 100
    def __call__(self, texts):
        print("embedding", flush=True)
        time.sleep(wait_s)
        return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]]

def storing(done, total):
    if total:
        print("storing", flush=True)
        time.sleep(wait_s)

at = Collection(Place(home, home / "collections" / "local" / "main"))
desk = Desk(home, Slow(), Cut(), lambda source: read(Path(source.place), title=source.title))
outcome = add(at, [folder], desk, Wish(usual=store), Telling(store=storing))
print("done", len(outcome.added), outcome.version.number, flush=True)
"""


def start(home: Path, folder: Path, wait_s: float = 0, store: str = "faiss") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(home), str(folder), str(wait_s), store]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ, "PYTHONPATH": "."})


def finish(process: subprocess.Popen[str]) -> list[str]:
    return process.communicate(timeout=60)[0].splitlines()


def wait_for(process: subprocess.Popen[str], line: str, times: int = 1) -> None:
    assert process.stdout is not None
    while times:
        said = process.stdout.readline()
        assert said, f"it ended without saying {line} so often"
        times -= said.strip() == line


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def opened(home: Path) -> Collection:
    return Collection(Place(home, home / "collections" / "local" / "main"))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    for number in range(6):
        (folder / f"rule{number}.txt").write_text(f"Rule {number} says so.")
    return folder


def test_what_was_embedded_before_a_kill_is_not_embedded_again(docs: Path, tmp_path: Path) -> None:
    killed = start(tmp_path / "home", docs, wait_s=0.3)
    wait_for(killed, "embedding", times=4)
    kill(killed)
    assert opened(tmp_path / "home").live() is None

    said = finish(start(tmp_path / "home", docs))

    assert said[-1] == "done 6 1"
    assert said.count("embedding") == 3


@pytest.mark.parametrize("store", ["faiss", "chroma"])
def test_a_kill_while_storing_leaves_the_version_before_whole(docs: Path, tmp_path: Path, store: str) -> None:
    home = tmp_path / "home"
    finish(start(home, docs, store=store))
    (docs / "rule9.txt").write_text("Rule 9 is new.")
    killed = start(home, docs, wait_s=5, store=store)
    wait_for(killed, "storing")
    kill(killed)

    before = opened(home).live()
    assert before is not None
    assert (before.number, len(before.documents)) == (1, 6)
    assert finish(start(home, docs, store=store))[-1] == "done 1 2"
    assert sorted(path.name for path in opened(home).at.folder.glob("live-*")) == ["live-1", "live-2"]


def test_two_at_once_come_one_after_the_other(docs: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "tea.txt").write_text("Tea is free.")

    both = [start(tmp_path / "home", folder, wait_s=0.1) for folder in (docs, other)]
    said = [finish(process)[-1] for process in both]

    live = opened(tmp_path / "home").live()
    assert live is not None
    assert sorted(line.split()[2] for line in said) == ["1", "2"]
    assert len(live.documents) == 7


def test_who_waits_for_another_is_told_and_can_be_stopped(docs: Path, tmp_path: Path) -> None:
    from rag.publishing import writing
    from runtime.cancel import limited
    from runtime.errors import DeadlinePassed

    first = start(tmp_path / "home", docs, wait_s=30)
    wait_for(first, "embedding")
    told: list[tuple[int, int]] = []

    began = time.monotonic()
    waiting = writing(opened(tmp_path / "home"), lambda done, total: told.append((done, total)))
    with pytest.raises(DeadlinePassed), limited(0.3), waiting:
        pass
    kill(first)

    assert time.monotonic() - began < 10
    assert told[0] == (0, 0)
