"""An address on the web → a file in a folder, fetched so that nobody is reached who should not be."""

from __future__ import annotations

import hashlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rag.addresses import Target, onward, target_of
from rag.media import as_utf8, file_name
from runtime.cancel import check
from runtime.errors import FetchFailed

MB = 1_000_000
BLOCK = 1 << 16
REDIRECTS = 5
IDLE_S = 15.0
"""A server that says nothing for so long is given up."""
MOVED = (301, 302, 303, 307, 308)
HEADERS = {"User-Agent": "atelier", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
"""Sent unpacked, so that what is counted is what there is."""


@dataclass(frozen=True, slots=True)
class Fetched:
    path: Path
    """Where it lies, under a suffix that says what it is: `rag.documents.read` takes it."""
    url: str
    """Where it was found in the end, after redirects."""
    media_type: str
    """As the server calls it, such as `text/html`; empty where it does not."""

    @property
    def title(self) -> str:
        """A file name for people: `handbook.pdf`."""
        return self.path.name


def fetch(
    url: str, folder: Path, *, max_mb: float = 100.0, timeout_s: float = 60.0, addresses: str = "public"
) -> Fetched:
    """Fetch what is at `url` into a folder of its own in `folder`. Only http and https; each redirect is looked at as
    the address itself is, and no proxy is asked.

    `addresses`: `public`; `any`, so those of this machine and its network too; or `off` for none.

    Raises:
        AddressRefused: it is no http(s) address, or leads to a machine that `addresses` rules out.
        FetchFailed: nobody answers, the server says no, it sends too much or nothing, or it takes too long.
        KindNotRead: neither its name nor its server says that it is of a kind that is read here.
        Stopped: the run's time is up, or it was cancelled.
    """
    until = time.monotonic() + timeout_s
    with answered(target_of(url, addresses), addresses, until) as (target, response):
        media_type, charset = response.headers.get_content_type(), response.headers.get_content_charset()
        media_type = media_type if "content-type" in response.headers else ""
        name = file_name(target.url, media_type, response.headers.get_filename() or "")
        data = b"".join(blocks(target.url, response, max_mb, until))
    if not data.strip():
        raise FetchFailed(target.url, "there is nothing in it")
    path = folder / hashlib.sha256(url.encode()).hexdigest()[:12] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_utf8(data, charset or "", path.suffix))
    return Fetched(path, target.url, media_type)


@contextmanager
def answered(target: Target, addresses: str, until: float) -> Iterator[tuple[Target, http.client.HTTPResponse]]:
    """Who answers in the end, and what, its body not yet read."""
    for _ in range(REDIRECTS + 1):
        check()
        with asked(target, until) as response:
            if response.status not in MOVED:
                if response.status != 200:
                    raise FetchFailed(target.url, f"the server says {response.status} {response.reason}".strip())
                yield target, response
                return
            where = response.getheader("Location") or ""
        target = target_of(onward(target.url, where), addresses)
    raise FetchFailed(target.url, f"it was sent on more than {REDIRECTS} times")


@contextmanager
def asked(target: Target, until: float) -> Iterator[http.client.HTTPResponse]:
    """The response of one server; all that goes wrong with it is a `FetchFailed`."""
    connection = http.client.HTTPConnection(target.host, target.port)
    try:
        connection.sock = dialled(target, until)
        with hung_up(connection.sock, until):
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            connection.request("GET", target.path, headers=HEADERS | {"Host": target.authority})
            yield connection.getresponse()
    except TimeoutError as error:
        raise FetchFailed(target.url, "the server does not answer in time") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() >= until
        said = getattr(error, "strerror", "") or str(error) or type(error).__name__
        raise FetchFailed(target.url, "it takes too long" if late else f"the connection fails ({said})") from error
    finally:
        connection.close()


def dialled(target: Target, until: float) -> socket.socket:
    import httpx

    patience = max(0.1, min(IDLE_S, until - time.monotonic()))
    sock = socket.create_connection((target.ip, target.port), patience)
    if not target.secure:
        return sock
    context = httpx.create_ssl_context()
    return context.wrap_socket(sock, server_hostname=target.host, do_handshake_on_connect=False)


@contextmanager
def hung_up(sock: socket.socket, until: float) -> Iterator[None]:
    """At the end of the time the line goes dead: a server can send its headers a byte at a time for days."""

    def end() -> None:
        with suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # the line, not what TLS is doing on it in another thread

    timer = threading.Timer(max(0.0, until - time.monotonic()), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def blocks(url: str, response: http.client.HTTPResponse, max_mb: float, until: float) -> Iterator[bytes]:
    """The body, a block at a time, no more than `max_mb` of it."""
    packed = response.getheader("Content-Encoding", "identity")
    if packed != "identity":
        raise FetchFailed(url, f"it comes packed as {packed}, though that was not asked for")
    told, size = response.getheader("Content-Length", ""), 0
    while size <= max_mb * MB and not (told.isdigit() and int(told) > max_mb * MB):
        check()
        block = response.read(BLOCK)
        if time.monotonic() >= until:
            raise FetchFailed(url, "it takes too long")
        if not block:
            return
        size += len(block)
        yield block
    raise FetchFailed(url, f"it has more than {max_mb:g} MB, the limit. Raise it with ATELIER_MAX_FILE_MB")
