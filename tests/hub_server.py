"""A Hub on this machine: repositories, their files, and everything that can go wrong on the way.

Speaks what huggingface_hub asks for, over real sockets. Big files are handed out at another address, as the Hub does.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
from safetensors.numpy import save

TOKEN = "hf_aTokenThatNobodyMaySee"
ENDS_APART = (".safetensors", ".bin", ".npy", ".onnx")
"""Endings of files that the Hub keeps apart."""
PIECE = 64 * 1024


def weights(megabytes: float, seed: int = 0) -> bytes:
    """A readable safetensors file of about that size; of noise, so that no two are alike."""
    numbers = np.random.default_rng(seed).integers(0, 255, int(megabytes * 1e6), dtype=np.uint8)
    return save({"numbers": numbers})


@dataclass(frozen=True)
class File:
    """A file as the Hub knows it."""

    content: bytes
    sha256: str
    git: str


@dataclass
class Repository:
    files: dict[str, File]
    commit: str
    gated: bool = False
    private: bool = False
    revisions: tuple[str, ...] = ("main",)
    claimed: dict[str, int] = field(default_factory=dict)
    """Sizes that the Hub gives in place of the true ones."""
    claimed_digest: str | None = None
    """What the Hub gives in place of the digests of big files."""


class Hub:
    """What the server has, what it was asked for, and what it does wrong."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.contents: dict[str, bytes] = {}
        self.served: Counter[str] = Counter()
        """Bytes of each file that went out, by its name."""
        self.requests: list[tuple[str, str, Mapping[str, str]]] = []
        self.cut_after: dict[str, int] = {}
        """After so many bytes of a file the connection is cut, each time it is asked for."""
        self.cuts: Counter[str] = Counter()
        self.stall_after: dict[str, int] = {}
        """After so many bytes of a file nothing more comes, and the connection stays."""
        self.spoilt: set[str] = set()
        """Files that come with one byte wrong."""
        self.ranges = True
        self.xet = True
        """Whether it says that it has big files in its own protocol too. It has not."""
        self.status = 0
        """What every question is answered with, where it is not 0."""
        self.address = ""
        self.elsewhere = ""

    def add(self, id: str, files: Mapping[str, bytes | str | Any], **facts: Any) -> Repository:
        """A repository; what is neither bytes nor text is written as JSON."""
        made = {name: filed(as_bytes(content)) for name, content in files.items()}
        commit = hashlib.sha1(repr([(name, file.git) for name, file in made.items()]).encode()).hexdigest()
        self.contents |= {file.sha256: file.content for file in made.values()}
        self.repositories[id] = Repository(made, commit, **facts)
        return self.repositories[id]

    def asked(self, part: str) -> list[str]:
        """The paths that were asked for and have `part` in them."""
        return [path for _, path, _ in self.requests if part in path]


