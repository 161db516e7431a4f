"""Every error of ours, one tree. Each says in one sentence what, where, and what to type next.

AtelierError
├── SettingsError               a setting is unknown or has the wrong type
├── MissingExtra                a package that an optional part needs is not installed
├── MissingProgram              a program that an optional part needs is not installed
├── VoiceError                  LogChanged  SealBroken
├── MirrorOutOfReach            a mirror of the memory is down, or another process writes it
├── StoreOutOfReach             the vectors of a collection cannot be read or written
├── CollectionDamaged           a part of a collection is not on the disk any more
├── RequestError                the person can fix it: exit code 2
│   ├── EmptyRequest  RequestTooLong  LanguageNotRead  UnknownSession  UnknownTool  BadArgument  IndexMismatch
│   ├── UnknownCollection       OtherModel  OtherStore
│   ├── NotReproducible         an artifact cannot be made anew
│   ├── UnknownRun              NotAnExport  RunUnderWay  NothingToForget
│   ├── BadStatement            a statement of consent, or a key for one, cannot be used
│   └── FileProblem             FileMissing  FileEmpty  FileTooBig  NotThatKind  FileEncrypted
│                               NoTextLayer  FileBroken  KindNotRead  NoSound  NoPictures  SoundTooLong
│                               TooMuchInside  AddressRefused  FetchFailed
├── BrainError                  the language model that should drive the agents cannot be had
├── CheckpointError             CheckpointNotFound  CheckpointTooBig  NoCheckpoint  WrongArchitecture  NotLocked
│   ├── NeedsModule             NeedsTorchvision: a module that it cannot be loaded without does not import here
│   ├── OutOfMemory             the pool takes it as the sign to come down a rung
│   └── DownloadError           Offline  HubOutOfReach  NotOnHub  GatedCheckpoint  ServedInstead
│                               NothingToRead  DiskFull  QuotaExceeded  BrokenFiles
├── ArtifactError               UnknownArtifact  OutsideWorkspace
├── ToolError                   the agent reads it
│   ├── BadInput                calling again with another argument can help
│   ├── NoResult                the tool ran and found nothing; calling again will not help
│   ├── NoConsent               only a person can give it
│   └── NotApproved             only a person can approve of it
├── SandboxError                agents' code could not run, or failed: the agent reads it
│   ├── NoSandbox               this machine has none, or none that is strong enough
│   ├── CodeFailed              an exception of the agent's own code
│   ├── SandboxStopped          the step was stopped; its variables live on
│   └── SandboxEnded            SandboxViolation: the child is gone, and with it its variables
└── Stopped                     DeadlinePassed  Cancelled
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


class MissingProgram(AtelierError):
    """A program that an optional part needs is not installed."""

    def __init__(self, program: str, package: str) -> None:
        super().__init__(f"The program {program!r} is not on this machine. Add it with: apt-get install {package}")


class VoiceError(AtelierError):
    """What is kept of people's voices, or of their consent, cannot be relied on."""


class SealBroken(VoiceError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"The voice {name} cannot be opened: it was sealed with another key, or changed since. "
            "Bring the key back, or forget it and describe the voice anew."
        )


class LogChanged(VoiceError):
    """The log of consents is not what was written: no voice is used until a person has looked at it."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(
            f"{path}, line {line}: {why}. Nothing is done in anybody's voice until you have looked at it: bring the "
            "log back from a copy, or move it away and have consents given anew."
        )


class MirrorOutOfReach(AtelierError):
    """A mirror of the memory cannot be written or read now. What it has to take in waits on disk."""

    def __init__(self, mirror: str, why: str) -> None:
        super().__init__(
            f"The {mirror} of the memory cannot be reached: {why}. What it has still to take in or to forget is kept; "
            "try again later with: atelier memory sync"
        )


class StoreOutOfReach(AtelierError):
    """The vectors of a collection cannot be read or written."""

    def __init__(self, collection: str, where: str, why: str, help: str) -> None:
        super().__init__(f"The vectors of the collection {collection} in {where} cannot be reached: {why}. {help}")


class CollectionDamaged(AtelierError):
    """A part of a collection is not on the disk any more, or is not what was written."""

    def __init__(self, collection: str, what: str) -> None:
        super().__init__(
            f"In the collection {collection} this cannot be read any more: {what}. "
            f"Bring it back with: atelier index rebuild --collection {collection}"
        )


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


class UnknownRun(RequestError):
    """No run of the history is meant, or more than one may be."""

    def __init__(self, given: str, several: Iterable[str] = ()) -> None:
        found = f"{given!r} may be any of {', '.join(several)}." if several else f"No run {given!r} in the history."
        super().__init__(f"{found} See them with: atelier memory runs")


class NotReproducible(RequestError):
    """An artifact cannot be made anew from what is known of it."""

    def __init__(self, name: str, why: str, instead: Iterable[str] = ()) -> None:
        rest = "".join(f" Try: atelier reproduce {other}" for other in instead)
        super().__init__(f"{name!r} cannot be made anew: {why.rstrip('.')}.{rest}")


class NotAnExport(RequestError):
    """A file is no export of the memory, or not one that may be read in here."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be imported: {why}. Give a file that atelier memory export wrote.")


