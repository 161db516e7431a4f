"""Addresses on the web, answered by a real server on this machine."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rag.addresses import is_public, target_of
from rag.documents import read
from rag.fetching import fetch
from rag.media import file_name
from runtime.cancel import CancelToken, limited
from runtime.errors import AddressRefused, Cancelled, FetchFailed, KindNotRead

PAGE = "<html><title>Handbook</title><body><h1>Leave</h1><p>12 days in Zürich.</p></body></html>"
Answer = tuple[int, dict[str, str], bytes]


class Site(ThreadingHTTPServer):
    """A server that answers what is put into `pages`, and counts who asked for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.pause_s = 0.0

    def put(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = status, named, body
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for start in range(0, len(body), 100_000):
            time.sleep(self.server.pause_s)
            try:
                self.wfile.write(body[start : start + 100_000])
            except OSError:
                return

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_fetched_and_read_under_its_name(site: Site, tmp_path: Path) -> None:
    url = site.put("/wiki/Leave_(law)?old=1", PAGE.encode(), Content_Type="text/html; charset=utf-8")

    got = fetch(url + "#top", tmp_path, addresses="any")

    assert (got.title, got.media_type, got.url) == ("Leave_(law).html", "text/html", url)
    assert got.path.is_relative_to(tmp_path)
    assert read(got.path).text == "Handbook\nLeave\n12 days in Zürich."
    assert site.asked == [("/wiki/Leave_(law)?old=1", f"127.0.0.1:{site.server_port}")]


def test_an_encoding_that_only_the_server_tells_is_honoured(site: Site, tmp_path: Path) -> None:
    url = site.put("/page", PAGE.encode("latin-1"), Content_Type="text/html; charset=ISO-8859-1")
    japanese = site.put("/jp.txt", "有給休暇".encode("shift_jis"), Content_Type="text/plain; charset=shift_jis")

    assert "Zürich" in read(fetch(url, tmp_path, addresses="any").path).text
    assert read(fetch(japanese, tmp_path, addresses="any").path).text == "有給休暇"


def test_a_pdf_is_fetched_byte_by_byte(site: Site, tmp_path: Path, handbook: Path) -> None:
    url = site.put("/get?id=7", handbook.read_bytes(), Content_Type="application/pdf")

    got = fetch(url, tmp_path, addresses="any")

    assert (got.title, got.path.read_bytes()) == ("get.pdf", handbook.read_bytes())


def test_two_addresses_with_one_name_do_not_meet(site: Site, tmp_path: Path) -> None:
    one, two = (site.put(f"/{n}/notes.txt", f"notes {n}".encode(), Content_Type="text/plain") for n in (1, 2))

    texts = [fetch(url, tmp_path, addresses="any").path for url in (one, two, one)]

    assert [path.read_text() for path in texts] == ["notes 1", "notes 2", "notes 1"]
    assert [path.name for path in texts] == ["notes.txt"] * 3


def test_redirects_are_followed_and_looked_at(site: Site, tmp_path: Path) -> None:
    site.put("/new.txt", b"here", Content_Type="text/plain")
    url = site.put("/old", status=302, Location="/new.txt")
    assert fetch(url, tmp_path, addresses="any").url.endswith("/new.txt")

    for where in ("file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:secret@127.0.0.1/"):
        with pytest.raises(AddressRefused):
            fetch(site.put("/odd", status=301, Location=where), tmp_path, addresses="any")
    with pytest.raises(FetchFailed, match="sent on more than 5 times"):
        fetch(site.put("/round", status=307, Location="/round"), tmp_path, addresses="any")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a.txt", "http://localhost/a.txt", "http://[::1]/a.txt"])
def test_this_machine_is_not_asked_unless_that_is_allowed(url: str, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match=r"inside this machine or its network\. Set ATELIER_FETCH=any"):
        fetch(url, tmp_path)


def test_a_redirect_to_this_machine_is_refused_as_the_address_itself(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first address counts as public here, since no public server can take part."""
    url = site.put("/out", status=302, Location="http://[::1]/metadata")
    monkeypatch.setattr("rag.addresses.is_public", lambda ip: ip == "127.0.0.1")

    with pytest.raises(AddressRefused, match="it leads to ::1"):
        fetch(url, tmp_path)
    assert len(site.asked) == 1


def test_a_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.put("/a.txt", b"words", Content_Type="text/plain").replace("127.0.0.1", "localhost")
    look_up, asked = socket.getaddrinfo, list[str]()

    def counted(host: str, *rest: Any, **more: Any) -> Any:
        if host == "localhost":
            asked.append(host)
            return look_up("127.0.0.1", *rest, **more)
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", counted)

    assert fetch(url, tmp_path, addresses="any").path.read_text() == "words"
    assert asked == ["localhost"]
    assert site.asked == [("/a.txt", f"localhost:{site.server_port}")]


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
    ],
)
def test_only_addresses_of_the_public_internet_are_public(ip: str, public: bool) -> None:
    assert is_public(ip) == public


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/a.txt", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("notes.txt", "only http and https"),
        ("http:///a.txt", "only http and https"),
        ("http://me:secret@127.0.0.1/", "a name or a password"),
        ("http://127.0.0.1:99999/", "no address"),
        ("http://a b/", "no address"),
        ("http://[::1", "no address"),
    ],
)
def test_what_is_no_web_address_is_refused(url: str, why: str) -> None:
    with pytest.raises(AddressRefused, match=why):
        target_of(url, "any")


def test_nothing_is_fetched_where_that_is_switched_off(tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match="Set ATELIER_FETCH=public"):
        fetch("https://example.org/", tmp_path, addresses="off")


def test_what_a_server_refuses_or_does_not_have_is_told(site: Site, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="the server says 404 Not Found"):
        fetch(site.put("/x").replace("/x", "/none"), tmp_path, addresses="any")
    with pytest.raises(FetchFailed, match="there is nothing in it"):
        fetch(site.put("/blank.txt", b" \n", Content_Type="text/plain"), tmp_path, addresses="any")
    with pytest.raises(KindNotRead, match=r"cat\.png is of a kind that is not read"):
        fetch(site.put("/cat.png", b"\x89PNG", Content_Type="image/png"), tmp_path, addresses="any")
    assert not list(tmp_path.iterdir())


def test_more_than_the_limit_is_not_taken_whatever_the_server_says(site: Site, tmp_path: Path) -> None:
    said = site.put("/said.txt", b"x", Content_Type="text/plain", Content_Length="300000")
    silent = site.put("/silent.txt", b"x" * 300_000, Content_Type="text/plain")

    for url in (said, silent):
        with pytest.raises(FetchFailed, match=r"more than 0\.2 MB, the limit\. Raise it with ATELIER_MAX_FILE_MB"):
            fetch(url, tmp_path, max_mb=0.2, addresses="any")


def test_packed_answers_are_not_unpacked(site: Site, tmp_path: Path) -> None:
    url = site.put("/a.txt", b"\x1f\x8b", Content_Type="text/plain", Content_Encoding="gzip")

    with pytest.raises(FetchFailed, match="packed as gzip"):
        fetch(url, tmp_path, addresses="any")


def test_a_server_that_takes_too_long_is_given_up(site: Site, tmp_path: Path) -> None:
    site.pause_s = 0.1
    url = site.put("/slow.txt", b"x" * 3_000_000, Content_Type="text/plain")
    start = time.perf_counter()

    with pytest.raises(FetchFailed, match="it takes too long"):
        fetch(url, tmp_path, timeout_s=0.3, addresses="any")
    assert time.perf_counter() - start < 2


def test_headers_that_trickle_in_are_given_up_too(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle() -> None:
            line, _ = listening.accept()
            with line:
                try:
                    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000:
                        line.sendall(bytes([byte]))
                        time.sleep(0.02)
                except OSError:
                    return

        thread = threading.Thread(target=trickle)
        thread.start()
        start = time.perf_counter()
        with pytest.raises(FetchFailed, match="too long"):
            fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/a.txt", tmp_path, timeout_s=0.4, addresses="any")
        assert time.perf_counter() - start < 3
        thread.join()


def test_who_is_not_there_or_speaks_another_language_fails_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(FetchFailed, match="the connection fails"):
        fetch(f"http://127.0.0.1:{port}/a.txt", tmp_path, addresses="any")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=lambda: listening.accept()[0].close())
        thread.start()
        with pytest.raises(FetchFailed, match="the connection fails"):
            fetch(f"https://127.0.0.1:{listening.getsockname()[1]}/a.txt", tmp_path, addresses="any")
        thread.join()


@pytest.fixture
def certified(site: Site, tmp_path: Path) -> Path:
    """The site speaks TLS, as `localhost`; the certificate of who vouches for it."""
    now = datetime.datetime.now(datetime.UTC)
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    draft = draft.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    draft = draft.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = serialization.Encoding.PEM
    (tmp_path / "site.crt").write_bytes(draft.sign(key, hashes.SHA256()).public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / "site.key").write_bytes(key.private_bytes(pem, *plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "site.crt", tmp_path / "site.key")
    site.socket = context.wrap_socket(site.socket, server_side=True)
    return tmp_path / "site.crt"


def test_a_server_must_prove_who_it_is(
    site: Site, certified: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.put("/a.txt", b"words", Content_Type="text/plain").replace("http://127.0.0.1", "https://localhost")

    with pytest.raises(FetchFailed, match="certificate"):
        fetch(url, tmp_path, addresses="any")
    monkeypatch.setenv("SSL_CERT_FILE", str(certified))
    assert fetch(url, tmp_path, addresses="any").path.read_text() == "words"
    with pytest.raises(FetchFailed, match="certificate"):
        fetch(url.replace("localhost", "127.0.0.1"), tmp_path, addresses="any")


def test_fetching_stops_with_the_run(site: Site, tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()

    with pytest.raises(Cancelled), limited(None, token):
        fetch(site.put("/a.txt", b"words", Content_Type="text/plain"), tmp_path, addresses="any")


@pytest.mark.parametrize(
    ("path", "media_type", "told", "name"),
    [
        ("/a/tool.py", "text/plain", "", "tool.py"),
        ("/a/tool.py", "text/html", "", "tool.html"),
        ("/report.pdf", "application/octet-stream", "", "report.pdf"),
        ("/report.pdf", "text/html", "", "report.html"),
        ("/release-1.2", "text/html", "", "release-1.2.html"),
        ("/feed", "application/rss+xml", "", "feed.xml"),
        ("/api", "application/ld+json", "", "api.json"),
        ("/download", "application/zip", "../../Plan für 2026.docx", "Plan für 2026.docx"),
        ("/%2e%2e%2fetc%2fpasswd", "text/plain", "", "passwd.txt"),
        ("/", "text/html", "", "example.org.html"),
        ("/talk.mp3", "audio/mpeg", "", "talk.mp3"),
        ("/notes", "", "", None),
        ("/cat.jpg", "image/jpeg", "", None),
        ("/app.exe", "application/octet-stream", "", None),
    ],
)
def test_a_file_is_named_after_what_it_is(path: str, media_type: str, told: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(KindNotRead):
            file_name(f"https://example.org{path}", media_type, told)
    else:
        assert file_name(f"https://example.org{path}", media_type, told) == name
