"""Brings a checkpoint from the Hub into its cache: what is missing, whether there is room, and what came whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from runtime.errors import BrokenFiles, DiskFull, QuotaExceeded
from runtime.hub import RemoteFile, Repository, hub_errors, look_up
from runtime.hub_folder import HubFolder, discard, taken
from runtime.integrity import flaws_in, matches
from runtime.places import hub_cache

BLOCK = 2**20
"""Bytes that are written at once: at most so much is lost where the connection breaks."""
TRIES = 3
"""Times in a row that a connection may break without bringing anything."""
Heard = Callable[[str, int], None]
"""Is told which file is being fetched, and how many bytes of all files together are here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pull will do."""

    repository: Repository
    here: int
    """Bytes of it that are here already, whole files and begun ones."""

    @property
    def to_come(self) -> int:
        """Bytes that will be downloaded."""
        return self.repository.size - self.here

    @property
    def folder(self) -> Path:
        """Where it lies once it is fetched."""
        return HubFolder(self.repository.id).snapshot(self.repository.commit)


def planned(id: str, revision: str = "") -> Plan:
    """What there is to fetch of `id`, at `revision` or at main. Writes nothing.

    Raises:
        DownloadError: the Hub cannot be asked, does not know it or does not give it, or it has nothing that is read.
        BadArgument: no repository can have such a name.
    """
    repository = look_up(id, revision)
    return Plan(repository, sum(bytes_here(repository, file) for file in repository.files))


def check_room(plans: Iterable[Plan], models_gb: float) -> None:
    """See that what is to come fits on the disk, and under the `models_gb` that all downloads may take; 0: no limit.

    Raises:
        DiskFull, QuotaExceeded: it does not.
    """
    to_come = sum(plan.to_come for plan in plans)
    cache = hub_cache()
    free = shutil.disk_usage(next(folder for folder in (cache, *cache.parents) if folder.exists())).free
    if to_come > free:
        raise DiskFull(to_come / 1e9, free / 1e9, cache)
    if to_come and models_gb and (here := taken()) + to_come > models_gb * 1e9:
        raise QuotaExceeded(to_come / 1e9, here / 1e9, models_gb)


def bytes_here(repository: Repository, file: RemoteFile) -> int:
    """How much of `file` need not be downloaded."""
    folder = HubFolder(repository.id)
    if _is_whole(folder.snapshot(repository.commit) / file.name, file):
        return file.size
    if not file.digest:
        return 0
    if _is_whole(folder.blob(file.digest), file):
        return file.size
    return min(_size(folder.partial(file.digest)), file.size)


def fetch(plan: Plan, heard: Heard = lambda name, done: None) -> Path:
    """Download what is missing, go on with what was begun, and look whether all of it came whole; returns its folder.

    A broken-off fetch leaves the branch where it was: what it stood for before is still found.

    Raises:
        BrokenFiles: some came otherwise than the Hub said; they were removed.
        DownloadError: the connection broke for good, or the disk is full. The next fetch goes on from here.
    """
    repository = plan.repository
    with hub_errors(repository.id, repository.revision):
        fetching = _Fetching(repository, heard)
        for file in repository.files:
            fetching.bring(file)
        if flaws := flaws_in(plan.folder, [file.name for file in repository.files], thorough=False):
            raise BrokenFiles(repository.id, flaws)
        fetching.folder.refer(repository.revision, repository.commit)
    return plan.folder


class _Fetching:
    """Brings a repository's files one after another, and tells how far it is."""

    def __init__(self, repository: Repository, heard: Heard) -> None:
        self.folder = HubFolder(repository.id)
        self._repository, self._heard = repository, heard
        self._here = {file.name: bytes_here(repository, file) for file in repository.files}

    def bring(self, file: RemoteFile) -> None:
        """Put `file` in its place in the snapshot."""
        place = self.folder.snapshot(self._repository.commit) / file.name
        if not _is_whole(place, file):
            discard(place)
            self._download(file)
        self._tell(file, file.size)

    def _tell(self, file: RemoteFile, here: int) -> None:
        self._here[file.name] = here
        self._heard(file.name, sum(self._here.values()))

    def _download(self, file: RemoteFile) -> None:
        from huggingface_hub import hf_hub_download

        if file.is_streamed:
            with self.folder.lock(file.digest):
                self._bring_content(file)
        path = Path(hf_hub_download(self._repository.id, file.name, revision=self._repository.commit))
        if not file.is_streamed and not matches(path, file.digest):
            discard(path)
            raise BrokenFiles(self._repository.id, [f"{file.name} came otherwise than the Hub has it"])

    def _bring_content(self, file: RemoteFile) -> None:
        """The file under its digest, which hf_hub_download then only links to: by itself it begins anew each time."""
        partial, content = self.folder.partial(file.digest), self.folder.blob(file.digest)
        if _is_whole(content, file):
            return
        discard(content)
        partial.parent.mkdir(parents=True, exist_ok=True)
        self._bring_rest(file, partial)
        if not matches(partial, file.digest):
            partial.unlink()
            raise BrokenFiles(self._repository.id, [f"{file.name} came otherwise than the Hub has it"])
        partial.replace(content)

    def _bring_rest(self, file: RemoteFile, partial: Path) -> None:
        """Over as many connections as it takes, while each brings something."""
        import httpx

        fruitless = 0
        while _size(partial) < file.size:
            before = _size(partial)
            try:
                return self._stream(file, partial)
            except httpx.TransportError:
                fruitless = fruitless + 1 if _size(partial) == before else 0
                if fruitless == TRIES:
                    raise
                time.sleep(fruitless)

    def _stream(self, file: RemoteFile, partial: Path) -> None:
        """Append what one connection brings; where the server cannot begin in the middle, from the start."""
        from huggingface_hub import constants, hf_hub_url, hf_raise_for_status
        from huggingface_hub.utils import build_hf_headers, http_stream_backoff  # type: ignore[attr-defined]

        url = hf_hub_url(self._repository.id, file.name, revision=self._repository.commit)
        headers = build_hf_headers() | {"Range": f"bytes={_size(partial)}-", "Accept-Encoding": "identity"}
        patience = constants.HF_HUB_DOWNLOAD_TIMEOUT
        stream = http_stream_backoff("GET", url, headers=headers, timeout=patience, retry_on_exceptions=())
        with stream as response, partial.open("ab") as opened:
            hf_raise_for_status(response)
            if response.status_code != 206:
                opened.truncate(0)
            for block in response.iter_bytes(BLOCK):
                opened.write(block)
                self._tell(file, opened.tell())


def _is_whole(path: Path, file: RemoteFile) -> bool:
    return path.is_file() and file.size in (0, path.stat().st_size)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
