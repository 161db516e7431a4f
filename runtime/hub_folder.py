"""A repository's folder in the Hub's cache: contents by their digest, snapshots that link to them, references."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runtime.places import hub_cache


@dataclass(frozen=True, slots=True)
class HubFolder:
    """Laid out as huggingface_hub documents it, so that either can go on with what the other left."""

    id: str

    @property
    def folder(self) -> Path:
        return hub_cache() / f"models--{self.id.replace('/', '--')}"

    def blob(self, digest: str) -> Path:
        return self.folder / "blobs" / digest

    def partial(self, digest: str) -> Path:
        """Where the first bytes of a file wait for the rest. `hf cache prune` knows it by its ending."""
        return self.folder / "blobs" / f"{digest}.incomplete"

    def snapshot(self, commit: str) -> Path:
        return self.folder / "snapshots" / commit

    def commit(self, revision: str) -> str:
        """The commit that a branch stood at when it was last fetched; `revision` itself where it is none."""
        reference = self.folder / "refs" / revision
        return reference.read_text(encoding="utf-8").strip() if reference.is_file() else revision

    def refer(self, revision: str, commit: str) -> None:
        """From now on `revision` means the snapshot of `commit`."""
        if revision == commit:
            return
        reference = self.folder / "refs" / revision
        reference.parent.mkdir(parents=True, exist_ok=True)
        new = reference.with_name(f"{reference.name}.new")
        new.write_text(commit, encoding="utf-8")
        new.replace(reference)

    @contextmanager
    def lock(self, digest: str) -> Iterator[None]:
        """Held while a file is fetched, by the same lock that huggingface_hub takes."""
        from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]  # exported at run time only

        path = hub_cache() / ".locks" / self.folder.name / f"{digest}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with WeakFileLock(path):
            yield


def discard(file: Path) -> None:
    """Remove a file of a snapshot, and the content that it links to."""
    content = file.parent / file.readlink() if file.is_symlink() else file
    for path in (content.resolve(), content, file):
        path.unlink(missing_ok=True)


def taken() -> int:
    """Bytes of disk that all downloaded checkpoints have, what is only half here included."""
    contents = [file.stat() for folder in hub_cache().glob("models--*") for file in folder.rglob("*") if file.is_file()]
    return sum({(content.st_dev, content.st_ino): content.st_size for content in contents}.values())
