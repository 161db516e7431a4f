"""atelier reproduce NAME: a made picture or clip once more. Thin, as app/cli.py is."""

from __future__ import annotations

from typing import Annotated

import typer


def reproduce(
    name: Annotated[str, typer.Argument(help="The artifact's name: picture-1, clip-2.")],
    session: Annotated[str, typer.Option("--session", "-s", help="Its session; the newest that has it if empty.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not show what is going on.")] = False,
) -> None:
    """Make a picture or clip anew from what is recorded of it: prompt, seed, settings, checkpoints.

    Exit code 1 where it did not come out the same, byte by byte; the new one is kept, and how far they are apart is
    said.
    """
    from app.cli import served, watched
    from app.output import as_json
    from app.reproducing import fields_of, reproduced, text_of

    with watched(quiet, steps=False) as listeners:
        found = reproduced(served(), name, session, *listeners)
    print(as_json(fields_of(found)) if json else text_of(found))
    raise typer.Exit(0 if found.same else 1)
