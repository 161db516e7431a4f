"""`atelier index …`: documents into collections, and what is in them. Thin, as app/cli.py is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.index_tune import register

if TYPE_CHECKING:
    pass

index = typer.Typer(help="Collections: documents that are kept, and searched beside those given with a request.")

Name = Annotated[str, typer.Option("--collection", "-c", help="The collection.")]
Store = Annotated[str, typer.Option(help="Where its vectors are kept: chroma, faiss, chroma-server or pgvector.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Do not show what is going on.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")]


@index.command()
def add(
    what: Annotated[list[str], typer.Argument(metavar="PATH|URL|GLOB…", help="Folders, files, globs, addresses.")],
    collection: Name = "main",
    store: Store = "",
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Bring documents in; what has not changed is passed over, what a folder or glob has no more is taken out.

    Stopped or killed, it goes on where it was when it is typed again. Exit code 1 where something failed and nothing
    came in; what failed is listed at the end.
    """
    from app.index_shown import outcome_text
    from app.output import as_json

    checked(store)
    with working(collection, quiet) as indexer:
        outcome = indexer.add(what, store)
    print(as_json(outcome.fields) if json else outcome_text(collection, outcome))
    raise typer.Exit(1 if outcome.failures and not outcome.differs else 0)


@index.command("list")
def list_(
    collection: Annotated[str, typer.Option("--collection", "-c", help="The documents of this one.")] = "",
    json: AsJson = False,
) -> None:
    """List the collections; or the documents of one."""
    from app.cli import settings
    from app.collections import Collections
    from app.index_shown import collection_rows, document_rows
    from app.output import as_json

    known = Collections(settings())
    rows = document_rows(known.open(collection)) if collection else collection_rows(known)
    if json:
        print(as_json(rows))
        return
    _table(rows, f"The collection {collection} is empty." if collection else "No collection yet: atelier index add .")


@index.command()
def versions(collection: Name = "main", json: AsJson = False) -> None:
    """List the versions of a collection, the live one last."""
    from app.cli import settings
    from app.collections import Collections
    from app.index_shown import version_rows
    from app.output import as_json

    rows = version_rows(Collections(settings()).open(collection))
    print(as_json(rows)) if json else _table(rows, "No version yet.")


@index.command()
def rollback(
    number: Annotated[int, typer.Argument(metavar="N", help="The version; see: atelier index versions")],
    collection: Name = "main",
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make the documents of an older version the live ones again. Nothing is embedded; the newer versions stay."""
    from app.index_shown import version_fields, version_text
    from app.output import as_json

    with working(collection, quiet, known=True) as indexer:
        version = indexer.roll_back(number)
    print(as_json(version_fields(version)) if json else version_text(collection, version))


@index.command()
def remove(
    what: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE…]", help="Paths, addresses, titles.")] = None,
    collection: Name = "main",
    all: Annotated[bool, typer.Option("--all", help="The whole collection, with every version.")] = False,
    yes: Yes = False,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take documents out; older versions keep them. With --all the collection is deleted."""
    from app.index_shown import version_fields, version_text
    from app.output import as_json
    from runtime.errors import BadArgument

    if bool(what) == all:
        raise BadArgument("Say what to remove: documents of the collection, or --all for the whole of it.")
    with working(collection, quiet, known=True) as indexer:
        if all:
            _sure(yes, f"This deletes {indexer.collection.told()}, with every version. It cannot be undone. Go on?")
            indexer.delete()
            print(as_json({"deleted": collection}) if json else f"Deleted the collection {collection}.")
            return
        version = indexer.remove(what or ())
    print(as_json(version_fields(version)) if json else version_text(collection, version))


@index.command()
def rebuild(collection: Name = "main", store: Store = "", json: AsJson = False, quiet: Quiet = False) -> None:
    """Make a collection's vectors anew, with the embedding model and the cut of the settings; or move it to a store.

    What is still right is not embedded again. Exit code 1 where a document could not be made anew: it is left out.
    """
    from app.index_shown import outcome_text
    from app.output import as_json

    checked(store)
    with working(collection, quiet, known=True) as indexer:
        outcome = indexer.rebuild(store)
    print(as_json(outcome.fields) if json else outcome_text(collection, outcome))
    raise typer.Exit(1 if outcome.failures else 0)


@index.command()
def search(
    question: Annotated[str, typer.Argument(help="What to look for, in words.")],
    collection: Name = "main",
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=100, help="Passages to show.")] = 6,
    json: AsJson = False,
) -> None:
    """Show the passages of a collection that fit best, each with its document and page."""
    from app.index_shown import passage_fields, passages_text
    from app.output import as_json

    with working(collection, True, known=True) as indexer:
        found = indexer.search(question, k)
        indexer.collection.close()
    print(as_json([passage_fields(passage) for passage in found]) if json else passages_text(found))


register(index)


def working(collection: str, quiet: bool, known: bool = False) -> Any:
    """A context that gives what works on the collection, which must be there where it should be `known`."""
    from contextlib import contextmanager

    @contextmanager
    def at_work() -> Any:
        from app.cli import served, watched
        from app.indexing import Indexer
        from app.run import fan

        service = served()
        if known:
            service.collections.open(collection)
        with watched(quiet, steps=False) as listeners:
            yield Indexer(service, collection, fan(listeners))

    return at_work()


def checked(store: str) -> None:
    """
    Raises:
        BadArgument: there is no such store.
    """
    from rag.stores import KINDS
    from runtime.errors import BadArgument, nearest

    if store and store not in KINDS:
        raise BadArgument(f"--store {store!r} is none. {nearest(store, KINDS, 'Stores')}")


def _sure(yes: bool, question: str) -> None:
    if not yes:
        typer.confirm(question, abort=True, err=True)


def _table(rows: list[dict[str, Any]], nothing: str) -> None:
    from rich.markup import escape

    from app.cli import show
    from app.output import table
    from rag.pages import clean

    if not rows:
        print(nothing)
        return
    cells = [[escape(clean(str(value))) for value in row.values()] for row in rows]  # a file's name is no markup
    show(table("", list(rows[0]), cells))
