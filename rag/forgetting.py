"""Prepared indexes of documents that are forgotten."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

WORD = re.compile(r"\w+")
RUN = 8
"""So many words in the same order are no accident."""


def forget_indexes(home: Path, documents: Collection[str], said: Collection[int]) -> int:
    """Delete the indexes made of documents with these sha256, whole or half built. Returns how many.

    `said` are the `runs_of_words` of those documents: an index that does not name its document is known by them.
    """
    doomed = [folder for folder in indexes(home) if belongs(folder, documents, said)]
    for folder in doomed:
        shutil.rmtree(folder, ignore_errors=True)
    return len(doomed)


def indexes(home: Path) -> Iterator[Path]:
    root = home / "index"
    yield from (path for path in root.glob("*") if path.is_dir() and not path.is_symlink())


def belongs(folder: Path, documents: Collection[str], said: Collection[int]) -> bool:
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
    except (OSError, ValueError):
        meta = {}
    if isinstance(meta, dict) and meta.get("document"):
        return meta["document"] in documents
    return any(run in said for run in runs_of_words(passages(folder)))


def passages(folder: Path) -> Iterator[str]:
    """The first passages of an index; what cannot be read is passed over."""
    try:
        with (folder / "passages.jsonl").open(encoding="utf-8") as lines:
            for line, _ in zip(lines, range(20), strict=False):
                yield str(json.loads(line)["text"])
    except (OSError, ValueError, KeyError, TypeError):
        return


def runs_of_words(texts: Iterable[str]) -> set[int]:
    """What tells whether two texts quote one another: a number for every eight words in a row.

    >>> one = runs_of_words(["The crew of boat seven meets at pier nine."])
    >>> bool(one & runs_of_words(["He said: the crew of boat seven\\nmeets at pier nine, at dawn."]))
    True
    """
    found: set[int] = set()
    for text in texts:
        words = [match[0].casefold() for match in WORD.finditer(text)]
        found.update(hash(tuple(words[start : start + RUN])) for start in range(len(words) - RUN + 1))
    return found
