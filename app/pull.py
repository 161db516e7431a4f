"""`atelier pull`: what it will take, how far it is, and what is here then."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.listings import runs
from app.output import shown
from rag.pages import clean
from runtime.catalog import Checkpoint
from runtime.fetching import Heard, Plan, check_room, fetch, planned
from runtime.integrity import verify
from runtime.places import located
from runtime.records import Json

ASK_FROM = 5e9
"""Bytes from which on a person at a terminal is asked first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with one checkpoint."""

    fields: dict[str, Json]
    """For `--json`."""
    text: str


def fetch_all(lines: Sequence[Checkpoint], models_gb: float, yes: bool) -> list[Outcome]:
    """Fetch them; what is going on goes to standard error.

    Raises:
        DownloadError: one cannot be fetched. Nothing is downloaded before all of them are known and there is room.
    """
    plans = {line.id: planned(line.id, line.revision) for line in lines if not line.package}
    for line in lines:
        foretell(line, plans.get(line.id))
    check_room(plans.values(), models_gb)
    if not yes:
        ask(sum(plan.to_come for plan in plans.values()))
    for plan in plans.values():
        with display(plan) as heard:
            fetch(plan, heard)
    return [fetched(line, plans[line.id]) if line.id in plans else packaged(line) for line in lines]


def preview(lines: Sequence[Checkpoint]) -> list[Outcome]:
    """What a pull would fetch, file by file. Writes nothing."""
    return [packaged(line) if line.package else listed(planned(line.id, line.revision)) for line in lines]


def check(lines: Sequence[Checkpoint]) -> list[Outcome]:
    """Read through what is here. Asks no network.

    Raises:
        CheckpointNotFound, BrokenFiles: one is not here, or not whole.
    """
    return [packaged(line) if line.package else whole(line, verify(line)) for line in lines]


def foretell(line: Checkpoint, plan: Plan | None) -> None:
    if plan:
        say(size_line(plan))
        if line.task and not runs(line):
            say(f"To know: nothing here runs {line.id} for {line.task} yet.")


def fetched(line: Checkpoint, plan: Plan) -> Outcome:
    asked = f" It is used when asked for: ATELIER_TIER={line.tier}" if line.when_asked else ""
    return Outcome(plan_fields(plan), f"{line.id} is here: {shown(plan.folder)}.{asked}")


def listed(plan: Plan) -> Outcome:
    rows = [f"  {amount(file.size):>9}  {clean(file.name)}" for file in plan.repository.files]
    return Outcome(plan_fields(plan), "\n".join([size_line(plan), *rows]))


def whole(line: Checkpoint, names: Sequence[str]) -> Outcome:
    fields: dict[str, Json] = {"id": line.id, "revision": line.revision or "main", "whole": True, "files": list(names)}
    return Outcome(fields, f"{line.id}: {files(len(names))}, each as the Hub has it.")


def packaged(line: Checkpoint) -> Outcome:
    fields: dict[str, Json] = {"id": line.id, "package": line.package, "version": located(line).revision}
    return Outcome(fields, f"{line.id} comes in the package {line.package}: there is nothing to download.")


def plan_fields(plan: Plan) -> dict[str, Json]:
    return {
        "id": plan.repository.id,
        "revision": plan.repository.revision,
        "commit": plan.repository.commit,
        "folder": str(plan.folder),
        "bytes": plan.repository.size,
        "to_come_bytes": plan.to_come,
        "files": [{"name": file.name, "bytes": file.size} for file in plan.repository.files],
    }


def size_line(plan: Plan) -> str:
    """
    >>> from runtime.hub import RemoteFile, Repository
    >>> weights = (RemoteFile("config.json", 700, ""), RemoteFile("model.safetensors", 1_629_437_147, ""))
    >>> size_line(Plan(Repository("facebook/bart-large-cnn", "main", "", weights), here=400_000_000))
    'facebook/bart-large-cnn: 2 files, 1.63 GB, 0.40 GB of it here already'
    """
    size = plan.repository.size
    already = {0: "", size: ", all of it here already"}.get(plan.here, f", {amount(plan.here)} of it here already")
    return f"{plan.repository.id}: {files(len(plan.repository.files))}, {amount(size)}{already}"


def files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"


def amount(count: float) -> str:
    """
    >>> amount(1_629_437_147), amount(52_000_000), amount(812)
    ('1.63 GB', '52.0 MB', '0.8 kB')
    """
    for unit, bytes_in, digits in (("GB", 1e9, 2), ("MB", 1e6, 1)):
        if count >= bytes_in / 10:
            return f"{count / bytes_in:.{digits}f} {unit}"
    return f"{count / 1e3:.1f} kB"


def ask(to_come: int) -> None:
    """A person at a terminal may say no to many bytes, which ends the command."""
    if to_come >= ASK_FROM and sys.stdin.isatty() and sys.stderr.isatty():
        import typer

        typer.confirm(f"Download {amount(to_come)}?", err=True, abort=True)


@contextmanager
def display(plan: Plan) -> Iterator[Heard]:
    """Shows on standard error how far a fetch is: a bar on a terminal, elsewhere a line for each tenth."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True, highlight=False)
    if not plan.to_come or not console.is_terminal:
        yield tenths(plan)
        return
    name = TextColumn("{task.description}", markup=False)
    columns = name, BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task(plan.repository.id, total=plan.repository.size, completed=plan.here)
        yield lambda name, done: progress.update(bar, description=clean(name), completed=done)


def tenths(plan: Plan) -> Heard:
    """Says so whenever another tenth has come."""
    size = max(plan.repository.size, 1)
    said = plan.here * 10 // size

    def heard(name: str, done: int) -> None:
        nonlocal said
        if done * 10 // size > said:
            said = done * 10 // size
            say(f"  {amount(done)} of {amount(size)}")

    return heard


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
