"""Documents into a collection: what is new or changed is read and embedded, what is gone goes, the rest stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from rag.collection import Collection, check_model
from rag.manifests import Held, Version
from rag.outcome import Outcome
from rag.publishing import Making, Tell, nobody, publish, writing
from rag.sources import Failure, Found, Source, find, gone
from rag.stores import LOCAL, Facts, open_store, packaged
from rag.taking_in import Desk, NotRead, as_it_was, fits, taken_in
from runtime.cancel import check
from runtime.errors import BadArgument, OtherStore

PAGE_BYTES = 100_000
"""What an address is taken to weigh, for how long the work will take."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a collection is to be written."""

    store: str = ""
    """Kind of store; empty for the one it has, or for `usual`."""
    usual: str = "chroma"
    keep: int = 10
    """Versions that are kept."""
    anew: bool = False
    """Made over, with the encoder and the cut in use, whatever it was made with."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Who hears how far the work is."""

    file: Callable[[Source, float, float], None] = lambda source, before, share: None
    """A document is begun: how much of all work was done before it, and its share in it, 0 to 1."""
    store: Tell = nobody


def add(collection: Collection, given: Sequence[str], desk: Desk, wish: Wish, telling: Telling) -> Outcome:
    """Bring what is `given` into the collection: one new version, at the end, where anything changed.

    What was embedded until it is stopped or killed stays: begun again, it goes on there. Of a file that cannot be read
    any more, what it was before stays in the collection.

    Raises:
        BadArgument: nothing is given.
        OtherModel, OtherStore: the collection was made with another model, or is kept in another store.
        Stopped: the run's time is up, or it was cancelled.
        StoreOutOfReach, MissingExtra, SettingsError, CollectionDamaged: the store cannot be written.
    """
    found = find(given)
    with writing(collection, telling.store):
        live = collection.versions.live()
        kind = store_kind(collection, live, desk, wish)
        reach(collection, kind)
        known = live.documents if live else ()
        return brought(collection, live, kind, {held.source: held for held in known}, found, desk, wish, telling)


def rebuild(collection: Collection, desk: Desk, wish: Wish, telling: Telling) -> Outcome:
    """Make the vectors of all its documents anew from their files, as the model, the cut and the store are now.

    Raises:
        BadArgument: it has nothing in it.
        Stopped, StoreOutOfReach, MissingExtra: as `add`.
    """
    with writing(collection, telling.store):
        collection.versions.drop_broken()
        live = collection.versions.live()
        if live is None:
            raise BadArgument(f"The collection {collection.name} has nothing in it.")
        found = Found({held.source: Source(held.source, held.title, held.given) for held in live.documents})
        kind = store_kind(collection, live, desk, replace(wish, anew=True))
        reach(collection, kind)
        known = {held.source: held for held in live.documents}
        return brought(collection, live, kind, known, found, desk, replace(wish, anew=True), telling)


def brought(
    collection: Collection,
    live: Version | None,
    kind: str,
    known: dict[str, Held],
    found: Found,
    desk: Desk,
    wish: Wish,
    telling: Telling,
) -> Outcome:
    outcome = Outcome(passed_over=found.passed_over, failures=list(found.failures), version=live)
    held = gathered(known, found, desk, wish, telling, outcome)
    if wish.anew:  # what could not be made anew would not fit in
        held = [each for each in held if each.source not in {failure.source for failure in outcome.failures}]
    if outcome.differs or (wish.anew and held):
        making = Making(desk.encoder.name, desk.encoder.dimension, kind, wish.keep)
        outcome.version = publish(collection, held, outcome.what, making, telling.store, fresh=wish.anew)
        outcome.is_new = True
    elif live and tuple(held) != live.documents:  # a date is new, and nothing else
        collection.versions.write(replace(live, documents=tuple(held)))
    return outcome


def store_kind(collection: Collection, live: Version | None, desk: Desk, wish: Wish) -> str:
    """The kind of store to write to.

    Raises:
        OtherModel, OtherStore: the collection has another model or store, and is not made anew.
    """
    if live is None:
        return wish.store or wish.usual
    if wish.anew:
        return wish.store or live.kind
    check_model(collection.name, live, desk.encoder)
    if wish.store and wish.store != live.kind:
        raise OtherStore(collection.name, live.kind, wish.store)
    return live.kind


def reach(collection: Collection, kind: str) -> None:
    """Found out before hours of embedding: can the store be had?

    Raises:
        MissingExtra: its package is not installed.
        StoreOutOfReach, SettingsError: its server is not there, or nobody said where it is.
    """
    if kind in LOCAL:
        packaged(kind)
        return
    at, facts = collection.at, Facts(collection.name, "none", 1)
    open_store(kind, at.folder, token_hex(8), facts, at.url(kind)).drop()


def gathered(
    known: dict[str, Held], found: Found, desk: Desk, wish: Wish, telling: Telling, outcome: Outcome
) -> list[Held]:
    """All documents of the new version, those that were known first, in their order. The outcome is told."""
    lost = {held.source for held in gone(known.values(), found)}
    outcome.removed += sorted(lost)
    kept = {place: held for place, held in known.items() if place not in lost}
    stale = [s for s in found.sources.values() if s.place not in kept or not fine(kept[s.place], s, desk, wish)]
    outcome.unchanged = len(found.sources) - len(stale)
    names = {held.name for held in kept.values()}
    for source, before, share in shares(stale):
        check()
        telling.file(source, before, share)
        try:
            held = taken_in(source, kept.get(source.place), desk, names)
        except NotRead as error:
            stays = " What it was before stays." if source.place in kept else ""
            outcome.failures.append(Failure(source.place, f"{error}{stays}"))
            continue
        noted(held, kept.get(source.place), outcome)
        names.add(held.name)
        kept[source.place] = held
    return list(kept.values())


def fine(held: Held, source: Source, desk: Desk, wish: Wish) -> bool:
    """Whether it can stay as it is: unread, where nothing tells of a change; or still whole, where all is made anew."""
    return fits(held, desk) if wish.anew else as_it_was(held, source, desk)


def noted(held: Held, before: Held | None, outcome: Outcome) -> None:
    if held.unread:
        outcome.notes.append(Failure(held.source, held.unread))
    if before and before.key == held.key:
        outcome.unchanged += 1
    else:
        (outcome.changed if before else outcome.added).append(held.source)


def shares(sources: Sequence[Source]) -> Iterator[tuple[Source, float, float]]:
    """Each source, how much of the work is done before it, and its share: by the bytes of the files."""
    weights = [weight(source) for source in sources]
    total, done = sum(weights), 0.0
    for source, own in zip(sources, weights, strict=True):
        yield source, done / total, own / total
        done += own


def weight(source: Source) -> int:
    try:
        return PAGE_BYTES if source.is_web else max(1, Path(source.place).stat().st_size)
    except OSError:
        return 1


def matching(documents: Iterable[Held], given: str) -> list[Held]:
    """The documents that a person means: by path or address, by a folder or glob that they were found by, by title or
    by name."""
    path = str(Path(given).expanduser().absolute())
    return [
        held
        for held in documents
        if given in (held.source, held.title, held.name, held.given)
        or path in (held.source, held.given)
        or Path(held.source).is_relative_to(path)
    ]
