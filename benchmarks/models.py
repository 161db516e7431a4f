"""What the pool, its queue and a tool add to a model; and what gathering concurrent calls gains."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from benchmarks.measure import Figure
from runtime.records import Json
from tools.base import Tool

CALLERS, EACH = 32, 12
WORDS = "the film was a great surprise and we talked about it for hours on our way home".split()


class Classify(Tool):
    """The least that a tool can be."""

    name = "classify"
    description = "Says what texts are."
    inputs: ClassVar = {"texts": {"type": "array", "role": "texts", "description": "The texts."}}
    task = "text-classification"

    def forward(self, texts: list[str]) -> dict[str, Json]:
        labels = [found[0]["label"] for found in self.run(texts).items]
        return {"summary": f"{len(labels)} labels.", "labels": labels}


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), layers=6, width=384) as (service, pipeline):
        yield from overhead(service, pipeline)
        yield from thousand(service, pipeline)
        yield from lone(service)
        yield from together(service, pipeline)


def overhead(service: Any, pipeline: Any) -> Iterator[Figure]:
    """A call of about 20 ms, through the tool and straight to the pipeline of transformers, in turns."""
    text = " ".join(WORDS * 8)
    tool = Classify(bench_of(service))
    through, straight = paired(lambda: tool(texts=[text]), lambda: pipeline(text), times=160)
    added_ms = (through - straight) * 1e3
    yield Figure(f"a warm tool over its pipeline ({straight * 1e3:.1f} ms a call), added", added_ms, "ms", 1.0)
    yield Figure("a warm tool over its pipeline, share", 100 * added_ms / (straight * 1e3), "%", 5.0)


def thousand(service: Any, pipeline: Any) -> Iterator[Figure]:
    """A batch of short texts through one tool, against `for text in texts: pipeline(text)`."""
    texts, tool = some_texts(1000), Classify(bench_of(service))
    tool(texts=texts[:64])
    started = time.perf_counter()
    tool(texts=texts)
    batched_s = time.perf_counter() - started
    for text in texts:
        pipeline(text)
    loop_s = time.perf_counter() - started - batched_s
    what = f"1,000 short texts through one tool over a loop ({len(texts) / loop_s:.0f}/s), items/s"
    yield Figure(what, loop_s / batched_s, "×", 2.0, reach=True)


def lone(service: Any) -> Iterator[Figure]:
    """One caller, through the queue that gathers and straight to the runner."""
    text = " ".join(WORDS)
    with service.pool.acquire("text-classification", ID) as held:
        queued, straight = paired(lambda: held.call([text], {}), lambda: held.runner([text]), times=150)
    yield Figure(
        f"a lone caller through the queue over its runner ({straight * 1e3:.1f} ms)", queued / straight, "×", 1.1
    )


def together(service: Any, pipeline: Any) -> Iterator[Figure]:
    """32 callers, each with one short text after another; against a loop, and against a queue of the same callers."""
    texts = some_texts(CALLERS * EACH)
    started = time.perf_counter()
    for text in texts:
        pipeline(text)
    loop_s = time.perf_counter() - started
    lock = threading.Lock()

    def serial(text: str) -> None:
        with lock:
            pipeline(text)

    with service.pool.acquire("text-classification", ID) as held:
        gathered_s, gathered_p95 = crowd(lambda text: held.call([text], {}), texts)
    _, serial_p95 = crowd(serial, texts)
    many = f"{CALLERS} callers at once"
    yield Figure(
        f"{many}, items/s over a loop ({len(texts) / loop_s:.0f}/s)", loop_s / gathered_s, "×", 3.0, reach=True
    )
    yield Figure(f"{many}, p95 over a serial queue ({serial_p95 * 1e3:.0f} ms)", gathered_p95 / serial_p95, "×", 1.0)


def some_texts(count: int) -> list[str]:
    """Of 5 to 12 words."""
    return [" ".join(np.random.default_rng(n).permutation(WORDS)[: 5 + n % 8]) for n in range(count)]


def crowd(call: Callable[[str], Any], texts: Sequence[str]) -> tuple[float, float]:
    """Seconds in all, and the 95th percentile of a call's."""
    seconds: list[float] = []

    def one(mine: Sequence[str]) -> None:
        for text in mine:
            started = time.perf_counter()
            call(text)
            seconds.append(time.perf_counter() - started)

    started = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as threads:
        list(threads.map(one, [texts[n::CALLERS] for n in range(CALLERS)]))
    return time.perf_counter() - started, float(np.percentile(seconds, 95))


def paired(one: Callable[[], Any], other: Callable[[], Any], times: int) -> tuple[float, float]:
    """Seconds of each, in turns of ten calls, so that both meet the same weather: of the quickest tenth, the slowest.

    What else the machine does only ever adds. The first two of each turn do not count: the threads of torch that
    served the other still spin while they run.
    """
    both: tuple[list[float], list[float]] = ([], [])
    for _ in range(times // 8 + 1):
        for call, seconds in zip((one, other), both, strict=True):
            taken = [seconds_of(call) for _ in range(10)]
            seconds.extend(taken[2:])
    return float(np.percentile(both[0], 10)), float(np.percentile(both[1], 10))


def seconds_of(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


ID = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"


@contextmanager
def served(folder: Path, layers: int, width: int) -> Iterator[tuple[Any, Any]]:
    """A service that has one classifier of that size with random weights, and the pipeline over the same files."""
    import transformers
    from huggingface_hub import constants

    from app.service import Service
    from runtime.settings import Settings

    constants.HF_HUB_CACHE = str(folder / "hub")
    snapshot = folder / "hub" / f"models--{ID.replace('/', '--')}" / "snapshots" / "main"
    forge(snapshot, layers, width)
    settings = Settings(home=folder / "home", models=f"text-classification={ID}", cache_gb=0)
    pipeline: Any = transformers.pipeline("text-classification", model=str(snapshot), device="cpu")
    yield Service(settings), pipeline


def forge(folder: Path, layers: int, width: int) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    vocabulary = {word: n for n, word in enumerate(["[PAD]", "[UNK]", *dict.fromkeys(WORDS)])}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    config = BertConfig(
        vocab_size=30_000,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=12,
        intermediate_size=4 * width,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]", model_max_length=512
    ).save_pretrained(folder)


def bench_of(service: Any) -> Any:
    from app.run import bench

    return bench(service.settings, service.calls, service.sessions.open(), lambda event: None)


if __name__ == "__main__":
    for figure in figures():
        print(figure, flush=True)
