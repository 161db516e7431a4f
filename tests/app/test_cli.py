import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fpdf import FPDF
from pypdf import PdfWriter

from memory.history import History

HOURS = "How many volunteer hours do we receive each year?"


@pytest.fixture
def atelier(cli_environment, tmp_path):
    """The command as a process of its own, in an empty folder."""

    def run(*arguments, **given):
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=cli_environment,
            timeout=120,
            **given,
        )

    return run


def test_a_question_prints_the_answer_and_its_page(atelier, handbook):
    done = atelier("ask", HOURS, "--file", handbook)

    assert done.returncode == 0, done.stderr
    assert "12 hours" in done.stdout
    assert "handbook.pdf, page 7" in done.stdout
    for shown in ("manager plans", "documents", "answer_from_documents(", "✓ citations_are_real"):
        assert shown in done.stderr


def test_json_is_the_only_thing_on_standard_output(atelier, handbook):
    done = atelier("ask", HOURS, "--file", handbook, "--json", "--quiet")

    assert json.loads(done.stdout)["citations"][0]["page"] == 7
    assert done.stderr == ""


def test_help_is_there_without_loading_anything_heavy(atelier):
    done = atelier("--help")

    assert done.returncode == 0
    for command in ("ask", "chat", "run", "tools", "models", "pull", "doctor", "demo"):
        assert command in done.stdout


def test_tools_are_listed_with_all_their_facts(atelier):
    rows = json.loads(atelier("tools", "--json").stdout)

    assert {row["name"] for row in rows} >= {"summarize", "answer_from_documents", "classify_text", "detect_language"}
    for row in rows:
        assert list(row) == [
            "name", "specialist", "task", "description", "inputs", "output", "side_effects", "tiers",
        ]  # fmt: skip


def test_a_tool_is_run_directly_on_a_file(atelier, handbook):
    done = atelier("run", "classify_text", "--arg", f"text={handbook}", "--arg", "labels=policy,recipe,novel")

    assert done.stdout.startswith("handbook.pdf fits “policy” best"), done.stderr


