"""What the parent opens in a workspace: nothing but plain files that lie there, whatever was planted."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.sandbox.workspace import MOST_COUNTED, Workspace
from runtime.errors import BadInput

GOOD = ["ok.txt", "sub/in.txt", "./ok.txt", "sub/../ok.txt", "/workspace/ok.txt"]
BAD = [
    "../secret", "/etc/passwd", "absolute_link", "relative_link", "inner_link", "folder_link/secret", "proc_link",
    "hard", "pipe", "sock", "sub", "sparse", "", ".", "..", "x" * 600, "a\0b", "/workspace/../secret",
    "/proc/self/fd/3", "absent",
    "sub/../../secret", "/dev/zero", "ok.txt/", "\ud800", "～/secret", "．．/secret", "..\u2215secret", "ok.txt\n",
]  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    folder = tmp_path / "run"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret").write_text("CANARY")
    for name in ("ok.txt", "sub/in.txt"):
        (folder / name).write_text("fine")
    (folder / "absolute_link").symlink_to(tmp_path / "secret")
    (folder / "relative_link").symlink_to("../secret")
    (folder / "inner_link").symlink_to("ok.txt")
    (folder / "folder_link").symlink_to(tmp_path)
    (folder / "proc_link").symlink_to("/proc/self/environ")
    os.link(tmp_path / "secret", folder / "hard")
    os.mkfifo(folder / "pipe")
    with (folder / "sparse").open("wb") as file:
        file.truncate(10 << 30)
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock")  # a short name: those of sockets have few letters
        opened = Workspace(folder)
        yield opened
        opened.close()


@pytest.mark.parametrize("name", GOOD)
def test_plain_files_are_read_under_each_of_their_names(name: str, workspace: Workspace):
    with workspace.open(name) as file:
        assert file.read() == b"fine"


@pytest.mark.parametrize("name", BAD)
def test_nothing_else_is_opened_and_nothing_waited_for(name: str, workspace: Workspace):
    start = time.monotonic()

    with pytest.raises(BadInput):
        workspace.open(name)

    assert time.monotonic() - start < 1


@pytest.mark.parametrize("name", [5, None, ["ok.txt"], b"ok.txt", True])
def test_a_name_is_text(name: object, workspace: Workspace):
    with pytest.raises(BadInput):
        workspace.open(name)  # type: ignore[arg-type]


def test_a_link_swapped_in_while_a_file_is_opened_is_never_followed(workspace: Workspace, tmp_path: Path):
    stop, seen = threading.Event(), set()
    swapping = threading.Thread(target=swap, args=(workspace.folder, tmp_path / "secret", stop))
    swapping.start()
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        try:
            with workspace.open("read-me") as file:
                seen.add(file.read())
        except BadInput:
            continue
    stop.set()
    swapping.join()

    assert seen == {b"fine"}


def swap(folder: Path, secret: Path, stop: threading.Event) -> None:
    """A good file and a link to a secret take turns under one name."""
    link, good, name, aside = folder / "l", folder / "g", folder / "read-me", folder / "a"
    link.symlink_to(secret)
    good.write_text("fine")
    while not stop.is_set():
        link.rename(name)
        name.rename(aside)
        good.rename(name)
        name.rename(good)
        aside.rename(link)


def test_what_lies_too_deep_for_a_path_counts_as_more_than_any_quota(workspace: Workspace):
    descriptor = os.open(workspace.folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=descriptor)
        deeper = os.open("d" * 250, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = deeper
    os.close(descriptor)

    assert workspace.usage()[1] > MOST_COUNTED
