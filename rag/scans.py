"""Pages that are pictures of text → their lines, read by Tesseract where it is on this machine."""

from __future__ import annotations

import math
import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import repeat
from typing import NamedTuple

from runtime.cancel import check
from runtime.errors import need
from runtime.pictures.tesseract import DPI, Reader, lines_of, reader_here, table_of, words_in

LARGEST = 25e6
"""Pixels of a page; a larger one is drawn coarser."""
FLAT = 24
"""A page whose brightness, 0 to 255, spans less has nothing on it."""
LEAST = 50
"""How sure Tesseract must be of a page's letters on the whole, 0 to 100: under it stands noise."""


class Scan(NamedTuple):
    lines: tuple[str, ...] = ()
    """Empty ones between paragraphs."""
    unread: bool = False
    """Whether something is on it that could not be read."""


def read_scans(data: bytes, numbers: Sequence[int], suspects: Sequence[int]) -> dict[int, Scan]:
    """What stands on pages of a PDF, by their place from 0. Where they cannot be drawn, `suspects` count as unread.

    Raises:
        Stopped: the run's time is up, or it was cancelled.
    """
    if find_spec("pypdfium2") is None:
        return {number: Scan(unread=number in suspects) for number in numbers}
    found: dict[int, Scan] = {}
    reader = reader_here()
    at_once = os.cpu_count() or 1
    with ThreadPoolExecutor(at_once) as workers:
        for start in range(0, len(numbers), at_once):
            check()
            batch = numbers[start : start + at_once]
            drawn = list(pictures(data, batch))  # drawing is not safe in threads, reading is
            found |= zip(batch, workers.map(read_picture, drawn, repeat(reader)), strict=False)
    return found


def pictures(data: bytes, numbers: Sequence[int]) -> Iterator[bytes | None]:
    """Pages as grey pictures in the PGM format, empty where nothing is on them; None where one cannot be drawn."""
    pypdfium2 = need("pypdfium2", "ocr")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:  # it is stricter than what read the file before
        yield from (None for _ in numbers)
        return
    with document:
        for number in numbers:
            try:
                page = document[number]
                scale = min(DPI / 72, math.sqrt(LARGEST / max(1.0, page.get_width() * page.get_height())))
                grey = page.render(scale=scale, grayscale=True).to_numpy()
            except (pypdfium2.PdfiumError, MemoryError):
                yield None
                continue
            height, width = grey.shape[:2]
            yield (
                b"P5 %d %d 255\n" % (width, height) + grey.tobytes()
                if int(grey.max()) - int(grey.min()) > FLAT
                else b""
            )


def read_picture(picture: bytes | None, reader: Reader) -> Scan:
    if picture == b"":
        return Scan()
    if picture is None or not reader.languages:
        return Scan(unread=True)
    try:
        return scan_of(table_of(picture, reader))
    except (OSError, subprocess.SubprocessError):
        return Scan(unread=True)


def scan_of(table: str) -> Scan:
    """The lines in what Tesseract tells of each word, if it is sure enough of them on the whole."""
    words = words_in(table)
    letters = sum(len(word.text) for word in words)
    if not letters or sum(word.sure * len(word.text) for word in words) < LEAST * letters:
        return Scan(unread=True)
    return Scan(tuple(" ".join(word.text for word in line) for line in lines_of(words)))
