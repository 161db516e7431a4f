"""What a server says it sends → a file name that says what it is."""

from __future__ import annotations

import codecs
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from memory.artifacts import printable, type_of
from rag.kinds import KINDS
from rag.web import is_utf8
from runtime.errors import KindNotRead
from runtime.records import kind_of

VAGUE = ("", "application/octet-stream", "binary/octet-stream", "application/zip", "text/plain", "application/download")
"""Types that say less than a file's name does."""
ALSO = {
    "application/xhtml+xml": ".html",
    "text/xml": ".xml",
    "text/x-markdown": ".md",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "application/javascript": ".js",
    "application/x-ndjson": ".jsonl",
    "text/tab-separated-values": ".tsv",
}
"""Other names of types that are read here."""
LONGEST = 100


def file_name(url: str, media_type: str, told: str = "") -> str:
    """A name for the file at `url`, with a suffix that says how it is read; `told` is what the server calls it.

    >>> file_name("https://example.org/wiki/Leave_(law)?old=1", "text/html")
    'Leave_(law).html'
    >>> file_name("https://example.org/raw/tool.py", "text/plain"), file_name("https://example.org/", "text/html")
    ('tool.py', 'example.org.html')

    Raises:
        KindNotRead: neither the name nor the type is of a kind that is read here.
    """
    parts = urlsplit(url)
    own = (
        PurePosixPath(told.replace("\\\\", "/")).name or PurePosixPath(unquote(parts.path)).name or str(parts.hostname)
    )
    name = printable(own).lstrip(".") or "page"
    suffix = suffix_for(Path(name), media_type)
    known = Path(name).suffix.lower()
    stem = Path(name).stem if known == suffix or is_read(Path(name)) else name
    return f"{stem[:LONGEST]}{suffix}"


def suffix_for(name: Path, media_type: str) -> str:
    own = name.suffix.lower()
    if is_read(name) and (media_type in VAGUE or type_of(name) == media_type):
        return own
    if own in KINDS and KINDS[own].media_type == media_type:
        return own
    by_type = {kind.media_type: suffix for suffix, kind in reversed(KINDS.items())} | ALSO
    if media_type in by_type:
        return by_type[media_type]
    family = re.search(r"\+(json|xml)$", media_type)
    if family:
        return f".{family[1]}"
    if is_read(name) and not media_type.startswith(("image/", "text/")):
        return own
    raise KindNotRead(name, KINDS)


def is_read(name: Path) -> bool:
    return name.suffix.lower() in KINDS or kind_of(type_of(name)) in ("sound", "video")


def as_utf8(data: bytes, charset: str, suffix: str) -> bytes:
    """A text whose encoding only the server told, in UTF-8; anything else as it is."""
    kind = KINDS.get(suffix)
    if not charset or kind is None or not kind.media_type.startswith("text/") or is_utf8(data):
        return data
    try:
        return data.decode(codecs.lookup(charset).name).encode()
    except (LookupError, UnicodeDecodeError):
        return data