class RunUnderWay(RequestError):
    """What should be forgotten is still being written."""

    def __init__(self, run: str, session: str) -> None:
        super().__init__(f"The run {run[:8]} of {session} is under way. Stop it, or wait for its end, and forget then.")


class NothingToForget(RequestError):
    def __init__(self, what: str) -> None:
        super().__init__(f"There is {what} to forget. See what is kept with: atelier memory sessions")


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


class UnknownCollection(RequestError):
    def __init__(self, collection: str, known: Iterable[str]) -> None:
        super().__init__(
            f"No collection {collection!r}. {nearest(collection, known, 'Known collections')} "
            f"Make one with: atelier index add FOLDER --collection NAME"
        )


class OtherModel(RequestError):
    """The vectors of a collection were made by another model than the one in use."""

    def __init__(self, collection: str, stored: str, model: str) -> None:
        super().__init__(
            f"The collection {collection} was made with {stored}, and the model in use is {model}. "
            f"Make its vectors anew with: atelier index rebuild --collection {collection}"
        )


class OtherStore(RequestError):
    """A collection is kept in another store than was asked for."""

    def __init__(self, collection: str, stored: str, store: str) -> None:
        super().__init__(
            f"The collection {collection} is kept in {stored}, not {store}. "
            f"Move it with: atelier index rebuild --collection {collection} --store {store}"
        )


class BadStatement(RequestError):
    """A statement of consent, or a key for one, cannot be used."""


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
            f"{path} has no text in it, only pictures of pages that nothing here could read. Install Tesseract "
            f"(apt-get install tesseract-ocr) and pip install -e '.[ocr]', or try: ocrmypdf {path.name} readable.pdf"
        )


class FileBroken(FileProblem):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}. Open it in a viewer and save it again, then give that copy.")


class KindNotRead(FileProblem):
    def __init__(self, path: Path, known: Iterable[str]) -> None:
        super().__init__(f"{path} is of a kind that is not read here. Kinds that are: {', '.join(known)}.")


class TooMuchInside(FileProblem):
    """It is small enough as a file, and holds more than can be worked on."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} has {what}. Save the part that matters as a file of its own and give that.")


class AddressRefused(FileProblem):
    """An address on the web from which nothing is fetched."""

    def __init__(self, url: str, why: str, step: str) -> None:
        super().__init__(f"{url!r} is not fetched: {why}. {step}")


class FetchFailed(FileProblem):
    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url!r} cannot be fetched: {why}. Open it in a browser, download it, and give the file.")


class NoSound(FileProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} has no sound track. Give a recording, or a video that has sound.")


class NoPictures(FileProblem):
    """It is a container without a single frame of video."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} has no moving pictures in it. Give a video; for a recording use the tools for sound.")


class SoundTooLong(FileProblem):
    def __init__(self, path: Path, seconds: float, limit_s: float) -> None:
        super().__init__(
            f"{path}: {seconds / 3600:.1f} hours of sound are too much to hold at once; the limit, at this rate and "
            f"number of channels, is {limit_s / 3600:.1f}. Ask for a part of it, with a start and a length."
        )


class BrainError(AtelierError):
    """The language model that should drive the agents cannot be had."""


class CheckpointError(AtelierError):
    """A model's weights cannot be had."""


