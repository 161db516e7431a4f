"""TaskBench's samples → the weights of the trained planner.

    python -m benchmarks.train_planner --data FOLDER [--seed 0] [--out FILE]

FOLDER holds `dev.jsonl` (requests with gold plans) and, where they are had, `original_wording.jsonl` (the same requests
in the benchmark's own words) and `weak_*.jsonl` (plans by weaker models, as weak labels). TaskBench's data is under the
Apache License 2.0. The same data and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from agents.planning import Domain, load_domain
from agents.planning.described import Embed
from agents.planning.weights import SHIPPED, Weights, save_weights
from benchmarks.planner_fits import Example, Weak, examples, fit, weak_examples
from benchmarks.taskbench import Sample, load, load_ids, load_weak
from runtime.runners.remembering import Remembering
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.settings import load_settings

LICENCE = "TaskBench (Shen et al. 2023, arXiv 2311.18760), Apache-2.0"


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to learn from."""

    samples: list[Sample]
    given: list[Example]
    """Each sample in each wording."""
    weak: Weak | None


def material(folder: Path, domain: Domain, embed: Embed) -> Material:
    """Reads a folder; raises FileNotFoundError where it has no `dev.jsonl`."""
    samples = load(folder / "dev.jsonl", folder / "original_wording.jsonl", domain)
    golds = [sample.gold for sample in samples]
    given = examples([sample.request for sample in samples], golds, domain, embed)
    given += examples([sample.original for sample in samples], golds, domain, embed)
    noted = load_weak(sorted(folder.glob("weak_*.jsonl")), load_ids(folder / "dev.jsonl"), domain)
    weak = weak_examples([text for text, _ in noted], [votes for _, votes in noted], domain, embed) if noted else None
    return Material(samples, given, weak)


def encoder() -> Remembering:
    return Remembering(SentenceEncoder(load_settings().home), most=100_000)


def about(folder: Path, seed: int, domain: Domain, samples: int) -> dict[str, object]:
    digest = hashlib.sha256((folder / "dev.jsonl").read_bytes()).hexdigest()
    return {
        "tools": domain.names,
        "data": LICENCE,
        "dev_sha256": digest,
        "samples": samples,
        "seed": seed,
    }


def train(folder: Path, seed: int, out: Path) -> Weights:
    domain, embed = load_domain(), encoder()
    had = material(folder, domain, embed)
    weights = fit(had.given, had.weak, domain, embed, seed)
    save_weights(weights, out, about(folder, seed, domain, len(had.samples)))
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with dev.jsonl")
    parser.add_argument("--seed", type=int, default=0, help="which samples go into which inner fold")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    asked = parser.parse_args()
    if not (asked.data / "dev.jsonl").is_file():
        parser.error(f"There is no dev.jsonl in {asked.data}. Name the folder that holds TaskBench's samples.")
    started = time.perf_counter()
    train(asked.data, asked.seed, asked.out)
    print(f"{asked.out}: {asked.out.stat().st_size / 1e3:.0f} kB in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
