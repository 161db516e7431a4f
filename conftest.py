"""No test, not even one in the README, touches the home of whoever runs it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def home(request: pytest.FixtureRequest) -> Path:
    """Where the encoder is prepared, once for all workers and runs. For what a test writes: `fresh_home`."""
    cache = getattr(request.config, "cache", None)
    return Path(cache.mkdir("home")) if cache else Path(tempfile.gettempdir()) / "atelier-tests"


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("ATELIER_HOME", str(home))
