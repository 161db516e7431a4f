"""Files that a measurement reads and writes: documents, questions that were made, a picture."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.intake import taken
from rag.documents import KINDS
from rag.pages import Document
from rag.synthetic import Made
from runtime.errors import BadArgument, KindNotRead


def read_all(files: Sequence[Path], max_mb: float) -> dict[Path, Document]:
    """
    Raises:
        FileProblem: one cannot be read, or is no document.
    """
    return {path: document_in(path, max_mb) for path in files}


def document_in(path: Path, max_mb: float) -> Document:
    document = taken(path, max_mb)
    if document is None:
        raise KindNotRead(path, KINDS)
    return document


def write_new(path: Path, text: str) -> None:
    """
    Raises:
        BadArgument: there is a file already, or none can be written.
    """
    with written(path), path.open("x", encoding="utf-8") as file:
        file.write(text)


def check_place(path: Path) -> None:
    """Asked before the work is done.

    Raises:
        BadArgument: no file can be written there.
    """
    if not os.access(path.parent, os.W_OK | os.X_OK) or path.is_dir():
        raise BadArgument(f"{path} cannot be written. Name a file in a folder that is there.")


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Where a file is written that a person named."""
    try:
        yield
    except FileExistsError as error:
        raise BadArgument(f"{path} is there already, and nothing is written over. Give another name.") from error
    except OSError as error:
        raise BadArgument(f"{path} cannot be written: {error.strerror or error}. Give another name.") from error


def question_lines(made: Sequence[Made]) -> str:
    """As a file of questions; a page where there is none is left out."""
    rows = ({name: value for name, value in one._asdict().items() if value is not None} for one in made)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