class NeedsModule(CheckpointError):
    """A module that this checkpoint cannot be loaded without is missing, or does not import."""

    def __init__(self, checkpoint: str, module: str) -> None:
        super().__init__(
            f"{checkpoint} cannot be loaded without {module}, which is missing here or does not import. See which one "
            "belongs to this torch with: atelier doctor. Or name another checkpoint with: --arg model=…"
        )


class NeedsTorchvision(NeedsModule):
    """Found while it was loaded: the catalog does not say it of this one."""

    def __init__(self) -> None:
        super().__init__("This checkpoint", "torchvision")


class NoCheckpoint(CheckpointError):
    """The catalog has no line for a task at the tier that was asked for."""

    def __init__(self, task: str, known: Iterable[str], tier: str = "") -> None:
        size = f" at size {tier!r}" if tier else ""
        super().__init__(f"No checkpoint serves {task!r}{size}. {nearest(task, known, 'Known')}")


class CheckpointNotFound(CheckpointError):
    """The catalog names a checkpoint that this machine does not have."""

    def __init__(self, checkpoint: str, task: str, looked_in: Path) -> None:
        serving = f" for {task!r}" if task else ""
        fetch = f"Fetch it with: atelier pull {checkpoint}"
        if checkpoint.startswith(("/", ".", "~")):
            fetch = f"Save it there again, or forget it with: atelier models remove {checkpoint}"
        super().__init__(f"No checkpoint {checkpoint!r}{serving} in {looked_in}. {fetch}")


class CheckpointTooBig(CheckpointError):
    def __init__(self, checkpoint: str, gigabytes: float, budget: float) -> None:
        super().__init__(
            f"{checkpoint!r} takes {gigabytes:.1f} GB; the pool may use {budget:.1f} GB. "
            "Raise ATELIER_POOL_GB, or choose a smaller size with ATELIER_TIER=light."
        )


class OutOfMemory(CheckpointError):
    """A device ran out of memory where it was not foreseen. The pool takes it as the sign to come down a rung."""

    def __init__(self) -> None:
        super().__init__("The device ran out of memory. Close what else uses it, or choose a smaller model.")


class WrongArchitecture(CheckpointError):
    def __init__(self, checkpoint: str, architecture: str, task: str, serves: Iterable[str] = ()) -> None:
        would = f"It would serve: {', '.join(serves)}. " if serves else ""
        super().__init__(
            f"{checkpoint!r} is a {architecture}, which does not serve {task!r}. "
            f"{would}Choose another with: atelier models {task}"
        )


class NotLocked(CheckpointError):
    """What is on this machine is not what the lock file names."""

    def __init__(self, checkpoint: str, lock: Path, wants: str, here: str, revision: str = "") -> None:
        fetch = f", or fetch what it names with: atelier pull {checkpoint} --revision {revision}" if revision else ""
        super().__init__(
            f"{lock} has {wants} for {checkpoint!r}, and this machine has {here}. "
            f"Renew the lock with: atelier models lock{fetch}"
        )


class DownloadError(CheckpointError):
    """A checkpoint cannot be fetched from the Hub, or did not arrive whole."""


class Offline(DownloadError):
    def __init__(self) -> None:
        super().__init__("HF_HUB_OFFLINE is set, so nothing is downloaded. Pull again with: HF_HUB_OFFLINE=0")


class HubOutOfReach(DownloadError):
    def __init__(self, hub: str, why: str) -> None:
        super().__init__(
            f"The Hub at {hub} cannot be reached ({why}). Check the connection and pull again: what has come is kept."
        )


class NotOnHub(DownloadError):
    """The Hub has no such repository or revision, or does not show it to whoever asks."""

    def __init__(self, checkpoint: str, hub: str, revision: str = "") -> None:
        if revision:
            super().__init__(
                f"{checkpoint!r} has no revision {revision!r} at {hub}/{checkpoint}. Leave out --revision."
            )
            return
        super().__init__(
            f"No model {checkpoint!r} at {hub}. See the known ones with: atelier models. "
            "If it is a private one, set HF_TOKEN to a token that may read it."
        )


class GatedCheckpoint(DownloadError):
    """The Hub wants its terms accepted first, by whoever the token belongs to."""

    def __init__(self, checkpoint: str, hub: str) -> None:
        super().__init__(
            f"{checkpoint!r} is gated: accept its terms at {hub}/{checkpoint}, make a token at {hub}/settings/tokens, "
            f"set HF_TOKEN to it, and pull again with: atelier pull {checkpoint}"
        )


