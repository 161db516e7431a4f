"""The collections of a tenant: where they are, which there are, and the one that a request means."""

from __future__ import annotations

import threading
from pathlib import Path

from rag.collection import USUAL, Collection, Place
from rag.collection_names import NONE, checked_name
from runtime.errors import UnknownCollection
from runtime.settings import Settings, folder_name


def collections_folder(settings: Settings) -> Path:
    """Where the tenant's collections are, each in a folder of its name."""
    return settings.home / "collections" / folder_name(settings.tenant)


class Collections:
    """Those of one tenant. What was opened is kept, so that the next search need not open it again."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self.folder = settings, collections_folder(settings)
        self._open: dict[str, Collection] = {}
        self._lock = threading.Lock()

    def names(self) -> tuple[str, ...]:
        folders = sorted(path.parent.name for path in self.folder.glob("*/versions"))
        return tuple(name for name in folders if self.at(name).versions.numbers())

    def at(self, name: str) -> Collection:
        """The collection of that name, whether or not anything is in it.

        Raises:
            BadArgument: none can be called so.
        """
        checked_name(name)
        with self._lock:
            if name not in self._open:
                given = self._settings
                place = Place(given.home, self.folder / name, given.chroma_url, given.pgvector_url)
                self._open[name] = Collection(place)
            return self._open[name]

    def open(self, name: str) -> Collection:
        """
        Raises:
            UnknownCollection: there is none of that name.
        """
        if name not in self.names():
            raise UnknownCollection(name, self.names())
        return self.at(name)

    def meant(self, name: str) -> Collection | None:
        """The one that a request names; where it names none, `main` if there is one; None for `none`.

        Raises:
            UnknownCollection: there is none of that name.
        """
        if name == NONE or (not name and not self.at(USUAL).versions.numbers()):
            return None
        return self.open(name or USUAL)
