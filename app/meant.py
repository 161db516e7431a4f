"""Which checkpoints the tasks and ids on the command line stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from runtime.catalog import TIERS, Catalog, Checkpoint, check_tier
from runtime.errors import BadArgument, ServedInstead, nearest
from runtime.places import is_folder


def meant(catalog: Catalog, words: Sequence[str], tier: str = "", revision: str = "") -> list[Checkpoint]:
    """The lines of `catalog` for `words`, each checkpoint once, at `revision` where one is given.

    Raises:
        BadArgument: a word stands for none, or for several, or is a folder; or a revision is given for several words.
        NoCheckpoint: nothing of this size serves the task.
        ServedInstead: the catalog says that another is used in its place.
    """
    check_tier(tier)
    if revision and len(words) > 1:
        raise BadArgument("--revision goes with one checkpoint. Pull them one by one.")
    tasks = catalog.tasks()
    lines = [default_of(catalog, word, tier) if word in tasks else named(catalog, word) for word in words]
    for line in lines:
        if line.serves_instead:
            raise ServedInstead(line.id, line.serves_instead)
        if is_folder(line.id):
            raise BadArgument(f"{line.id!r} is a folder on this machine: there is nothing to fetch. Use it as it is.")
    lines = [replace(line, revision=revision or line.revision) for line in lines]
    partners = [found for line in lines if line.partner and (found := catalog.find(line.partner))]
    return list({line.id: line for line in (*lines, *partners)}.values())


def default_of(catalog: Catalog, task: str, tier: str = "") -> Checkpoint:
    """The first line for `task` that can be fetched, small ones before big ones; else what comes with a package.

    >>> from runtime.catalog import load_catalog
    >>> default_of(load_catalog(), "summarization").id, default_of(load_catalog(), "summarization", "full").id
    ('sshleifer/distilbart-cnn-12-6', 'facebook/bart-large-cnn')
    """
    lines = catalog.serving(task, tier)
    fetched = [line for line in lines if _is_fetched(line)]
    return min(fetched, key=lambda line: TIERS.index(line.tier)) if fetched else lines[0]


def named(catalog: Catalog, word: str) -> Checkpoint:
    """The catalog's line of that name, or a line for an id that it does not know.

    >>> from runtime.catalog import load_catalog
    >>> named(load_catalog(), "bart-large-cnn").id, named(load_catalog(), "acme/own-model").id
    ('facebook/bart-large-cnn', 'acme/own-model')
    """
    lines = sorted(catalog.named(word), key=lambda line: bool(line.serves_instead))
    ids = sorted({line.id for line in lines})
    if len(ids) > 1:
        raise BadArgument(f"{word!r} may be any of {', '.join(ids)}. Give the whole id.")
    if not lines and "/" not in word:
        near = nearest(word, catalog.tasks(), "Tasks")
        raise BadArgument(f"{word!r} is no task and no checkpoint of the catalog; an id is owner/name. {near}")
    return lines[0] if lines else Checkpoint("", word, "full", 0.0, "unknown", "")


def _is_fetched(line: Checkpoint) -> bool:
    return not (line.package or line.serves_instead or line.remote_code or is_folder(line.id))
