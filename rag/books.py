"""EPUB → its parts as pages, in the order they are read."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree

from rag.checks import check_zip
from rag.pages import File, Page, Paragraph, clean, page_of
from rag.web import paragraphs_of, soup_of
from runtime.cancel import check
from runtime.errors import AtelierError, FileBroken, FileEncrypted

CONTAINER = "META-INF/container.xml"
LOCKS = "META-INF/encryption.xml"
FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to hide fonts, which locks nothing. Source: EPUB Open Container Format 3.3, section 4.2."""


def read_epub(file: File) -> tuple[Page, ...]:
    """A page for each part of the book that has words, numbered in the order of reading, the cover counted.

    Raises:
        FileEncrypted: its text is locked.
        NotThatKind: it is no zip, or one without a book in it.
        FileBroken: it is damaged, or unpacks to far more than a book has.
        Stopped: the run's time is up, or it was cancelled.
    """
    check_zip(file, CONTAINER)
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as parts:
            if is_locked(parts):
                raise FileEncrypted(file.path)
            pages = [page_of(number, part(parts, name)) for number, name in enumerate(spine(parts), 1)]
    except AtelierError:
        raise
    except Exception as error:  # a damaged zip, its XML or its HTML fails in many ways
        raise FileBroken(file.path, "it is damaged inside") from error
    return tuple(page for page in pages if page.text)


def is_locked(parts: zipfile.ZipFile) -> bool:
    if LOCKS not in parts.namelist():
        return False
    methods = ElementTree.fromstring(parts.read(LOCKS)).iter("{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod")
    return any(method.get("Algorithm") not in FONTS for method in methods)


def spine(parts: zipfile.ZipFile) -> Iterator[str]:
    """Names of the parts, as the book orders them. Source: EPUB Packages 3.3, section 5."""
    package = next(rooted(parts, CONTAINER).iterfind(".//{*}rootfile")).get("full-path", "")
    root = rooted(parts, package)
    files = {item.get("id"): item.get("href", "") for item in root.iterfind("{*}manifest/{*}item")}
    here = set(parts.namelist())
    for reference in root.iterfind("{*}spine/{*}itemref"):
        place = unquote(files.get(reference.get("idref"), ""))
        name = posixpath.normpath(posixpath.join(posixpath.dirname(package), place))
        if name in here:
            yield name


def rooted(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(parts.read(name))


def part(parts: zipfile.ZipFile, name: str) -> list[Paragraph]:
    """What is read in one part. Its title is said only above words without a heading: mostly it is the book's."""
    check()
    soup = soup_of(clean(parts.read(name).decode("utf-8-sig", errors="replace")))
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    if soup.title:
        soup.title.decompose()
    said = list(paragraphs_of(soup))
    untitled = said and title and not any(paragraph.heading for paragraph in said)
    return [Paragraph(title, title), *said] if untitled else said
