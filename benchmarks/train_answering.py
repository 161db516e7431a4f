"""XQuAD and the manuals → `rag/answering.json`, and how often answers are right and refusals deserved.

    python -m benchmarks.train_answering --data FOLDER [--write]

FOLDER holds `xquad.en.json`: XQuAD (github.com/google-deepmind/xquad), 1,190 questions about 48 articles, licence
CC BY-SA 4.0. Beside it train the questions in `benchmarks/data/manuals.json`, which are ours. The handbook in
`examples/` is only measured. Every run gives the same numbers: what is drawn is drawn with a fixed seed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag import answering
from rag.answering import weighed
from rag.chunks import split
from rag.documents import read
from rag.evidence import Values, measure
from rag.lines import Line, lines_of
from rag.pages import Document, Page
from rag.retriever import Retriever
from runtime.records import Passage
from runtime.runners.remembering import Remembering
from runtime.runners.sentence_embedding import SentenceEncoder
from runtime.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
MANUALS = ROOT / "benchmarks" / "data" / "manuals.json"
HANDBOOK = ROOT / "examples" / "handbook.pdf"
HANDBOOK_QUESTIONS = ROOT / "tests" / "data" / "handbook_questions.jsonl"

PICK = "cosine cosine_read implied covered covered_passage run no_quantity no_date no_other length short first".split()
TRUST = "cosine cosine_best implied covered names_missing no_quantity no_date".split()
PICK_L2, TRUST_L2 = 20.0, 30.0
FOLDS = 5
REFUSED = 0.06
"""Share of XQuAD's answerable questions that the threshold refuses, on articles not trained on. On the manuals it then
errs about as often on what they say as on what they nearly say."""

# How each question is asked: of the document that answers, of one that does not, of the right one with the answering
# passage taken out, and of a document that comes close but does not say.
HERE, ELSEWHERE, REMOVED, CLOSE = "answerable", "other document", "passage removed", "close, not said"
PICK_WEIGHT = {"xquad": 1.0, "manuals": 2.0}
TRUST_WEIGHT = {
    ("xquad", HERE): 0.5,
    ("xquad", ELSEWHERE): 0.15,
    ("xquad", REMOVED): 0.25,
    ("manuals", HERE): 9.0,
    ("manuals", ELSEWHERE): 0.9,
    ("manuals", REMOVED): 3.0,
    ("manuals", CLOSE): 9.0,
}
"""Prose written by one hand about many things against rules about few: what people ask documents is nearer to these."""


class Case(NamedTuple):
    source: str
    """`xquad`, `manuals` or `handbook`."""
    group: int
    """Article or manual; cases of one group stand in one fold."""
    asked: str
    evidence: dict[str, Values]
    right: NDArray[np.bool_]
    """(N,): does the line answer?"""


# --- Questions asked of documents ---


class Held:
    """A document's passages and vectors in memory, for `Retriever`."""

    words = None
    """Counted when they are first asked for."""

    def __init__(self, passages: Sequence[Passage], encoder: Any) -> None:
        self.passages, self.source = tuple(passages), "document"
        self.vectors = encoder([passage.text for passage in passages])

    def search(self, vector: NDArray[np.float32], k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        cosines = self.vectors @ vector
        rows = np.argsort(-cosines, kind="stable")[:k]
        return cosines[rows], rows


class Asker:
    def __init__(self, encoder: Any) -> None:
        self.encoder = encoder

    def document(self, passages: Sequence[Passage]) -> Retriever:
        return Retriever([Held(passages, self.encoder)], self.encoder)  # type: ignore[list-item]

    def ask(
        self, source: str, group: int, asked: str, question: str, of: Retriever, right: Callable[[Line], bool] | None
    ) -> Case:
        lines = lines_of(of.search(question))
        found = np.array([right is not None and right(line) for line in lines])
        return Case(source, group, asked, measure(question, lines, self.encoder), found)


def passages_of(title: str, text: str) -> list[Passage]:
    return split(Document(title, (Page(None, text),), "text/plain", ""), title)


def xquad_cases(asker: Asker, data: Path) -> Iterator[Case]:
    """Each question four times: of its article, of that without its paragraph, and of two other articles."""
    articles = json.loads((data / "xquad.en.json").read_text(encoding="utf-8"))["data"]
    cut = [[passages_of(a["title"], p["context"].replace("\n", " ")) for p in a["paragraphs"]] for a in articles]
    whole = [asker.document([passage for part in parts for passage in part]) for parts in cut]
    draw = random.Random(0)
    for group, article in enumerate(articles):
        for number, paragraph in enumerate(article["paragraphs"]):
            rest = [passage for other, part in enumerate(cut[group]) if other != number for passage in part]
            removed, context = asker.document(rest), paragraph["context"].replace("\n", " ")
            for entry in paragraph["qas"]:
                question, at = entry["question"].strip(), entry["answers"][0]["answer_start"]
                yield asker.ask("xquad", group, HERE, question, whole[group], holds(context, at))
                yield asker.ask("xquad", group, REMOVED, question, removed, None)
                for other in draw.sample([n for n in range(len(articles)) if n != group], 2):
                    yield asker.ask("xquad", group, ELSEWHERE, question, whole[other], None)


def holds(context: str, at: int) -> Callable[[Line], bool]:
    """Does a line cover character `at` of `context`?"""
    return lambda line: 0 <= at - context.find(line.text) < len(line.text) and line.text in context


def says(said: str, page: int | None = None) -> Callable[[Line], bool]:
    return lambda line: said in line.text and line.passage.page == page


def manual_cases(asker: Asker) -> Iterator[Case]:
    manuals = json.loads(MANUALS.read_text(encoding="utf-8"))
    cut = [passages_of(manual["title"], manual["text"]) for manual in manuals]
    whole = [asker.document(passages) for passages in cut]
    draw = random.Random(0)
    for group, manual in enumerate(manuals):
        for entry in manual["questions"]:
            question, said = entry["question"], entry["answer"]
            rest = asker.document([passage for passage in cut[group] if said not in passage.text])
            yield asker.ask("manuals", group, HERE, question, whole[group], says(said))
            yield asker.ask("manuals", group, REMOVED, question, rest, None)
            for other in draw.sample([n for n in range(len(manuals)) if n != group], 3):
                yield asker.ask("manuals", group, ELSEWHERE, question, whole[other], None)
        for question in manual["absent"]:
            yield asker.ask("manuals", group, CLOSE, question, whole[group], None)


def handbook_cases(asker: Asker) -> Iterator[Case]:
    handbook = asker.document(split(read(HANDBOOK), "handbook-1"))
    for entry in map(json.loads, HANDBOOK_QUESTIONS.read_text(encoding="utf-8").splitlines()):
        said = entry.get("answer")
        right = says(said, entry["page"]) if said else None
        yield asker.ask("handbook", -1, HERE if said else CLOSE, entry["question"], handbook, right)


# --- Fitting ---


def fit(choices: Sequence[Values], targets: Sequence[Values], importance: Sequence[float], l2: Values) -> Values:
    """(F,): the weights w under which the softmax of `choice` @ w, (N, F) a choice, is nearest to its target, (N,).

    Multinomial logistic regression with the penalty `l2` @ w² / 2, by Newton's method with halved steps.
    """
    rows, target = np.concatenate(choices), np.concatenate(targets)
    sizes = [len(choice) for choice in choices]
    starts, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)
    times = np.array(importance)

    def shares(weights: Values) -> Values:
        score = rows @ weights
        raised: Values = np.exp(score - np.maximum.reduceat(score, starts)[of])
        return np.maximum(raised / np.add.reduceat(raised, starts)[of], 1e-300)

    def loss(weights: Values) -> float:
        return float(-(times[of] * target) @ np.log(shares(weights)) + l2 @ weights**2 / 2)

    weights = np.zeros(rows.shape[1])
    for _ in range(20):
        share = shares(weights)
        mean = np.add.reduceat(share[:, None] * rows, starts)
        curvature = (rows * (share * times[of])[:, None]).T @ rows - (mean * times[:, None]).T @ mean + np.diag(l2)
        step = np.linalg.solve(curvature, (times[of] * (share - target)) @ rows + l2 * weights)
        while loss(weights - step) > loss(weights) + 1e-9:
            step = step / 2
        weights = weights - step
    return weights


