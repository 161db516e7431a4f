"""What a person wants to add to the catalog: read, looked at on this machine, and made a line of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from runtime.architectures import known_tasks, needs_code, tasks_of
from runtime.catalog import Checkpoint, check_tier
from runtime.choosing import unlisted
from runtime.errors import BadArgument, CheckpointError, CheckpointNotFound, nearest
from runtime.places import config_of, folder_of, is_folder, own_folder
from runtime.weights import CONFIG, PIPELINE, disk_gb, weights_gb

NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9_][\w.-]*)?", re.ASCII)
REVISION = re.compile(r"[A-Za-z0-9_][\w.-]*(/[A-Za-z0-9_][\w.-]*)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wish:
    """A checkpoint that a person wants to use. What is empty is found out, or left as the catalog has it."""

    id: str
    task: str = ""
    tier: str = ""
    revision: str = ""
    note: str = ""
    licence: str = ""
    when_asked: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A checkpoint as it lies on this machine."""

    folder: Path
    config: Mapping[str, Any]


def find_here(wish: Wish) -> Found | None:
    """What lies on this machine; None for a name on the Hub that is not here, or not all of it.

    Raises:
        BadArgument: a folder lacks something.
        CheckpointError: it is in a form that is never read.
    """
    line = replace(unlisted(wish.id, wish.task), revision=wish.revision)
    if is_folder(wish.id):
        _check_folder(Path(wish.id))
    try:
        folder = folder_of(line)
    except CheckpointNotFound as error:
        if is_folder(wish.id):
            raise BadArgument(f"{wish.id} has not all of its weights as safetensors. Save the model again.") from error
        return None
    found = Found(folder, config_of(folder))
    if needs_code(found.config):
        raise CheckpointError(
            f"{wish.id!r} can only be read by running code from its repository, which is never done here. "
            f"Choose another with: atelier models {wish.task}".rstrip()
        )
    return found


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise BadArgument(f"No folder at {folder}. Check the path, or give the name on the Hub, such as owner/model.")
    named = (CONFIG, PIPELINE, "adapter_config.json")
    if not any((folder / name).is_file() for name in named):
        raise BadArgument(
            f"{folder} has no {CONFIG}, so it is no checkpoint. Give the folder that a model was saved to."
        )


def checked(wish: Wish) -> Wish:
    """The wish, its folder as an absolute path.

    Raises:
        BadArgument: the id, the size or the revision cannot be meant so.
    """
    if not wish.id:
        raise BadArgument("Which checkpoint? For example: atelier models add ./my-folder --task image-classification")
    if wish.tier == "embedded":
        raise BadArgument("The size 'embedded' is for what comes in a package. Give light or full.")
    check_tier(wish.tier)
    if is_folder(wish.id):
        if wish.revision:
            raise BadArgument("A folder has no revisions. Leave out --revision.")
        return replace(wish, id=absolute(wish.id))
    if not NAME.fullmatch(wish.id):
        raise BadArgument(f"{wish.id!r} is no name on the Hub, such as owner/model. Begin a folder with ./ or /.")
    if wish.revision and not REVISION.fullmatch(wish.revision):
        raise BadArgument(f"{wish.revision!r} is no revision. Give a branch, a tag or a commit.")
    return wish


def absolute(name: str) -> str:
    return str(own_folder(name)) if is_folder(name) else name


def task_of(wish: Wish, found: Found | None, listed: Iterable[str]) -> str:
    """The task that was named, or the only one that the checkpoint was made for; `listed` are the catalog's.

    Raises:
        BadArgument: there is no such task, or none was named and there is not one only.
    """
    known = {*known_tasks(), *listed}
    if wish.task in known:
        return wish.task
    if wish.task:
        raise BadArgument(f"{wish.task!r} is no task. {nearest(wish.task, known, 'Tasks')}")
    if not found:
        raise BadArgument(f"{wish.id!r} is not on this machine, so say what it serves, with --task.")
    tasks = tasks_of(found.config)
    if len(tasks) != 1:
        what = f"serves {' and '.join(tasks)}" if tasks else "is of a kind that is not known here"
        raise BadArgument(f"{wish.id!r} {what}. Say which task is meant, with --task.")
    return tasks[0]


def line_of(wish: Wish, old: Checkpoint | None, found: Found | None) -> Checkpoint:
    """What to write: as the catalog has it where it has it, but for what was said and what was measured.

    Raises:
        BadArgument: it comes in a package.
    """
    if old and old.package:
        raise BadArgument(f"{old.id!r} comes in the package {old.package} and serves {old.task!r} already.")
    line = old or replace(unlisted(wish.id, wish.task), note="added by you")
    if found:
        folder = found.folder
        line = replace(line, memory_gb=_rounded(weights_gb(folder)), disk_gb=_rounded(disk_gb(folder)))
    return replace(
        line,
        tier=wish.tier or line.tier,
        revision=wish.revision or line.revision,
        note=wish.note or line.note,
        licence=wish.licence or line.licence,
        when_asked=wish.when_asked,
        serves_instead="",
        own=True,
    )


def _rounded(gigabytes: float) -> float:
    return float(f"{gigabytes:.3g}")
