"""Every error of ours, one tree. Each says in one sentence what, where, and what to type next.

AtelierError
├── SettingsError               a setting is unknown or has the wrong type
├── MissingExtra                a package that an optional part needs is not installed
├── RequestError                the person can fix it: exit code 2
│   ├── EmptyRequest  RequestTooLong  LanguageNotRead  UnknownSession  UnknownTool  BadArgument  IndexMismatch
│   └── FileProblem             FileMissing  FileEmpty  FileTooBig  NotThatKind  FileEncrypted
│                               NoTextLayer  FileBroken  KindNotRead
├── BrainError                  the language model that should drive the agents cannot be had
├── CheckpointError             CheckpointNotFound  CheckpointTooBig  NoCheckpoint  WrongArchitecture
├── ArtifactError               UnknownArtifact  OutsideWorkspace
├── ToolError                   the agent reads it
│   ├── BadInput                calling again with another argument can help
│   └── NoResult                the tool ran and found nothing; calling again will not help
└── Stopped                     DeadlinePassed  Cancelled
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import ModuleType


class AtelierError(Exception):
    """Anything we foresaw. Its text is one sentence a person can act on."""


class SettingsError(AtelierError):
    """A setting is unknown or has the wrong type."""


class MissingExtra(AtelierError):
    """A package that an optional part needs is not installed."""

    def __init__(self, module: str, extra: str) -> None:
        super().__init__(f"{module!r} is not installed. Add it with: pip install -e '.[{extra}]'")


class RequestError(AtelierError):
    """What was asked cannot be done as given; the person can change it."""


class EmptyRequest(RequestError):
    def __init__(self) -> None:
        super().__init__(
            'The request is empty. Say what you want, for example: atelier ask "Summarise this" --file notes.txt'
        )


class RequestTooLong(RequestError):
    def __init__(self, characters: int, limit: int) -> None:
        super().__init__(
            f"The request has {characters} characters; the limit is {limit}. "
            "Put the text in a file and give it with --file."
        )


class LanguageNotRead(RequestError):
    """The brain in use does not read this language."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f"The embedded brain reads English, and this request looks {language}. "
            "Write it in English, or choose a language model with --brain openai:<model>@<base_url>."
        )


class UnknownSession(RequestError):
    def __init__(self, session: str, known: Iterable[str]) -> None:
        super().__init__(f"No session {session!r}. {nearest(session, known, 'Known sessions')}")


class UnknownTool(RequestError):
    def __init__(self, tool: str, known: Iterable[str]) -> None:
        super().__init__(f"No tool {tool!r}. {nearest(tool, known, 'Known tools')}")


class BadArgument(RequestError):
    """An argument on the command line does not fit the tool."""


class IndexMismatch(RequestError):
    """The vectors on disk were made by another model than the one in use."""

    def __init__(self, folder: Path, stored: str, model: str) -> None:
        super().__init__(
            f"The index in {folder} was made with {stored}, and the model in use is {model}. "
            f"Delete the folder {folder} and ask again."
        )


class FileProblem(RequestError):
    """A file that was given cannot be used."""


class FileMissing(FileProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(f"No file at {path}. Check the path, or list the folder with: ls {path.parent}")


class FileEmpty(FileProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is empty. Give a file that has something in it.")


class FileTooBig(FileProblem):
    def __init__(self, path: Path, megabytes: float, limit: float) -> None:
        super().__init__(
            f"{path} has {megabytes:.0f} MB; the limit is {limit:g} MB. "
            "Split it, or raise the limit with ATELIER_MAX_FILE_MB."
        )


class NotThatKind(FileProblem):
    def __init__(self, path: Path, claimed: str) -> None:
        super().__init__(f"{path} is named {claimed} but is not one. Give the real file, or rename it to what it is.")


class FileEncrypted(FileProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is encrypted. Save a copy without its password and give that.")


class NoTextLayer(FileProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} has no text in it, only pictures of pages. "
            f"Recognise its text first, for example: ocrmypdf {path.name} readable.pdf"
        )


class FileBroken(FileProblem):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}. Open it in a viewer and save it again, then give that copy.")


class KindNotRead(FileProblem):
    def __init__(self, path: Path, known: Iterable[str]) -> None:
        super().__init__(f"{path} is of a kind that is not read here. Kinds that are: {', '.join(known)}.")


class BrainError(AtelierError):
    """The language model that should drive the agents cannot be had."""


class CheckpointError(AtelierError):
    """A model's weights cannot be had."""


class NoCheckpoint(CheckpointError):
    """The catalog has no line for a task at the tier that was asked for."""

    def __init__(self, task: str, known: Iterable[str], tier: str = "") -> None:
        size = f" at size {tier!r}" if tier else ""
        super().__init__(f"No checkpoint serves {task!r}{size}. {nearest(task, known, 'Known')}")


class CheckpointNotFound(CheckpointError):
    """The catalog names a checkpoint that this machine does not have."""

    def __init__(self, checkpoint: str, task: str, looked_in: Path) -> None:
        super().__init__(
            f"No checkpoint {checkpoint!r} for {task!r} in {looked_in}. Fetch it with: hf download {checkpoint}"
        )


class CheckpointTooBig(CheckpointError):
    def __init__(self, checkpoint: str, gigabytes: float, budget: float) -> None:
        super().__init__(
            f"{checkpoint!r} takes {gigabytes:.1f} GB; the pool may use {budget:.1f} GB. "
            "Raise ATELIER_POOL_GB, or choose a smaller size with ATELIER_TIER=light."
        )


class WrongArchitecture(CheckpointError):
    def __init__(self, checkpoint: str, architecture: str, task: str) -> None:
        super().__init__(
            f"{checkpoint!r} is a {architecture}, which does not serve {task!r}. "
            f"Choose another with: atelier models {task}"
        )


class ArtifactError(AtelierError):
    """A name for a file means nothing, or means a place it may not."""


class UnknownArtifact(ArtifactError):
    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"No artifact {name!r}. Known artifacts: {', '.join(known) or 'none yet'}.")


class OutsideWorkspace(ArtifactError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} is not an artifact's name. Use a name such as 'handbook-1'; call list_artifacts() to see them."
        )


class ToolError(AtelierError):
    """What a tool tells the agent that called it."""


class BadInput(ToolError):
    """The agent can fix this by calling again with a different argument."""


class NoResult(ToolError):
    """The tool ran and found nothing; calling again will not help."""


class Stopped(AtelierError):
    """The run ended before its answer."""


class DeadlinePassed(Stopped):
    def __init__(self, limit_s: float) -> None:
        super().__init__(
            f"The run took longer than its {limit_s:g} s. Allow more with --timeout, or ask for less at once."
        )


class Cancelled(Stopped):
    def __init__(self) -> None:
        super().__init__("Stopped on request. Ask again when you like; what was made so far is kept.")


def nearest(word: str, known: Iterable[str], label: str) -> str:
    """The nearest known word, or all of them.

    >>> nearest("sumarize", ["summarize", "classify"], "Known tools")
    "Did you mean 'summarize'?"
    >>> nearest("paint", ["summarize", "classify"], "Known tools")
    'Known tools: classify, summarize.'
    """
    words = sorted(known)
    close = get_close_matches(word, words, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"{label}: {', '.join(words) or 'none yet'}."


def need(module: str, extra: str) -> ModuleType:
    """Import `module`, or say which extra brings it. A broken module is not called a missing one.

    Raises:
        MissingExtra: `module` is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.split(".")[0] and error.name != module:
            raise
        raise MissingExtra(module, extra) from error
