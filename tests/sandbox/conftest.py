"""Puts this folder on the path, so that a test here says `import unlocked`; and says which tiers there are."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

if platform.system() != "Linux":
    collect_ignore_glob = ["*.py", "attacks/*.py"]


@pytest.fixture
def root() -> None:
    """The test looks into other processes, or becomes another user."""
    if os.getuid():
        pytest.skip("needs root")
