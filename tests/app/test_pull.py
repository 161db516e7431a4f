"""`atelier pull`, as a process of its own, from a Hub on this machine."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_server import TOKEN, Hub, hub_server, wait_until, weights

from app.stand_ins import forge

BART = "facebook/bart-large-cnn"
DISTILBART = "sshleifer/distilbart-cnn-12-6"
WEIGHTS = "model.safetensors"
COMMAND = [sys.executable, "-m", "app.cli", "pull"]
Pull = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def far() -> Iterator[Hub]:
    """A Hub that has what is asked for here."""
    with hub_server() as served:
        for id in (BART, DISTILBART):
            files = {"config.json": {"architectures": ["BartForConditionalGeneration"]}, "README.md": "# Hi"}
            served.add(id, {**files, WEIGHTS: weights(20, seed=len(id)), "pytorch_model.bin": b"x"})
        yield served


@pytest.fixture
def surroundings(far: Hub, cli_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """What the command finds in its environment: that Hub, and an empty cache."""
    kept = {name: value for name, value in cli_environment.items() if not name.startswith("HF_")}
    ours = {"HF_ENDPOINT": far.address, "HF_HOME": str(tmp_path / "hf"), "NO_PROXY": "127.0.0.1,localhost"}
    return kept | ours


@pytest.fixture
def pull(surroundings: dict[str, str], tmp_path: Path) -> Pull:
    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=surroundings | environment,
            timeout=120,
        )

    return run


@pytest.fixture
def begun(far: Hub, surroundings: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts a pull that hangs with about half of the weights on the disk."""
    opened: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        far.stall_after[WEIGHTS] = 12_000_000
        child = subprocess.Popen([*COMMAND, BART], cwd=tmp_path, env=surroundings, stderr=subprocess.PIPE, text=True)
        opened.append(child)
        wait_until(lambda: half_here(tmp_path) > 10_000_000)
        return child

    yield start
    far.stall_after.clear()
    for child in opened:
        child.kill()
        child.wait()
        child.stderr.close()  # type: ignore[union-attr]


def half_here(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("hf/hub/*/blobs/*.incomplete"))


def size_of(far: Hub, id: str) -> int:
    return len(far.repositories[id].files[WEIGHTS].content)


def test_a_task_fetches_its_first_small_checkpoint(pull: Pull, far: Hub, tmp_path: Path) -> None:
    done = pull("summarization")

    assert done.returncode == 0, done.stderr
    assert f"{DISTILBART}: 2 files, 20.0 MB" in done.stderr
    assert done.stdout.startswith(f"{DISTILBART} is here: ")
    assert set(far.served) == {"config.json", WEIGHTS}


def test_a_task_at_a_size_and_several_at_once(pull: Pull) -> None:
    rows = json.loads(pull("summarization", DISTILBART, "bart-large-cnn", "--tier", "full", "--json").stdout)

    assert [row["id"] for row in rows] == [BART, DISTILBART]


def test_what_would_be_fetched_is_listed_and_nothing_comes(pull: Pull, far: Hub, tmp_path: Path) -> None:
    done = pull(BART, "--dry-run")

    assert done.stdout.splitlines()[0] == f"{BART}: 2 files, 20.0 MB"
    assert f"20.0 MB  {WEIGHTS}" in done.stdout
    assert not far.served
    assert not (tmp_path / "hf").exists()


def test_json_says_what_was_fetched_and_is_alone_on_standard_output(pull: Pull, far: Hub) -> None:
    (row,) = json.loads(pull(BART, "--json").stdout)

    assert (row["id"], row["revision"], row["commit"]) == (BART, "main", far.repositories[BART].commit)
    assert {file["name"]: file["bytes"] for file in row["files"]}[WEIGHTS] == size_of(far, BART)
    assert row["to_come_bytes"] == row["bytes"]
    assert Path(row["folder"], WEIGHTS).is_file()