def fit_pick(cases: Sequence[Case]) -> dict[str, float]:
    """Which of a question's lines answers it?"""
    known = [case for case in cases if case.right.any()]
    tables = [np.stack([case.evidence[name] for name in PICK], axis=1) for case in known]
    spread = np.concatenate(tables).std(axis=0)
    targets = [case.right / case.right.sum() for case in known]
    importance = [PICK_WEIGHT[case.source] for case in known]
    weights = fit([table / spread for table in tables], targets, importance, np.full(len(PICK), PICK_L2))
    return dict(zip(PICK, weights / spread, strict=True))


def fit_trust(cases: Sequence[Case], pick: dict[str, float]) -> tuple[dict[str, float], float]:
    """Does the line that was picked answer? A choice between it and refusing; weights and bias."""
    table = np.array([[case.evidence[name][best(case, pick)] for name in TRUST] for case in cases])
    mean, spread = table.mean(axis=0), table.std(axis=0)
    rows = [np.stack([np.append(values, 1), np.zeros(len(TRUST) + 1)]) for values in (table - mean) / spread]
    targets = [np.array([case.asked == HERE, case.asked != HERE], float) for case in cases]
    importance = [TRUST_WEIGHT[case.source, case.asked] for case in cases]
    *weights, bias = fit(rows, targets, importance, np.append(np.full(len(TRUST), TRUST_L2), 1e-6))
    raw = np.array(weights) / spread
    return dict(zip(TRUST, raw, strict=True)), float(bias - raw @ mean)


