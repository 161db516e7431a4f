"""`atelier models add` and `remove`: checkpoints of one's own, looked at before they are written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from app.wishes import Found, Wish, absolute, checked, find_here, line_of, task_of
from runtime.architectures import architecture_of, must_fit
from runtime.catalog import OWN, Catalog, Checkpoint, catalog_at, load_catalog
from runtime.errors import BadArgument, nearest
from runtime.own_models import add_line, own_lines, remove_lines
from runtime.places import is_folder
from runtime.records import Json
from runtime.weights import CONFIG


def add_model(home: Path, wish: Wish) -> dict[str, Json]:
    """Write a checkpoint down, and say what is known of it. Nothing is written where something is wrong.

    Raises:
        BadArgument: the id, the task, the size or the folder cannot be meant so.
        WrongArchitecture: it is here, and does not serve the task.
        CheckpointError: it is here, in a form that is never read.
        SettingsError: the file of one's own models is wrong, or cannot be written.
    """
    wish, catalog = checked(wish), catalog_at(home)
    found = find_here(wish)
    wish = replace(wish, task=task_of(wish, found, catalog.tasks()))
    old = catalog.find(wish.id, wish.task)
    line = line_of(wish, old, found)
    if found:
        must_fit(line.id, line.task, found.config)
    add_line(home, line)
    return _told(home, line, old, found)


def remove_model(home: Path, name: str, task: str = "") -> dict[str, Json]:
    """Take a checkpoint of one's own out, for one task or all. Its files stay.

    Raises:
        BadArgument: there is none of that name, or there are several.
        SettingsError: the file of one's own models is wrong, or cannot be written.
    """
    own = Catalog(own_lines(home))
    lines = [line for line in own.named(absolute(name)) if task in ("", line.task)]
    ids = sorted({line.id for line in lines})
    if len(ids) > 1:
        raise BadArgument(f"{name!r} may be any of {', '.join(ids)}. Give the whole id.")
    if not ids:
        raise BadArgument(_not_own(name, task, own))
    remove_lines(home, ids[0], task)
    return {"id": ids[0], "tasks": [line.task for line in lines], "file": str(home / OWN)}


def _told(home: Path, line: Checkpoint, old: Checkpoint | None, found: Found | None) -> dict[str, Json]:
    from app.fitting import download
    from app.listings import runs

    return {
        "id": line.id,
        "task": line.task,
        "tier": line.tier,
        "revision": line.revision,
        "architecture": architecture_of(found.config) if found else "",
        "memory_gb": line.memory_gb,
        "disk_gb": line.disk_gb,
        "when_asked": line.when_asked,
        "replaces": old is not None,
        "here": found is not None,
        "runs": runs(line),
        "download": "" if found else download(line),
        "file": str(home / OWN),
    }


def added_text(told: Mapping[str, Json]) -> str:
    """What `add_model` tells, for a person."""
    use = "used when it is asked for" if told["when_asked"] else "the first for its task"
    kind = f"a {told['architecture']}, {told['memory_gb']:g} GB as fp32, " if told["here"] else ""
    said = [
        f"{'Replaced' if told['replaces'] else 'Added'} {told['id']} for {told['task']}: {kind}{told['tier']}, {use}."
    ]
    if not told["here"]:
        said.append(f"It is not on this machine, so nothing of it was checked. Fetch it with: {told['download']}")
    if not told["here"] and (Path(told["id"]) / CONFIG).is_file():
        said.append(f"There is a folder of that name here; if you mean that, write ./{told['id']}")
    if not told["runs"]:
        said.append(f"Nothing here runs {told['task']} yet.")
    return "\n".join([*said, f"Written to {told['file']}"])


def removed_text(told: Mapping[str, Json]) -> str:
    """What `remove_model` tells, for a person."""
    id = told["id"]
    files = "The folder stays." if is_folder(id) else f"Its files stay; remove them with: hf cache rm model/{id}"
    return f"Removed {id} for {', '.join(told['tasks'])}. {files}"


def _not_own(name: str, task: str, own: Catalog) -> str:
    lines = own.named(absolute(name))
    if lines:
        return f"{lines[0].id!r} is yours for {', '.join(line.task for line in lines)}, not for {task!r}."
    if load_catalog().named(name):
        return f"{name!r} comes with Atelier and stays. See your own with: atelier models --own"
    return f"{name!r} is none of your own models. {nearest(name, {line.id for line in own.checkpoints}, 'Yours')}"
