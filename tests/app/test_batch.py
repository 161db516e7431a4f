"""One tool over many inputs: every result is written as it comes, and the work goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from app.batch import Item, done_in, run_batch, run_over, worked
from app.service import Service
from runtime.errors import BadArgument, FileBroken, FileMissing, UnknownTool

TEXTS = [
    "Guten Tag, meine Damen und Herren",
    "This is the way that we walk to the school",
    "Où est la gare, s'il vous plaît ?",
    "1 2 3",
]


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    path.write_text("\n".join(json.dumps(text) for text in TEXTS))
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    return sorted((json.loads(line) for line in path.read_text().splitlines()), key=lambda row: int(row["n"]))


def test_every_line_gets_its_result_or_the_sentence_why_not(service: Service, batch: Path) -> None:
    outcome = run_over(service, "detect_language", batch, [], None, "")

    assert outcome.text == f"3 done, 1 failed: {batch.with_name('texts.detect_language.jsonl')}"
    done = rows(outcome.path)
    assert [row["result"]["language"] for row in done[:3]] == ["de", "en", "fr"]
    assert "no letters to judge a language by" in done[3]["error"]
    assert [row["input"] for row in done] == [{"text": text} for text in TEXTS]


def test_what_is_done_is_not_done_again_and_what_failed_is_tried_anew(service: Service, batch: Path) -> None:
    run_over(service, "detect_language", batch, [], None, "")
    batch.write_text(batch.read_text() + "\n" + json.dumps("Buenos días, señora"))

    outcome = run_over(service, "detect_language", batch, [], None, "")

    assert (outcome.done, outcome.failed, outcome.before) == (1, 1, 3)


def test_a_line_that_was_cut_off_by_a_kill_is_done_again(service: Service, batch: Path) -> None:
    out = run_over(service, "detect_language", batch, [], None, "").path
    done = done_in(out)
    out.write_bytes(out.read_bytes().rstrip()[:-20])

    outcome = run_over(service, "detect_language", batch, [], None, "")

    assert outcome.before in (2, 3)
    assert done_in(out) == done


def test_lines_may_be_objects_and_arguments_may_be_for_all(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "a goal was scored"}\n\n{"text": "the soup is salty", "labels": ["food", "law"]}\n')

    outcome = run_over(service, "classify_text", path, ["labels=sport,law"], tmp_path / "out.jsonl", "")

    assert [row["result"]["label"] for row in rows(outcome.path)] == ["sport", "food"]


def test_a_folder_gives_its_files(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXTS[0])
    (folder / "b.txt").write_text("")
    (folder / ".hidden").write_text("no")

    outcome = run_over(service, "detect_language", folder, [], None, "")

    done = rows(outcome.path)
    assert done[0]["result"]["summary"].startswith("a.txt is written in German")
    assert "is empty" in done[1]["error"]
    assert outcome.path == tmp_path / "in.detect_language.jsonl"


def test_results_may_become_parquet(service: Service, batch: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")

    run_over(service, "detect_language", batch, [], tmp_path / "out.parquet", "")

    table = parquet.read_table(tmp_path / "out.parquet").to_pydict()
    assert table["language"] == ["de", "en", "fr", None]
    assert table["n"] == [1, 2, 3, 4]
    assert table["error"][3]


def test_bad_input_is_one_sentence(service: Service, batch: Path, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        run_over(service, "detect_language", tmp_path / "none.jsonl", [], None, "")
    with pytest.raises(UnknownTool):
        run_over(service, "detect", batch, [], None, "")
    with pytest.raises(BadArgument, match=r"neither .jsonl nor .parquet"):
        run_over(service, "detect_language", batch, [], tmp_path / "x.csv", "")
    batch.write_text('"fine"\n{"text": ')
    with pytest.raises(FileBroken, match="line 2 is not JSON"):
        run_over(service, "detect_language", batch, [], None, "")
    batch.write_text("")
    with pytest.raises(BadArgument, match="nothing to work on"):
        run_over(service, "detect_language", batch, [], None, "")


def test_who_stops_reading_stops_the_work() -> None:
    begun: list[int] = []

    def slow(item: Item) -> dict[str, Any]:
        begun.append(item.number)
        time.sleep(0.01)
        return {}

    rows = worked([Item(n, {}) for n in range(1000)], slow)
    next(rows)
    rows.close()

    assert len(begun) < 100


def test_listeners_hear_how_far_it_is(service: Service, batch: Path, tmp_path: Path) -> None:
    heard: list[Any] = []
    items = [Item(n, {"text": text}) for n, text in enumerate(TEXTS[:3], 1)]

    run_batch(service, "detect_language", items, tmp_path / "o.jsonl", "", heard.append)

    steps = [(event.step, event.total) for event in heard if event.total]
    assert steps[-1] == (3, 3)


def test_a_batch_that_was_killed_goes_on_where_it_stopped(cli_environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps(f"Guten Tag, meine Damen und Herren, zum {n}. Mal") for n in range(4000)))
    command = [sys.executable, "-m", "app.cli", "run", "detect_language", "--batch", str(path), "--quiet", "--no-cache"]
    out = tmp_path / "many.detect_language.jsonl"
    child = subprocess.Popen(command, env=cli_environment)
    until = time.monotonic() + 60
    while not (out.exists() and out.stat().st_size > 2000) and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    before = len(done_in(out))
    assert 0 < before < 4000

    done = subprocess.run([*command, "--json"], env=cli_environment, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == {"done": 4000 - before, "failed": 0, "done_before": before, "out": str(out)}