def test_what_was_pulled_answers(
    pull: Pull, far: Hub, surroundings: dict[str, str], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = forge.sentiment(tmp_path_factory.mktemp("forged") / "sentiment")
    id = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
    far.add(id, {file.name: file.read_bytes() for file in folder.iterdir()})
    assert pull("text-classification").returncode == 0

    listed = [sys.executable, "-m", "app.cli", "models", "text-classification", "--here", "--json"]
    found = subprocess.run(listed, capture_output=True, text=True, cwd=tmp_path, env=surroundings, check=True)

    assert [row["id"] for row in json.loads(found.stdout)] == [id]


def test_a_killed_pull_goes_on_where_it_stopped(
    pull: Pull, begun: Callable[[], subprocess.Popen[str]], far: Hub, tmp_path: Path
) -> None:
    child = begun()
    child.kill()
    child.wait()
    here = half_here(tmp_path)
    far.stall_after.clear()
    far.served.clear()

    done = pull(BART)

    assert done.returncode == 0, done.stderr
    assert f"{here / 1e6:.1f} MB of it here already" in done.stderr
    assert far.served[WEIGHTS] == size_of(far, BART) - here


def test_ctrl_c_keeps_what_has_come_and_says_so(
    begun: Callable[[], subprocess.Popen[str]], far: Hub, tmp_path: Path
) -> None:
    child = begun()
    child.send_signal(signal.SIGINT)
    said = child.communicate()[1]

    assert child.returncode == 130
    assert said.strip().splitlines()[-1] == "Stopped. What was made so far is kept."
    assert "Traceback" not in said
    assert half_here(tmp_path) > 10_000_000


def test_two_pulls_of_the_same_share_the_work(
    pull: Pull, begun: Callable[[], subprocess.Popen[str]], far: Hub, surroundings: dict[str, str], tmp_path: Path
) -> None:
    first = begun()
    second = subprocess.Popen([*COMMAND, BART], cwd=tmp_path, env=surroundings, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: len(far.asked("/api/models/")) == 2)
    time.sleep(0.3)
    far.stall_after.clear()

    assert "Traceback" not in first.communicate()[1] + second.communicate()[1]
    assert (first.returncode, second.returncode) == (0, 0)
    assert far.served[WEIGHTS] <= size_of(far, BART) + 2**20
    assert pull(BART, "--verify").returncode == 0


def test_what_is_here_is_checked_without_a_network(pull: Pull, far: Hub, tmp_path: Path) -> None:
    pull(BART)
    far.requests.clear()
    assert pull(BART, "--verify", HF_HUB_OFFLINE="1").stdout == f"{BART}: 2 files, each as the Hub has it.\n"
    (file,) = tmp_path.glob(f"hf/hub/*/snapshots/*/{WEIGHTS}")
    with file.open("r+b") as opened:
        opened.seek(1_000_000)
        opened.write(b"another")

    done = pull(BART, "--verify")

    assert done.returncode == 1
    assert f"{WEIGHTS} is not what the Hub has" in done.stderr
    assert not far.requests
    assert pull(BART).returncode == 0
    assert pull(BART, "--verify", "--json").returncode == 0


def test_the_catalogs_revision_is_fetched_and_found_under_its_name(pull: Pull, far: Hub, tmp_path: Path) -> None:
    detr = "facebook/detr-resnet-50"
    far.add(detr, {"config.json": {}, WEIGHTS: weights(0.1)}, revisions=("main", "no_timm"))

    (row,) = json.loads(pull("object-detection", "--json").stdout)
    (other,) = json.loads(pull(detr, "--revision", "main", "--json").stdout)

    assert (row["revision"], other["revision"]) == ("no_timm", "main")
    (folder,) = tmp_path.glob("hf/hub/models--facebook--detr-resnet-50")
    assert {path.name for path in (folder / "refs").iterdir()} == {"no_timm", "main"}


def test_what_comes_in_a_package_is_said_to_be_here(pull: Pull, far: Hub) -> None:
    done = pull("langdetect")

    assert (done.returncode, done.stderr) == (0, "")
    assert "comes in the package langdetect: there is nothing to download" in done.stdout
    assert json.loads(pull("sentence-similarity", "--tier", "embedded", "--json").stdout)[0]["package"]
    assert not far.requests


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["summarisation"], 2, "Did you mean 'summarization'?"),
        (["a/b/c"], 2, "is no name on the Hub"),
        (["ModelScope/t2v"], 1, "Fetch that with: atelier pull ali-vilab/text-to-video-ms-1.7b"),
        (["acme/nothing"], 1, "No model 'acme/nothing' at"),
        ([BART, "--verify"], 1, f"Fetch it with: atelier pull {BART}"),
    ],
)
def test_what_cannot_be_pulled_is_one_sentence(pull: Pull, arguments: list[str], code: int, says: str) -> None:
    done = pull(*arguments)

    assert done.returncode == code
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_offline_is_said_at_once(pull: Pull, far: Hub) -> None:
    done = pull(BART, HF_HUB_OFFLINE="1")

    assert done.returncode == 1
    assert done.stderr.startswith("HF_HUB_OFFLINE is set")
    assert not far.requests


