"""Writes a sentence model's safetensors as ONNX, once per machine, so that daily use never imports torch."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.cancel import check
from runtime.errors import CheckpointError

FORMAT = "1"
"""Part of a prepared model's folder name: raise it when the exported graph changes."""
WEIGHTS = "model.safetensors"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "last_hidden_state"
KNOWN_WARNINGS: tuple[tuple[str, type[Warning]], ...] = (
    (r"You are using the legacy TorchScript-based ONNX export", DeprecationWarning),
    (r"The feature will be removed\. Please remove usage", DeprecationWarning),
    (r"Converting a tensor to a Python boolean", Warning),  # torch.jit.TracerWarning: true for any length of text
    (r"Exporting aten::index operator of advanced indexing", UserWarning),  # its indices are never negative
)


def prepared(folder: Path, name: str, home: Path) -> Path:
    """The ONNX file of the model in `folder`, kept under `home`; written first where it is not there yet (about 8 s).

    Two processes may ask at once: one writes, the other waits. One that is killed half way leaves nothing that counts.

    Raises:
        CheckpointError: it could not be written; the sentence says why.
    """
    try:
        target = home.expanduser().resolve() / "models" / f"{name}-{fingerprint(folder / WEIGHTS)}" / "model.onnx"
        if target.is_file():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target.with_name(".lock")):
            if not target.is_file():
                sweep(target.parent)
                export_in_child(folder, target)
    except OSError as error:
        raise CheckpointError(
            f"Cannot prepare {name} under {home}: {error}. Choose a folder that can be written with ATELIER_HOME."
        ) from error
    return target


def fingerprint(weights: Path, samples: int = 64, size: int = 4096) -> str:
    """Twelve hex digits that change when the weights do: their length, and `samples` spots of `size` bytes. 1 ms."""
    length = weights.stat().st_size
    digest = hashlib.sha256(f"{FORMAT} {length}".encode())
    with weights.open("rb") as file:
        for spot in range(samples):
            file.seek(spot * max(0, length - size) // (samples - 1))
            digest.update(file.read(size))
    return digest.hexdigest()[:12]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `path` against every other process. The system lets go of it when its holder dies, however it dies."""
    with path.open("w") as file:
        while not _taken(file.fileno()):
            check()
            time.sleep(0.05)
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sweep(folder: Path) -> None:
    """Remove what exports that died have left."""
    for leftover in folder.glob("*.part"):
        leftover.unlink(missing_ok=True)


def export_in_child(folder: Path, target: Path) -> None:
    """Run this file as a process of its own, so that torch never enters ours.

    Raises:
        CheckpointError: the child failed; the sentence ends with its last line.
    """
    command = [sys.executable, "-m", __name__, str(folder.resolve()), str(target)]
    here = Path(__file__).resolve().parents[2]  # so that -m finds this package, whatever folder the person is in
    with subprocess.Popen(command, cwd=here, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as child:
        try:
            words = _last_words(child)
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        reason = words or f"it ended with status {child.returncode}"
        raise CheckpointError(f"Preparing {folder.name} for OpenVINO failed: {reason}")


def _last_words(child: subprocess.Popen[str]) -> str:
    """The last line of what it wrote to stderr, once it has ended; our deadline holds while we wait."""
    while True:
        check()
        try:
            lines = child.communicate(timeout=0.2)[1].strip().splitlines()
        except subprocess.TimeoutExpired:
            continue
        return lines[-1] if lines else ""


def export(folder: Path, target: Path) -> None:
    """Write the encoder in `folder` to `target`, all at once or not at all. Imports torch.

    The graph takes three (N, T) int64 arrays and gives (N, T, D) float32, for any N and T.
    """
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with warnings.catch_warnings():
            for message, category in KNOWN_WARNINGS:
                warnings.filterwarnings("ignore", message, category)
            _write(folder, part)
        _settle(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write(folder: Path, part: Path) -> None:
    import torch
    from transformers import AutoModel
    from transformers.utils import logging

    class ByName(torch.nn.Module):
        """The tracer hands over its inputs by place; the model wants them by name."""

        def __init__(self) -> None:
            super().__init__()
            self.model = AutoModel.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, attn_implementation="eager"
            )

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            states: torch.Tensor = self.model(**dict(zip(INPUTS, inputs, strict=True))).last_hidden_state
            return states

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    ones = torch.ones(2, 12, dtype=torch.long)
    torch.onnx.export(
        ByName().eval(),
        (ones, ones, torch.zeros_like(ones)),
        part,
        input_names=list(INPUTS),
        output_names=[OUTPUT],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in (*INPUTS, OUTPUT)},
        opset_version=17,
        dynamo=False,
    )


def _settle(path: Path) -> None:
    """Have the bytes on the disk before the name: after a power cut the file is whole or absent."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
