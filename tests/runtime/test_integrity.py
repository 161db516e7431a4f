"""What is here is read through and compared with what the Hub said, without asking it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hub_server import filed, weights

from runtime.catalog import Checkpoint
from runtime.errors import BrokenFiles, CheckpointNotFound
from runtime.hub_folder import HubFolder
from runtime.integrity import matches, verify

ID = "acme/summarizer"
LINE = Checkpoint("summarization", ID, "light", 0.0, "mit", "")
PARTS = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
INDEX = {"weight_map": {"a": PARTS[0], "b": PARTS[1]}}


def put(name: str, content: bytes) -> Path:
    """A file of the snapshot, as huggingface_hub lays it down: a link to a content that is named by its digest."""
    file, folder = filed(content), HubFolder(ID)
    blob = folder.blob(file.sha256 if name.endswith(".safetensors") else file.git)
    link = folder.snapshot("c" * 40) / name
    for path in (blob, link):
        path.parent.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(content)
    link.symlink_to(Path("../../blobs") / blob.name)
    folder.refer("main", "c" * 40)
    return link


@pytest.fixture
def snapshot(hub: Path) -> Path:
    """A checkpoint in two parts, all of it here."""
    for seed, part in enumerate(PARTS):
        put(part, weights(0.1, seed))
    put("model.safetensors.index.json", json.dumps(INDEX).encode())
    return put("config.json", b"{}").parent


def spoil(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


def test_what_is_whole_is_named_file_by_file(snapshot: Path) -> None:
    assert verify(LINE) == ("config.json", *PARTS, "model.safetensors.index.json")


@pytest.mark.parametrize("name", [PARTS[0], "config.json"])
def test_one_changed_bit_is_found_and_the_file_removed(snapshot: Path, name: str) -> None:
    content = (snapshot / name).resolve()
    spoil(snapshot / name)

    with pytest.raises(BrokenFiles, match=rf"{name} is not what the Hub has.* atelier pull {ID}"):
        verify(LINE)

    assert not content.exists()
    assert not (snapshot / name).is_symlink()


def test_weights_that_were_cut_short_are_found_in_a_copy_too(snapshot: Path) -> None:
    content = (snapshot / PARTS[0]).read_bytes()
    (snapshot / PARTS[0]).unlink()
    (snapshot / PARTS[0]).write_bytes(content[:-10])

    with pytest.raises(BrokenFiles, match=rf"{PARTS[0]} cannot be read"):
        verify(LINE)


def test_a_part_that_is_not_here_is_missed(snapshot: Path) -> None:
    (snapshot / PARTS[1]).unlink()

    with pytest.raises(BrokenFiles, match=rf"{PARTS[1]} is missing"):
        verify(LINE)


def test_an_index_without_sense_is_named(snapshot: Path) -> None:
    (snapshot / "model.safetensors.index.json").unlink()
    (snapshot / "model.safetensors.index.json").write_text("[]")

    with pytest.raises(BrokenFiles, match="does not say where the weights are"):
        verify(LINE)


def test_nothing_here_says_how_to_fetch_it(hub: Path) -> None:
    with pytest.raises(CheckpointNotFound, match=rf"Fetch it with: atelier pull {ID}"):
        verify(LINE)


def test_a_content_that_lies_elsewhere_is_compared_with_the_name_it_has_here(snapshot: Path, tmp_path: Path) -> None:
    blob = (snapshot / PARTS[0]).resolve()
    blob.rename(tmp_path / ("f" * 64))
    blob.symlink_to(tmp_path / ("f" * 64))

    assert PARTS[0] in verify(LINE)
    spoil(snapshot / PARTS[0])
    with pytest.raises(BrokenFiles):
        verify(LINE)
    assert not (tmp_path / ("f" * 64)).exists()


def test_digests_are_those_of_the_hub(tmp_path: Path) -> None:
    file = tmp_path / "hello.txt"
    file.write_bytes(b"hello\n")

    assert matches(file, "ce013625030ba8dba906f756967f9e9ca394464a")  # git hash-object
    assert matches(file, hashlib.sha256(b"hello\n").hexdigest())
    assert not matches(file, "0" * 40)
    assert not matches(file, "0" * 64)
    assert matches(file, "nothing that is a digest")
