"""Documents out of a collection for good: out of every version, and out of its stores."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from rag.collection import Collection
from rag.publishing import Making, publish, writing


def forget_content(collection: Collection, documents: Set[str], keep: int) -> int:
    """Let go of what has one of these sha256. Returns how many documents went from the live version and older ones.

    Raises:
        StoreOutOfReach, MissingExtra, CollectionDamaged: the store cannot be written; then nothing has changed.
    """
    with writing(collection):
        versions = [collection.versions.read(number) for number in collection.versions.numbers()]
        gone = {held.source for version in versions for held in version.documents if held.sha256 in documents}
        if not gone:
            return 0
        live = versions[-1]
        left = [held for held in live.documents if held.sha256 not in documents]
        making = Making(live.model, live.dimension, live.kind, keep)
        publish(collection, left, f"forgot {len(gone)}", making, fresh=True)
        for version in versions:
            if version.number in collection.versions.numbers():
                own = tuple(held for held in version.documents if held.sha256 not in documents)
                collection.versions.write(replace(version, documents=own))
        collection.close()
        return len(gone)
