"""atelier plan "…": what the embedded planner makes of a request, and the Python it comes to. Runs no tool."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def plan(
    request: Annotated[str, typer.Argument(help="What you want, in plain words.")],
    file: Annotated[
        list[Path] | None, typer.Option("--file", "-f", help="A file to work on. May be given again.")
    ] = None,
    session: Annotated[str, typer.Option("--session", "-s", help="Plan it in this session, with its files.")] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each tool was chosen, and whence its arguments.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Show what a request would come to, step by step and as code, without running any of it."""
    from app.cli import served
    from app.output import as_json
    from app.output_plan import plan_fields, plan_text
    from runtime.records import Request

    drafted = served(brain="embedded").plan(Request(request, tuple(file or ()), session))
    print(as_json(plan_fields(drafted)) if json else plan_text(drafted, explain))