def test_without_a_network_it_says_so_within_seconds(pull: Pull) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    started = time.monotonic()

    done = pull(BART, HF_ENDPOINT=f"http://127.0.0.1:{port}")

    assert time.monotonic() - started < 15
    assert "cannot be reached" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_hub_that_goes_away_in_the_middle_is_one_sentence_too(pull: Pull, far: Hub) -> None:
    far.cut_after[WEIGHTS] = 0

    done = pull(BART)

    assert done.returncode == 1
    assert "what has come is kept" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_token_opens_what_is_gated_and_is_never_shown(pull: Pull, far: Hub, tmp_path: Path, cli_home: Path) -> None:
    far.repositories[BART].gated = True
    refused = pull(BART)
    wrong = pull(BART, HF_TOKEN="hf_wrongButSecret")
    right = pull(BART, HF_TOKEN=TOKEN, HF_DEBUG="1")

    assert [done.returncode for done in (refused, wrong, right)] == [1, 1, 0], right.stderr
    assert f"{far.address}/{BART}" in refused.stderr
    assert "HF_TOKEN" in refused.stderr
    said = "".join(done.stdout + done.stderr for done in (refused, wrong, right))
    assert TOKEN not in said
    assert "hf_wrongButSecret" not in said
    for folder in (tmp_path, cli_home):
        assert not [path for path in folder.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()]


def test_the_room_that_downloads_may_take_is_kept_to(pull: Pull, far: Hub) -> None:
    done = pull(BART, ATELIER_MODELS_GB="0.01")

    assert done.returncode == 1
    assert "0.02 GB are still to come" in done.stderr
    assert "hf cache rm" in done.stderr
    assert not far.served
    assert pull(BART, ATELIER_MODELS_GB="0.03").returncode == 0


def on_a_terminal(surroundings: dict[str, str], folder: Path, *arguments: str, typed: str = "") -> tuple[int, str]:
    """Exit code, and what a person at a terminal sees who types `typed` when asked."""
    ours, theirs = pty.openpty()
    given: dict[str, Any] = {"stdin": theirs, "stdout": theirs, "stderr": theirs, "start_new_session": True}
    child = subprocess.Popen([*COMMAND, *arguments], cwd=folder, env=surroundings | {"TERM": "xterm"}, **given)
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 65536):
            seen += piece
            if typed and b"[y/N]" in seen:
                os.write(ours, typed.encode())
                typed = ""
    except OSError:  # how Linux says that nobody holds the other end any more
        pass
    os.close(ours)
    return child.wait(), seen.decode()


def test_a_person_is_asked_before_many_gigabytes_and_may_say_no(
    far: Hub, surroundings: dict[str, str], tmp_path: Path
) -> None:
    far.repositories[BART].claimed[WEIGHTS] = 5_100_000_000

    code, seen = on_a_terminal(surroundings, tmp_path, BART, typed="n\n")

    assert code == 1
    assert "Download 5.10 GB? [y/N]" in seen
    assert not far.served


def test_nobody_is_asked_who_said_yes_before(far: Hub, surroundings: dict[str, str], tmp_path: Path) -> None:
    far.repositories[BART].claimed[WEIGHTS] = 5_100_000_000

    code, seen = on_a_terminal(surroundings, tmp_path, BART, "--yes")

    assert code == 0
    assert "[y/N]" not in seen


def test_a_terminal_shows_a_bar(far: Hub, surroundings: dict[str, str], tmp_path: Path) -> None:
    code, seen = on_a_terminal(surroundings, tmp_path, BART)

    assert code == 0
    assert "━" in seen
    assert "20.0/20.0 MB" in seen
