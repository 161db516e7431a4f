"""`atelier index tune`: sizes and overlaps compared on questions."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.index_tune import register
from rag.documents import read
from runtime.errors import BadArgument, FileMissing, SettingsError

ASKED = [
    {"question": "How many volunteer hours do we receive each year?", "answer": "12 hours", "page": 7},
    {"question": "Who started the company?", "answer": "Elspeth MacIsaac and Tomas Lindqvist"},
    {"question": "How much is a coffee at the Galley?", "answer": None},
]
RUN = """
import typer
from app.index_tune import register

app = typer.Typer()
register(app)
app()
"""


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ASKED))
    return path


@pytest.fixture
def rules(handbook, tmp_path):
    """Two of the handbook's pages, as a text."""
    pages = {page.number: page.text for page in read(handbook).pages}
    (tmp_path / "rules.txt").write_text(f"{pages[1]}\n{pages[7]}")
    return tmp_path / "rules.txt"


@pytest.fixture
def tune(fresh_home, pool, questions, rules, monkeypatch):
    """Runs the command on the rules, with the models that are loaded already."""
    monkeypatch.setenv("ATELIER_HOME", str(fresh_home))
    monkeypatch.setattr("app.tuning.model_pool", lambda *given: pool)
    app = typer.Typer()
    register(app)

    def run(*arguments, file=rules, asked=questions):
        words = ["--questions", str(asked), "--file", str(file), "--quiet", *arguments]
        return CliRunner().invoke(app, words, catch_exceptions=False, env={"COLUMNS": "120"}).output

    return run


def test_each_setting_is_tried_and_the_best_comes_with_what_to_type(tune):
    told = json.loads(tune("--sizes", "300,900", "--overlaps", "0,150", "--json"))

    assert told["questions"] == 2
    assert [(one["size"], one["overlap"]) for one in told["tried"]] == [(900, 150), (300, 0), (300, 150), (900, 0)]
    assert [one["in_use"] for one in told["tried"]] == [True, False, False, False]
    (best,) = [one for one in told["tried"] if one["best"]]
    assert best["ndcg"] == max(one["ndcg"] for one in told["tried"])
    assert f"chunk_size = {best['size']}\nchunk_overlap = {best['overlap']}" in told["settings"]


def test_the_table_marks_the_best_and_the_one_in_use(tune):
    shown = tune("--sizes", "300,900", "--overlaps", "0")

    assert shown.count("★") == 1
    assert shown.count("in use") >= 1
    assert "hit@5" in shown


def test_settings_in_use_are_among_those_tried(tune, monkeypatch):
    monkeypatch.setenv("ATELIER_CHUNK_SIZE", "500")
    monkeypatch.setenv("ATELIER_CHUNK_OVERLAP", "40")

    told = json.loads(tune("--sizes", "900", "--overlaps", "0", "--json"))

    assert [(one["size"], one["overlap"], one["in_use"]) for one in told["tried"]] == [(500, 40, True), (900, 0, False)]


def test_the_settings_that_are_printed_are_settings(tune, tmp_path):
    from runtime.settings import load_settings

    told = json.loads(tune("--sizes", "120", "--overlaps", "0", "--units", "tokens,characters", "--json"))
    (tmp_path / "atelier.toml").write_text(told["settings"])

    best = next(one for one in told["tried"] if one["best"])
    read = load_settings(env={}, file=tmp_path / "atelier.toml")
    assert (read.chunk_size, read.chunk_overlap, read.chunk_unit) == (best["size"], best["overlap"], best["unit"])


def test_both_modes_are_tried_where_the_kind_says_where_to_cut(tune, tmp_path):
    text = "# Leave\n\nWe have 12 hours a year.\n\n# Founders\n\nElspeth MacIsaac and Tomas Lindqvist began it.\n"
    (tmp_path / "rules.md").write_text(text)
    told = json.loads(tune("--sizes", "900", "--overlaps", "0", "--json", file=tmp_path / "rules.md"))

    assert {one["mode"] for one in told["tried"]} == {"auto", "recursive"}


def test_nothing_is_written(tune, fresh_home):
    tune("--sizes", "900", "--overlaps", "0")

    assert not (fresh_home / "index").exists()
    assert not (fresh_home / "sessions").exists()


def test_what_is_given_wrongly_is_said_in_a_sentence(tune, tmp_path):
    (tmp_path / "none.jsonl").write_text('{"question": "Who?"}\n')
    for arguments, given, error, match in (
        (["--sizes", "many"], {}, BadArgument, "--sizes 'many' is not whole numbers"),
        (["--sizes", ""], {}, BadArgument, "--sizes '' is not"),
        (["--units", "token"], {}, BadArgument, "Did you mean 'tokens'"),
        (["--modes", "x"], {}, BadArgument, "--modes 'x'"),
        (["--sizes", "900", "--units", "tokens"], {}, SettingsError, "chunk_size = 254 or less"),
        ([], {"asked": tmp_path / "none.jsonl"}, BadArgument, "nothing can be compared"),
        ([], {"file": tmp_path / "none.pdf"}, FileMissing, "No file at"),
    ):
        with pytest.raises(error, match=match):
            tune(*arguments, **given)


def test_ctrl_c_ends_it_at_once_and_leaves_nothing(cli_environment, cli_home, questions, tmp_path):
    (tmp_path / "long.txt").write_text(
        "\n".join(f"We have 12 hours in the year {n}, and no more." for n in range(40_000))
    )
    words = ["--questions", questions, "--file", tmp_path / "long.txt", "--sizes", "300"]
    before = _kept(cli_home)
    child = subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)], env=cli_environment, stderr=subprocess.PIPE, text=True
    )
    time.sleep(4)

    child.send_signal(signal.SIGINT)
    start = time.monotonic()
    _, said = child.communicate(timeout=30)

    assert child.returncode == 130, said
    assert time.monotonic() - start < 15
    assert _kept(cli_home) == before


def _kept(home: Path) -> list[str]:
    """What lies in a home but for what was measured about machines, which any run may write."""
    return sorted(path.name for path in home.iterdir() if not path.name.startswith("measured."))
