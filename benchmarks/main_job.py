"""The main job over a PDF of 13 pages: warm in one process, and cold as a process of its own."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import ROOT, Figure, median_process, milliseconds

QUESTION = "How many volunteer hours do we receive each year?"
THREE = (
    "Summarise handbook.pdf in three sentences, tell me which language it is in, and sort it into one of: "
    "policy, recipe, novel"
)
HANDBOOK = ROOT / "examples" / "handbook.pdf"
BARE = """
import torch
from transformers import AutoModel, AutoTokenizer
from runtime.runners.sentence_embedding import package_folder
AutoTokenizer.from_pretrained(package_folder())
AutoModel.from_pretrained(package_folder())
"""
"""What the cold start is compared with: torch, transformers and MiniLM, and nothing done with them."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from warm(Path(folder))
        yield from cold(Path(folder))


def warm(home: Path) -> Iterator[Figure]:
    from app.service import Service
    from runtime.records import Request
    from runtime.settings import load_settings

    service = Service(replace(load_settings(), home=home))
    session = service.ask(Request(QUESTION, (HANDBOOK,))).session
    service.ask(Request(THREE, (), session))
    for what, text in (("a question", QUESTION), ("summary, language and classification", THREE)):
        taken = milliseconds(lambda text=text: service.ask(Request(text, (), session)), 40)
        yield Figure(f"warm ask, {what}, p50", statistics.median(taken), "ms", 250)
        yield Figure(f"warm ask, {what}, p95", statistics.quantiles(taken, n=20)[-1], "ms", 500)


def cold(home: Path) -> Iterator[Figure]:
    """Models prepared and document indexed, as in every run but the first; ratios of medians, in one run."""
    env = {"ATELIER_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    bare_cpu, bare_wall = median_process(["-c", BARE], env=env)
    ask = ["-m", "app.cli", "ask", QUESTION, "--file", str(HANDBOOK), "--quiet"]
    cpu, wall = median_process(ask, env=env)
    yield Figure(f"cold ask, wall ({wall:.2f} s) over torch + transformers + MiniLM ({bare_wall:.2f} s)",
                 wall / bare_wall, "×", 1.5)  # fmt: skip
    yield Figure("cold ask, processor, over the same", cpu / bare_cpu, "×", 1.5)
