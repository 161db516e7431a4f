"""Questions to the graph as a person puts them, and its picture written to files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.graph_page import page, png
from app.graph_picture import Box, Line, Picture, picture
from app.output import as_json
from memory.graph import GraphMirror
from memory.graph_ladybug import Table
from rag.pages import clean
from runtime.errors import BadArgument
from runtime.records import Json

MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d+\+00:00$")
"""A time as it is stored; people are shown it to the second, in UTC."""
HOW = (
    "Give one of: a question in Cypher, --produced NAME, --depends NAME, --session S. For example: "
    "atelier memory graph --depends handbook.pdf"
)


def asked(graph: GraphMirror, query: str, produced: str, depends: str, session: str) -> Table:
    """
    Raises:
        BadArgument: none of them is given, or several that do not go together.
    """
    given = [text for text in (query, produced, depends) if text]
    if len(given) > 1 or (query and session) or not (given or session):
        raise BadArgument(HOW)
    if query:
        return graph.ask(query)
    if produced:
        return graph.produced(produced, session)
    return graph.depends(depends, session) if depends else without_ids(graph.of_session(session))


def without_ids(table: Table) -> Table:
    """Ids are long, and names tell the nodes apart."""
    kept = [n for n, column in enumerate(table.columns) if column != "id"]
    rows = tuple(tuple(row[n] for n in kept) for row in table.rows)
    return Table(tuple(table.columns[n] for n in kept), rows)


def draw(graph: GraphMirror, session: str, html: Path | None, image: Path | None) -> Iterator[Path]:
    """Write the picture of a session; gives each file's path.

    Raises:
        BadArgument: the graph knows nothing of the session, or a file cannot be written.
        MissingExtra: a PNG is wanted, and Pillow is not installed.
    """
    drawn = drawing(graph, session)
    if not drawn.placed:
        raise BadArgument(f"The graph knows no session {session!r}. See: atelier memory graph --help")
    if html:
        yield written(html.expanduser(), page(drawn, f"Session {session}").encode())
    if image:
        yield written(image.expanduser(), png(drawn))


def drawing(graph: GraphMirror, session: str) -> Picture:
    boxes = [
        Box(id, label, name, kind, text, at)
        for label, id, name, kind, text, at in graph.of_session(session).rows
        if (label, kind) != ("Step", "check")  # four a run, alike: they would hide the rest
    ]
    return picture(boxes, [Line(source, kind, target) for source, kind, target in graph.relations(session).rows])


def written(path: Path, data: bytes) -> Path:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise BadArgument(f"{path} cannot be written: {error.strerror}. Name another file.") from error
    return path


def cell(value: Json) -> str:
    """A value as a cell of a table shows it: plain, one line, at most 300 characters."""
    text = "" if value is None else value if isinstance(value, str) else as_json(value)
    return MOMENT.sub(r"\1 \2", " ".join(clean(text).split()))[:300]
