"""Errors say what, where and what to type next; a broken module is not called a missing one."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from runtime import errors
from runtime.errors import AtelierError, MissingExtra, nearest, need

PDF = Path("/home/ada/notes.pdf")

SAID = [
    (errors.MissingExtra("soundfile", "audio"), ("'soundfile'", "pip install -e '.[audio]'")),
    (errors.MissingProgram("tesseract", "tesseract-ocr"), ("'tesseract'", "apt-get install tesseract-ocr")),
    (errors.NeedsModule("Org/vl", "torchvision"), ("Org/vl", "torchvision", "atelier doctor", "--arg model=")),
    (errors.NeedsTorchvision(), ("This checkpoint", "torchvision", "atelier doctor")),
    (errors.MirrorOutOfReach("graph", "it is locked"), ("graph", "it is locked", "atelier memory sync")),
    (errors.EmptyRequest(), ("empty", "atelier ask")),
    (errors.RequestTooLong(30_000, 20_000), ("30000", "20000", "--file")),
    (errors.LanguageNotRead("German"), ("German", "--brain")),
    (
        errors.IndexMismatch(Path("/data/index/1"), "bge", "MiniLM"),
        ("bge", "MiniLM", "Delete the folder /data/index/1"),
    ),
    (errors.UnknownSession("trip-9", ["trip-8"]), ("'trip-9'", "'trip-8'")),
    (errors.UnknownCollection("hr2", ["hr"]), ("'hr2'", "'hr'", "atelier index add")),
    (errors.OtherModel("hr", "bge (3)", "MiniLM (4)"), ("bge (3)", "MiniLM (4)", "index rebuild --collection hr")),
    (errors.OtherStore("hr", "faiss", "chroma"), ("faiss, not chroma", "rebuild --collection hr --store chroma")),
    (errors.StoreOutOfReach("hr", "http://h:1", "it is down", "Start it."), ("http://h:1", "it is down. Start it.")),
    (errors.CollectionDamaged("hr", "leave.md"), ("collection hr", "more: leave.md", "rebuild --collection hr")),
    (errors.UnknownRun("zz"), ("'zz'", "atelier memory runs")),
    (errors.UnknownRun("a", ["a1", "a2"]), ("'a'", "a1, a2")),
    (errors.NotReproducible("sheet-1", "it was cut", ["picture-1"]), ("sheet-1", "atelier reproduce picture-1")),
    (errors.NotAnExport(Path("/x.json"), "it is not JSON"), ("/x.json", "not JSON", "atelier memory export")),
    (errors.RunUnderWay("ab" * 16, "chat"), ("abababab", "chat", "under way")),
    (errors.NothingToForget("no note 'x' in chat"), ("no note 'x' in chat", "atelier memory sessions")),
    (errors.UnknownTool("sumarize_text", ["summarize_text"]), ("'sumarize_text'", "'summarize_text'")),
    (errors.FileMissing(PDF), (str(PDF), f"ls {PDF.parent}")),
    (errors.FileEmpty(PDF), (str(PDF), "Give a file")),
    (errors.FileTooBig(PDF, 250.4, 100), (str(PDF), "250 MB", "100 MB", "ATELIER_MAX_FILE_MB")),
    (errors.NotThatKind(PDF, "a PDF"), (str(PDF), "a PDF", "rename")),
    (errors.FileEncrypted(PDF), (str(PDF), "without its password")),
    (errors.NoTextLayer(PDF), (str(PDF), "ocrmypdf notes.pdf")),
    (errors.FileBroken(PDF, "it stops at page 2"), (str(PDF), "it stops at page 2")),
    (errors.KindNotRead(PDF, [".pdf", ".txt"]), (str(PDF), ".pdf, .txt")),
    (errors.TooMuchInside(PDF, "more than 9 rows"), (str(PDF), "more than 9 rows", "the part that matters")),
    (
        errors.AddressRefused("http://10.0.0.1/a", "it is inside", "Set X."),
        ("'http://10.0.0.1/a' is not fetched: it is inside. Set X.",),
    ),
    (errors.FetchFailed("http://a.b/c", "nobody answers"), ("http://a.b/c", "nobody answers", "give the file")),
    (errors.NoSound(PDF), (str(PDF), "has no sound track", "Give a recording")),
    (errors.NoPictures(PDF), (str(PDF), "has no moving pictures", "Give a video")),
    (errors.SoundTooLong(PDF, 7200, 3600), (str(PDF), "2.0 hours", "is 1.0", "a start and a length")),
    (errors.NoCheckpoint("depth", ["summarization"], "full"), ("'depth'", "'full'", "summarization")),
    (errors.CheckpointNotFound("acme/bart", "summarization", Path("/hub")), ("'acme/bart'", "/hub", "acme/bart")),
    (errors.CheckpointTooBig("acme/bart", 15.96, 12), ("'acme/bart'", "16.0 GB", "12.0 GB", "ATELIER_POOL_GB")),
    (errors.WrongArchitecture("acme/bart", "BartModel", "depth"), ("BartModel", "'depth'", "atelier models depth")),
    (errors.NotLocked("acme/bart", Path("/x.lock"), "revision 1", "revision 2", "1"), ("/x.lock", "--revision 1")),
    (errors.NotApproved("mail", ["read_file"]), ("approve of mail", "(read_file)", "atelier run mail")),
    (errors.NoSandbox("auto", "D", {"A": "no"}), ("(any)", "A: no", "pip install", "--sandbox none")),
    (errors.NoSandbox("auto", "A", {"A": "no"}), ("A or stronger", "ATELIER_REQUIRE_TIER")),
    (errors.NoSandbox("none", "B", {}), ("require_tier=B", "Leave out --sandbox none")),
    (errors.SandboxStopped(60), ("60 s", "Variables live on", "Do less")),
    (errors.SandboxStopped(), ("somebody stopped it", "Variables live on")),
    (errors.SandboxEnded("a crash"), ("a crash", "begin anew")),
    (errors.OutOfMemory(), ("ran out of memory", "a smaller model")),
    (errors.Offline(), ("HF_HUB_OFFLINE", "Pull again")),
    (errors.HubOutOfReach("https://hub", "timed out"), ("https://hub", "timed out", "is kept")),
    (errors.NotOnHub("acme/bart", "https://hub"), ("'acme/bart'", "https://hub", "atelier models", "HF_TOKEN")),
    (errors.NotOnHub("acme/bart", "https://hub", "v9"), ("'acme/bart'", "'v9'", "--revision")),
    (
        errors.GatedCheckpoint("acme/bart", "https://hub"),
        ("https://hub/acme/bart", "HF_TOKEN", "atelier pull acme/bart"),
    ),
    (errors.ServedInstead("acme/t2v", "acme/video"), ("'acme/t2v'", "atelier pull acme/video")),
    (errors.NothingToRead("acme/bart"), ("'acme/bart'", "no safetensors", "atelier models")),
    (errors.DiskFull(15.2, 3.05, Path("/hub")), ("15.20 GB", "3.05 GB", "/hub", "hf cache rm", "HF_HOME")),
    (errors.QuotaExceeded(15.2, 3.05, 16), ("15.20 GB", "3.05 GB", "16 GB", "hf cache rm", "ATELIER_MODELS_GB")),
    (
        errors.BrokenFiles("acme/bart", ["a is bad", "b is missing"]),
        ("a is bad; b is missing", "atelier pull acme/bart"),
    ),
    (errors.UnknownArtifact("photo-9", ["photo-1", "photo-2"]), ("'photo-9'", "photo-1, photo-2")),
    (errors.OutsideWorkspace("../secret"), ("'../secret'", "list_artifacts()")),
    (errors.SealBroken("voice-1"), ("voice-1", "another key")),
    (errors.LogChanged(Path("/log.jsonl"), 3, "it is missing"), ("/log.jsonl, line 3", "it is missing", "a copy")),
    (errors.NoConsent("talk.wav"), ("talk.wav", "atelier consent sign", "atelier consent add")),
    (errors.DeadlinePassed(90.0), ("90 s", "--timeout")),
    (errors.Cancelled(), ("Stopped", "Ask again")),
]


def tree() -> set[type[AtelierError]]:
    classes = {cls for _, cls in inspect.getmembers(errors, inspect.isclass) if cls.__module__ == errors.__name__}
    return {cls for cls in classes if issubclass(cls, AtelierError)}


def test_the_drawing_at_the_top_names_every_error_and_nothing_else() -> None:
    drawing = (errors.__doc__ or "").partition("\n\n")[2]
    names = {cls.__name__ for cls in tree()}
    drawn = set(re.findall(r"\b[A-Z]\w+", drawing))

    assert drawn == names


def test_every_error_that_writes_its_own_text_is_tried_here() -> None:
    assert {cls for cls in tree() if "__init__" in vars(cls)} == {type(error) for error, _ in SAID}


@pytest.mark.parametrize(("error", "parts"), SAID, ids=lambda value: type(value).__name__)
def test_an_error_says_what_and_what_to_do_in_one_line(error: AtelierError, parts: tuple[str, ...]) -> None:
    text = str(error)

    assert "\n" not in text
    assert text[0].isupper() or text[0] in "'/"
    assert all(part in text for part in parts), text


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        (errors.EmptyRequest, errors.RequestError),
        (errors.FileMissing, errors.FileProblem),
        (errors.FileProblem, errors.RequestError),
        (errors.CheckpointTooBig, errors.CheckpointError),
        (errors.OutsideWorkspace, errors.ArtifactError),
        (errors.BadInput, errors.ToolError),
        (errors.DeadlinePassed, errors.Stopped),
    ],
)
def test_an_error_is_caught_by_the_branch_it_hangs_on(child: type[AtelierError], parent: type[AtelierError]) -> None:
    assert issubclass(child, parent)
    assert issubclass(parent, AtelierError)


def test_a_near_miss_names_the_nearest_known_word() -> None:
    assert nearest("photo-11", ["photo-1", "invoice-1"], "Known") == "Did you mean 'photo-1'?"


def test_a_far_miss_lists_what_is_known_in_order() -> None:
    assert nearest("zzz", ["b", "a"], "Known") == "Known: a, b."


def test_a_miss_among_nothing_says_so() -> None:
    assert nearest("zzz", [], "Known sessions") == "Known sessions: none yet."
    assert "none yet" in str(errors.UnknownArtifact("photo-1", []))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that modules are imported from."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_a_module_that_is_installed_is_handed_over(site: Path) -> None:
    (site / "atelier_whole.py").write_text("ANSWER = 42\n")

    assert need("atelier_whole", "audio").ANSWER == 42


def test_a_missing_module_names_the_extra_that_brings_it() -> None:
    with pytest.raises(MissingExtra, match=re.escape("'atelier_absent' is not installed. Add it with: pip install")):
        need("atelier_absent", "audio")


def test_a_missing_parent_of_a_submodule_is_missing_too() -> None:
    with pytest.raises(MissingExtra, match=re.escape("'atelier_absent.codec'")):
        need("atelier_absent.codec", "audio")


def test_a_missing_submodule_of_an_installed_package_is_missing_too(site: Path) -> None:
    (site / "atelier_half").mkdir()
    (site / "atelier_half" / "__init__.py").touch()

    with pytest.raises(MissingExtra, match=re.escape("'atelier_half.codec'")):
        need("atelier_half.codec", "audio")


def test_the_error_of_a_missing_module_keeps_pythons_own_as_its_cause() -> None:
    with pytest.raises(MissingExtra) as caught:
        need("atelier_absent", "audio")

    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


def test_a_module_that_lacks_a_dependency_of_its_own_is_not_called_missing(site: Path) -> None:
    (site / "atelier_lacking.py").write_text("import atelier_dependency\n")

    with pytest.raises(ModuleNotFoundError, match="atelier_dependency"):
        need("atelier_lacking", "audio")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("raise ImportError('libsndfile.so: cannot open shared object file')\n", ImportError),
        ("def broken(:\n", SyntaxError),
        ("1 / 0\n", ZeroDivisionError),
    ],
)
def test_a_module_that_breaks_while_it_loads_shows_its_own_error(site: Path, text: str, error: type[Exception]) -> None:
    (site / f"atelier_{error.__name__.lower()}.py").write_text(text)

    with pytest.raises(error):
        need(f"atelier_{error.__name__.lower()}", "audio")
