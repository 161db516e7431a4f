"""What every test gets: no network, one thread, one prepared encoder for all, and `--gpu`.

The folder of this file is put on the path, so that a test says `import hub_server`.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # some hundred processes are started: they compile the code once
os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}
sys.path.insert(0, str(Path(__file__).parent))

import pytest

from runtime.pool import FakePool
from runtime.runners.languages import LanguageDetector
from runtime.runners.moderation import EmbeddedModerator
from runtime.runners.moods import EmbeddedMoods
from runtime.runners.remembering import Remembering
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.runners.smoothing import Smoothing
from runtime.runners.table_rules import TableRules
from runtime.runners.zero_shot import EmbeddingZeroShot
from runtime.settings import Settings

LOCAL = {"localhost", "127.0.0.1", "::1", "", None}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--gpu", action="store_true", help="also run the tests that need an accelerator")


def pytest_configure() -> None:
    """Ctrl-C counts, also where a shell started the tests in the background and so bade them ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--gpu"):
        for item in items:
            if "gpu" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="needs an accelerator; run with --gpu"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A test that reaches beyond this machine fails by name; mark it `network` if it means to."""
    if "network" in request.keywords:
        return
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
    look_up = socket.getaddrinfo

    def local_only(host: Any, *args: Any, **kwargs: Any) -> Any:
        return look_up(host, *args, **kwargs) if host in LOCAL else pytest.fail(f"the test looked up {host}")

    monkeypatch.setattr(socket, "getaddrinfo", local_only)


def guarded(connect: Any) -> Any:
    def dial(self: socket.socket, address: Any) -> Any:
        if self.family == socket.AF_UNIX or address[0] in LOCAL:
            return connect(self, address)
        pytest.fail(f"the test dialled {address}")

    return dial


@pytest.fixture(autouse=True)
def mirrors_wait(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Mirrors take in what they are told to, not by themselves; a test that wants the thread uses `mirrors_work`."""
    if "mirrors_work" not in request.fixturenames:
        monkeypatch.setattr("memory.mirror_worker.Worker.start", lambda worker: None)


@pytest.fixture
def mirrors_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that brings runs to the mirrors is at work, soon after each run."""
    monkeypatch.setattr("memory.mirror_worker.QUIET_S", 0.05)


@pytest.fixture
def fresh_home(tmp_path: Path, home: Path) -> Path:
    """A home of the test's own, empty but for the prepared encoder."""
    fresh = tmp_path / "home"
    fresh.mkdir()
    (home / "models").mkdir(exist_ok=True, parents=True)
    (fresh / "models").symlink_to(home / "models")
    return fresh


@pytest.fixture(scope="session")
def encoder(home: Path) -> SentenceEncoder:
    """The embedded encoder: the real one."""
    return SentenceEncoder(home, threads=1)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the Hub, in place of the person's. Fill it with `forge.hub_install`."""
    folder = tmp_path / "hub"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(folder))
    return folder


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def pool(encoder: SentenceEncoder) -> FakePool:
    """The real embedded models, loaded once for all tests."""
    remembering = Remembering(encoder)
    return FakePool(
        {
            "sentence-similarity": remembering,
            "zero-shot-classification": EmbeddingZeroShot(remembering),
            "sentiment-analysis": EmbeddedMoods(remembering),
            "text-moderation": EmbeddedModerator(remembering),
            "language-detection": LanguageDetector(),
            "question-answering": remembering,
            "summarization": remembering,
            "table-question-answering": TableRules(),
            "time-series-forecasting": Smoothing(),
        }
    )


@pytest.fixture
def handbook() -> Path:
    """The example document."""
    return ROOT / "examples" / "handbook.pdf"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def service(settings: Settings, pool: FakePool) -> Any:
    from app.service import Service

    return Service(settings, pool)


@pytest.fixture
def heard() -> list[Any]:
    """Events, as they are told."""
    return []


@pytest.fixture
def bench(service: Any, heard: list[Any]) -> Any:
    """What a tool works on, in a session of its own."""
    from app import run

    return run.bench(service.settings, service.calls, service.sessions.open(), heard.append)


@pytest.fixture(scope="session")
def cli_home(home: Path, encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of commands that are run as processes of their own, with the encoder prepared."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "models").symlink_to(home / "models")
    return folder


@pytest.fixture
def cli_environment(cli_home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ATELIER_", "COV"))}
    ours = {"ATELIER_HOME": str(cli_home), "PYTHONPATH": str(ROOT), "COLUMNS": "200", "PYTHONWARNINGS": "error"}
    return kept | ours
