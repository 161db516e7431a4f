"""Reads what is written in a picture with Tesseract, a program of its own: words, where they stand, how sure it is."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from itertools import groupby
from shutil import which
from typing import Any, NamedTuple

from runtime.errors import MissingProgram

PAGE_S = 120.0
MOST = 4
"""Languages that are looked for at once, English first: each takes its time."""
DPI = 300
"""What Tesseract is made for."""
GROWN, LONG = 3.0, 2000
"""How many times larger a small picture is read, at most, until its longer side has so many pixels."""


class Reader(NamedTuple):
    """What Tesseract can do on this machine."""

    languages: str = ""
    """As it takes them: `eng+deu`; empty where it is not here."""
    turns: bool = False
    """Whether it knows a page that lies on its side."""


class Word(NamedTuple):
    paragraph: tuple[str, ...]
    line: str
    sure: float
    """0 to 100."""
    text: str
    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    """Left, top, right, bottom in pixels."""


def reader_here() -> Reader:
    if which("tesseract") is None:
        return Reader()
    told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=PAGE_S, check=False)
    known = {line.strip() for line in told.stdout.splitlines()[1:] if line.strip().isidentifier()}
    languages = sorted(known - {"osd", "equ"}, key=lambda language: (language != "eng", language))
    return Reader("+".join(languages[:MOST]), "osd" in known)


def table_of(picture: bytes, reader: Reader) -> str:
    """What it tells of each word in a picture's file, as lines of cells between tabs.

    Raises:
        OSError, subprocess.SubprocessError: it cannot be started, fails, or takes longer than two minutes.
    """
    how = ["-l", reader.languages, "--dpi", str(DPI), "--psm", "1" if reader.turns else "3"]
    command = ["tesseract", "stdin", "stdout", *how, "tsv"]
    done = subprocess.run(command, input=picture, capture_output=True, timeout=PAGE_S, check=True)
    return done.stdout.decode("utf-8", "replace")


def words_in(table: str) -> list[Word]:
    return [word for row in table.splitlines()[1:] if (word := word_of(row.split("\t")))]


def word_of(cells: list[str]) -> Word | None:
    """Cells are level, page, block, paragraph, line, word, left, top, width, height, confidence, text.

    >>> word_of("5 1 1 2 3 1 10 20 30 8 96.5 Leave".split())
    Word(paragraph=('1', '2'), line='3', sure=96.5, text='Leave', box=(10.0, 20.0, 40.0, 28.0))
    """
    text = "".join(letter for letter in cells[11] if letter.isprintable()).strip() if len(cells) == 12 else ""
    if not text or cells[0] != "5":
        return None
    left, top, width, height = map(float, cells[6:10])
    return Word((cells[2], cells[3]), cells[4], float(cells[10]), text, (left, top, left + width, top + height))


def lines_of(words: list[Word]) -> Iterator[list[Word]]:
    """Words line by line; an empty list between paragraphs."""
    first = True
    for _, paragraph in groupby(words, key=lambda word: word.paragraph):
        if not first:
            yield []
        first = False
        for _, line in groupby(paragraph, key=lambda word: word.line):
            yield list(line)


def written_in(image: Any, language: str = "") -> list[Word]:
    """The words in a picture in RGB, their boxes in its own pixels; small ones are read larger.

    `language` is as Tesseract has them (`deu`, `eng+fra`); all that are here, English first, without.

    Raises:
        MissingProgram: Tesseract is not here.
        ValueError: it does not have that language, or could not read the picture.
    """
    from runtime.pictures.writing import png

    reader = reader_here()
    if not reader.languages:
        raise MissingProgram("tesseract", "tesseract-ocr")
    if not re.fullmatch(r"[A-Za-z_+]*", language):
        raise ValueError(f"{language!r} is no language of Tesseract's. Give eng, or several as eng+deu.")
    scale = max(1.0, min(GROWN, LONG / max(image.size)))
    larger = image.convert("L").resize((round(image.width * scale), round(image.height * scale)))
    try:
        table = table_of(png(larger), reader._replace(languages=language or reader.languages))
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        why = said.decode("utf-8", "replace").strip().partition("\n")[0][:200]
        raise ValueError(f"Tesseract could not read it: {why}. Languages here: {reader.languages}.") from error
    return [word._replace(box=tuple(side / scale for side in word.box)) for word in words_in(table)]
