"""How well the trained planner plans on TaskBench, and how fast.

    python -m benchmarks.planner [--data FOLDER] [--seeds 3]      5-fold cross-validation on dev.jsonl, both wordings
    python -m benchmarks.planner --test FILE [--original FILE]    the shipped weights on samples they have not seen

Without `--data` it looks into `benchmarks/data/taskbench`. Beside the folds the weights are fitted on the plans in
`benchmarks/data/taskbench_plans.jsonl`; `not shown` leaves out the samples that were examples for whoever wrote those.
Figures are F1 in percent. The published ones are for other samples than these, and nothing is known here of repairs to
their gold plans: a hint, not a contest.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from agents.planning import Domain, Engine, load_domain, load_weights
from agents.planning.described import Embed
from benchmarks.planner_fits import fit, folds
from benchmarks.taskbench import Plan, Sample, Scores, load, plan_from, score
from benchmarks.train_planner import SHOWN, Material, encoder, material

FOLDER = Path(__file__).parent / "data" / "taskbench"
PARTS = 5
PUBLISHED = {"GPT-4": Scores(81.5, 54.7, 77.3, 60.9), "GPT-3.5": Scores(69.5, 33.4, 55.9, 36.3)}
LONG = 5000
"""Characters of the long request that is timed."""
Wording = Callable[[Sample], str]
WORDINGS: dict[str, Wording] = {
    "original wording": lambda sample: sample.original,
    "given wording": lambda sample: sample.request,
}


def cross_validated(had: Material, domain: Domain, embed: Embed, seed: int) -> dict[str, Scores]:
    """Each sample planned with weights that were fitted without it."""
    plans: dict[str, dict[int, Plan]] = {name: {} for name in WORDINGS}
    for kept, left in folds(len(had.samples), PARTS, seed):
        given = [example for example in had.given if example.sample in kept]
        weights = fit([*given, *had.judged], had.weak, domain, embed, seed)
        engine = Engine(domain, weights, embed)
        for name, wording in WORDINGS.items():
            plans[name] |= {place: plan_from(engine.draft(wording(had.samples[place]))) for place in sorted(left)}
    golds = [sample.gold for sample in had.samples]
    drafted = {name: [found[i] for i in range(len(golds))] for name, found in plans.items()}
    return both(drafted, golds, domain) | unshown(had.samples, drafted, domain)


def unshown(samples: Sequence[Sample], drafted: dict[str, list[Plan]], domain: Domain) -> dict[str, Scores]:
    """Without the samples that were shown to whoever wrote the plans of `train_planner.PLANS`."""
    shown = set(json.loads(SHOWN.read_text(encoding="utf-8")))
    left = [place for place, sample in enumerate(samples) if sample.id not in shown]
    golds = [samples[place].gold for place in left]
    return {
        f"{name}, {len(left)} not shown": score(golds, [plans[place] for place in left], domain)
        for name, plans in drafted.items()
    }


def tested(samples: Sequence[Sample], engine: Engine) -> dict[str, Scores]:
    plans = {name: [plan_from(engine.draft(wording(s))) for s in samples] for name, wording in WORDINGS.items()}
    return both(plans, [sample.gold for sample in samples], engine.domain)


def both(plans: dict[str, list[Plan]], golds: Sequence[Plan], domain: Domain) -> dict[str, Scores]:
    """With the gold plans' `<node-k>` repaired by their links, and as they are written."""
    found = {name: score(golds, drafted, domain) for name, drafted in plans.items()}
    return found | {f"{name}, gold unrepaired": score(golds, p, domain, repaired=False) for name, p in plans.items()}


def mean(scores: Sequence[Scores]) -> Scores:
    return Scores(*(float(np.mean(column)) for column in zip(*scores, strict=True)))


def speed(samples: Sequence[Sample], engine: Engine) -> str:
    """Milliseconds a plan: the median over the samples, and one long request."""
    texts = [sample.original for sample in samples]
    times = [_timed(engine, text) for text in texts]
    long = (" ".join(texts) * (1 + LONG // max(1, sum(map(len, texts)))))[:LONG]
    longest = min(_timed(engine, long) for _ in range(3))
    return f"plan time p50 {statistics.median(times):.1f} ms; a request of {len(long)} characters {longest:.0f} ms"


def _timed(engine: Engine, text: str) -> float:
    started = time.perf_counter()
    engine.draft(text)
    return 1000 * (time.perf_counter() - started)


def line(name: str, scores: Scores) -> str:
    return f"{name:36s}" + "".join(f"{value:10.1f}" for value in scores)


def heading() -> str:
    return f"{'':36s}" + "".join(f"{name:>10s}" for name in ("node", "edge", "argument", "value"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--seeds", type=int, default=3, help="how often the folds are drawn anew")
    parser.add_argument("--test", type=Path, help="samples to score with the shipped weights")
    parser.add_argument("--original", type=Path, help="the benchmark's own wording of them")
    asked = parser.parse_args()
    path = asked.test or asked.data / "dev.jsonl"
    if not path.is_file():
        parser.error(f"There is no {path}. Name the folder that holds TaskBench's samples with --data.")
    domain, embed = load_domain(), encoder()
    shipped = Engine(domain, load_weights(tools=domain.names), embed.encoder)
    samples = load(path, asked.original or asked.data / "original_wording.jsonl", domain)
    print(f"{len(samples)} samples of {path}", heading(), sep="\n")
    had = None if asked.test else material(asked.data, domain, embed)
    rounds = [cross_validated(had, domain, embed, s) for s in range(asked.seeds)] if had else [tested(samples, shipped)]
    for name in rounds[0]:
        print(line(name, mean([found[name] for found in rounds])))
    for name, figures in PUBLISHED.items():
        print(line(f"{name}, published", figures))
    print(speed(samples, shipped))


if __name__ == "__main__":
    main()
