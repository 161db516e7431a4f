"""Which checkpoint does what the embedded size of a task does not: writes a summary, quotes the words that answer."""

from __future__ import annotations

from runtime.catalog import load_catalog
from runtime.choosing import Choice
from runtime.errors import CheckpointError
from tools.base import Choose


def downloaded(task: str, choose: Choose, model: str = "") -> str:
    """Id of `model`; else of the checkpoint on this machine that is no embedded one; else of the first to fetch."""
    here = (found_here(task, choose, size) for size in ("", "full", "light"))
    choice = None if model else next(filter(None, here), None)
    lines = (line for line in load_catalog().serving(task) if not (line.package or line.serves_instead))
    return model or (choice.checkpoint.id if choice else next(lines).id)


def here_or_embedded(task: str, choose: Choose, model: str = "") -> str:
    """Id of `model`; else of the checkpoint on this machine that is no embedded one; else of the embedded line."""
    choice = None if model else found_here(task, choose)
    return model or (choice.checkpoint.id if choice else embedded(task))


def found_here(task: str, choose: Choose, size: str = "") -> Choice | None:
    """The checkpoint for `task`, of that size if one is named, where it is on this machine and not the embedded one."""
    try:
        choice = choose(task, "", size)
    except CheckpointError:
        return None
    return None if choice.checkpoint.package else choice


def embedded(task: str) -> str:
    """Id of the embedded line of `task`."""
    return load_catalog().serving(task, "embedded")[0].id