def best(case: Case, pick: dict[str, float]) -> int:
    return int(weighed(case.evidence, pick).argmax())


# --- Measuring ---


class Result(NamedTuple):
    case: Case
    right: bool
    logit: float


def results(cases: Sequence[Case], pick: dict[str, float], trust: dict[str, float], bias: float) -> Iterator[Result]:
    for case in cases:
        row = best(case, pick)
        yield Result(case, bool(case.right[row]), float(weighed(case.evidence, trust)[row] + bias))


def cross_validated(cases: Sequence[Case]) -> list[Result]:
    """Each case by weights that were trained without its article or manual."""
    order = {group: place for place, group in enumerate(random.Random(0).sample(range(48), 48))}
    found: list[Result] = []
    for fold in range(FOLDS):
        held = [order[case.group] % FOLDS == fold for case in cases]
        training = [case for case, out in zip(cases, held, strict=True) if not out]
        pick = fit_pick(training)
        found += results([case for case, out in zip(cases, held, strict=True) if out], pick, *fit_trust(training, pick))
    return found


def report(found: Sequence[Result], threshold: float) -> Iterator[str]:
    for source in dict.fromkeys(result.case.source for result in found):
        here = [result for result in found if (result.case.source, result.case.asked) == (source, HERE)]
        known = [result for result in here if result.case.right.any()]
        yield f"{source}: {len(here)} answerable questions, the answer among their passages for {len(known)}"
        yield f"  the best sentence is right {share(r.right for r in known)}, in all {share(r.right for r in here)}"
        for asked in dict.fromkeys(r.case.asked for r in found if r.case.source == source):
            logits = [r.logit for r in found if (r.case.source, r.case.asked) == (source, asked)]
            refused = share(logit < threshold for logit in logits)
            beside = "" if asked == HERE else f"  AUC {auc([r.logit for r in here], logits):.3f}"
            yield f"  refused, {asked} ({len(logits)}): {refused}{beside}"


def share(flags: Iterator[bool]) -> str:
    return f"{np.mean(list(flags)):.1%}"


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often a positive is above a negative, ties counted half (Mann-Whitney U over the number of pairs)."""
    over = np.subtract.outer(positive, negative)
    return float((over > 0).mean() + (over == 0).mean() / 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder with xquad.en.json")
    parser.add_argument("--write", action="store_true", help="replace rag/answering.json")
    given = parser.parse_args()
    asker = Asker(Remembering(SentenceEncoder(load_settings().home), most=100_000))
    cases = [*xquad_cases(asker, given.data), *manual_cases(asker)]
    found = cross_validated(cases)
    threshold = float(
        np.quantile([r.logit for r in found if (r.case.source, r.case.asked) == ("xquad", HERE)], REFUSED)
    )
    pick = fit_pick(cases)
    trust, bias = fit_trust(cases, pick)
    handbook = results(list(handbook_cases(asker)), pick, trust, bias)
    print(*report([*found, *handbook], threshold), sep="\n")
    if given.write:
        write(pick, trust, bias - threshold)


def write(pick: dict[str, float], trust: dict[str, float], bias: float) -> None:
    """`bias` is such that the threshold is at confidence 0.5."""
    tidy = [{name: round(weight, 4) for name, weight in by.items()} for by in (pick, trust)]
    data = {"pick": tidy[0], "trust": tidy[1], "bias": round(bias, 4)}
    Path(answering.__file__).with_suffix(".json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
