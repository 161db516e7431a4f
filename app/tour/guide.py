"""Makes the tour: forges the stand-ins into a cache of its own, and runs each tool through the real loading code."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from agents.specialists import tool_named
from app.direct import imported
from app.service import Service
from app.stand_ins.forge import branches
from app.tour.page import LABEL, page
from app.tour.route import ROUTE
from app.tour.stops import Exhibit, Forge, Seen, Stop
from memory.artifacts import type_of
from runtime.cancel import check
from runtime.errors import AtelierError, BadArgument, SettingsError
from runtime.records import Json, Listener
from runtime.settings import Settings

POOL_GB = 1000.0
"""What stand-ins may take by the catalog, which knows the real ones: they take a few MB."""
SAID = 100
"""Characters of a result that are shown in a line."""


def guide(settings: Settings, only: str, html: Path | None, quiet: bool) -> int:
    """Make the tour, tell of each stop in a line, and write the page. Returns how many stops failed, at most 1.

    Raises:
        BadArgument: there is no such part.
        SettingsError: the page cannot be written.
    """
    from app.talk import listening

    seen: list[Seen] = []
    stops = wanted(ROUTE, only)
    with listening(quiet, steps=False) as listeners:
        for number, each in enumerate(toured(stops, settings, *listeners), 1):
            seen.append(each)
            print(line(number, len(stops), each), flush=True)
    if html is not None:
        _write(html, page(seen))
        print(f"The page: {html}")
    failed = sum(1 for each in seen if each.error)
    print(f"{len(seen)} stops, {failed} failed. {LABEL}")
    return min(failed, 1)


def line(number: int, total: int, seen: Seen) -> str:
    """`✓ 3 of 41  check_grammar, 0.02 s (its stand-in took 1.1 s): 1 of 2 …`"""
    said = " ".join((seen.error or str(seen.result.get("summary", ""))).split())
    forging = f" (stand-ins: {seen.forging_s:.1f} s)" if seen.forging_s >= 0.1 else ""
    what = f"{'✗' if seen.error else '✓'} {number} of {total}  {seen.stop.tool}, {seen.seconds:.2f} s{forging}"
    return f"{what}: {said if len(said) <= SAID else said[: SAID - 1] + '…'}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}. Name another with --html.") from error


def wanted(stops: Sequence[Stop], only: str) -> list[Stop]:
    """The stops of the parts in `only`, which has commas between them; all where it is empty.

    Raises:
        BadArgument: there is no such part.
    """
    parts = list(dict.fromkeys(stop.part for stop in stops))
    asked = [part.strip() for part in only.split(",") if part.strip()]
    for part in asked:
        if part not in parts:
            raise BadArgument(f"The tour has no part {part!r}. Parts: {', '.join(parts)}.")
    return [stop for stop in stops if not asked or stop.part in asked]


def toured(stops: Iterable[Stop], settings: Settings, *listeners: Listener) -> Iterator[Seen]:
    """Each stop as it was made, in homes and caches of the Hub that are gone at the end: one of each for every room.

    The embedded models, which are real, stay where `settings` keeps them.
    """
    with tempfile.TemporaryDirectory(prefix="atelier-tour-") as name:
        rooms: dict[str, Room] = {}
        for stop in stops:
            check()
            with cache_at(Path(name) / f"room-{stop.room}" / "hub"):
                if stop.room not in rooms:
                    rooms[stop.room] = Room.opened(Path(name) / f"room-{stop.room}", settings)
                seen = made(stop, rooms[stop.room], *listeners)
            yield seen


@dataclass(frozen=True, slots=True)
class Room:
    """Where some of the stops are made."""

    folder: Path
    """With the home, the cache of the Hub and the files that are given."""
    service: Service
    session: str

    @classmethod
    def opened(cls, folder: Path, settings: Settings) -> Self:
        (folder / "home").mkdir(parents=True)
        settings.home.joinpath("models").mkdir(parents=True, exist_ok=True)
        (folder / "home" / "models").symlink_to(settings.home / "models")
        own = replace(settings, home=folder / "home", cache_gb=0.0, lock="", history_url="", models="", tier="auto")
        service = Service(replace(own, pool_gb=POOL_GB))
        return cls(folder, service, service.sessions.open().id)


def made(stop: Stop, room: Room, *listeners: Listener) -> Seen:
    """One stop: its stand-ins forged where they are not here yet, its files written, its tool run."""
    folder, service, session = room.folder, room.service, room.session
    started = time.perf_counter()
    for id, forge in stop.models.items():
        installed(id, forge, folder / "hub")
    forging_s = time.perf_counter() - started
    files = {name: write(_folder(folder / "files" / stop.tool)) for name, write in stop.files.items()}
    arguments: dict[str, Json] = dict(stop.arguments)
    inputs = tool_named(stop.tool, service.team)[0].inputs
    for name, path in files.items():
        several = inputs[name]["type"] == "array"
        arguments[name], _ = imported(service, [str(path)] if several else str(path), session)
    before = {artifact.name for artifact in service.sessions.open(session).artifacts.list()}
    result, error, started = {}, "", time.perf_counter()
    try:
        result = service.run_tool(stop.tool, arguments, session, *listeners)
    except AtelierError as problem:
        error = str(problem)
    seconds = time.perf_counter() - started
    after = service.sessions.open(session).artifacts.list()
    new = [artifact.path for artifact in after if artifact.name not in before]
    return Seen(stop, result, exhibits(files.values()), exhibits(new), seconds, forging_s, error)


def exhibits(paths: Iterable[Path]) -> tuple[Exhibit, ...]:
    return tuple(Exhibit(path.name, type_of(path), path.read_bytes()) for path in paths)


def installed(id: str, forge: Forge, hub: Path) -> None:
    """Forge a stand-in into the cache, under the id that it stands for, as if it had been downloaded."""
    repository = hub / f"models--{id.replace('/', '--')}"
    if repository.exists():
        return
    draft = hub / ".draft"
    shutil.rmtree(draft, ignore_errors=True)
    with one_thread():
        hush()
        forge(draft)
    revision = hashlib.sha1(f"stand-in for {id}".encode()).hexdigest()
    (repository / "refs").mkdir(parents=True)
    for name in branches(id):
        (repository / "refs" / name).write_text(revision, encoding="utf-8")
    shutil.move(draft, repository / "snapshots" / revision)


def hush() -> None:
    """Transformers says of each reader of pictures that torchvision would be quicker: nothing for a tour."""
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]


@contextmanager
def one_thread() -> Iterator[None]:
    """So small a network trains many times slower where several threads share it."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def cache_at(folder: Path) -> Iterator[None]:
    """Let `folder` stand for the Hub's cache, so that no real checkpoint is touched or used."""
    from huggingface_hub import constants

    folder.mkdir(parents=True, exist_ok=True)
    real = constants.HF_HUB_CACHE
    constants.HF_HUB_CACHE = str(folder)
    try:
        yield
    finally:
        constants.HF_HUB_CACHE = real


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path