def test_a_tool_that_is_run_directly_shows_its_sources(atelier, handbook):
    done = atelier("run", "answer_from_documents", "-a", f"question={HOURS}", "-a", f"documents={handbook}")

    assert "[1] handbook.pdf, page 7" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "summarise"), "Did you mean 'summarize'?"),
        (("run", "summarize", "--arg", "text"), "is not name=value"),
        (("run", "summarize", "--arg", "word=x"), "No argument 'word'"),
        (("run", "summarize", "--arg", "text=hello", "--arg", "sentences=many"), "is not of type integer"),
        (("run", "summarize"), "text is missing"),
        (("run", "summarize", "--arg", "text=nowhere.pdf"), "No file at nowhere.pdf"),
        (("ask", ""), "The request is empty"),
        (("ask", "年に何時間のボランティア休暇がありますか"), "looks Japanese"),
        (("ask", HOURS, "--session", "nope"), "No session 'nope'"),
        (("ask", HOURS, "--brain", "gpt"), "is of no known kind"),
        (("chat", "--session", "nope"), "No session 'nope'"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_two(atelier, arguments, says):
    done = atelier(*arguments)

    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


@pytest.fixture
def bad_files(tmp_path, handbook):
    """Files that cannot be used, and what is said of each."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "empty.pdf").touch()
    (folder / "noise.pdf").write_bytes(os.urandom(4096))
    encrypted = PdfWriter(clone_from=handbook)
    encrypted.encrypt("secret", algorithm="AES-256")
    encrypted.write(folder / "locked.pdf")
    picture = FPDF()
    picture.add_page()
    picture.rect(10, 10, 50, 50, style="F")
    picture.output(str(folder / "scan.pdf"))
    with (folder / "huge.pdf").open("wb") as file:
        file.truncate(200_000_000)
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (folder / "cut.pdf").write_bytes(handbook.read_bytes()[:9000])
    return folder


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.pdf", "No file at"),
        ("empty.pdf", "is empty"),
        ("noise.pdf", "is not one"),
        ("locked.pdf", "is encrypted"),
        ("scan.pdf", "has no text in it"),
        ("huge.pdf", "has 200 MB; the limit is 100 MB"),
        ("photo.png", "of a kind that is not read here"),
        ("cut.pdf", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_nothing_is_written(
    atelier, bad_files, handbook, cli_home, name, says
):
    before = sorted((cli_home / "sessions").rglob("*"))

    done = atelier("ask", HOURS, "--file", handbook, "--file", bad_files / name)

    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert sorted((cli_home / "sessions").rglob("*")) == before


def test_models_are_listed_for_a_task(atelier):
    rows = json.loads(atelier("models", "zero-shot-classification", "--json").stdout)

    assert {row["tier"] for row in rows} >= {"embedded", "light", "full"}
    assert [row["here"] for row in rows if row["tier"] == "embedded"] == [True]
    assert "zero-shot-classification" in atelier("models").stdout


def test_an_unknown_task_is_answered_with_the_known_ones(atelier):
    done = atelier("models", "zero-shot")

    assert done.returncode != 0
    assert "zero-shot-classification" in done.stderr


def test_doctor_finds_a_healthy_machine_healthy(atelier):
    done = atelier("doctor", "--json")

    assert done.returncode == 0, done.stdout
    assert {finding["what"] for finding in json.loads(done.stdout)} >= {"device", "home", "encoder", "brain", "torch"}


def test_doctor_says_what_is_broken(atelier, tmp_path):
    (tmp_path / "atelier.toml").write_text('brain = "openai:tiny@http://127.0.0.1:9/v1"\n')

    done = atelier("doctor")

    assert done.returncode == 1
    assert "✗ brain: No language model answers at http://127.0.0.1:9/v1" in done.stdout
    assert "brain='openai:tiny@http://127.0.0.1:9/v1'" in done.stdout


def test_a_misspelt_setting_is_named_with_the_right_one(atelier, tmp_path):
    (tmp_path / "atelier.toml").write_text('brian = "embedded"\n')

    done = atelier("ask", HOURS)

    assert done.returncode == 2
    assert "Did you mean 'brain'?" in done.stderr


def test_the_demo_prints_what_the_readme_shows(atelier):
    done = atelier("demo", "--quiet")
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in readme


@pytest.fixture
def at_work(cli_environment, tmp_path):
    """A command that has just begun to index a text long enough to be interrupted in."""
    opened = []

    def start(lines, hour):
        text = "\n".join(f"Rule {n}: the crew of boat {n} meets at pier {n % 97} at {hour}." for n in range(lines))
        (tmp_path / "big.txt").write_text(text)
        command = [sys.executable, "-m", "app.cli", "ask", "Where does the crew of boat 77 meet?", "-f", "big.txt"]
        child = subprocess.Popen(command, cwd=tmp_path, env=cli_environment, stderr=subprocess.PIPE, text=True)
        opened.append(child)
        while "documents Where" not in child.stderr.readline():
            assert child.poll() is None
        return child

    yield start
    for child in opened:
        child.kill()
        child.wait()
        child.stderr.close()


def test_a_command_that_is_killed_leaves_nothing_half_written(atelier, at_work, cli_home):
    child = at_work(9_000, "dawn")
    child.kill()
    child.wait()
    history = History(f"sqlite:///{cli_home / 'history.sqlite'}")
    session = history.latest_session("local")

    assert [run.status for run in history.runs(session, "local")] == ["interrupted"]
    assert "big.txt" in atelier("ask", "Which files do you have?", "--session", session).stdout


def test_ctrl_c_ends_a_command_with_a_word_and_its_own_exit_code(at_work):
    child = at_work(20_000, "dusk")
    child.send_signal(signal.SIGINT)
    said = child.communicate()[1]

    assert child.returncode == 130
    assert said.strip().endswith("Stopped. What was made so far is kept.")
    assert "Traceback" not in said