def as_bytes(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def filed(content: bytes) -> File:
    git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    return File(content, hashlib.sha256(content).hexdigest(), git)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.answer(body=True)

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def answer(self, body: bool) -> None:
        hub, url = self.server.hub, urlsplit(self.path)
        path = unquote(url.path)
        hub.requests.append((self.command, path, {name.lower(): value for name, value in self.headers.items()}))
        if hub.status:
            self.refuse(hub.status, "")
        elif kept := re.fullmatch(r"/kept/(\w{64})/(.+)", path):
            self.send_file(kept[2], hub.contents[kept[1]], {}, body)
        elif asked := re.fullmatch(r"/api/models/(.+?)(?:/revision/(.+)|(/auth-check))?", path):
            self.answer_api(asked[1], asked[2] or "main", bool(asked[3]), "blobs" in parse_qs(url.query))
        elif asked := re.fullmatch(r"/(.+?)/resolve/([^/]+)/(.+)", path):
            self.answer_file(asked[1], asked[2], asked[3], body)
        else:
            self.refuse(404, "")

    def answer_api(self, id: str, revision: str, only_access: bool, blobs: bool) -> None:
        found = self.found(id, revision)
        if found is None or (only_access and not self.may_read(found)):
            return
        rows = [{"rfilename": name} | (facts(found, name) if blobs else {}) for name in found.files]
        told = {"id": id, "sha": found.commit, "gated": "manual" if found.gated else False, "siblings": rows}
        self.send(200, json.dumps({} if only_access else told).encode(), {"Content-Type": "application/json"})

    def answer_file(self, id: str, revision: str, name: str, body: bool) -> None:
        hub, found = self.server.hub, self.found(id, revision)
        if found is None or not self.may_read(found):
            return
        if name not in found.files:
            self.refuse(404, "EntryNotFound")
            return
        file = found.files[name]
        told = {"X-Repo-Commit": found.commit, "ETag": f'"{file.git}"'}
        if name.endswith(ENDS_APART):
            told |= {"X-Linked-Etag": f'"{file.sha256}"', "X-Linked-Size": str(len(file.content))}
            if hub.xet:
                told |= {"X-Xet-Hash": file.sha256, "X-Xet-Refresh-Route": f"{hub.address}/xet"}
            self.send(302, b"", told | {"Location": f"{hub.elsewhere}/kept/{file.sha256}/{name}"})
        else:
            self.send_file(name, file.content, told, body)

    def found(self, id: str, revision: str) -> Repository | None:
        """The repository, if whoever asks may know of it; else the refusal is sent."""
        found, token = self.server.hub.repositories.get(id), self.token()
        if token not in ("", TOKEN):
            self.refuse(401, "", "Invalid credentials in Authorization header")
        elif found is None or (found.private and not token):
            self.refuse(404 if token else 401, "RepoNotFound")
        elif revision not in (*found.revisions, found.commit):
            self.refuse(404, "RevisionNotFound")
        else:
            return found
        return None

    def may_read(self, found: Repository) -> bool:
        if found.gated and not self.token():
            self.refuse(401, "GatedRepo")
            return False
        return True

    def token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def send_file(self, name: str, content: bytes, told: dict[str, str], body: bool) -> None:
        hub, start = self.server.hub, 0
        if hub.ranges and (asked := re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))):
            start = int(asked[1])
            told = told | {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
        self.send_response(206 if "Content-Range" in told else 200)
        for header, value in {**told, "Content-Length": str(len(content) - start), "Accept-Ranges": "bytes"}.items():
            self.send_header(header, value)
        self.end_headers()
        if body:
            self.send_content(name, content, start)

    def send_content(self, name: str, content: bytes, start: int) -> None:
        hub = self.server.hub
        if name in hub.spoilt:
            content = content[:-1] + bytes([content[-1] ^ 1])
        stop = min(hub.cut_after.get(name, len(content)), hub.stall_after.get(name, len(content))) + start
        for place in range(start, min(stop, len(content)), PIECE):
            piece = content[place : min(place + PIECE, stop)]
            self.wfile.write(piece)
            hub.served[name] += len(piece)
        if stop < len(content):
            while name in hub.stall_after and not self.server.closing.wait(0.02):
                continue
            hub.cuts[name] += 1
            self.cut()

    def cut(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def refuse(self, status: int, code: str, message: str = "no") -> None:
        self.send(status, b"", {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {}))

    def send(self, status: int, content: bytes, told: Mapping[str, str]) -> None:
        self.send_response(status)
        for header, value in {**told, "Content-Length": str(len(content))}.items():
            self.send_header(header, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """What was asked for is in `Hub.requests`."""


def facts(repository: Repository, name: str) -> dict[str, Any]:
    """What the Hub says of a file where it is asked for blobs."""
    file = repository.files[name]
    size = repository.claimed.get(name, len(file.content))
    told: dict[str, Any] = {"size": size, "blobId": file.git}
    if name.endswith(ENDS_APART):
        digest = file.sha256 if repository.claimed_digest is None else repository.claimed_digest
        told["lfs"] = {"sha256": digest, "size": size, "pointerSize": 134}
    return told


class Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: Hub
    closing: threading.Event

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed leaves a broken pipe: that is meant."""


@contextmanager
def hub_server() -> Iterator[Hub]:
    """A Hub that runs while the block does."""
    server = Server(("127.0.0.1", 0), Handler)
    server.hub, server.closing = Hub(), threading.Event()
    server.hub.address = f"http://127.0.0.1:{server.server_port}"
    server.hub.elsewhere = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.hub
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def wait_until(true: Any, limit_s: float = 30.0) -> None:
    """Wait until `true()` is; fail where it takes too long."""
    end = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)
