"""`atelier --help`, and what importing our packages costs and brings."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import Figure, median_process, process

PACKAGES = "app agents tools memory rag validators runtime"
HEAVY = "torch transformers smolagents"


def figures() -> Iterator[Figure]:
    cpu, _ = median_process(["-m", "app.cli", "--help"])
    yield Figure("atelier --help, processor", cpu, "s", 0.3)
    check = f"import sys, {', '.join(PACKAGES.split())}; sys.exit(any(m in sys.modules for m in {HEAVY.split()!r}))"
    cpu, _ = process(["-c", check])
    yield Figure("import of all packages (no torch, transformers, smolagents), processor", cpu, "s", 0.3)
