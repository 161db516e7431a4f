"""A collection as it was before, without some of its documents, or not at all. Nothing is embedded."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from rag.collection import Collection, open_live
from rag.manifests import Version
from rag.publishing import Making, Tell, nobody, publish, writing
from rag.stores import LOCAL
from runtime.errors import BadArgument


def roll_back(collection: Collection, number: int, keep: int, tell: Tell = nobody) -> Version:
    """Make the documents of an older version the live ones again, as a new version. Nothing is embedded.

    Raises:
        BadArgument: there is no such version, it is the live one, or another model made it.
        CollectionDamaged, StoreOutOfReach, MissingExtra: as `publish`.
    """
    with writing(collection, tell):
        live, old = collection.versions.live(), collection.versions.read(number)
        if live is None or old.number == live.number:
            raise BadArgument(f"Version {number} of the collection {collection.name} is the live one.")
        if (old.model, old.dimension) != (live.model, live.dimension):
            raise BadArgument(
                f"Version {number} was made with {old.model}, and the live one with {live.model}: their vectors do not "
                f"fit together. Set ATELIER_EMBEDDING_MODEL={old.model} and type: "
                f"atelier index rebuild --collection {collection.name}"
            )
        making = Making(live.model, live.dimension, live.kind, keep)
        return publish(collection, old.documents, f"rolled back to {number}", making, tell)


def take_out(collection: Collection, sources: Sequence[str], keep: int, tell: Tell = nobody) -> Version:
    """Make a version without the documents at these places. Older ones keep them.

    Raises:
        BadArgument: the collection has no version yet.
    """
    with writing(collection, tell):
        live = collection.versions.live()
        if live is None:
            raise BadArgument(f"The collection {collection.name} has nothing in it.")
        left = [held for held in live.documents if held.source not in sources]
        making = Making(live.model, live.dimension, live.kind, keep)
        return publish(collection, left, f"removed {len(live.documents) - len(left)}", making, tell)


def delete(collection: Collection, tell: Tell = nobody) -> None:
    """Delete all of it, every version.

    Raises:
        StoreOutOfReach, MissingExtra: its store is at a server that is out of reach: then nothing is deleted.
    """
    with writing(collection, tell):
        live = collection.versions.live()
        if live and live.kind not in LOCAL:
            open_live(collection.at, live).drop()
        collection.close()
        shutil.rmtree(collection.at.folder)
