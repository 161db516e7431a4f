"""What manager and specialists are told: YAML beside this file, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def prompts(name: str) -> dict[str, Any]:
    """The templates in `<name>.yaml`. Shared: do not change them."""
    templates: dict[str, Any] = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return templates
