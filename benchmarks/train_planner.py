"""TaskBench's samples → the weights of the trained planner.

    python -m benchmarks.train_planner --data FOLDER [--seed 0] [--out FILE]

FOLDER holds `dev.jsonl` (requests with gold plans) and, where they are had, `original_wording.jsonl` (the same requests
in the benchmark's own words), `weak_*.jsonl` (plans by weaker models, as weak labels) and `unlabelled.jsonl` (requests
without plans). For part of the last, plans lie in `benchmarks/data/taskbench_plans.jsonl`: written for this by a strong
language model that read each request, 80 samples of `dev.jsonl` (`taskbench_shown.json`) and the tools, but no other
gold plan. TaskBench's data is under the Apache License 2.0. The same data and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from agents.planning import Domain, load_domain
from agents.planning.described import Embed
from agents.planning.weights import SHIPPED, Weights, save_weights
from benchmarks.planner_fits import Example, Weak, examples, fit, weak_examples
from benchmarks.taskbench import Sample, load, load_ids, load_weak, plan_of, rows
from runtime.runners.remembering import Remembering
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.settings import load_settings

LICENCE = "TaskBench (Shen et al. 2023, arXiv 2311.18760), Apache-2.0"
DATA = Path(__file__).parent / "data"
PLANS = DATA / "taskbench_plans.jsonl"
"""Plans for requests of `unlabelled.jsonl`, by their ids."""
SHOWN = DATA / "taskbench_shown.json"
"""Ids of the samples of `dev.jsonl` that the writer of PLANS was shown as examples."""


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to learn from."""

    samples: list[Sample]
    given: list[Example]
    """Each sample in each wording."""
    weak: Weak | None
    judged: list[Example] = field(default_factory=list)
    """Requests beside the samples, with the plans of PLANS."""


def material(folder: Path, domain: Domain, embed: Embed) -> Material:
    """Reads a folder; raises FileNotFoundError where it has no `dev.jsonl`."""
    samples = load(folder / "dev.jsonl", folder / "original_wording.jsonl", domain)
    golds = [sample.gold for sample in samples]
    given = examples([sample.request for sample in samples], golds, domain, embed)
    given += examples([sample.original for sample in samples], golds, domain, embed)
    noted = load_weak(sorted(folder.glob("weak_*.jsonl")), load_ids(folder / "dev.jsonl"), domain)
    weak = weak_examples([text for text, _ in noted], [votes for _, votes in noted], domain, embed) if noted else None
    return Material(samples, given, weak, judged(folder / "unlabelled.jsonl", domain, embed, len(samples)))


def judged(path: Path, domain: Domain, embed: Embed, start: int) -> list[Example]:
    """The requests of `path` that have a plan, numbered from `start`; none where there is no such file."""
    texts = {row["id"]: row["user_request"] for row in rows(path)} if path.is_file() else {}
    planned = [row for row in rows(PLANS) if row["id"] in texts]
    if not planned:
        return []
    plans = [plan_of([[name, ()] for name in row["tools"]], row["links"]) for row in planned]
    found = examples([texts[row["id"]] for row in planned], plans, domain, embed)
    return [replace(example, sample=start + example.sample) for example in found]


def encoder() -> Remembering:
    return Remembering(SentenceEncoder(load_settings().home), most=100_000)


def about(folder: Path, seed: int, domain: Domain, samples: int, others: int) -> dict[str, object]:
    digest = hashlib.sha256((folder / "dev.jsonl").read_bytes()).hexdigest()
    return {
        "tools": domain.names,
        "data": LICENCE,
        "dev_sha256": digest,
        "samples": samples,
        "judged": others,
        "seed": seed,
    }


def train(folder: Path, seed: int, out: Path) -> Weights:
    domain, embed = load_domain(), encoder()
    had = material(folder, domain, embed)
    weights = fit([*had.given, *had.judged], had.weak, domain, embed, seed)
    save_weights(weights, out, about(folder, seed, domain, len(had.samples), len(had.judged)))
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