class ServedInstead(DownloadError):
    """The catalog says that another serves in its place."""

    def __init__(self, checkpoint: str, instead: str) -> None:
        super().__init__(
            f"{checkpoint!r} cannot be read here; {instead!r} serves instead. Fetch that with: atelier pull {instead}"
        )


class NothingToRead(DownloadError):
    def __init__(self, checkpoint: str) -> None:
        super().__init__(
            f"{checkpoint!r} has no safetensors, the only form of weights that is read here: others can run code when "
            "they are read. Choose another with: atelier models"
        )


MAKE_ROOM = "See what is here with: hf cache ls --sort size; remove one with: hf cache rm model/ID"


class DiskFull(DownloadError):
    def __init__(self, needed_gb: float, free_gb: float, folder: Path) -> None:
        super().__init__(
            f"The disk of {folder} has {free_gb:.2f} GB free, and {needed_gb:.2f} GB are still to come. {MAKE_ROOM}, "
            "or choose another disk with HF_HOME."
        )


class QuotaExceeded(DownloadError):
    def __init__(self, needed_gb: float, taken_gb: float, limit_gb: float) -> None:
        super().__init__(
            f"Downloaded checkpoints may take {limit_gb:g} GB together; {taken_gb:.2f} GB are here and "
            f"{needed_gb:.2f} GB are still to come. {MAKE_ROOM}, or raise ATELIER_MODELS_GB."
        )


class BrokenFiles(DownloadError):
    """Files are not what the Hub says they are. They were removed."""

    def __init__(self, checkpoint: str, flaws: Iterable[str]) -> None:
        super().__init__(
            f"{checkpoint!r} is not whole: {'; '.join(flaws)}. What is bad was removed. "
            f"Fetch it again with: atelier pull {checkpoint}"
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


class NoConsent(ToolError):
    """Nobody who may has consented; an agent cannot."""

    def __init__(self, recording: str, found: str = "") -> None:
        """`found`: the statements that are there, and why they do not hold."""
        found = f" (what is there does not hold: {found})" if found else ""
        super().__init__(
            f"Nobody has consented that the voice in {recording} says this{found}. The speaker can sign a statement "
            "(atelier consent sign, then atelier consent add), or a person can say yes at a terminal when asked."
        )


class NotApproved(ToolError):
    """A call that changes or tells something after untrusted words were read, of which no person approved."""

    def __init__(self, tool: str, sources: Iterable[str]) -> None:
        super().__init__(
            f"A person has to approve of {tool}, for this run has read what others wrote ({', '.join(sources)}), and "
            f"nobody did. Do without it, and say so; a person can run it themselves with: atelier run {tool}"
        )


class SandboxError(AtelierError):
    """Agents' code could not run, or failed. Its text is what the agent reads."""


class NoSandbox(SandboxError):
    def __init__(self, wanted: str, least: str, lacks: Mapping[str, str]) -> None:
        if wanted == "none":
            super().__init__(f"A run without a sandbox is forbidden by require_tier={least}. Leave out --sandbox none.")
            return
        asked = f"tier {wanted}" if wanted != "auto" else "any" if least == "D" else f"{least} or stronger"
        why = "; ".join(f"{name}: {reason}" for name, reason in lacks.items() if reason)
        why = why or f"require_tier={least} forbids it"
        remedy = "Add the portable one with: pip install -e '.[sandbox]', or run this once without any: --sandbox none"
        remedy = remedy if least == "D" else "Allow a weaker one with ATELIER_REQUIRE_TIER, or use another machine."
        super().__init__(f"Agents' code needs a sandbox ({asked}), and there is none here ({why}). {remedy}")


class CodeFailed(SandboxError):
    """The agent's code raised; worded as smolagents does."""


class SandboxStopped(SandboxError):
    def __init__(self, seconds: float = 0.0) -> None:
        why = f"it computed for more than {seconds:g} s" if seconds else "somebody stopped it"
        super().__init__(f"The step was ended: {why}. Variables live on. Do less in one step.")


class SandboxEnded(SandboxError):
    """The child is gone. The next step gets a new one."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The process that ran this code was ended: {why}. Its variables are lost; begin anew.")


class SandboxViolation(SandboxEnded):
    """What came from the child was no message of ours."""


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
