"""The mirrors that the settings want and this machine has packages for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from typing import Any

from app.sessions import sessions_folder
from memory.artifacts import Artifacts
from memory.graph import graph_at
from memory.history import History
from memory.mirror import Mirror, Mirrors, folder_of
from memory.mirror_material import Material, gather
from memory.vectors import VectorMirror
from runtime.errors import MissingExtra, SettingsError
from runtime.pool import Pool
from runtime.records import Artifact
from runtime.settings import Settings

KNOWN = ("vectors", "graph")


def mirrors_for(settings: Settings, history: Callable[[], History], pool: Callable[[], Pool]) -> Mirrors:
    """Those that are wanted and whose packages are installed. Imports none of them, opens and writes nothing.

    Raises:
        SettingsError: the settings name a mirror that there is not.
    """
    folder = folder_of(settings.home, settings.tenant)

    def encoder(texts: list[str]) -> Any:
        return pool().get("sentence-similarity", tier="embedded")(texts)

    def gathered(session: str, run: str) -> Material | None:
        return gather(history(), lambda name: artifacts_of(settings, name), settings.tenant, session, run)

    def made() -> Iterator[Mirror]:
        if "vectors" in wanted(settings) and installed("chromadb"):
            yield VectorMirror(folder, encoder)
        if "graph" in wanted(settings) and installed("neo4j" if settings.neo4j_uri else "ladybug"):
            yield graph_at(settings, folder)

    return Mirrors(folder, tuple(made()), gathered)


def past_for(settings: Settings, pool: Callable[[], Pool]) -> Mirrors:
    """The vectors only, for tools: nothing secret is in reach of it. The history is opened when it is first needed."""
    only = "vectors" if "vectors" in wanted(settings) else ""
    bare = replace(settings, mirrors=only, api_key="", voice_key="", neo4j_uri="", neo4j_password="")
    return mirrors_for(bare, cache(lambda: History(bare.history_at)), pool)


def wanted(settings: Settings) -> tuple[str, ...]:
    """
    Raises:
        SettingsError: the settings name a mirror that there is not.
    """
    names = tuple(name.strip() for name in settings.mirrors.split(",") if name.strip())
    if unknown := [name for name in names if name not in KNOWN]:
        raise SettingsError(f"mirrors={settings.mirrors!r}: {unknown[0]!r} is none of: {', '.join(KNOWN)}.")
    return names


def required(settings: Settings) -> None:
    """Raise what says why a mirror that is wanted is not there.

    Raises:
        MissingExtra: its package is not installed.
        SettingsError: none is wanted.
    """
    names = wanted(settings)
    if not names:
        raise SettingsError("The memory is not mirrored: mirrors is empty. Set ATELIER_MIRRORS=vectors,graph")
    if "vectors" in names and not installed("chromadb"):
        raise MissingExtra("chromadb", "chroma")
    graph = "neo4j" if settings.neo4j_uri else "ladybug"
    if "graph" in names and not installed(graph):
        raise MissingExtra(graph, "neo4j" if settings.neo4j_uri else "graph")


def artifacts_of(settings: Settings, session: str) -> Sequence[Artifact]:
    """The artifacts of a session; none where its folder is gone."""
    folder = sessions_folder(settings) / session
    return Artifacts(folder).list() if folder.is_dir() else ()


def installed(package: str) -> bool:
    return find_spec(package) is not None
