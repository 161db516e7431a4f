"""Makes a version of a collection the live one: its vectors into the store, then its manifest, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import numpy as np

from rag.collection import Collection, live_folder, open_live
from rag.collection_index import id_of, read_passages, save_words
from rag.embeddings import Vectors
from rag.manifests import Held, Version, now
from rag.store import locked, read_vectors
from rag.stores import LOCAL, VectorStore, open_store
from runtime.cancel import check
from runtime.errors import AtelierError, CollectionDamaged

Tell = Callable[[int, int], None]
"""Told how many documents are in the store, of how many; 0 of 0 while another process is waited for."""
AT_ONCE = 2000
"""Passages that are written to the store at once."""


def nobody(done: int, total: int) -> None:
    """Hears nothing."""


@dataclass(frozen=True, slots=True)
class Making:
    """What a new version is made with."""

    model: str
    dimension: int
    store: str
    """Kind of store."""
    keep: int = 10
    """Versions that are kept, the new one among them."""


@contextmanager
def writing(collection: Collection, tell: Tell = nobody) -> Iterator[None]:
    """The lock to write: one process at a time. Others wait, and can be stopped while they do."""
    with locked(collection.at.folder, tell):
        yield


def publish(
    collection: Collection,
    documents: Sequence[Held],
    what: str,
    making: Making,
    tell: Tell = nobody,
    fresh: bool = False,
) -> Version:
    """Make these `documents` the live version, under the lock. Returns it.

    Until the manifest is written the version before is live, and what a store at a server holds beyond it is passed
    over. `fresh`: nothing of the stores before is taken over, so that no byte of what is not held stays in a folder.

    Raises:
        CollectionDamaged: the content of a document is not on the disk any more.
        StoreOutOfReach, MissingExtra: the store cannot be written.
    """
    before = collection.versions.live()
    number = max(collection.versions.numbers(), default=0) + 1
    version = Version(
        number, now(), what, making.model, making.dimension, store_for(before, making, fresh), tuple(documents)
    )
    prepare(collection, version, before, tell, fresh)
    collection.versions.write(version)
    tidy(collection, version, before, fresh)
    prune(collection, making.keep)
    return version


def store_for(before: Version | None, making: Making, fresh: bool) -> str:
    """The store of the version before, where it can go on; else a new one."""
    same = before and (before.model, before.dimension) == (making.model, making.dimension)
    if before and same and before.store.startswith(f"{making.store}/") and not fresh:
        return before.store
    return f"{making.store}/{token_hex(8)}"


def prepare(collection: Collection, version: Version, before: Version | None, tell: Tell, fresh: bool) -> None:
    """Everything that the version needs beside its manifest. In a folder the store is a copy of the one before."""
    at, kind = collection.at, version.kind
    final = live_folder(at, version.number)
    draft = final.with_name(f"{final.name}.part")
    for left in (draft, final):
        shutil.rmtree(left, ignore_errors=True)
    draft.mkdir(parents=True)
    same = before is not None and before.store == version.store and not fresh
    old = live_folder(at, before.number) / "store" if before and same else None
    if kind in LOCAL and old and old.is_dir():
        shutil.copytree(old, draft / "store")
    try:
        fill_store(collection, version, draft, tell, exact=kind in LOCAL)
    except AtelierError:
        if kind not in LOCAL or not old:
            raise
        shutil.rmtree(draft / "store", ignore_errors=True)  # the copy was damaged: it is made from the content instead
        fill_store(collection, version, draft, tell, exact=True)
    save_words(draft, read_passages(at.home, at.name, version.contents))
    draft.rename(final)


def fill_store(collection: Collection, version: Version, folder: Path, tell: Tell, exact: bool) -> None:
    """What of the version is not in the store yet is put there; where `exact`, what is not of it is taken out."""
    at, (kind, _, id) = collection.at, version.store.partition("/")
    store = open_store(kind, folder / "store", id, version.facts(at.name), at.url(kind))
    try:
        there = store.ids()
        if exact:
            store.remove(there - wanted(version.contents))
        lacking = {mark: held for mark, held in version.contents.items() if not set(ids_of(held)) <= there}
        for done, portion in portions(lacking):
            check()
            tell(done, len(lacking))
            ids = [id for held in portion for id in ids_of(held)]
            marks = [held.mark for held in portion for _ in range(held.passages)]
            store.add(ids, marks, np.concatenate([vectors_of(collection, held) for held in portion]))
    finally:
        store.close()


def tidy(collection: Collection, version: Version, before: Version | None, fresh: bool) -> None:
    """The version is live: take from the stores what it does not need. What cannot be reached is left there."""
    at = collection.at
    kept = (version.number,) if fresh or before is None else (version.number, before.number)
    for folder in at.folder.glob("live-*"):
        if folder not in {live_folder(at, number) for number in kept}:
            shutil.rmtree(folder, ignore_errors=True)
    try:
        if before and before.store != version.store and before.kind not in LOCAL:
            open_live(at, before).drop()
        if version.kind not in LOCAL:
            trim(open_live(at, version), version)
    except AtelierError:
        return


def trim(store: VectorStore, version: Version) -> None:
    try:
        store.remove(store.ids() - wanted(version.contents))
    finally:
        store.close()


def prune(collection: Collection, keep: int) -> None:
    """Forget all but the newest `keep` versions."""
    numbers = collection.versions.numbers()
    collection.versions.remove(numbers[: max(0, len(numbers) - max(keep, 1))])


def ids_of(held: Held) -> list[str]:
    return [id_of(held.mark, position) for position in range(held.passages)]


def wanted(contents: Mapping[str, Held]) -> set[str]:
    return {id for held in contents.values() for id in ids_of(held)}


def vectors_of(collection: Collection, held: Held) -> Vectors:
    """
    Raises:
        CollectionDamaged: they are not on the disk any more.
    """
    try:
        index = read_vectors(collection.at.home / "index" / held.key)
        vectors: Vectors = index.reconstruct_n(0, held.passages)
        return vectors
    except (OSError, RuntimeError, ValueError) as error:
        raise CollectionDamaged(collection.name, held.title) from error


def portions(lacking: Mapping[str, Held]) -> Iterator[tuple[int, list[Held]]]:
    """Documents of about `AT_ONCE` passages together, and how many came before."""
    portion: list[Held] = []
    done = size = 0
    for held in lacking.values():
        portion.append(held)
        size += held.passages
        if size >= AT_ONCE:
            yield done, portion
            done, portion, size = done + len(portion), [], 0
    if portion:
        yield done, portion
