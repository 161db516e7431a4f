"""What the Hub says of a repository: its commit, and its files with their sizes and digests. Knows the Hub's errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from runtime.errors import (
    BadArgument,
    DownloadError,
    GatedCheckpoint,
    HubOutOfReach,
    NothingToRead,
    NotOnHub,
    Offline,
    RequestError,
)
from runtime.integrity import GIT, SHA256
from runtime.places import hub_cache
from runtime.selection import folders_in, manifest_of, wanted

CONNECT_S = 3.0
"""Seconds until the Hub counts as out of reach."""

HTTP_LIMIT = 50 * 10**9
"""Bytes of the biggest file that the Hub gives to those who do not speak its own protocol, Xet."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    name: str
    """Its path in the repository."""
    size: int
    """Bytes; 0 where the Hub does not say."""
    digest: str
    """sha256 of a big file, git's sha1 of a small one; empty where the Hub does not say."""

    @property
    def is_streamed(self) -> bool:
        """Whether the Hub keeps it apart (LFS), and hands it out over plain HTTP, from any byte on."""
        return 0 < self.size <= HTTP_LIMIT and bool(SHA256.fullmatch(self.digest))


@dataclass(frozen=True, slots=True)
class Repository:
    """One state of a repository on the Hub, and of its files those that are read here."""

    id: str
    revision: str
    """As it was asked for: a branch, a tag or a commit."""
    commit: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def look_up(id: str, revision: str = "") -> Repository:
    """What the Hub has under this name, at `revision` or at main.

    Raises:
        Offline: HF_HUB_OFFLINE is set.
        HubOutOfReach: it does not answer.
        NotOnHub: no such repository or revision, or a private one.
        GatedCheckpoint: its terms were not accepted, or not by whom the token belongs to.
        NothingToRead: none of its files are safetensors.
        BadArgument: no repository can have such a name.
    """
    import httpx
    from huggingface_hub import HfApi, constants

    hush()
    api = HfApi()
    patience: Any = httpx.Timeout(constants.HF_HUB_ETAG_TIMEOUT, connect=CONNECT_S)
    with odd_answers(), hub_errors(id, revision):
        info = api.model_info(id, revision=revision or None, files_metadata=True, timeout=patience)
        if info.gated:
            api.auth_check(id)
        remote = {sibling.rfilename: _file(sibling) for sibling in info.siblings or ()}
        commit = str(info.sha)
        if not GIT.fullmatch(commit):
            raise ValueError(f"it names {commit!r} as a commit")
        manifest = manifest_of(remote)
        names = wanted(remote, folders_in(_json(id, commit, manifest)) if manifest else frozenset())
    if not any(name.endswith(".safetensors") for name in names):
        raise NothingToRead(id)
    return Repository(id, revision or "main", commit, tuple(remote[name] for name in names))


def _file(sibling: Any) -> RemoteFile:
    digest = str(sibling.lfs.sha256 if sibling.lfs else sibling.blob_id or "")
    known = SHA256.fullmatch(digest) or GIT.fullmatch(digest)
    size = sibling.lfs.size if sibling.lfs else sibling.size
    return RemoteFile(sibling.rfilename, int(size or 0), digest if known else "")


def _json(id: str, commit: str, name: str) -> Any:
    from huggingface_hub import constants, get_session, hf_hub_url, hf_raise_for_status
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    url = hf_hub_url(id, name, revision=commit)
    reply = get_session().get(url, headers=build_hf_headers(), timeout=constants.HF_HUB_DOWNLOAD_TIMEOUT)
    hf_raise_for_status(reply)
    return reply.json()


def hush() -> None:
    """Keep its client from talking on its own: what goes wrong is in our errors, and the bars are drawn by who asked.

    Nor does it say what it is used by, for which it would ask the Hub first, and wait where that does not answer.
    """
    from huggingface_hub import constants
    from huggingface_hub.utils import disable_progress_bars, logging  # type: ignore[attr-defined]

    constants.HF_HUB_DISABLE_TELEMETRY = True
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    if constants.HF_HUB_DISABLE_PROGRESS_BARS is None:
        disable_progress_bars()


def hub_address() -> str:
    """Where the Hub is; it follows HF_ENDPOINT."""
    from huggingface_hub import constants

    return constants.ENDPOINT


@contextmanager
def hub_errors(id: str, revision: str = "") -> Iterator[None]:
    """Raise our error in place of the Hub's, which stays as its cause. What we did not foresee passes untouched."""
    try:
        yield
    except Exception as error:
        ours = _ours(error, id, revision)
        if ours is None:
            raise
        raise ours from error


@contextmanager
def odd_answers() -> Iterator[None]:
    """Whatever answers at the Hub's address may be something else: a proxy's page, a mistyped HF_ENDPOINT."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        why = _why(error)
        raise DownloadError(f"What answers at {hub_address()} is not the Hub ({why}). Check HF_ENDPOINT.") from error


def _ours(error: BaseException, id: str, revision: str) -> DownloadError | RequestError | None:
    import httpx
    from huggingface_hub import errors

    if isinstance(error, errors.HFValidationError):
        return BadArgument(f"{id!r} is no name on the Hub. Write it as owner/name, or see: atelier models")
    if isinstance(error, errors.OfflineModeIsEnabled):
        return Offline()
    if isinstance(error, errors.HfHubHTTPError):
        return _refused(error, id, revision)
    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__:  # how its client wraps the others
        return _ours(error.__cause__, id, revision)
    if isinstance(error, UnicodeError | httpx.LocalProtocolError):
        return DownloadError(f"HF_TOKEN holds what no token holds. Copy it anew from {hub_address()}/settings/tokens")
    if isinstance(error, httpx.RequestError | httpx.InvalidURL | errors.FileMetadataError):
        return HubOutOfReach(hub_address(), _why(error))
    if isinstance(error, OSError):
        return DownloadError(
            f"{hub_cache()} cannot be written ({_why(error)}). Make room there, or choose another place with HF_HOME."
        )
    return None


def _refused(error: Any, id: str, revision: str) -> DownloadError:
    """Our error for an answer that is one: 401, 403, 404, 429, 5xx."""
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):  # a kind of RepositoryNotFoundError
        return GatedCheckpoint(id, hub_address())
    if isinstance(error, errors.RepositoryNotFoundError):
        return NotOnHub(id, hub_address())
    if isinstance(error, errors.RevisionNotFoundError):
        return NotOnHub(id, hub_address(), revision)
    code = error.response.status_code
    if code in (401, 403):
        return DownloadError(
            f"The Hub does not accept the token (status {code}). Set HF_TOKEN to one that may read {id}: "
            f"{hub_address()}/settings/tokens"
        )
    if code == 404:
        return DownloadError(f"What answers at {hub_address()} is not the Hub (status 404). Check HF_ENDPOINT.")
    return DownloadError(
        f"The Hub at {hub_address()} answers with status {code}. Pull again later: what has come is kept."
    )


def _why(error: BaseException) -> str:
    """The first line of what an error says."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (text.strip().splitlines() or [type(error).__name__])[0].rstrip(".:")
