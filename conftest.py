"""No test, not even one in the README, touches the home of whoever runs it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    cache = getattr(request.config, "cache", None)
    folder = Path(cache.mkdir("home")) if cache else Path(tempfile.gettempdir()) / "atelier-tests"
    monkeypatch.setenv("ATELIER_HOME", str(folder))
