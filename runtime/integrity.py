"""Are the files of a checkpoint what the Hub says they are? Asks no network: a content's name is its digest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from runtime.catalog import Checkpoint
from runtime.errors import BrokenFiles, CheckpointNotFound
from runtime.hub_folder import HubFolder, discard
from runtime.places import hub_cache

SHA256 = re.compile(r"[0-9a-f]{64}")
GIT = re.compile(r"[0-9a-f]{40}")
BLOCK = 2**20


def verify(checkpoint: Checkpoint) -> tuple[str, ...]:
    """The names of the files here, every one of them read and found whole.

    Raises:
        CheckpointNotFound: none of it is here, or no weights.
        BrokenFiles: some are not what they should be, and were removed, or are missing.
    """
    folder = HubFolder(checkpoint.id)
    snapshot = folder.snapshot(folder.commit(checkpoint.revision or "main"))
    names = sorted(str(file.relative_to(snapshot)) for file in snapshot.rglob("*") if file.is_file())
    flaws = [*flaws_in(snapshot, names, thorough=True), *missing(snapshot)]
    if flaws:
        raise BrokenFiles(checkpoint.id, flaws)
    if not any(name.endswith(".safetensors") for name in names):
        raise CheckpointNotFound(checkpoint.id, checkpoint.task, hub_cache())
    return tuple(names)


def flaws_in(snapshot: Path, names: list[str], thorough: bool) -> list[str]:
    """What is wrong with the files of `names`; those with a flaw are removed. `thorough` reads them to the end."""
    flaws = []
    for name in names:
        if flaw := _flaw(snapshot / name, thorough):
            discard(snapshot / name)
            flaws.append(f"{name} {flaw}")
    return flaws


def missing(snapshot: Path) -> Iterator[str]:
    """What is not here of the parts that an index of weights names."""
    for index in sorted(snapshot.rglob("*.safetensors.index*.json")):
        try:
            parts = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (ValueError, TypeError, KeyError, AttributeError):
            yield f"{index.name} does not say where the weights are"
            continue
        yield from (f"{part} is missing" for part in sorted(parts) if not (index.parent / part).is_file())


def matches(file: Path, digest: str) -> bool:
    """Whether the content of `file` has this digest: sha256, or git's sha1 of a blob. Any other says nothing.

    Source: git's object format, the word blob, the length and a zero byte before the content.
    """
    if SHA256.fullmatch(digest):
        return _hashed(file, hashlib.sha256()) == digest
    if GIT.fullmatch(digest):
        return _hashed(file, hashlib.sha1(b"blob %d\0" % file.stat().st_size, usedforsecurity=False)) == digest
    return True


def _flaw(file: Path, thorough: bool) -> str:
    """What is wrong with a file, in a few words; empty where nothing is."""
    if thorough and file.is_symlink() and not matches(file, file.readlink().name):
        return "is not what the Hub has"
    return _unreadable(file) if file.suffix == ".safetensors" else ""


def _unreadable(file: Path) -> str:
    """Why the weights cannot be read, from their header and their length."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="numpy") as opened:
            opened.keys()
    except (SafetensorError, OSError) as error:
        return f"cannot be read ({str(error).splitlines()[0]})"
    return ""


def _hashed(file: Path, digest: hashlib._Hash) -> str:
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
