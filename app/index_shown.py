"""What `atelier index` prints: collections, versions, documents and passages, as rows and as text."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.collections import Collections
from app.output import shown
from rag.collection import Collection
from rag.manifests import Version
from rag.outcome import Outcome
from rag.pages import clean, snippet
from rag.sources import WEB
from runtime.errors import AtelierError
from runtime.records import Json, Passage, spot_fields

COLUMNS = ("collection", "store", "documents", "passages", "version", "of")
LISTED = 20
"""Files that failed that are told one by one."""


def collection_rows(known: Collections) -> list[dict[str, Json]]:
    rows: list[dict[str, Json]] = []
    for name in known.names():
        try:
            live = known.at(name).live()
        except AtelierError as error:
            rows.append(dict.fromkeys(COLUMNS, "") | {"collection": name, "of": str(error)})
            continue
        if live:
            rows.append(collection_fields(name, live))
    return rows


def collection_fields(name: str, live: Version) -> dict[str, Json]:
    told = (name, live.kind, len(live.documents), live.passages, live.number, when(live.at))
    return dict(zip(COLUMNS, told, strict=True))


def document_rows(collection: Collection) -> list[dict[str, Json]]:
    return [
        {"document": held.title, "name": f"{held.name}{collection.all}", "passages": held.passages,
         "added": when(held.added_at), "from": place(held.source)}
        for held in collection.documents()
    ]  # fmt: skip


def version_rows(collection: Collection) -> list[dict[str, Json]]:
    numbers = collection.versions.numbers()
    found = [collection.versions.read(number) for number in numbers]
    return [version_fields(version) | {"live": "live" if version.number == numbers[-1] else ""} for version in found]


def version_fields(version: Version) -> dict[str, Json]:
    told: dict[str, Json] = {"version": version.number, "at": when(version.at), "what": version.what}
    return told | {"documents": len(version.documents), "passages": version.passages}


def version_text(collection: str, version: Version) -> str:
    return (
        f"The collection {collection} is at version {version.number} ({version.what}): "
        f"{len(version.documents)} documents, {version.passages} passages."
    )


def outcome_text(collection: str, outcome: Outcome) -> str:
    """What came in, what failed and why, and what to type next."""
    rows = [f"! {told.source}: {told.why}" for told in outcome.notes]
    rows += [f"✗ {told.source}: {told.why}" for told in outcome.failures[:LISTED]]
    if len(outcome.failures) > LISTED:
        rows.append(f"✗ and {len(outcome.failures) - LISTED} more; see all with --json")
    if outcome.passed_over:
        rows.append(f"{outcome.passed_over} files were passed over: they are of kinds that are not read.")
    if outcome.is_new and outcome.version:
        unchanged = f" {outcome.unchanged} had not changed." if outcome.unchanged else ""
        rows.append(version_text(collection, outcome.version) + unchanged)
    elif outcome.version:
        rows.append(f"Nothing has changed: the collection {collection} stays at version {outcome.version.number}.")
    else:
        rows.append(f"Nothing came in: there is no collection {collection} yet.")
    return clean("\n".join(rows))


def passage_fields(passage: Passage) -> dict[str, Json]:
    told: dict[str, Json] = {"document": passage.title, "name": passage.source, "page": passage.page}
    told |= {"section": passage.section, "score": passage.score, "text": passage.text}
    return told | spot_fields(passage)


def passages_text(found: list[Passage]) -> str:
    if not found:
        return "No passage fits."
    rows = [f"{passage.score:6.2f}  {passage.place}\n        {snippet(passage.text, 300)}" for passage in found]
    return clean("\n".join(rows))


def place(source: str) -> str:
    return source if source.startswith(WEB) else shown(Path(source))


def when(at: str) -> str:
    """
    >>> when("2027-01-31T09:00:12+00:00")[:4]
    '2027'
    """
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
