"""`atelier memory graph | search | sync`: what the mirrors of the memory know. Thin, as app/cli.py is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.service import Service
    from memory.graph_ladybug import Table
    from memory.mirror import Mirrors

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `atelier memory`."""
    app.command("graph")(graph)
    app.command("search")(search)
    app.command("sync")(sync)


def graph(
    query: Annotated[str, typer.Argument(metavar="[CYPHER]", help="A question that only reads.")] = "",
    produced: Annotated[str, typer.Option(metavar="NAME", help="Who made this file?")] = "",
    depends: Annotated[str, typer.Option(metavar="NAME", help="What was made of this file, or rests on it?")] = "",
    session: Annotated[str, typer.Option("--session", "-s", help="All of a session; or only what is in it.")] = "",
    html: Annotated[Path | None, typer.Option(help="Draw the session into this page.")] = None,
    png: Annotated[Path | None, typer.Option(help="Draw the session into this picture.")] = None,
    json: AsJson = False,
) -> None:
    """Ask who made what from what: in Cypher, by --produced, --depends or --session; or have it drawn.

    Nodes: Agent, Run, Step, Artifact, Note, Document, each with name, kind, text, session, at. Relations: EMITTED,
    MADE, USED, CITED, DERIVED_FROM.
    """
    from app.memory_questions import asked, draw

    service, mirrors = _mirrors()
    found = mirrors.graph
    _brought(mirrors)
    if html or png:
        drawn = session or service.history.latest_session(service.settings.tenant)
        for path in draw(found, drawn, html, png):
            print(f"Drew {drawn or 'nothing'}: {path}")
        return
    _print(asked(found, query, produced, depends, session), json)


def search(
    query: Annotated[str, typer.Argument(help="What it should be about, in plain words.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many.")] = 5,
    kind: Annotated[str, typer.Option(help="Only these: note, answer or step.")] = "",
    since: Annotated[str, typer.Option(help="Only from this date on, such as 2027-01-31.")] = "",
    json: AsJson = False,
) -> None:
    """Find what was said in any session that is nearest in meaning, best first."""
    from dataclasses import asdict

    from app.output import as_json
    from rag.pages import clean

    _, mirrors = _mirrors()
    found = mirrors.recall(query, k, kind, since)
    lines = [f"{each.score:.2f}  {each.at[:10]}  {each.kind} of {each.session}\n      {each.text}" for each in found]
    text = clean("\n".join(lines)) or "Nothing was said yet."
    print(as_json([asdict(each) for each in found]) if json else text)


def sync(
    every: Annotated[bool, typer.Option("--all", help="Take in every run of the history again.")] = False,
    json: AsJson = False,
) -> None:
    """Bring what waits to the mirrors. Exit code 1 where one cannot be reached."""
    from dataclasses import asdict

    from app.mirroring import required
    from app.output import as_json

    service, mirrors = _mirrors()
    required(service.settings)
    if every:
        mirrors.add(_ended(service))
    done = mirrors.sync()
    lines = [f"{d.mirror}: {d.applied} runs taken in, {d.left} left. {d.problem}".rstrip() for d in done]
    print(as_json([asdict(each) for each in done]) if json else "\n".join(lines))
    raise typer.Exit(1 if any(each.problem for each in done) else 0)


def _ended(service: Service) -> dict[str, str]:
    """Every run of the history that is over, and its session, oldest session first."""
    tenant = service.settings.tenant
    sessions = reversed(service.history.sessions(tenant))
    runs = ((run, s) for s in sessions for run in service.history.runs(s, tenant) if run.status != "running")
    return {run.id: session for run, session in runs}


def _mirrors() -> tuple[Service, Mirrors]:
    from app.cli import settings
    from app.service import Service

    service = Service(settings())
    return service, service.mirrors


def _brought(mirrors: Mirrors) -> None:
    """Bring what waits to the graph; a graph that is behind is still asked."""
    import sys

    for done in mirrors.sync(only="graph"):
        if done.problem:
            print(f"{done.left} runs wait: {done.problem}", file=sys.stderr)


def _print(table: Table, json: bool) -> None:
    from rich.markup import escape

    from app.cli import show
    from app.memory_questions import cell
    from app.output import as_json
    from app.output import table as drawn

    if json:
        print(as_json([dict(zip(table.columns, row, strict=True)) for row in table.rows]))
    elif table.rows:
        show(drawn("", list(table.columns), [[escape(cell(value)) for value in row] for row in table.rows]))
    else:
        print("Nothing is known of that.")
