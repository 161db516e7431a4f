"""Nothing leaves the workspace, no name is given twice, and what was half written is not there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.artifacts import Artifacts, looks_like_name, slug
from runtime.errors import (
    ArtifactError,
    BadInput,
    FileBroken,
    FileEmpty,
    FileMissing,
    OutsideWorkspace,
    UnknownArtifact,
)
from runtime.records import Provenance

TOOL = Provenance("summarize")

ESCAPES = (
    "../secret-1",
    "..",
    "/etc/passwd",
    "a/b-1",
    "handbook-1.pdf",
    "handbook-1\n",
    "handbook-1\x00",
    "Handbook-1",
    "hаndbook-1",
    "handbook-１",
    "handbook-١",
    "handbook‐1",
    "-1",
    "1-1",
    "",
    "a" * 200 + "-1",
)


@pytest.fixture
def artifacts(tmp_path: Path) -> Artifacts:
    return Artifacts(tmp_path / "workspace")


def made(folder: Path, name: str, data: bytes = b"words") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path


def child(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    """A second process that runs `code` with our packages and its arguments."""
    command = [sys.executable, "-c", "import sys, os, signal\n" + code, *map(str, arguments)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))})


def test_a_file_gets_a_name_from_its_stem_and_keeps_its_bytes(artifacts: Artifacts, tmp_path: Path) -> None:
    artifact = artifacts.import_file(made(tmp_path, "Hand book.PDF", b"%PDF-1.7"))

    assert artifact.name == "hand-book-1"
    assert artifact.path == artifacts.folder / "hand-book-1.pdf"
    assert artifact.path.read_bytes() == b"%PDF-1.7"
    assert (artifact.title, artifact.media_type, artifact.made_by) == ("Hand book.PDF", "application/pdf", "user")
    assert artifacts.get("hand-book-1") == artifact


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("文档.pdf", "file-1"),
        ("Straße Ärger.md", "strasse-arger-1"),
        ("Отчёт 2024.txt", "file-2024-1"),
        ("2024 plan.txt", "file-2024-plan-1"),
        ("™.txt", "tm-1"),
        ("İstanbul.txt", "istanbul-1"),
        ("handbook-1.pdf", "handbook-1-1"),
        (".env", "env-1"),
        ("a.tar.gz", "a-tar-1"),
        ("x" * 200 + ".txt", "x" * 40 + "-1"),
        ("🙂.png", "file-1"),
    ],
)
def test_any_file_name_becomes_a_name_that_can_be_typed(
    artifacts: Artifacts, tmp_path: Path, file: str, name: str
) -> None:
    artifact = artifacts.import_file(made(tmp_path, file))

    assert artifact.name == name
    assert artifact.title == file
    assert artifacts.names() == (name,)


def test_a_file_name_that_turns_text_round_is_shown_without_that(artifacts: Artifacts, tmp_path: Path) -> None:
    assert artifacts.import_file(made(tmp_path, "bill\u202efdp\n.exe")).title == "bill_fdp_.exe"


def test_a_file_name_that_is_not_utf8_can_be_imported(artifacts: Artifacts, tmp_path: Path) -> None:
    artifact = artifacts.import_file(made(tmp_path, os.fsdecode(b"caf\xe9.txt")))

    assert (artifact.name, artifact.title) == ("caf-1", "caf_.txt")
    assert artifacts.get("caf-1") == artifact


def test_the_same_file_imported_twice_is_one_artifact(artifacts: Artifacts, tmp_path: Path) -> None:
    first = artifacts.import_file(made(tmp_path / "a", "notes.txt"))

    assert artifacts.import_file(made(tmp_path / "b", "notes.txt")) == first
    assert artifacts.import_file(made(tmp_path / "c", "notes.txt", b"other words")).name == "notes-2"
    assert artifacts.import_file(made(tmp_path / "d", "notes.md")).name == "notes-3"


def test_the_same_file_imported_by_eight_threads_at_once_is_one_artifact(artifacts: Artifacts, tmp_path: Path) -> None:
    path = made(tmp_path, "notes.txt")
    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(lambda _: artifacts.import_file(path).name, range(32)))

    assert names == {"notes-1"}
    assert artifacts.names() == ("notes-1",)


def test_a_copy_that_was_tampered_with_is_imported_again(artifacts: Artifacts, tmp_path: Path) -> None:
    path = made(tmp_path, "notes.txt")
    artifacts.import_file(path).path.write_bytes(b"forged")

    assert artifacts.import_file(path).name == "notes-2"


def test_a_file_that_cannot_be_imported_is_named(artifacts: Artifacts, tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"nowhere.txt"):
        artifacts.import_file(tmp_path / "nowhere.txt")
    with pytest.raises(FileMissing):
        artifacts.import_file(tmp_path)
    with pytest.raises(FileEmpty, match=r"empty.txt"):
        artifacts.import_file(made(tmp_path, "empty.txt", b""))
    assert artifacts.list() == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_named(artifacts: Artifacts, tmp_path: Path) -> None:
    path = made(tmp_path, "locked.txt")
    path.chmod(0)

    with pytest.raises(FileBroken, match="Permission denied"):
        artifacts.import_file(path)


def test_text_comes_back_as_it_was_saved(artifacts: Artifacts) -> None:
    name = artifacts.save_text("你好\r\n\ttwo\n", "summary", TOOL).name

    assert artifacts.text(name) == "你好\r\n\ttwo\n"
    assert artifacts.get(name).path.name == "summary-1.txt"


def test_a_byte_order_mark_is_not_part_of_the_text(artifacts: Artifacts, tmp_path: Path) -> None:
    artifacts.import_file(made(tmp_path, "notes.txt", b"\xef\xbb\xbfwords"))

    assert artifacts.text("notes-1") == "words"


def test_text_with_half_a_character_is_saved(artifacts: Artifacts) -> None:
    assert artifacts.text(artifacts.save_text("half \ud83d", "summary", TOOL).name) == "half ?"


def test_an_empty_result_is_a_result(artifacts: Artifacts) -> None:
    name = artifacts.save_bytes(b"", "transcript", "text/plain", TOOL).name

    assert artifacts.text(name) == ""
    assert artifacts.verify(name)


def test_json_and_its_record_are_two_files(artifacts: Artifacts) -> None:
    artifact = artifacts.save_bytes(b'{"a": 1}', "table", "application/json", TOOL)

    assert artifact.path.name == "table-1.data.json"
    assert json.loads((artifacts.folder / "table-1.json").read_text())["media_type"] == "application/json"
    assert artifacts.text("table-1") == '{"a": 1}'
    assert artifacts.names() == ("table-1",)


def test_text_of_a_document_names_the_tool_that_reads_it(artifacts: Artifacts, tmp_path: Path) -> None:
    artifacts.import_file(made(tmp_path, "handbook.pdf"))
    artifacts.save_bytes(b"\xff\xfe", "odd", "text/plain", TOOL)
    artifacts.save_bytes(b"\x89PNG", "photo", "image/png", TOOL)

    with pytest.raises(BadInput, match=r"application/pdf.*read_file\('handbook-1'\)"):
        artifacts.text("handbook-1")
    with pytest.raises(BadInput, match=r"not UTF-8.*read_file\('odd-1'\)"):
        artifacts.text("odd-1")
    with pytest.raises(BadInput, match=r"image/png.*list_artifacts\(\)"):
        artifacts.text("photo-1")


def test_where_an_artifact_came_from_survives(artifacts: Artifacts) -> None:
    source = artifacts.save_text("long", "page", TOOL).name
    provenance = Provenance("summarize", (source,), {"sentences": 3}, "minilm", "main", "cpu", 7, 0.25)

    saved = artifacts.save_text("short", "summary", provenance)

    assert Artifacts(artifacts.folder).get(saved.name) == saved
    assert saved.provenance == provenance
    assert saved.sources == (source,)


def test_a_source_that_is_not_there_is_refused_before_anything_is_written(artifacts: Artifacts) -> None:
    with pytest.raises(UnknownArtifact, match="'page-9'"):
        artifacts.save_text("short", "summary", Provenance("summarize", ("page-9",)))
    with pytest.raises(OutsideWorkspace):
        artifacts.save_text("short", "summary", Provenance("summarize", ("../page-9",)))
    assert list(artifacts.folder.iterdir()) == []


def test_unknown_names_list_the_known_ones(artifacts: Artifacts) -> None:
    artifacts.save_text("one", "summary", TOOL)

    with pytest.raises(UnknownArtifact, match=r"'photo-9'.*summary-1"):
        artifacts.get("photo-9")


@pytest.mark.parametrize("name", ESCAPES)
def test_names_cannot_leave_the_workspace(artifacts: Artifacts, name: str) -> None:
    assert not looks_like_name(name)
    for use in (artifacts.get, artifacts.text, artifacts.verify, artifacts.forget):
        with pytest.raises(OutsideWorkspace):
            use(name)


def test_kinds_and_suffixes_cannot_leave_the_workspace(artifacts: Artifacts) -> None:
    saved = artifacts.save_bytes(
        b"x", "../../etc/cron", "text/../../x", Provenance("user", original="a.b/../../c\x00.%2e")
    )

    assert saved.name == "etc-cron-1"
    assert saved.path == artifacts.folder / "etc-cron-1.bin"


def test_a_file_replaced_by_a_link_is_refused(artifacts: Artifacts, tmp_path: Path) -> None:
    secret = made(tmp_path, "secret.txt", b"password")
    saved = artifacts.save_text("words", "summary", TOOL)
    saved.path.unlink()
    saved.path.symlink_to(secret)

    for use in (artifacts.get, artifacts.text, artifacts.verify):
        with pytest.raises(ArtifactError, match="is a link"):
            use(saved.name)
    assert artifacts.list() == ()
    artifacts.forget(saved.name)
    assert secret.read_bytes() == b"password"


def test_a_record_replaced_by_a_link_is_refused(artifacts: Artifacts, tmp_path: Path) -> None:
    saved = artifacts.save_text("words", "summary", TOOL)
    record = artifacts.folder / "summary-1.json"
    record.rename(tmp_path / "elsewhere.json")
    record.symlink_to(tmp_path / "elsewhere.json")

    with pytest.raises(ArtifactError, match="is a link"):
        artifacts.get(saved.name)


def test_a_link_put_where_the_next_file_would_go_is_not_written_through(artifacts: Artifacts, tmp_path: Path) -> None:
    victim = made(tmp_path, "victim.txt", b"mine")
    (artifacts.folder / "summary-1.txt").symlink_to(victim)
    (artifacts.folder / "summary-2.json").symlink_to(victim)

    assert artifacts.save_text("words", "summary", TOOL).name == "summary-3"
    assert victim.read_bytes() == b"mine"


@pytest.mark.parametrize("suffix", ["/../../secret", "txt/..", "", 7, None, "json/../x"])
def test_a_forged_record_cannot_point_elsewhere(artifacts: Artifacts, suffix: object) -> None:
    artifacts.save_text("words", "summary", TOOL)
    record = artifacts.folder / "summary-1.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"suffix": suffix}))

    with pytest.raises(UnknownArtifact):
        artifacts.get("summary-1")


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"suffix": "txt"}', '{"suffix": "txt", "provenance": []}'])
def test_a_broken_record_hides_only_its_own_artifact(artifacts: Artifacts, text: str) -> None:
    artifacts.save_text("words", "summary", TOOL)
    artifacts.save_text("words", "summary", TOOL)
    (artifacts.folder / "summary-1.json").write_text(text)

    assert artifacts.names() == ("summary-2",)


def test_a_pipe_in_place_of_a_file_does_not_hang(artifacts: Artifacts) -> None:
    saved = artifacts.save_text("words", "summary", TOOL)
    saved.path.unlink()
    os.mkfifo(saved.path)

    with pytest.raises(ArtifactError, match="is not a file"):
        artifacts.text(saved.name)


def test_changed_bytes_are_noticed(artifacts: Artifacts) -> None:
    saved = artifacts.save_text("words", "summary", TOOL)
    assert artifacts.verify(saved.name)

    saved.path.write_bytes(b"wordz")

    assert not artifacts.verify(saved.name)


def test_a_forgotten_artifact_leaves_no_bytes_and_its_number_is_not_given_again(artifacts: Artifacts) -> None:
    saved = artifacts.save_text("words", "summary", TOOL)

    artifacts.forget(saved.name)

    assert [(path.name, path.stat().st_size) for path in artifacts.folder.iterdir()] == [("summary-1.json", 0)]
    with pytest.raises(UnknownArtifact):
        artifacts.forget(saved.name)
    assert artifacts.save_text("words", "summary", TOOL).name == "summary-2"


def test_the_list_is_in_the_order_of_making(artifacts: Artifacts) -> None:
    names = tuple(artifacts.save_text("x", kind, TOOL).name for kind in ("zebra", "ant", "zebra"))

    assert artifacts.names() == names == ("zebra-1", "ant-1", "zebra-2")


SAVE = """
from memory.artifacts import Artifacts
from pathlib import Path
from runtime.records import Provenance
artifacts = Artifacts(Path(sys.argv[1]))
"""


def test_eight_threads_and_two_processes_never_share_a_name(artifacts: Artifacts) -> None:
    many = SAVE + "for number in range(40): artifacts.save_text(f'child {number}', 'summary', Provenance('t'))"
    children = [child(many, artifacts.folder) for _ in range(2)]
    with ThreadPoolExecutor(8) as threads:
        mine = list(threads.map(lambda n: artifacts.save_text(f"thread {n}", "summary", TOOL).name, range(80)))

    assert [process.wait(60) for process in children] == [0, 0]
    assert len(set(mine)) == 80
    assert sorted(artifacts.names()) == sorted(f"summary-{number}" for number in range(1, 161))
    assert all(artifacts.verify(name) for name in artifacts.names())


@pytest.mark.parametrize(
    "moment",
    [
        "os.close = die",  # the number is claimed, no byte is written
        "os.fsync = die",  # the bytes are written, not yet down
        "Path.replace = die",  # all is there but the record
    ],
)
def test_a_process_killed_while_saving_leaves_nothing_to_see(artifacts: Artifacts, moment: str) -> None:
    dying = SAVE + f"def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n{moment}\n"
    process = child(dying + "artifacts.save_text('half', 'summary', Provenance('t'))", artifacts.folder)

    assert process.wait(30) == -signal.SIGKILL
    assert any(artifacts.folder.iterdir())
    assert artifacts.list() == ()
    assert artifacts.save_text("whole", "summary", TOOL).name == "summary-2"
    assert artifacts.text("summary-2") == "whole"


@pytest.mark.parametrize("seconds", [0.02, 0.07, 0.15])
def test_a_process_killed_at_any_moment_leaves_only_whole_artifacts(artifacts: Artifacts, seconds: float) -> None:
    busy = SAVE + "while True: artifacts.save_bytes(os.urandom(300_000), 'noise', 'audio/wav', Provenance('t'))"
    process = child(busy, artifacts.folder)
    while not any(artifacts.folder.iterdir()):
        time.sleep(0.005)
    time.sleep(seconds)
    process.kill()
    process.wait(30)

    left = {path.name.split(".")[0] for path in artifacts.folder.iterdir() if not path.name.startswith(".")}
    assert all(artifacts.verify(name) for name in artifacts.names())
    assert artifacts.save_text("after", "noise", TOOL).name not in left


def test_a_process_killed_while_importing_does_not_lock_others_out(artifacts: Artifacts, tmp_path: Path) -> None:
    path = made(tmp_path, "notes.txt")
    dying = SAVE + "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\nartifacts.import_file(Path(sys.argv[2]))"
    assert child(dying, artifacts.folder, path).wait(30) == -signal.SIGKILL

    assert artifacts.import_file(path).name == "notes-2"


def test_a_full_disk_leaves_no_artifact(artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            artifacts.save_text("words", "summary", TOOL)

    assert artifacts.list() == ()
    assert artifacts.save_text("words", "summary", TOOL).name == "summary-2"


@settings(max_examples=60, deadline=None)
@given(kind=st.text(max_size=60), text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_kind_and_any_text_can_be_saved_and_read(
    tmp_path_factory: pytest.TempPathFactory, kind: str, text: str
) -> None:
    artifacts = Artifacts(tmp_path_factory.mktemp("workspace"))

    saved = artifacts.save_text(text, kind, TOOL)

    assert looks_like_name(saved.name)
    assert saved.path.parent == artifacts.folder
    assert artifacts.text(saved.name) == text.removeprefix("\ufeff")


@given(st.text(max_size=300))
def test_every_slug_makes_a_name(text: str) -> None:
    assert looks_like_name(f"{slug(text)}-1")


@given(st.text(max_size=120))
def test_what_looks_like_a_name_has_nothing_that_a_path_could_use(text: str) -> None:
    if looks_like_name(text):
        assert set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
