"""A conversation: its id, its tenant, its workspace, its notes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from memory.artifacts import Artifacts
from memory.notes import Notes
from rag.cut import Cut
from rag.library import Library
from runtime.errors import SettingsError, UnknownSession
from runtime.settings import Settings, folder_name

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def sessions_folder(settings: Settings) -> Path:
    """Where the workspaces of the tenant's sessions are, each in a folder of its name."""
    return settings.home / "sessions" / folder_name(settings.tenant)


def cut_of(settings: Settings) -> Cut:
    """How documents are cut.

    Raises:
        SettingsError: `chunk_overlap` is not smaller than `chunk_size`.
    """
    return Cut(settings.chunk_size, settings.chunk_overlap, settings.chunk_unit, settings.chunk_mode)


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    artifacts: Artifacts
    library: Library
    notes: Notes
    busy: threading.Lock = field(default_factory=threading.Lock)
    """Requests of one session are answered one after another."""


class Sessions:
    """The sessions of one tenant. Those opened are kept, so that their indexes stay loaded."""

    def __init__(self, settings: Settings, encoder: Callable[[], object], notes: Callable[[str], Notes]) -> None:
        self._settings, self._encoder, self._notes = settings, encoder, notes
        self._folder = sessions_folder(settings)
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()

    def known(self) -> tuple[str, ...]:
        """Newest first."""
        folders = [path for path in self._folder.glob("*") if path.is_dir()]
        return tuple(path.name for path in sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True))

    def require(self, session: str) -> None:
        """
        Raises:
            UnknownSession: there is no such session.
        """
        if not ID.fullmatch(session) or not (self._folder / session).is_dir():
            raise UnknownSession(session, self.known())

    def open(self, session: str = "") -> Session:
        """The session of that id, or a new one.

        Raises:
            UnknownSession: there is no such session.
            SettingsError: its folder cannot be written.
        """
        if session:
            self.require(session)
        name = session or f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{token_hex(3)}"
        with self._lock:
            if name not in self._open:
                self._open[name] = self._written(name)
            return self._open[name]

    def _written(self, name: str) -> Session:
        try:
            return self._made(name, self._folder / name)
        except OSError as error:
            raise SettingsError(
                f"{self._folder} cannot be written: {error.strerror or error}. Choose another folder with ATELIER_HOME."
            ) from error

    def _made(self, name: str, folder: Path) -> Session:
        artifacts = Artifacts(folder)
        settings = self._settings
        library = Library(
            artifacts,
            self._encoder,  # type: ignore[arg-type]
            settings.home,
            cut_of(settings),
            settings.max_file_mb,
        )
        return Session(name, artifacts, library, self._notes(name))
